// Services that work between events are up to date whenever a sample is taken.
#include <gtest/gtest.h>

#include "tests/cli/measured_run.hpp"

namespace fleetsim::cli {
namespace {

TEST(Samples, ABufferThatWasWrittenHasNothingWaitingThoughNobodyPublishes) {
    const MeasuredRun run(R"(
[scenario]
name = "one reading"
duration = "10 min"
sample_interval = "1 s"
[[fleet]]
name = "meter"
count = 1
device = "raspberry-pi"
radio = "ethernet"
mqtt = {}
[[fleet.publish]]
topic = "reading"
every = "1 s"
count = 1
payload = "{}"
[[rule]]
sql = "SELECT * FROM 'reading'"
actions = [{ firehose = "archive", buffer_time = "60 s" }, { stream = "live" }]
[[reader]]
name = "watcher"
stream = "live"
window = "60 s"
)");
    EXPECT_NEAR(*run.scalar("sink/firehose/archive", "waiting_records_mean"), 0.1, 0.01);
    EXPECT_NEAR(*run.scalar("reader/watcher", "waiting_records_mean"), 0.1, 0.01);
    EXPECT_LT(*run.scalar("reader/watcher", "lag_seconds_peak"), 61);
}

}  // namespace
}  // namespace fleetsim::cli
