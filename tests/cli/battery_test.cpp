// Devices that are on for a part of the run: their batteries ran empty, or their starts come late.
#include <gmock/gmock.h>

#include "tests/cli/measured_run.hpp"

namespace fleetsim::cli {
namespace {
using ::testing::HasSubstr;
using ::testing::IsEmpty;
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
}

TEST(JoulesPerDeviceDay, CountTheTimeAfterTheWarmUpInWhichADeviceWasOn) {
    const auto device_days = [](const MeasuredRun& run) {
        return run.scalar("energy/tracker", "joules_total").value() /
               run.scalar("fleet/tracker", "joules_per_device_day").value();
    };
    const MeasuredRun emptied(kTrackers);
    const results::Histogram lives =
        results::Query(emptied.file()).histograms(emptied.run(), "battery/tracker").at(0);
    EXPECT_NEAR(device_days(emptied), lives.sum, 10);  // lives are stored in whole days

    // Ten devices, one a day.
    const MeasuredRun late(kTrackers, {"fleet.tracker.start.over=\"10 d\"",
                                       "scenario.duration=\"2 d\"", "scenario.warm_up=\"1 d\""});
    EXPECT_GT(device_days(late), 1);
    EXPECT_LT(device_days(late), 2);
    const double of_all =
        *MeasuredRun(kTrackers, lasting("9 d")).overview().fleets.at(0).joules_per_device_day;
    EXPECT_NEAR(*late.overview().fleets.at(0).joules_per_device_day, of_all, of_all * 0.1);
}

TEST(DevicesThatStartAfterTheRun, AreNotAmongThoseThatSentAndAWarningCountsThem) {
    const MeasuredRun late(kTrackers,
                           {"fleet.tracker.start.over=\"10 d\"", "scenario.duration=\"2 d\""});
    EXPECT_THAT(late.answer(),
                HasSubstr("2 of 10 devices (the others were never switched on) sent"));
    const std::vector<results::LogEntry> warnings = late.overview().warnings;
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_EQ(warnings[0].component, "fleet/tracker");
    EXPECT_THAT(warnings[0].text,
                HasSubstr("8 of the 10 devices of fleet tracker were never switched on"));
    EXPECT_THAT(MeasuredRun(kTrackers, lasting("2 d")).overview().warnings, IsEmpty());
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
