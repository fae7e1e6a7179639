// A fleet with solar panels: its energy, and its battery lives as a distribution.
#include <cmath>

#include "tests/scenarios/compose/run_text.hpp"

namespace fleetsim::scenarios::compose {
namespace {

std::string sensors(const std::string& power, const std::string& duration = "90 d") {
    return R"(
[scenario]
name = "sensors"
duration = ")" +
           duration + R"("
[[fleet]]
name = "sensor"
count = 10
device = "esp32"
radio = "wifi-esp32"
battery = "18650"
mqtt = { keep_alive = "20 min" }
start = { over = "1 d" }
)" + power +
           R"(
[[fleet.publish]]
topic = "s/{id}"
every = "10 min"
payload_size = "50 B"
[[network.node]]
name = "site"
latency = "5 ms"
)";
}

constexpr const char* kLife = "battery/sensor.life_days";

TEST(Harvesting, ADeviceThatWouldRunEmptyLivesOnByTheSun) {
    EXPECT_EQ(run_text(sensors(""))["fleet/sensor.empty_batteries"], 10);
    const Told sunny = run_text(sensors("harvester = \"solar-texas\""));
    EXPECT_EQ(sunny["fleet/sensor.empty_batteries"], 0);
    // A battery of 3.28 Ah loses 21.5 % a year; ten of them for at most 90 days each.
    const double lost = 10 * 3.28 * 3'600 * 3.6 * -std::log1p(-0.215) * 90 / 365.25;
    EXPECT_GT(sunny["energy/sensor/solar.harvested_total"], 0);
    EXPECT_LE(sunny["energy/sensor/solar.harvested_total"],
              sunny["energy/sensor.joules_total"] + lost)
        << "a full battery takes no more than was drawn and lost";
}

TEST(Harvesting, BatteryLifeIsADistributionWithAndWithoutSun) {
    const Told dark = run_text(sensors("", "2 d"));
    const Told sunny = run_text(sensors("harvester = \"solar-texas\"", "2 d"));
    EXPECT_EQ(dark.distributions.at(kLife).histogram.count(), 10);
    for (const double p : {0.05, 0.5, 0.95})
        EXPECT_GT(sunny.quantile(kLife, p), 10 * dark.quantile(kLife, p)) << p;
    EXPECT_NEAR(sunny.quantile(kLife, 0.5), 36'500, 400) << "the sun carries it";
}

}  // namespace
}  // namespace fleetsim::scenarios::compose
