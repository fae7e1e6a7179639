#include "models/power/battery.hpp"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/error.hpp"
#include "tests/models/power/open_battery.hpp"

namespace fleetsim::power {
namespace {

Battery ideal() {
    return {.name = "ideal",
            .voltage = sim::Volts{2},
            .capacity = CapacityCurve{{sim::Amperes{1}, sim::Coulombs{3600}}}};
}

TEST(Battery, EveryShippedBatteryReads) {
    for (const std::string& name : profile::shipped_names("battery"))
        EXPECT_EQ(open_battery(name).name, name);
}

TEST(Battery, WithoutSelfDischargeLifeIsChargeOverCurrent) {
    EXPECT_EQ(ideal().life(sim::Watts{2}), sim::Duration::hours(1));
    EXPECT_EQ(ideal().usable_energy(sim::Watts{2}), sim::joules(7200));
}

TEST(Battery, SelfDischargeAloneLeavesTheStatedShareAfterAYear) {
    Battery battery = ideal();
    battery.self_discharge_per_year = 0.5;
    // At a current that takes the rest in exactly one year: Q0 = I (e^(r T) - 1) / r, e^(r T) = 2.
    const double rate = std::log(2) / (365.25 * 86'400);
    const double amperes = 3600 * rate;
    EXPECT_NEAR(battery.life(sim::Watts{2 * amperes}).to_seconds(), 365.25 * 86'400, 1);
}

TEST(Battery, CapacityFallsWithCurrentBetweenThePoints) {
    const Battery alkaline = open_battery("alkaline-aa");
    EXPECT_NEAR(alkaline.capacity_at(sim::Amperes{0.001}).count(), 3 * 3600, 1e-6);
    EXPECT_NEAR(alkaline.capacity_at(sim::Amperes{0.1}).count(), 2.6 * 3600, 1e-6);
    EXPECT_NEAR(alkaline.capacity_at(sim::Amperes{0.05}).count(), 2.8 * 3600, 1e-6);
    EXPECT_NEAR(alkaline.capacity_at(sim::Amperes{5}).count(), 1.0 * 3600, 1e-6);
}

TEST(Battery, SelfDischargeDoublesWithTenKelvin) {
    Battery battery = ideal();
    battery.self_discharge_per_year = 0.01;
    const double year = 365.25 * 86'400;
    EXPECT_NEAR(std::exp(-battery.self_discharge_rate(20) * year), 0.99, 1e-12);
    EXPECT_NEAR(std::exp(-battery.self_discharge_rate(30) * year), 0.99 * 0.99, 1e-12);
    EXPECT_NEAR(std::exp(-battery.self_discharge_rate(10) * year), std::sqrt(0.99), 1e-12);
    EXPECT_LT(battery.life(sim::Watts{1e-5}, {.celsius = 40}), battery.life(sim::Watts{1e-5}));
}

TEST(Battery, TheColdTakesTheStatedShareOfTheCapacity) {
    Battery battery = ideal();
    battery.temperatures = {{-20, 0.5}, {0, 0.8}, {20, 1}};
    const sim::Watts mean{2};
    EXPECT_EQ(battery.life(mean), sim::Duration::hours(1));
    EXPECT_EQ(battery.life(mean, {.celsius = 0}), sim::Duration::minutes(48));
    EXPECT_EQ(battery.life(mean, {.celsius = -10}), sim::Duration::minutes(39));
    EXPECT_EQ(battery.life(mean, {.celsius = -40}), sim::Duration::minutes(30));
}

TEST(Battery, APulseThatBrownsOutLeavesTheRestUnused) {
    Battery battery = ideal();
    battery.brown_out = BrownOut{.open_circuit = sim::Volts{3},
                                 .cut_off = sim::Volts{2},
                                 .resistance_full = 10,
                                 .resistance_empty = 40};
    const sim::Watts mean{2};
    EXPECT_EQ(battery.life(mean), sim::Duration::hours(1));
    EXPECT_EQ(battery.life(mean, {.pulse = sim::Amperes{0.02}}), sim::Duration::hours(1));
    // 1 V / 40 mA = 25 ohm, half way from 10 to 40.
    EXPECT_EQ(battery.life(mean, {.pulse = sim::Amperes{0.04}}), sim::Duration::minutes(30));
    EXPECT_EQ(battery.life(mean, {.pulse = sim::Amperes{0.2}}), sim::Duration{});
}

TEST(Battery, SelfDischargeAloneReachesTheChargeThatPulsesWaste) {
    Battery battery = ideal();
    battery.self_discharge_per_year = 0.5;
    battery.brown_out = BrownOut{.open_circuit = sim::Volts{3},
                                 .cut_off = sim::Volts{2},
                                 .resistance_full = 10,
                                 .resistance_empty = 40};
    const sim::Duration life = battery.life(sim::Watts{0}, {.pulse = sim::Amperes{0.04}});
    EXPECT_NEAR(life.to_seconds(), 365.25 * 86'400, 1);
}

// TI SWRA349: coin cells give less of their rating at 30 mA pulses than at 15 mA.
TEST(Battery, ACoinCellGivesLessUnderHeavierPulses) {
    const Battery coin = open_battery("cr2032");
    const sim::Watts mean{30e-6};
    EXPECT_EQ(coin.life(mean, {.pulse = sim::Amperes{0.015}}), coin.life(mean));
    EXPECT_LT(coin.life(mean, {.pulse = sim::Amperes{0.030}}), coin.life(mean));
}

TEST(Battery, AMeterCellBrownsOutAboveItsRatedPulse) {
    const Battery cell = open_battery("er14505");
    const sim::Watts mean{100e-6};
    EXPECT_EQ(cell.life(mean, {.pulse = sim::Amperes{0.1}}), cell.life(mean));
    EXPECT_EQ(cell.life(mean, {.pulse = sim::Amperes{0.25}}), sim::Duration{});
}

/// The text of a battery's profile with 1 Ah at 1 mA and a pulse test.
std::string cell_with_cut_off(const std::string& volts) {
    return R"(
name = "own"
kind = "battery"
summary = "one"
voltage = { value = 3, unit = "V", source = "measured here" }
[[capacity]]
current = { value = 1, unit = "mA", source = "measured here" }
charge = { value = 1, unit = "Ah", source = "measured here" }
[pulse]
open_circuit = { value = 3, unit = "V", source = "measured here" }
resistance = { value = 10, unit = "ohm", source = "measured here" }
resistance_empty = { value = 40, unit = "ohm", source = "measured here" }
current = { value = 40, unit = "mA", source = "measured here" }
cut_off = { unit = "V", source = "measured here", value = )" +
           volts + " }\n";
}

TEST(Battery, TheProfileMaySayHowItIsUsed) {
    const std::string cell = cell_with_cut_off("2") + R"(
[temperature]
reference = { value = 20, unit = "degC", source = "measured here" }
operating = { value = 0, unit = "degC", source = "measured here" }
[[temperature.capacity]]
at = { value = 0, unit = "degC", source = "measured here" }
share = { value = 80, unit = "%", source = "measured here" }
)";
    const Battery battery = read_battery(profile::Profile(cell, "own.toml"));
    // 1 Ah at 1 mA, 80 % of it in the cold, half of that before the pulses brown the device out.
    EXPECT_EQ(battery.life(sim::Watts{3e-3}), sim::Duration::hours(400));
}

TEST(Battery, AProfileWithACutOffAboveTheCellIsRefused) {
    try {
        read_battery(profile::Profile(cell_with_cut_off("3.3"), "own.toml"));
        FAIL() << "it was read";
    } catch (const sim::InputError& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("the cut-off is not below"));
    }
}

}  // namespace
}  // namespace fleetsim::power
