#include "models/device/back_off.hpp"

#include <gtest/gtest.h>

namespace fleetsim::device {
namespace {

using namespace sim::literals;

TEST(BackOff, DoublesUntilItsLimit) {
    const BackOff back_off{.first = 1_s, .most = 10_s, .factor = 2, .jitter = 0};
    EXPECT_EQ(back_off.delay(1, 0.5), 1_s);
    EXPECT_EQ(back_off.delay(2, 0.5), 2_s);
    EXPECT_EQ(back_off.delay(4, 0.5), 8_s);
    EXPECT_EQ(back_off.delay(5, 0.5), 10_s);
    EXPECT_EQ(back_off.delay(255, 0.5), 10_s);
}

TEST(BackOff, FullJitterSpreadsFromZeroToTheWholeDelay) {
    const BackOff back_off{.first = 4_s, .most = 4_s, .factor = 2, .jitter = 1};
    EXPECT_EQ(back_off.delay(1, 0.0), 0_s);
    EXPECT_EQ(back_off.delay(1, 0.25), 1_s);
}

TEST(BackOff, EqualJitterKeepsHalfOfTheDelay) {
    const BackOff back_off{.first = 4_s, .most = 4_s, .factor = 2, .jitter = 0.5};
    EXPECT_EQ(back_off.delay(1, 0.0), 2_s);
}

}  // namespace
}  // namespace fleetsim::device
