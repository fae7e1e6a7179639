#include "sim/stats/gauge.hpp"

#include <gtest/gtest.h>

namespace fleetsim::sim {
namespace {
using namespace literals;

Time at(Duration since_start) { return Time::at(since_start); }

TEST(Gauge, TheMeanIsWeightedByTime) {
    Gauge connections;
    connections.set(at(10_s), 4);  // 0 for 10 s
    connections.set(at(30_s), 1);  // 4 for 20 s
    EXPECT_DOUBLE_EQ(connections.mean(at(40_s)), (0 * 10 + 4 * 20 + 1 * 10) / 40.0);
    EXPECT_EQ(connections.level(), 1);
    EXPECT_EQ(connections.maximum(), 4);
    EXPECT_EQ(connections.minimum(), 0);
}

TEST(Gauge, ALevelThatLastsNoTimeCountsForTheExtremesOnly) {
    Gauge queue;
    queue.add(at(1_s), 100);
    queue.add(at(1_s), -100);
    EXPECT_EQ(queue.maximum(), 100);
    EXPECT_EQ(queue.mean(at(2_s)), 0);
}

TEST(Gauge, BeforeAnyTimePassedTheMeanIsTheLevel) { EXPECT_EQ(Gauge(7).mean(Time::zero()), 7); }

TEST(Gauge, TheIntegralIsExactForABillionOverAYear) {
    Gauge devices(1'000'000'000);
    const auto year = static_cast<__int128>((365_d).count());
    EXPECT_TRUE(devices.integral(at(365_d)) == year * 1'000'000'000);
    EXPECT_EQ(devices.mean(at(365_d)), 1e9);
}

TEST(Gauge, ARestartForgetsTheWarmUp) {
    Gauge connections;
    connections.set(at(1_s), 1'000);
    connections.set(at(2_s), 10);
    connections.restart(at(5_s));
    EXPECT_EQ(connections.maximum(), 10);
    EXPECT_EQ(connections.mean(at(6_s)), 10);
}

TEST(Gauge, MergedGaugesAnswerForTheirSum) {
    Gauge left;
    Gauge right;
    Gauge both;
    left.add(at(1_s), 3);
    both.add(at(1_s), 3);
    right.add(at(4_s), 5);
    both.add(at(4_s), 5);
    left.merge(right);
    EXPECT_EQ(left.level(), both.level());
    EXPECT_EQ(left.mean(at(9_s)), both.mean(at(9_s)));
    EXPECT_GE(left.maximum(), both.maximum());
}

#ifndef NDEBUG
TEST(GaugeDeathTest, TimeThatGoesBackIsOurBug) {
    Gauge gauge;
    gauge.set(at(2_s), 1);
    EXPECT_DEATH(gauge.set(at(1_s), 2), "order of time");
}
#endif

}  // namespace
}  // namespace fleetsim::sim
