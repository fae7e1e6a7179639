#include "models/rules/decimal.hpp"

#include <gtest/gtest.h>

namespace fleetsim::rules {
namespace {

Decimal number(const char* text) { return *Decimal::parse(text, NumberForm::Json); }
std::string shown(const std::optional<Decimal>& value) {
    return value ? value->to_text() : "undefined";
}

TEST(Decimal, TenthsAreExact) { EXPECT_EQ(shown(add(number("0.1"), number("0.2"))), "0.3"); }

TEST(Decimal, KeepsTheScaleItWasWrittenWith) {
    EXPECT_EQ(number("5.0").to_text(), "5.0");
    EXPECT_EQ(number("5.0").collapsed().to_text(), "5");
    EXPECT_EQ(number("1e3").collapsed().to_text(), "1000");
}

TEST(Decimal, QuotientsHave34DigitsRoundedHalfToEven) {
    EXPECT_EQ(shown(divide(number("43"), number("9"))), "4.777777777777777777777777777777778");
    EXPECT_EQ(shown(divide(number("1"), number("8"))), "0.125");
    EXPECT_EQ(shown(divide(number("90"), number("9"))), "10");
}

TEST(Decimal, ThereIsNoQuotientByZero) {
    EXPECT_EQ(shown(divide(number("1"), number("0"))), "undefined");
    EXPECT_EQ(shown(remainder(number("1"), number("0.0"))), "undefined");
}

TEST(Decimal, ComparesBeyondTheDigitsOfADouble) {
    EXPECT_GT(compare(number("9007199254740993"), number("9007199254740992.0")), 0);
    EXPECT_EQ(compare(number("1e2"), number("100.0")), 0);
    EXPECT_LT(compare(number("-1e400"), number("1e-400")), 0);
}

TEST(Decimal, RemainderHasTheSignOfTheDividend) {
    EXPECT_EQ(shown(remainder(number("7.5"), number("2"))), "1.5");
    EXPECT_EQ(shown(remainder(number("-7"), number("3"))), "-1");
    EXPECT_EQ(shown(remainder(number("1e900"), number("7"))), "1");
}

TEST(Decimal, SumsFarApartRoundToTheLarger) {
    EXPECT_EQ(compare(*add(number("1e500"), number("1")), number("1e500")), 0);
    EXPECT_EQ(shown(add(number("1e30"), number("1"))), "1000000000000000000000000000001");
}

TEST(Decimal, BeyondTheRangeThereIsNoValue) {
    EXPECT_FALSE(Decimal::parse("1e1000", NumberForm::Json));
    EXPECT_FALSE(multiply(number("1e600"), number("1e600")));
}

TEST(Decimal, ATextIsANumberOnlyInTheGuidesForm) {
    EXPECT_TRUE(Decimal::parse("-12.5e-3", NumberForm::SqlText));
    EXPECT_TRUE(Decimal::parse("007", NumberForm::SqlText));
    for (const char* text : {"", "+1", "1.", ".5", "1e+5", " 1", "1 ", "0x1", "--1", "1e"}) {
        EXPECT_FALSE(Decimal::parse(text, NumberForm::SqlText)) << text;
    }
}

TEST(Decimal, RoundsInTheNamedDirection) {
    EXPECT_EQ(number("-1.5").rounded(0, Rounding::Down).to_text(), "-2");
    EXPECT_EQ(number("-1.5").rounded(0, Rounding::Up).to_text(), "-1");
    EXPECT_EQ(number("-1.5").rounded(0, Rounding::TowardZero).to_text(), "-1");
    EXPECT_EQ(number("-1.5").rounded(0, Rounding::HalfAwayFromZero).to_text(), "-2");
    EXPECT_EQ(number("2.888").rounded(2, Rounding::TowardZero).to_text(), "2.88");
}

TEST(Decimal, AnOddPowerOfTenIsNoHalf) {
    EXPECT_EQ(number("0.4").rounded(0, Rounding::HalfAwayFromZero).to_text(), "0");
    EXPECT_EQ(number("0.5").rounded(0, Rounding::HalfAwayFromZero).to_text(), "1");
}

// AWS IoT developer guide, "Data types": the least magnitude is 1E-999.
TEST(Decimal, ATextBelowTheLeastMagnitudeIsNoNumber) {
    const auto read = [](std::string_view text) {
        return Decimal::parse(text, NumberForm::SqlText);
    };
    EXPECT_EQ(shown(read("1e-999")), "1E-999");
    EXPECT_FALSE(read("1e-1000"));
    EXPECT_FALSE(read("1e-2147483648"));
    EXPECT_FALSE(read("-1e-99999999999"));
    EXPECT_EQ(shown(read("0e-99999999999").value().collapsed()), "0");
}

}  // namespace
}  // namespace fleetsim::rules
