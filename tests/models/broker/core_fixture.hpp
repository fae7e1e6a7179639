// Clients that speak octets to a Broker in the same process, on a clock the test sets.
#pragma once

#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "models/broker/core/packet_stream.hpp"

namespace fleetsim::broker::core {

class Wire : public Sink {
  public:
    void send(ConnectionId id, std::string_view bytes) override { sent[id] += bytes; }
    void close(ConnectionId id) override { closed[id] = true; }
    std::size_t unsent(ConnectionId) const override { return 0; }

    std::map<ConnectionId, std::string> sent;
    std::map<ConnectionId, bool> closed;
};

inline mqtt::Publish publish(std::string_view topic, mqtt::Qos qos = mqtt::Qos::AtMostOnce,
                             std::uint16_t id = 0) {
    return {.topic = topic, .payload = "x", .packet_id = id, .qos = qos};
}

/// Of an MQTT 5 client whose session is kept so many seconds.
inline mqtt::Connect kept(std::uint32_t expiry = 100, bool clean_start = false) {
    mqtt::Connect connect{.version = mqtt::Version::V5, .clean_start = clean_start};
    connect.properties.session_expiry = expiry;
    return connect;
}

class CoreTest : public testing::Test {
  protected:
    /// One connection. Packets read from it live as long as the client.
    struct Client {
        ConnectionId id;
        mqtt::Version version;
        PacketStream stream;
        std::vector<std::unique_ptr<std::string>> read;
    };

    Client& open(mqtt::Version version) {
        const ConnectionId id = clients_.size() + 1;
        broker->on_opened(id, now);
        clients_.push_back(
            std::make_unique<Client>(Client{id, version, PacketStream(*broker, id), {}}));
        return *clients_.back();
    }
    void send(Client& client, const mqtt::Packet& packet) {
        std::string bytes;
        mqtt::encode(packet, client.version, bytes);
        client.stream.on_bytes(bytes, now);
    }
    /// Opens, sends CONNECT and takes the CONNACK.
    Client& join(std::string_view id, mqtt::Connect connect = {.version = mqtt::Version::V5}) {
        Client& client = open(connect.version);
        connect.client_id = id;
        send(client, connect);
        connack = expect<mqtt::Connack>(client);
        EXPECT_EQ(connack.reason, mqtt::ReasonCode::Success);
        return client;
    }
    void subscribe(Client& client, const mqtt::Subscription& wish, std::uint32_t identifier = 0) {
        mqtt::Subscribe packet{.packet_id = 1, .subscriptions = {wish}};
        if (identifier != 0) packet.properties.subscription_identifiers = {identifier};
        send(client, packet);
        suback = expect<mqtt::Suback>(client);
    }
    /// The next packet the client has got; fails if there is none or it is of another kind.
    template <typename Kind>
    Kind expect(Client& client) {
        std::string& rest = wire.sent[client.id];
        client.read.push_back(std::make_unique<std::string>(rest));
        const auto decoded =
            mqtt::decode(*client.read.back(), {mqtt::Sender::Server, client.version});
        EXPECT_EQ(decoded.outcome, mqtt::Outcome::Complete) << decoded.violation.text;
        rest.erase(0, decoded.size);
        const auto* packet = std::get_if<Kind>(&decoded.packet);
        EXPECT_NE(packet, nullptr) << "found " << mqtt::name(mqtt::type_of(decoded.packet));
        return packet != nullptr ? *packet : Kind{};
    }
    bool is_silent(const Client& client) { return wire.sent[client.id].empty(); }
    bool is_closed(const Client& client) { return wire.closed[client.id]; }
    void lose(Client& client) { broker->on_lost(client.id, now); }
    void wait(std::int64_t seconds) {
        now = now + sim::Duration::seconds(seconds);
        broker->tick(now);
    }

    Wire wire;
    Settings settings;
    std::unique_ptr<Broker> broker = std::make_unique<Broker>(settings, wire);
    sim::Time now = sim::Time::zero();
    mqtt::Connack connack;
    mqtt::Suback suback;

  private:
    std::vector<std::unique_ptr<Client>> clients_;
};

}  // namespace fleetsim::broker::core
