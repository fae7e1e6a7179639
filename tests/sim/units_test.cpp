#include "sim/units.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "sim/random/draw.hpp"

namespace fleetsim::sim {
namespace {

TEST(Rounded, IsLlround) {
    for (const double x : {0.0, 0.5, 1.5, 2.5, 0.49999999999999994, 0.5000000000000001, 1e9 + 0.5,
                           0x1p51 + 0.5, 0x1p52 - 0.5, 0x1p52 + 1, 0x1p53 - 1, 0x1.8p62}) {
        EXPECT_EQ(rounded(x), std::llround(x)) << x;
        EXPECT_EQ(rounded(-x), std::llround(-x)) << x;
    }
    DrawEngine random = draw(1, EntityId::device(0), 0, 0);
    for (int i = 0; i < 10'000; ++i) {
        const double x = std::ldexp(random.uniform() - 0.5, static_cast<int>(random.below(64)));
        EXPECT_EQ(rounded(x), std::llround(x)) << x;
    }
}

TEST(Rounded, IsTheEndOfTheRangeForWhatIsBeyondIt) {
    for (const double x : {0x1p63, 1e300, HUGE_VAL, std::nan("")}) EXPECT_EQ(rounded(x), INT64_MAX);
    for (const double x : {-0x1p63, -1e300, -HUGE_VAL}) EXPECT_EQ(rounded(x), INT64_MIN);
    EXPECT_EQ(rounded(0x1.fffffffffffffp62), INT64_MAX - 1023);
}

TEST(DurationFromSeconds, IsTheEndOfTheRangeForWhatIsBeyondIt) {
    for (const double s : {9.3e9, 1e300, HUGE_VAL, std::nan("")})
        EXPECT_EQ(Duration::from_seconds(s), Duration::max()) << s;
    for (const double s : {-9.3e9, -1e300, -HUGE_VAL})
        EXPECT_EQ(Duration::from_seconds(s), Duration::nanoseconds(INT64_MIN)) << s;
    EXPECT_EQ(Duration::from_seconds(9.2e9), Duration::seconds(9'200'000'000));
    EXPECT_EQ(Duration::from_seconds(-1.5e-9), Duration::nanoseconds(-2));
}

TEST(BytesAtABitRate, TakeWholeNanosecondsRoundedUp) {
    EXPECT_EQ(Bytes{1} / BitRate{8'000'000'000}, Duration::nanoseconds(1));
    EXPECT_EQ(Bytes{1} / BitRate{8'000'000'001}, Duration::nanoseconds(1));
    EXPECT_EQ(Bytes{1} / BitRate{7'999'999'999}, Duration::nanoseconds(2));
    EXPECT_EQ(Bytes{125} / BitRate{250}, Duration::seconds(4));
    EXPECT_EQ(Bytes{0} / BitRate{1}, Duration{});
}

TEST(BytesAtABitRate, MayBeManyOrFast) {
    for (const std::int64_t size : {576'460'752L, 576'460'753L, 4'000'000'000L})
        EXPECT_EQ(Bytes{size} / BitRate{8}, Duration::seconds(size)) << size;
    EXPECT_EQ(Bytes{1} / BitRate{INT64_MAX}, Duration::nanoseconds(1));
}

}  // namespace
}  // namespace fleetsim::sim
