// A fleet in PSM: what waits for it, and what cuts it off, in all of a run.
#include <gtest/gtest.h>

#include "tests/cli/measured_run.hpp"

namespace fleetsim::cli {
namespace {

constexpr const char* kPsmTrackers = R"([scenario]
name = "trackers"
duration = "3 h"
[[fleet]]
name = "tracker"
count = 50
device = "nrf9160"
radio = "lte-m"
mqtt = { keep_alive = "50 min" }
[[fleet.publish]]
topic = "up/{id}"
qos = 1
every = "40 min"
jitter = "50 %"
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
[[fault]]
at = "90 min"
fleet = "tracker"
)";

TEST(Psm, TheLedgersCloseThoughMessagesWaitForDevicesThatSleep) {
    // Three minutes after the last command most devices have not woken yet.
    const MeasuredRun run(kPsmTrackers);
    EXPECT_EQ(run.code(), ExitCode::Done);
    EXPECT_GT(run.scalar("fleet/tracker", "received_total").value(), 0);
    EXPECT_EQ(run.scalar("fleet/tracker", "connections_lost_total"), 50);
}

TEST(Psm, TheResultIsTheSameFromAnyNumberOfThreads) {
    const auto digest = [](unsigned threads) {
        const MeasuredRun run(kPsmTrackers, {}, MeasuredRun::End::Reached, threads);
        return results::Query(run.file()).run(run.run()).digest;
    };
    const std::string alone = digest(1);
    for (const unsigned threads : {2u, 3u}) EXPECT_EQ(digest(threads), alone) << threads;
}

}  // namespace
}  // namespace fleetsim::cli
