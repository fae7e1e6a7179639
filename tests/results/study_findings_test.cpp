#include "results/study_findings.hpp"

#include <gtest/gtest.h>

namespace fleetsim::results {
namespace {

double margin(const char* that, double threshold, double mean) {
    PointGoal goal;
    goal.goal.that = that;
    goal.goal.threshold = threshold;
    goal.value = Estimate{.mean = mean, .half_width = {}};
    return margin_of(goal);
}

TEST(GoalMargin, IsTheDistanceToTheThresholdOnTheSideTheGoalWants) {
    EXPECT_DOUBLE_EQ(margin("broker.latency.p99 < 200 ms", 0.2, 0.15), 0.25);
    EXPECT_DOUBLE_EQ(margin("job/fw.succeeded >= 2000", 2000, 2500), 0.25);
    EXPECT_DOUBLE_EQ(margin("job/fw.succeeded >= 2000", 2000, 2000), 0);
    EXPECT_DOUBLE_EQ(margin("job/fw.failed == 0", 0, 3), -3);
    EXPECT_LT(margin_of(PointGoal{}), 0) << "nobody measured it";
}

}  // namespace
}  // namespace fleetsim::results
