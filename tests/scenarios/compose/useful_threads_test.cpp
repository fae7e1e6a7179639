#include "scenarios/compose/useful_threads.hpp"

#include <gtest/gtest.h>

namespace fleetsim::scenarios::compose {
namespace {

using namespace sim::literals;

Scenario with(std::uint32_t devices, sim::Duration every) {
    Scenario scenario;
    Fleet& fleet = scenario.fleets.emplace_back();
    fleet.count = devices;
    fleet.publish.emplace_back().pacing.mean = every;
    return scenario;
}

TEST(UsefulThreads, GrowWithTheEventsOfAWindow) {
    // Seven events a publish, 256 a thread: 16 ms of 1,000 publishes a second are 112.
    EXPECT_EQ(useful_threads(with(60'000, 1_min), 16_ms, 8), 1u);
    EXPECT_EQ(useful_threads(with(600'000, 1_min), 16_ms, 8), 4u);
    EXPECT_EQ(useful_threads(with(600'000, 1_min), 16_ms, 2), 2u);
    EXPECT_EQ(useful_threads(with(6'000'000, 1_min), 16_ms, 8), 8u);
    EXPECT_EQ(useful_threads(with(6'000'000, 1_min), 1_ms, 8), 2u);
}

TEST(UsefulThreads, OneForAWorldThatSaysNothingOrIsNotTold) {
    EXPECT_EQ(useful_threads({}, 16_ms, 8), 1u);
    EXPECT_EQ(useful_threads(with(6'000'000, 1_min), 16_ms, 1), 1u);
}

TEST(UsefulThreads, AClosedLoopWithoutPauseIsAsFastAsItsRoundTrip) {
    EXPECT_EQ(useful_threads(with(10, sim::Duration{}), 16_ms, 8), 1u);
    EXPECT_EQ(useful_threads(with(10'000, sim::Duration{}), 16_ms, 8), 8u);
}

}  // namespace
}  // namespace fleetsim::scenarios::compose
