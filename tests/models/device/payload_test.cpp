#include "models/device/payload.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace fleetsim::device {
namespace {

PayloadTemplate parsed(std::string_view text) {
    ParsedPayload payload = PayloadTemplate::parse(text, "meter");
    EXPECT_EQ(payload.reason, "");
    return payload.value.at(0);
}

std::string rendered(std::string_view text, const PayloadMoment& moment = {}) {
    sim::Philox4x32 engine({7, 0}, {});
    return parsed(text).render(engine, moment);
}

TEST(PayloadTemplate, JsonBracesNeedNoEscape) {
    EXPECT_EQ(rendered(R"({"a": {"b": 1}, "c": {}})"), R"({"a": {"b": 1}, "c": {}})");
}

TEST(PayloadTemplate, CounterFollowsTheOrdinal) {
    EXPECT_EQ(rendered("{counter(0, 0.25)}", {.ordinal = 3}), "0.75");
    EXPECT_EQ(rendered("{counter(10, -5)}", {.ordinal = 3}), "-5");
    EXPECT_EQ(rendered("{counter(-0.05, 0.00)}", {.ordinal = 3}), "-0.05");
}

TEST(PayloadTemplate, NamesTheFleetTheDeviceAndTheTime) {
    const PayloadMoment moment{
        .device = 17, .ordinal = 0, .now = sim::Time::at(sim::Duration::milliseconds(2500))};
    EXPECT_EQ(rendered("{fleet}-{id} {timestamp()}", moment), "meter-17 2500");
}

TEST(PayloadTemplate, SizeIsTheLengthOfTheText) {
    const PayloadTemplate payload =
        parsed(R"({"kwh": {counter(0, 0.25)}, "v": {normal(0.0, 20)}, "u": {uniform(-3, 1000)}, )"
               R"("s": "{choice(on, off, unknown)}", "t": {timestamp()}, "i": {id}})");
    EXPECT_EQ(payload.fixed_size(), std::nullopt);
    sim::Philox4x32 one({5, 0}, {});
    sim::Philox4x32 other({5, 0}, {});
    for (std::uint32_t i = 0; i < 1000; ++i) {
        const PayloadMoment moment{
            .device = i * 7, .ordinal = i, .now = sim::Time::at(sim::Duration::seconds(i * i))};
        EXPECT_EQ(payload.size(one, moment), payload.render(other, moment).size());
    }
}

TEST(PayloadTemplate, ASizeThatCannotVaryIsKnownBeforehand) {
    EXPECT_EQ(parsed("{uniform(100, 999)}").fixed_size(), 3u);
    EXPECT_EQ(parsed("{uniform(1.00, 9.99)} x").fixed_size(), 6u);
    EXPECT_EQ(parsed("{choice(on, no)}").fixed_size(), 2u);
    EXPECT_EQ(parsed("plain").fixed_size(), 5u);
    EXPECT_EQ(parsed("{uniform(99, 999)}").fixed_size(), std::nullopt);
    EXPECT_EQ(parsed("{uniform(-1, 1)}").fixed_size(), std::nullopt);
}

TEST(PayloadTemplate, DrawsStayInTheirRange) {
    sim::Philox4x32 engine({3, 0}, {});
    const PayloadTemplate uniform = parsed("{uniform(-2, 2)}");
    int ends = 0;
    for (int i = 0; i < 500; ++i) {
        const int value = std::stoi(uniform.render(engine, {}));
        EXPECT_LE(std::abs(value), 2);
        ends += std::abs(value) == 2 ? 1 : 0;
    }
    EXPECT_NEAR(ends, 200, 50);

    const PayloadTemplate normal = parsed("{normal(230.0, 2)}");
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 4000; ++i) {
        const double value = std::stod(normal.render(engine, {}));
        sum += value - 230;
        squares += (value - 230) * (value - 230);
    }
    EXPECT_NEAR(sum / 4000, 0, 0.15);
    EXPECT_NEAR(std::sqrt(squares / 4000), 2, 0.1);
}

TEST(PayloadTemplate, MistakesAreNamedWithTheirOffset) {
    const auto reason = [](std::string_view text) {
        const ParsedPayload payload = PayloadTemplate::parse(text, "meter");
        EXPECT_TRUE(payload.value.empty());
        return std::to_string(payload.offset) + ": " + payload.reason;
    };
    EXPECT_EQ(reason("ab {gauss(1, 2)}"),
              "3: there is no call \"gauss\"; there are counter, uniform, normal, wear, "
              "choice, timestamp");
    EXPECT_EQ(reason("{counter(1)}"), "0: counter() takes two numbers, not 1");
    EXPECT_EQ(reason("{counter(1, x)}"), "11: \"x\" is not a number with at most 9 decimals");
    EXPECT_EQ(reason("{uniform(2, 1)}"), "0: uniform() takes the least value first");
    EXPECT_EQ(reason("{normal(2, -1)}"), "0: the deviation of normal() is negative");
    EXPECT_EQ(reason("{choice()}"), "0: choice() needs something to choose from");
    EXPECT_EQ(reason("{counter(1, 2"), "0: this call is not closed with \")}\"");
    EXPECT_EQ(reason("{counter(1, 2)"), "14: a call ends with \")}\"");
}

}  // namespace
}  // namespace fleetsim::device
