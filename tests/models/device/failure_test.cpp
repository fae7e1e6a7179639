#include "models/device/failure.hpp"

#include <gtest/gtest.h>

#include "models/device/payload.hpp"

namespace fleetsim::device {
namespace {

using sim::Duration;
using sim::Time;

FailureMode mode() {
    return {.life = sim::DurationDistribution(sim::Distribution::weibull(100 * 3600.0, 2)),
            .repair = sim::DurationDistribution(Duration::hours(3)),
            .shows_for = Duration::hours(10)};
}

TEST(Life, FollowsTheLastOneAfterItsRepair) {
    const auto device = sim::EntityId::device(7);
    const Life first = first_life(mode(), 1, device, Time::at(Duration::hours(1)));
    EXPECT_EQ(first.begins, Time::at(Duration::hours(1)));
    EXPECT_EQ(first.repaired - first.fails, Duration::hours(3));
    EXPECT_EQ(next_life(mode(), 1, device, first).begins, first.repaired);
}

TEST(Life, IsTheSameForWhoeverAsks) {
    const auto device = sim::EntityId::device(7);
    const Life first = first_life(mode(), 1, device, Time::zero());
    const Time later = first.repaired + Duration::seconds(1);
    EXPECT_EQ(life_at(mode(), 1, device, Time::zero(), later).number, 1u);
    EXPECT_EQ(life_at(mode(), 1, device, Time::zero(), first.fails).number, 0u);
    EXPECT_TRUE(life_at(mode(), 1, device, Time::zero(), first.fails).is_broken(first.fails));
    EXPECT_EQ(life_at(mode(), 1, device, Time::zero(), first.repaired).number, 1u)
        << "the repair is over";
}

TEST(Life, WearGrowsFromNothingToOne) {
    const Life life{.fails = Time::at(Duration::hours(20))};
    EXPECT_EQ(life.wear(Time::at(Duration::hours(9)), Duration::hours(10)), 0);
    EXPECT_DOUBLE_EQ(life.wear(Time::at(Duration::hours(15)), Duration::hours(10)), 0.25);
    EXPECT_DOUBLE_EQ(life.wear(Time::at(Duration::hours(20)), Duration::hours(10)), 1);
}

TEST(PayloadWear, MovesTheMeanFromHealthyToFailed) {
    const ParsedPayload parsed = PayloadTemplate::parse("{wear(10.0, 20.0, 0)}", "f");
    ASSERT_EQ(parsed.value.size(), 1u) << parsed.reason;
    const auto text = [&](double wear) {
        sim::Philox4x32 draws{{1, 2}, {3, 4, 5, 6}};
        return parsed.value.front().render(draws, {.wear = wear});
    };
    EXPECT_TRUE(parsed.value.front().shows_wear());
    EXPECT_EQ(text(0), "10.0");
    EXPECT_EQ(text(0.5), "15.0");
    EXPECT_EQ(text(1), "20.0");
}

TEST(PayloadWear, TakesThreeNumbersAndNoNegativeDeviation) {
    EXPECT_TRUE(PayloadTemplate::parse("{wear(1, 2)}", "f").value.empty());
    EXPECT_TRUE(PayloadTemplate::parse("{wear(1, 2, -3)}", "f").value.empty());
}

}  // namespace
}  // namespace fleetsim::device
