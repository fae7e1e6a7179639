// Lives of batteries from runs of different lengths: they are of the same device.
#include <gmock/gmock.h>

#include "tests/cli/measured_run.hpp"

namespace fleetsim::cli {
namespace {

constexpr const char* kMeters = R"([scenario]
name = "meters"
duration = "1 h"
[[fleet]]
name = "meter"
count = 300
device = "nrf9160"
radio = "lte-m"
battery = "er14505"
mqtt = { keep_alive = "20 min" }
tls = { version = "1.2", key = "ecdsa-p256", resumption = "ticket" }
start = { over = "10 min" }
[[fleet.publish]]
topic = "m/{id}"
qos = 1
every = "15 min"
payload_size = "50 B"
[[network.node]]
name = "site"
latency = "20 ms"
)";

double median_life(const std::string& duration) {
    const MeasuredRun run(kMeters, {"scenario.duration=\"" + duration + "\""});
    return run.overview().fleets.at(0).life_days->p50;
}

TEST(BatteryLife, HasTheFirstConnectionOnceHoweverShortTheRun) {
    const double of_days = median_life("5 d");
    EXPECT_NEAR(median_life("1 h"), of_days, of_days * 0.1);
    EXPECT_NEAR(median_life("6 h"), of_days, of_days * 0.05);
}

}  // namespace
}  // namespace fleetsim::cli
