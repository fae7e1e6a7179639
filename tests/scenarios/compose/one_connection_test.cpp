// What happens on one connection of a few devices, each figure worked out by hand.
#include "tests/scenarios/compose/run_text.hpp"

namespace fleetsim::scenarios::compose {
namespace {

/// Half a dozen times as slow at times: packets would overtake one another.
const std::string kVaryingLink = R"(
[[network.node]]
name = "city"
[[network.node]]
name = "cloud"
latency = "500 us"
[[network.link]]
name = "wan"
from = "city"
to = "cloud"
latency = { distribution = "lognormal", median = "40 ms", sigma = 0.4, min = "17 ms", max = "5 s" }
[broker]
node = "cloud"
)";

std::string fleet(const std::string& keys) {
    return "[scenario]\nname = \"one connection\"\nduration = \"2 h\"\n"
           "[[fleet]]\nname = \"sensor\"\ncount = 3\ndevice = \"esp32\"\nradio = \"wifi-esp32\"\n"
           "region = \"city\"\n" +
           keys;
}

TEST(OneConnection, ADisconnectDoesNotOvertakeThePublishBeforeIt) {
    const Told told = run_text(fleet(R"(connection = "per-publish"
mqtt = { version = "3.1.1", keep_alive = "0 s" }
[[fleet.publish]]
topic = "s/{id}/t"
qos = 0
every = "1 min"
payload_size = "100 B"
)") + kVaryingLink);
    EXPECT_EQ(told["broker.messages_in_total"], 3 * 120);
    EXPECT_EQ(told["broker.ignored_messages_total"], 0);
}

// A message that came before its CONNACK would find nobody there, and with QoS 1 wait for the next
// connection, ten minutes later.
TEST(OneConnection, WhatWaitedInASessionComesAfterItsConnack) {
    std::string text = fleet(R"([fleet.mqtt]
version = "3.1.1"
keep_alive = "5 min"
clean_session = false
[[fleet.subscribe]]
topic = "s/{id}/t"
qos = 1
[[app]]
name = "a"
node = "cloud"
[[app.publish]]
topic = "s/{all:sensor}/t"
qos = 1
every = "7 s"
payload_size = "100 B"
)") + kVaryingLink;
    for (int cut = 1; cut < 12; ++cut) {
        const int minutes = cut * 10;
        text += "[[fault]]\nat = 0" + std::to_string(minutes / 60) + ":" +
                std::to_string(minutes % 60 / 10) + "0:00\nfleet = \"sensor\"\n";
    }
    const Told told = run_text(text);
    EXPECT_EQ(told["fleet/sensor.connections_lost_total"], 3 * 11);
    // From the cut: back-off of at most 2 s, four round trips and the handshake's arithmetic.
    EXPECT_LT(told.quantile("fleet/sensor.delivery_latency_seconds", 1), 10);
}

TEST(OneConnection, AnAttemptSendsItsSynAsLongAsItLasts) {
    const Told told = run_text(fleet(R"(connect_timeout = "2 min"
mqtt = { version = "3.1.1" }
[[fault]]
at = 00:00:00
link = "wan"
down_for = "50 s"
)") + kVaryingLink);
    EXPECT_EQ(told["fleet/sensor.connect_attempts_total"], 3);
    EXPECT_EQ(told["fleet/sensor.connects_total"], 3);
}

// The devices have nothing to send when the link fails, and their next ping finds it up again: they
// miss the end of a connection that the broker has given up for what it could not deliver.
TEST(OneConnection, WhatCouldNotBeDeliveredComesWithTheNextConnection) {
    const Told told = run_text(fleet(R"([fleet.mqtt]
version = "3.1.1"
keep_alive = "20 min"
clean_session = false
[[fleet.subscribe]]
topic = "s/{id}/t"
qos = 1
[[app]]
name = "a"
node = "cloud"
[[app.publish]]
topic = "s/{all:sensor}/t"
qos = 1
every = "1 min"
start_after = "1 min"
count = 60
payload_size = "100 B"
[[fault]]
at = 00:30:00
link = "wan"
down_for = "5 min"
)") + kVaryingLink);
    EXPECT_EQ(told["fleet/sensor.connections_lost_total"], 3);
    EXPECT_EQ(told["fleet/sensor.received_total"], 3 * 60);
}

// It only listens, so nothing but its keep alive, which is not modelled, could tell it.
TEST(OneConnection, AnApplicationListensAgainAfterAnOutage) {
    const Told told = run_text(fleet(R"(mqtt = { version = "3.1.1" }
[[fleet.publish]]
topic = "s/{id}/t"
qos = 1
every = "10 s"
payload_size = "100 B"
[[app]]
name = "a"
node = "office"
[[app.subscribe]]
topic = "s/+/t"
qos = 1
[[network.node]]
name = "office"
[[network.link]]
name = "office"
from = "office"
to = "cloud"
latency = "5 ms"
[[fault]]
at = 01:00:00
link = "office"
down_for = "10 min"
)") + kVaryingLink);
    EXPECT_EQ(told["app/a.connects_total"], 2);
    // Three messages each 10 s, and ten minutes without it.
    EXPECT_NEAR(told["broker.messages_in_total"] - told["app/a.received_total"], 180, 6);
}

// The link is down when the broker cuts the connections, so nobody hears it.
TEST(OneConnection, WhoSendsOnAConnectionThatIsGoneLearnsItAndComesBack) {
    const Told told = run_text(fleet(R"(mqtt = { version = "3.1.1", keep_alive = "20 min" }
[[fleet.publish]]
topic = "s/{id}/t"
qos = 1
every = "10 min"
payload_size = "100 B"
[[fault]]
at = 01:00:30
link = "wan"
down_for = "2 min"
[[fault]]
at = 01:01:00
fleet = "sensor"
)") + kVaryingLink);
    EXPECT_EQ(told["fleet/sensor.connections_lost_total"], 3);
    EXPECT_EQ(told["fleet/sensor.connects_total"], 2 * 3);
    EXPECT_EQ(told["fleet/sensor.publishes_total"], 3 * 12);
    EXPECT_EQ(told["fleet/sensor.acknowledged_total"], 3 * 12);
}

}  // namespace
}  // namespace fleetsim::scenarios::compose
