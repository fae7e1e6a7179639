#include "models/broker/capacity.hpp"

#include <gtest/gtest.h>

#include "sim/error.hpp"

namespace fleetsim::broker {
namespace {

using namespace sim::literals;

Capacity preset(const std::string& name) { return read_capacity(profile::open("capacity", name)); }

wire::TlsSettings tls(wire::TlsVersion version, wire::KeyType key) {
    wire::TlsSettings settings;
    settings.version = version;
    settings.key = key;
    settings.authentication = wire::Authentication::Mutual;
    settings.resumption = wire::Resumption::Ticket;
    settings.server_chain = {551, 462};
    settings.client_chain = {476};
    return settings;
}

TEST(Capacity, EveryShippedPresetSaysWhatMessagesAndConnectionsTake) {
    const std::vector<std::string> names = profile::shipped_names("capacity");
    EXPECT_GE(names.size(), 8u);
    for (const std::string& name : names) {
        const Capacity capacity = preset(name);
        EXPECT_GT(capacity.cores, 0u) << name;
        for (std::uint8_t qos = 0; qos < 3; ++qos) {
            EXPECT_GT(capacity.publish_time(qos, 0), sim::Duration{}) << name;
            EXPECT_GT(capacity.delivery_time(qos, 0), sim::Duration{}) << name;
        }
        EXPECT_GT(capacity.connect, sim::Duration{}) << name;
        EXPECT_GT(capacity.memory.connection, sim::Bytes{}) << name;
    }
}

TEST(Capacity, EveryFigureOfAPresetHasASource) {
    for (const std::string& name : profile::shipped_names("capacity")) {
        const profile::Profile file = profile::open("capacity", name);
        read_capacity(file);
        for (const profile::Figure& figure : file.figures())
            EXPECT_FALSE(figure.source.empty()) << name << " " << figure.key;
    }
}

TEST(Capacity, MemoryOfAConnectionDependsOnTlsWebSocketPersistenceAndSubscriptions) {
    Capacity capacity;
    capacity.memory = {.machine = {},
                       .base = {},
                       .connection = sim::Bytes{10},
                       .tls = sim::Bytes{100},
                       .websocket = sim::Bytes{1000},
                       .session = sim::Bytes{10'000},
                       .subscription = sim::Bytes{100'000}};
    capacity.full_handshake = 1_ms;
    capacity.resumed_handshake = 100_us;
    const auto bytes = [&](ConnectionKind kind) {
        const ConnectionCost cost = cost_of(capacity, kind);
        return cost.connection.count() * 1'000'000 + cost.session.count();
    };
    const auto secure = tls(wire::TlsVersion::V13, wire::KeyType::P256);
    EXPECT_EQ(bytes({.tls = {}}), 10'000'000);
    EXPECT_EQ(bytes({.tls = secure}), 110'000'000);
    EXPECT_EQ(bytes({.tls = {}, .is_websocket = true}), 1'010'000'000);
    EXPECT_EQ(bytes({.tls = {}, .is_persistent = true}), 10'010'000);
    EXPECT_EQ(bytes({.tls = {}, .subscriptions = 2}), 200'010'000'000);
    // The subscriptions of a persistent session stay with it when the client leaves.
    EXPECT_EQ(bytes({.tls = {}, .is_persistent = true, .subscriptions = 2}), 10'210'000);
}

TEST(Capacity, OnlyTlsCostsAHandshake) {
    const ConnectionCost plain = cost_of(preset("mosquitto"), {.tls = {}});
    EXPECT_EQ(plain.full_handshake, sim::Duration{});
    EXPECT_EQ(plain.resumed_handshake, sim::Duration{});
}

// mosquitto 2.0.11, mutual X.509, one core: server CPU of a connection, the plain one taken off.
TEST(Capacity, TheHandshakeFollowsVersionKeyAndResumption) {
    const Capacity mosquitto = preset("mosquitto");
    const auto full = [&](wire::TlsVersion version, wire::KeyType key) {
        return cost_of(mosquitto, {.tls = tls(version, key)}).full_handshake.to_seconds() * 1e6;
    };
    EXPECT_NEAR(full(wire::TlsVersion::V12, wire::KeyType::P256), 815 - 40, 35);
    EXPECT_NEAR(full(wire::TlsVersion::V12, wire::KeyType::Rsa2048), 965 - 40, 40);
    EXPECT_NEAR(full(wire::TlsVersion::V13, wire::KeyType::Rsa2048), 1160 - 40, 45);
    const auto secure = tls(wire::TlsVersion::V12, wire::KeyType::P256);
    EXPECT_NEAR(cost_of(mosquitto, {.tls = secure}).resumed_handshake.to_seconds() * 1e6, 285 - 40,
                12);
}

TEST(Capacity, PayloadTakesTimeByTheKilobyte) {
    const Capacity emqx = preset("emqx5");
    EXPECT_EQ(emqx.publish_time(1, 8000) - emqx.publish_time(1, 0), 16'800_ns);
    EXPECT_EQ(emqx.delivery_time(1, 1000) - emqx.delivery_time(1, 0), 2100_ns);
}

TEST(Capacity, APresetWithoutHandshakeTimesNeedsACoreToWorkThemOutFor) {
    const std::string times = R"(
qos0 = { value = 1, unit = "us", source = "made for this test" }
qos1 = { value = 1, unit = "us", source = "made for this test" }
qos2 = { value = 1, unit = "us", source = "made for this test" }
)";
    const std::string connection = R"([connection]
connect = { value = 1, unit = "us", source = "made for this test" }
ping = { value = 1, unit = "us", source = "made for this test" }
subscribe = { value = 1, unit = "us", source = "made for this test" }
)";
    const std::string text =
        "name = \"short\"\nkind = \"capacity\"\nsummary = \"-\"\n[publish_in]" + times +
        "[delivery_out]" + times + connection;
    const std::string handshakes = R"(
full_handshake = { value = 1, unit = "ms", source = "made for this test" }
resumed_handshake = { value = 1, unit = "ms", source = "made for this test" }
)";
    EXPECT_EQ(*read_capacity(profile::Profile(text + handshakes, "whole.toml")).full_handshake,
              1_ms);
    const std::string queue =
        "listen_queue = { value = 1e12, unit = \"\", source = \"made for this test\" }\n";
    EXPECT_EQ(read_capacity(profile::Profile(text + handshakes + queue, "long.toml")).listen_queue,
              UINT32_MAX)
        << "a count beyond the largest is as good as none";
    const profile::Profile file(text, "short.toml");
    EXPECT_THROW(read_capacity(file), sim::InputError);
}

}  // namespace
}  // namespace fleetsim::broker
