// When a device's battery is empty in a run: when the life that Battery foretells is over.
#include "models/device/battery_watch.hpp"

#include <cmath>

#include "models/device/population.hpp"
#include "tests/models/device/device_world.hpp"

namespace fleetsim::device {
namespace {

/// Of one volt, that gives so much at any current.
power::Battery cell_of(sim::Joules energy) {
    power::Battery battery;
    battery.voltage = sim::Volts{1};
    battery.capacity =
        power::CapacityCurve{{sim::Amperes{1}, sim::Coulombs{sim::to_joules(energy)}}};
    return battery;
}

TEST(BatteryOfADevice, StopsWhenItsBatteryIsEmpty) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.processor.sleep = sim::Watts{1e-3};
    type.battery = cell_of(sim::joules(0.3));  // 300 s of sleep
    type.programs.push_back(every(10_s, 1));
    World world(std::move(type));
    const FleetCell cell = world.run_until(sim::Time::at(10_min));
    EXPECT_EQ(cell.failed, 1);
    EXPECT_EQ(cell.started, 0);
    EXPECT_EQ(cell.connected, 0);
    EXPECT_LE(cell.published, 31);
}

constexpr sim::Duration kDay = sim::Duration::hours(24);

DeviceClass sleeper(const Network& network, power::Battery battery, sim::Watts sleep,
                    sim::Duration looks_every) {
    DeviceClass type = plain_class(network);
    type.processor.sleep = sleep;
    type.battery = std::move(battery);
    type.programs.push_back(every(looks_every, 0));
    return type;
}

// Half of the cell is lost in a year, at r = ln 2 / year; at a load of r times its 0.6 J it lasts
// ln(1 + 1) / r, a year.
TEST(BatteryOfADevice, SelfDischargeShortensTheLifeOfItsBattery) {
    Network network;
    network.finish();
    power::Battery battery = cell_of(sim::joules(0.6));
    battery.self_discharge_per_year = 0.5;
    const sim::Watts load{0.6 * std::log(2.0) / (365.25 * 86'400)};
    World world(sleeper(network, battery, load, kDay));
    EXPECT_EQ(world.run_until(sim::Time::at(kDay * 363)).failed, 0);
    EXPECT_EQ(world.run_until(sim::Time::at(kDay * 368)).failed, 1);
}

// What the cold, the current and pulses leave of a cell in the foretold life, they leave in a run.
TEST(BatteryOfADevice, ItsBatteryIsEmptyWhenTheLifeAtItsMeanPowerIsOver) {
    Network network;
    network.finish();
    power::Battery battery = cell_of(sim::joules(1200));
    battery.capacity = power::CapacityCurve{{sim::Amperes{1e-6}, sim::Coulombs{1200}},
                                            {sim::Amperes{1e-2}, sim::Coulombs{400}}};
    battery.temperatures = {{.celsius = -20, .share = 0.5}, {.celsius = 20, .share = 1}};
    battery.usual = {.celsius = -20, .pulse = sim::Amperes{0.1}};
    battery.brown_out = power::BrownOut{.open_circuit = sim::Volts{3},
                                        .cut_off = sim::Volts{2},
                                        .resistance_full = 5,
                                        .resistance_empty = 15};
    constexpr sim::Watts kLoad{1e-4};
    const sim::Duration life = battery.life(kLoad);
    ASSERT_NEAR(life.to_seconds(), 0.5 * 0.5 * 800 / 1e-4, 1);
    World world(sleeper(network, battery, kLoad, 10_min));
    EXPECT_EQ(world.run_until(sim::Time::at(life - 20_min)).failed, 0);
    EXPECT_EQ(world.run_until(sim::Time::at(life + 20_min)).failed, 1);
}

// Nearly all that is taken of this cell is its own loss.
TEST(BatteryOfADevice, BesideAPanelItsBatteryIsEmptyWhenTheForetoldLifeIsOver) {
    Network network;
    network.finish();
    power::Battery battery = cell_of(sim::joules(1000));
    battery.self_discharge_per_year = 0.5;
    power::Harvester sun{.name = "dim",
                         .place = {.latitude = 31, .sun_hours_winter = 4.5, .sun_hours_year = 5.8},
                         .panel = {.rated = sim::Watts{1e-5}, .delivered = 0.7}};
    constexpr sim::Watts kLoad{1e-6};
    const sim::Duration life = power::HarvestYear(sun).life(battery, kLoad);
    ASSERT_GT(life, kDay * 400);
    ASSERT_LT(life, kDay * 1000);
    DeviceClass type = sleeper(network, battery, kLoad, kDay);
    type.harvester = sun;
    World world(std::move(type));
    EXPECT_EQ(world.run_until(sim::Time::at(life - kDay * 2)).failed, 0);
    EXPECT_EQ(world.run_until(sim::Time::at(life + kDay * 2)).failed, 1);
}

}  // namespace
}  // namespace fleetsim::device
