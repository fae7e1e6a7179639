// Devices that publish by POSTs: what becomes of a request that is not answered well.
#include "tests/scenarios/compose/run_text.hpp"

namespace fleetsim::scenarios::compose {
namespace {

std::string posts(const std::string& more) {
    return R"(
[scenario]
name = "posts"
duration = "1 h"
[[fleet]]
name = "meter"
count = 10
device = "esp32"
radio = "ethernet"
region = "home"
https = { keep_alive = "0 s" }
[[fleet.publish]]
topic = "meter/{id}/reading"
every = "1 min"
payload_size = "20 B"
[[network.node]]
name = "home"
[[network.node]]
name = "cloud"
latency = "1 ms"
[[network.link]]
from = "home"
to = "cloud"
latency = "50 ms"
[broker]
node = "cloud"
)" + more;
}

TEST(PublishingOverHttps, EveryRequestIsAnsweredInAQuietNetwork) {
    const Told told = run_text(posts(""));
    EXPECT_EQ(told["fleet/meter.given_up_total"], 0);
    EXPECT_NEAR(told["fleet/meter.acknowledged_total"], told["fleet/meter.publishes_total"], 10);
}

TEST(PublishingOverHttps, ARequestWithoutAnAnswerToItsLastTryIsGivenUpAndCounted) {
    const Told told =
        run_text(posts("[[fault]]\nat = \"10 min\"\nnode = \"cloud\"\ndown_for = \"10 min\"\n"));
    const double given_up = told["fleet/meter.given_up_total"];
    EXPECT_GT(given_up, 10 * 5);
    EXPECT_LE(given_up, 10 * 11);
    EXPECT_NEAR(told["fleet/meter.acknowledged_total"] + given_up,
                told["fleet/meter.publishes_total"], 10 * 2);
}

}  // namespace
}  // namespace fleetsim::scenarios::compose
