// Batteries that run empty within the run: their lives are true ones, and the answer says so.
#include <gmock/gmock.h>

#include "tests/cli/measured_run.hpp"

namespace fleetsim::cli {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kTrackers = R"([scenario]
name = "trackers"
duration = "80 d"
[[fleet]]
name = "tracker"
count = 10
device = "esp32"
radio = "wifi-esp32"
battery = "18650"
mqtt = { keep_alive = "20 min" }
start = { over = "1 d" }
[[fleet.publish]]
topic = "s/{id}"
every = "30 min"
payload_size = "50 B"
[[network.node]]
name = "site"
latency = "5 ms"
)";

std::vector<std::string> lasting(const std::string& duration) {
    return {"scenario.duration=\"" + duration + "\""};
}

TEST(EmptyBatteries, LastedUntilTheyWereEmptyAndNotAsIfTheyHadGoneOnAtALowerPower) {
    const MeasuredRun all_dead(kTrackers);
    const results::FleetOverview fleet = all_dead.overview().fleets.at(0);
    EXPECT_EQ(fleet.empty_batteries, 10);
    EXPECT_LT(fleet.life_days->most, 80);
    const MeasuredRun alive(kTrackers, lasting("2 d"));
    const double estimate = alive.overview().fleets.at(0).life_days->p50;
    EXPECT_NEAR(fleet.life_days->p50, estimate, estimate * 0.1);
    EXPECT_THAT(all_dead.answer(), HasSubstr("10 of 10 were empty before the run ended"));
    EXPECT_THAT(alive.answer(), Not(HasSubstr("empty")));
}

TEST(EmptyBatteries, DoNotMakeTheFleetSmaller) {
    const MeasuredRun run(kTrackers);
    EXPECT_EQ(run.scalar("fleet/tracker", "devices"), 10);
    EXPECT_EQ(run.scalar("fleet/tracker", "devices_on"), 0);
    EXPECT_THAT(run.answer(), HasSubstr("10 devices sent"));
    EXPECT_NEAR(run.scalar("fleet/tracker", "joules_per_device_day").value(),
                run.scalar("energy/tracker", "joules_total").value() / 10 / 80, 1e-6);
}

TEST(JoulesPerDeviceDay, MayBeAGoal) {
    const MeasuredRun run(std::string(kTrackers) + R"([[goal]]
that = "fleet.tracker.joules_per_device_day < 10000"
)",
                          lasting("1 d"));
    EXPECT_EQ(run.code(), ExitCode::Done);
    EXPECT_EQ(run.overview().goals.at(0).value,
              run.scalar("fleet/tracker", "joules_per_device_day"));
}

}  // namespace
}  // namespace fleetsim::cli
