// Trackers that sleep, in PSM or in eDRX, while messages wait for them: at the end of the run, too.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/cli/measured_run.hpp"

namespace fleetsim::cli {
namespace {

struct Trackers {
    const char* duration;
    const char* fleet;    ///< keys of theirs
    const char* publish;  ///< how often they send
    const char* fault;
};
constexpr Trackers kPsmTrackers = {
    .duration = "3 h",
    .fleet = "mqtt = { keep_alive = \"50 min\" }",
    .publish = "every = \"40 min\"\njitter = \"50 %\"",
    .fault = "[[fault]]\nat = \"90 min\"\nfleet = \"tracker\"",
};
constexpr Trackers kEdrxTrackers = {
    .duration = "2 h",
    .fleet =
        "power_saving = { sleep = \"edrx\", edrx_cycle = \"655.36 s\", active_time = \"0 s\" }\n"
        "mqtt = { keep_alive = \"1 h\" }",
    .publish = "every = \"20 min\"",
    .fault = "",
};

std::string scenario_of(const Trackers& trackers) {
    return fmt::format(R"([scenario]
name = "trackers"
duration = "{}"
[[fleet]]
name = "tracker"
count = 50
device = "nrf9160"
radio = "lte-m"
{}
[[fleet.publish]]
topic = "up/{{id}}"
qos = 1
{}
payload_size = "50 B"
[[fleet.subscribe]]
topic = "down/all"
qos = 1
[[app]]
name = "map"
[[app.publish]]
topic = "down/all"
qos = 1
every = "7 min"
payload_size = "20 B"
[[network.node]]
name = "site"
latency = "20 ms"
{}
)",
                       trackers.duration, trackers.fleet, trackers.publish, trackers.fault);
}

void expect_one_result_from_all_threads(const Trackers& trackers) {
    const auto digest = [&](unsigned threads) {
        const MeasuredRun run(scenario_of(trackers), {}, MeasuredRun::End::Reached, threads);
        return results::Query(run.file()).run(run.run()).digest;
    };
    const std::string alone = digest(1);
    for (const unsigned threads : {2u, 3u}) EXPECT_EQ(digest(threads), alone) << threads;
}

TEST(Psm, TheLedgersCloseThoughMessagesWaitForDevicesThatSleep) {
    // Three minutes after the last command most devices have not woken yet.
    const MeasuredRun run(scenario_of(kPsmTrackers));
    EXPECT_EQ(run.code(), ExitCode::Done);
    EXPECT_GT(run.scalar("fleet/tracker", "received_total").value(), 0);
    EXPECT_EQ(run.scalar("fleet/tracker", "connections_lost_total"), 50);
}

TEST(Psm, TheResultIsTheSameFromAnyNumberOfThreads) {
    expect_one_result_from_all_threads(kPsmTrackers);
}

TEST(Edrx, TheLedgersCloseThoughMessagesWaitForARadio) {
    // A minute after the last command most devices have not looked yet.
    const MeasuredRun run(scenario_of(kEdrxTrackers));
    EXPECT_EQ(run.code(), ExitCode::Done);
    EXPECT_GT(run.scalar("fleet/tracker", "received_total").value(), 0);
    EXPECT_EQ(run.scalar("fleet/tracker", "connects_total"), 50) << "all got in at once";
}

TEST(Edrx, TheResultIsTheSameFromAnyNumberOfThreads) {
    expect_one_result_from_all_threads(kEdrxTrackers);
}

}  // namespace
}  // namespace fleetsim::cli
