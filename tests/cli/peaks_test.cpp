// Peaks and means of levels are those of every instant, not of the samples.
#include <gmock/gmock.h>

#include "tests/cli/measured_run.hpp"

namespace fleetsim::cli {
namespace {
using ::testing::HasSubstr;

/// All connect at the full hour for seconds; a sample at each full hour finds nobody.
constexpr const char* kMeetings = R"([scenario]
name = "meetings"
duration = "3 h"
sample_interval = "30 min"
[[fleet]]
name = "sensor"
count = 200
device = "stm32l4"
radio = "nb-iot"
connection = "per-publish"
mqtt = { keep_alive = "0 s" }
[[fleet.publish]]
topic = "sensor/{id}"
qos = 1
every = "1 h"
align = true
jitter = "1 %"
payload_size = "50 B"
)";

TEST(Peaks, OfConnectionsAreFoundBetweenTheSamples) {
    const MeasuredRun rare(kMeetings);
    const MeasuredRun dense(kMeetings, {"scenario.sample_interval=\"1 s\""});
    for (const char* component : {"broker", "broker/node/1", "fleet/sensor"}) {
        const auto peak = rare.scalar(component, "connections_peak");
        EXPECT_GT(peak.value(), 5) << component;
        EXPECT_EQ(peak, dense.scalar(component, "connections_peak")) << component;
        EXPECT_EQ(rare.scalar(component, "connections_mean"),
                  dense.scalar(component, "connections_mean"))
            << component;
    }
    double seen = 0;
    for (const results::Series& series : results::Query(dense.file()).series(dense.run(), "broker"))
        if (series.metric.name == "connections")
            for (const results::Sample& sample : results::Query(dense.file()).samples(series.id))
                seen = std::max(seen, sample.value);
    const double peak = dense.scalar("broker", "connections_peak").value();
    EXPECT_LE(seen, peak);
    EXPECT_GT(seen, peak / 2);
    EXPECT_THAT(rare.answer(), HasSubstr("over at most " +
                                         std::to_string(static_cast<int>(
                                             rare.scalar("broker", "connections_peak").value()))));
}

TEST(Peaks, AreTheSameForAnyNumberOfThreads) {
    const MeasuredRun one(kMeetings);
    const MeasuredRun three(kMeetings, {}, MeasuredRun::End::Reached, 3);
    for (const char* metric : {"connections_peak", "connections_mean"})
        EXPECT_EQ(one.scalar("fleet/sensor", metric), three.scalar("fleet/sensor", metric));
}

TEST(Peaks, OfTheWarmUpDoNotCount) {
    const MeasuredRun quiet(
        kMeetings, {"fleet.sensor.publish[0].every=\"2 h\"", "scenario.warm_up=\"2 h 30 min\""});
    EXPECT_EQ(quiet.scalar("broker", "connections_peak"), 0);
}

}  // namespace
}  // namespace fleetsim::cli
