#include "models/device/schedule.hpp"

#include <gtest/gtest.h>

namespace fleetsim::device {
namespace {

using namespace sim::literals;

sim::DrawEngine engine(std::uint32_t counter) {
    return sim::draw(7, sim::EntityId::device(1), 0, counter);
}

TEST(Schedule, PeriodicWithoutJitterKeepsItsInterval) {
    const Schedule schedule{.every = 10_s};
    sim::DrawEngine draw = engine(0);
    EXPECT_EQ(schedule.next(sim::Time::at(3_s), draw), sim::Time::at(13_s));
}

TEST(Schedule, FirstOfAPeriodLiesWithinIt) {
    const Schedule schedule{.every = 10_s};
    for (std::uint32_t i = 0; i < 200; ++i) {
        sim::DrawEngine draw = engine(i);
        const sim::Time first = schedule.first(sim::Time::at(5_s), draw);
        EXPECT_GT(first, sim::Time::at(5_s));
        EXPECT_LE(first, sim::Time::at(15_s));
    }
}

TEST(Schedule, JitterStaysWithinItsShare) {
    const Schedule schedule{.every = 10_s, .jitter = 0.1};
    double sum = 0;
    constexpr int kGaps = 2'000;
    for (std::uint32_t i = 0; i < kGaps; ++i) {
        sim::DrawEngine draw = engine(i);
        const sim::Duration gap = schedule.next(sim::Time::zero(), draw) - sim::Time::zero();
        EXPECT_GE(gap, 9_s);
        EXPECT_LE(gap, 11_s);
        sum += gap.to_seconds();
    }
    // As much earlier as later: the deviation of the mean is 2 s / sqrt(12 x 2,000), 0.013 s.
    EXPECT_NEAR(sum / kGaps, 10, 0.05);
}

TEST(Schedule, ClockAlignmentFallsOnMultiplesOfThePeriod) {
    const Schedule schedule{.every = 15_min, .alignment = Alignment::Clock};
    sim::DrawEngine draw = engine(0);
    EXPECT_EQ(schedule.first(sim::Time::at(1_min), draw), sim::Time::at(15_min));
    EXPECT_EQ(schedule.next(sim::Time::at(15_min), draw), sim::Time::at(30_min));
}

TEST(Schedule, PoissonHasTheMeanItWasGiven) {
    const Schedule schedule{.pattern = Pattern::Poisson, .every = 10_s};
    sim::Time now;
    constexpr int kArrivals = 20'000;
    for (std::uint32_t i = 0; i < kArrivals; ++i) {
        sim::DrawEngine draw = engine(i);
        now = schedule.next(now, draw);
    }
    EXPECT_NEAR(now.to_seconds() / kArrivals, 10, 0.3);
}

TEST(Schedule, DiurnalIsBusiestAtItsPeakAndKeepsTheDailyMean) {
    const Schedule schedule{
        .pattern = Pattern::Diurnal, .every = 60_s, .swing = 0.9, .peak_time = 18_h};
    int in_peak_hours = 0;
    int in_quiet_hours = 0;
    int all = 0;
    sim::Time now;
    for (std::uint32_t i = 0; now < sim::Time::at(20_d); ++i) {
        sim::DrawEngine draw = engine(i);
        now = schedule.next(now, draw);
        const std::int64_t hour = (now.since_start() % 24_h) / 1_h;
        ++all;
        in_peak_hours += hour >= 16 && hour < 20;
        in_quiet_hours += hour >= 4 && hour < 8;
    }
    EXPECT_NEAR(all, 20 * 24 * 60, 600);
    EXPECT_GT(in_peak_hours, 8 * in_quiet_hours);
}

}  // namespace
}  // namespace fleetsim::device
