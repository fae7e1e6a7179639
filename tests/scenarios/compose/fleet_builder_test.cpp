// What of a scenario's words reaches the class of its devices.
#include <gtest/gtest.h>

#include "models/radio/radio_catalogue.hpp"
#include "scenarios/compose/world.hpp"
#include "scenarios/language/loader.hpp"

namespace fleetsim::scenarios::compose {
namespace {

World world_of(const std::string& mqtt, const std::string& more = "") {
    const std::string text = R"(
[scenario]
name = "one"
duration = "1 h"
[[fleet]]
name = "meter"
count = 10
device = "esp32"
radio = "lte-m"
region = "home"
)" + mqtt + more + R"(
[[network.node]]
name = "home"
[[network.node]]
name = "cloud"
[[network.link]]
from = "home"
to = "cloud"
latency = "50 ms"
[broker]
node = "cloud"
)";
    return World(language::load_text(text, "test.toml", {}, {}).scenario);
}

const device::DeviceClass& class_of(const World& world) {
    return world.population().classes().front();
}

TEST(FleetBuilder, ARadiosRoundTripIsHalfUpAndHalfDown) {
    const World world = world_of("mqtt = {}\n");
    const device::Path& path = class_of(world).path;
    const sim::Duration radio = radio::open_radio("lte-m").link.round_trip;
    ASSERT_GT(radio, sim::Duration{});
    EXPECT_EQ(path.up.access + path.down.access, radio);
    EXPECT_EQ(path.up.access, path.down.access);
    // RFC 6298: the round trip and what Linux adds to it.
    const sim::Duration timeout =
        radio + sim::Duration::milliseconds(50) * 2 + sim::Duration::milliseconds(200);
    EXPECT_EQ(path.up.retransmission_timeout, timeout);
    EXPECT_EQ(path.down.retransmission_timeout, timeout);
}

std::int64_t opening_bytes(const std::string& mqtt) {
    return class_of(world_of(mqtt)).costs.full.up.tcp_payload().count();
}

// MQTT 5.0 section 3.1.2.11.3: an identifier and two bytes.
TEST(FleetBuilder, AReceiveMaximumIsSaidInTheConnect) {
    EXPECT_EQ(opening_bytes("mqtt = { version = \"5\", receive_maximum = 10 }\n") -
                  opening_bytes("mqtt = { version = \"5\" }\n"),
              3);
}

TEST(FleetBuilder, AConnectCarriesItsWill) {
    const auto with = [](const std::string& size) {
        return opening_bytes("mqtt = { will = { topic = \"t\", payload_size = \"" + size +
                             "\" } }\n");
    };
    EXPECT_EQ(with("31 B") - with("1 B"), 30);
    // A topic of one character and a payload of one, each after two bytes of length.
    EXPECT_EQ(with("1 B") - opening_bytes("mqtt = {}\n"), 3 + 3);
}

TEST(FleetBuilder, AConnectCarriesTheTextOfItsWillAndAMeanOfWhatVaries) {
    const auto with = [](const std::string& message) {
        return opening_bytes("mqtt = { will = { topic = \"t\", " + message + " } }\n");
    };
    const std::int64_t one = with("payload_size = \"1 B\"");
    EXPECT_EQ(with("payload = \"gone\"") - one, 3);
    EXPECT_EQ(with("payload = \"{choice(gone, lost)}\"") - one, 3);
    EXPECT_EQ(
        with("payload_size = { distribution = \"uniform\", min = \"0 B\", max = \"30 B\" }") - one,
        14);
}

TEST(FleetBuilder, AYearBeginsWithDayOne) {
    const auto first_day = [](const std::string& day) {
        const World world =
            world_of("battery = \"18650\"\nharvester = \"solar-texas\"\n" + day + "mqtt = {}\n");
        return class_of(world).harvester->first_day;
    };
    EXPECT_EQ(first_day("first_day = 1\n"), 0);
    EXPECT_EQ(first_day("first_day = 172\n"), 171);
}

}  // namespace
}  // namespace fleetsim::scenarios::compose
