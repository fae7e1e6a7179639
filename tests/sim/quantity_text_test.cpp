#include "sim/quantity_text.hpp"

#include <gtest/gtest.h>

namespace fleetsim::sim {
namespace {

using namespace literals;

TEST(QuantityText, DurationsAreExactToTheNanosecond) {
    EXPECT_EQ(*parse_duration("20 min"), 20_min);
    EXPECT_EQ(*parse_duration("1.5 h"), 90_min);
    EXPECT_EQ(*parse_duration("350ms"), 350_ms);
    EXPECT_EQ(*parse_duration("0.000000001 s"), 1_ns);
    EXPECT_EQ(*parse_duration("1_000 us"), 1_ms);
    EXPECT_EQ(*parse_duration("2e3 s"), 2000_s);
    EXPECT_EQ(*parse_duration("-5 s"), -(5_s));
    EXPECT_EQ(*parse_duration("1 year"), Duration::hours(8766));
    EXPECT_EQ(*parse_duration("0 s"), Duration{});
}

TEST(QuantityText, ANumberHasUpToEighteenDigits) {
    EXPECT_EQ(*parse_duration("999_999_999_999_999_999 ns"), 999'999'999'999'999'999_ns);
    EXPECT_EQ(*parse_duration("00000000000000000000001 s"), 1_s);
    EXPECT_EQ(parse_duration("9999999999999999999 ns").code, "out-of-range");
    EXPECT_EQ(parse_duration("0999999999999999999999 us").code, "out-of-range");
}

TEST(QuantityText, ADurationMayBeASumInFallingUnits) {
    EXPECT_EQ(*parse_duration("1 h 30 min"), 90_min);
    EXPECT_EQ(*parse_duration("2 d 6 h 1 ms"), 54_h + 1_ms);
    EXPECT_EQ(parse_duration("30 min 1 h").code, "bad-value");
    EXPECT_EQ(parse_duration("1 h 1 h").code, "bad-value");
    EXPECT_EQ(parse_duration("1 h -30 min").code, "bad-value");
    EXPECT_EQ(parse_duration("200 year 200 d 1e5 h").code, "") << "just below the limit";
    EXPECT_EQ(parse_duration("292 year 365 d").code, "out-of-range");
}

TEST(QuantityText, AClockHasHoursMinutesAndPerhapsSeconds) {
    EXPECT_EQ(*parse_clock("06:00:00"), 6_h);
    EXPECT_EQ(*parse_clock("6:30"), 6_h + 30_min);
    EXPECT_EQ(*parse_clock("30:00:01"), 30_h + 1_s);
    for (const char* text : {"6", "6:", "6:5", "06:60", "06:00:00:00", "-6:00", "06:-1", "06:00:0x",
                             "x", "", ":30", "06:00 h", "1000001:00"}) {
        EXPECT_EQ(parse_clock(text).code, "no-number") << text;
    }
}

TEST(QuantityText, SizesAndRatesAreWhole) {
    EXPECT_EQ(*parse_size("128 KiB"), Bytes{131072});
    EXPECT_EQ(*parse_size("1.5 kB"), Bytes{1500});
    EXPECT_EQ(*parse_bit_rate("1.2 Mbit/s"), BitRate{1'200'000});
    EXPECT_EQ(*parse_bit_rate("1 MB/s"), BitRate{8'000'000});
    EXPECT_EQ(parse_size("1.5 B").reason, "\"1.5 B\" is not a whole number of bytes");
}

TEST(QuantityText, OtherDimensionsComeInBaseUnits) {
    EXPECT_DOUBLE_EQ(*parse_quantity("2.4 Ah", Dimension::Charge), 8640);
    EXPECT_DOUBLE_EQ(*parse_quantity("1 mWh", Dimension::Energy), 3.6);
    EXPECT_DOUBLE_EQ(*parse_quantity("0.000001 USD", Dimension::Money), 1e-6);
    EXPECT_DOUBLE_EQ(*parse_quantity("10 %", Dimension::Ratio), 0.1);
    EXPECT_DOUBLE_EQ(*parse_quantity("0.1", Dimension::Ratio), 0.1);
    EXPECT_DOUBLE_EQ(*parse_quantity("6 /min", Dimension::Frequency), 0.1);
    EXPECT_DOUBLE_EQ(*parse_quantity("10 per s", Dimension::Frequency), 10);
    EXPECT_DOUBLE_EQ(*parse_quantity("10 / s", Dimension::Frequency), 10);
    EXPECT_DOUBLE_EQ(*parse_quantity("2.7 uA", Dimension::Current), 2.7e-6);
    EXPECT_DOUBLE_EQ(*parse_quantity("-7", Dimension::Pure), -7);
}

TEST(QuantityText, TheReasonNamesTheMistake) {
    EXPECT_EQ(parse_duration("").reason, "\"\" does not begin with a number");
    EXPECT_EQ(parse_duration("soon").reason, "\"soon\" does not begin with a number");
    EXPECT_EQ(parse_duration("20").reason,
              "\"20\" needs a unit; units: ns, us, ms, s, min, h, d, week, year");
    EXPECT_EQ(parse_duration("20").code, "missing-unit");
    EXPECT_EQ(parse_duration("20 minutes").reason,
              "\"20 minutes\": \"minutes\" is written \"min\" here");
    EXPECT_EQ(parse_duration("20 KiB").reason,
              "\"20 KiB\" is a size, not a duration; units: ns, us, ms, s, min, h, d, week, year");
    EXPECT_EQ(parse_duration("20 parsec").reason,
              "\"20 parsec\": there is no unit \"parsec\"; units: ns, us, ms, s, min, h, d, week, "
              "year");
    EXPECT_EQ(parse_duration("0.5 ns").reason, "\"0.5 ns\" is not a whole number of nanoseconds");
    EXPECT_EQ(parse_duration("300 year").reason,
              "\"300 year\" is more than the largest duration, about 292 years");
    EXPECT_EQ(parse_duration("1e30 year").code, "out-of-range");
    EXPECT_EQ(parse_size("10 Mbps").reason,
              "\"10 Mbps\": there is no unit \"Mbps\"; units: B, kB, KiB, MB, MiB, GB, GiB, TB, "
              "TiB");
    EXPECT_EQ(parse_duration("1234567890123456789012 s").code, "out-of-range");
}

TEST(QuantityText, WhatIsWrittenParsesBack) {
    for (const Duration d : {Duration{}, 20_min, 1500_ms, 7_d, 1_ns, -(90_s)}) {
        EXPECT_EQ(*parse_duration(to_text(d)), d) << to_text(d);
    }
    EXPECT_EQ(to_text(90_min), "90 min");
    EXPECT_EQ(to_text(Bytes{131072}), "128 KiB");
    EXPECT_EQ(to_text(Bytes{1500}), "1500 B");
    EXPECT_EQ(to_text(BitRate{1'200'000}), "1200 kbit/s");
}

TEST(QuantityText, UnitsHaveScalesInTheirDimensionOnly) {
    EXPECT_EQ(unit_scale("ms", Dimension::Duration), 1e-3);
    EXPECT_EQ(unit_scale("ms", Dimension::Power), std::nullopt);
    EXPECT_EQ(unit_scale("", Dimension::Pure), 1);
    EXPECT_EQ(unit_names(Dimension::Ratio), "%");
    EXPECT_EQ(parse_quantity("5 B", Dimension::Pure).reason, "\"5 B\" is a size, not a number");
}

}  // namespace
}  // namespace fleetsim::sim
