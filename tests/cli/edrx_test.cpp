// A device that sleeps in eDRX while a message waits for it, at the end of the run, too.
#include <gtest/gtest.h>

#include "tests/cli/measured_run.hpp"

namespace fleetsim::cli {
namespace {

constexpr const char* kEdrxTrackers = R"([scenario]
name = "trackers"
duration = "2 h"
[[fleet]]
name = "tracker"
count = 50
device = "nrf9160"
radio = "lte-m"
power_saving = { sleep = "edrx", edrx_cycle = "655.36 s", active_time = "0 s" }
mqtt = { keep_alive = "1 h" }
[[fleet.publish]]
topic = "up/{id}"
qos = 1
every = "20 min"
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
)";

TEST(Edrx, TheLedgersCloseThoughMessagesWaitForARadio) {
    // A minute after the last command most devices have not looked yet.
    const MeasuredRun run(kEdrxTrackers);
    EXPECT_EQ(run.code(), ExitCode::Done);
    EXPECT_GT(run.scalar("fleet/tracker", "received_total").value(), 0);
    EXPECT_EQ(run.scalar("fleet/tracker", "connects_total"), 50) << "all got in at once";
}

TEST(Edrx, TheResultIsTheSameFromAnyNumberOfThreads) {
    const auto digest = [](unsigned threads) {
        const MeasuredRun run(kEdrxTrackers, {}, MeasuredRun::End::Reached, threads);
        return results::Query(run.file()).run(run.run()).digest;
    };
    const std::string alone = digest(1);
    for (const unsigned threads : {2u, 3u}) EXPECT_EQ(digest(threads), alone) << threads;
}

}  // namespace
}  // namespace fleetsim::cli
