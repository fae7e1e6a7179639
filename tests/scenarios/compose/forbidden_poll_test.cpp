// A device that polls and may not subscribe.
#include "tests/scenarios/compose/run_text.hpp"

namespace fleetsim::scenarios::compose {
namespace {

TEST(Polling, WhatIsForbiddenIsNoMessageThatWasDenied) {
    // run_text() expects the ledgers to close.
    const Told told = run_text(R"(
[scenario]
name = "deaf"
duration = "10 min"
[[policy]]
name = "deaf"
document = '{"Statement": [{"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}]}'
[[fleet]]
name = "lamp"
count = 3
device = "esp32"
radio = "ethernet"
https = { receive = "poll" }
thing = { policy = "deaf" }
[[fleet.subscribe]]
topic = "lamp/{id}/set"
)");
    EXPECT_GT(told["account.subscribe_auth_error_total"], 3);
    EXPECT_EQ(told["broker.denied_messages_total"], 0);
}

}  // namespace
}  // namespace fleetsim::scenarios::compose
