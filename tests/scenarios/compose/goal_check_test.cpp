#include "scenarios/compose/goal_check.hpp"

#include <gtest/gtest.h>

namespace fleetsim::scenarios::compose {
namespace {

using enum Goal::Comparison;

bool meets(Goal::Comparison comparison, double value) {
    return is_met({.comparison = comparison, .threshold = 5}, value);
}

TEST(GoalCheck, TheThresholdItselfMeetsWhatSaysOrEqual) {
    for (const Goal::Comparison comparison : {LessOrEqual, GreaterOrEqual, Equal})
        EXPECT_TRUE(meets(comparison, 5));
    for (const Goal::Comparison comparison : {Less, Greater}) EXPECT_FALSE(meets(comparison, 5));
    EXPECT_TRUE(meets(Less, 4.9) && meets(LessOrEqual, 4.9));
    EXPECT_FALSE(meets(Less, 5.1) || meets(LessOrEqual, 5.1) || meets(Equal, 5.1));
    EXPECT_TRUE(meets(Greater, 5.1) && meets(GreaterOrEqual, 5.1));
}

TEST(GoalCheck, AStatisticOfADistributionIsInTheUnitOfItsMetric) {
    Distribution latency{"broker", "publish_latency_seconds", "s", 1e-3, {}};
    for (const std::int64_t milliseconds : {1000, 2000, 6000})
        latency.histogram.record(milliseconds);
    const History history{sim::Time::zero()};
    const auto statistic = [&](const char* name) {
        return measure(
            {.component = "broker", .metric = "publish_latency_seconds", .statistic = name},
            {.totals = {}, .history = history, .distributions = {latency}, .ledgers = {}});
    };
    EXPECT_DOUBLE_EQ(statistic("min").value(), 1);
    EXPECT_DOUBLE_EQ(statistic("mean").value(), 3);
    EXPECT_DOUBLE_EQ(statistic("max").value(), 6);
    EXPECT_DOUBLE_EQ(statistic("sum").value(), 9);
    EXPECT_DOUBLE_EQ(statistic("count").value(), 3);
    EXPECT_NEAR(statistic("p50").value(), 2, 0.02);
    EXPECT_FALSE(statistic("median"));
}

std::vector<Figure> figures_at(double connections, double messages) {
    return {{"broker", "connections", "1", FigureKind::Gauge, connections},
            {"broker", "messages_in_total", "1", FigureKind::Counter, messages}};
}

TEST(History, BeginsAfterTheWarmUpThatItsLastSampleBelongsTo) {
    const auto at = [](int seconds) { return sim::Time::at(sim::Duration::seconds(seconds)); };
    History history(at(10));
    history.add(at(5), figures_at(100, 0));
    history.add(at(10), figures_at(90, 1000));
    history.add(at(15), figures_at(10, 1010));
    history.add(at(20), figures_at(30, 1050));
    const Line& connections = *history.find("broker", "connections");
    EXPECT_EQ(connections.least, 10);
    EXPECT_EQ(connections.most, 30);
    EXPECT_EQ(connections.mean(), 20);
    // 10 and 40 messages in five seconds each.
    EXPECT_EQ(history.find("broker", "messages_in_per_second")->most, 8);
    EXPECT_EQ(history.find("broker", "messages_in_per_second")->mean(), 5);
}

}  // namespace
}  // namespace fleetsim::scenarios::compose
