// The profile aws, one test for each documented difference. Source: AWS IoT Core developer guide,
// "MQTT" (June 2023), and AWS General Reference, "AWS IoT Core endpoints and quotas".
#include "tests/models/broker/core_fixture.hpp"

namespace fleetsim::broker::core {

namespace {

using mqtt::Qos;
using mqtt::ReasonCode;
using mqtt::Version;

class Aws : public CoreTest {
  protected:
    Aws() {
        settings = settings_of(Profile::Aws);
        broker = std::make_unique<Broker>(settings, wire);
    }
    void publish(Client& client, std::string_view topic, Qos qos = Qos::AtMostOnce,
                 std::string_view payload = "1") {
        mqtt::Publish packet{.topic = topic, .payload = payload, .qos = qos};
        if (qos != Qos::AtMostOnce) packet.packet_id = 7;
        send(client, packet);
    }
};

TEST_F(Aws, AnnouncesQos1AsTheHighest) {
    join("a");
    EXPECT_EQ(connack.properties.serves_qos1, true);
    EXPECT_EQ(connack.properties.receive_maximum, 100);
}

TEST_F(Aws, Qos2GetsNoAnswerIn311AndEndsAConnectionOf5) {
    Client& old = join("old", {.version = Version::V311});
    publish(old, "t", Qos::ExactlyOnce);
    EXPECT_TRUE(is_silent(old));
    send(old, mqtt::Subscribe{.packet_id = 1, .subscriptions = {{"t", Qos::ExactlyOnce}}});
    EXPECT_TRUE(is_silent(old));
    Client& client = join("new");
    publish(client, "t", Qos::ExactlyOnce);
    EXPECT_EQ(expect<mqtt::Disconnect>(client).reason, ReasonCode::QosNotSupported);
}

TEST_F(Aws, HashDoesNotMatchTheParent) {
    Client& client = join("a");
    subscribe(client, {.filter = "a/#"});
    publish(client, "a");
    publish(client, "a/b");
    EXPECT_EQ(expect<mqtt::Publish>(client).topic, "a/b");
}

TEST_F(Aws, RetainedMessagesComeForExactFiltersOnly) {
    Client& client = join("a");
    send(client, mqtt::Publish{.topic = "a/b", .payload = "1", .retain = true});
    subscribe(client, {.filter = "a/+"});
    EXPECT_TRUE(is_silent(client));
    subscribe(client, {.filter = "a/b"});
    EXPECT_EQ(expect<mqtt::Publish>(client).payload, "1");
}

TEST_F(Aws, KeepAliveIsHeldBetween30And1200Seconds) {
    join("a", {.version = Version::V5, .keep_alive = 5});
    EXPECT_EQ(connack.properties.server_keep_alive, 30);
    join("b", {.version = Version::V5, .keep_alive = 0});
    EXPECT_EQ(connack.properties.server_keep_alive, 1200);
    join("c", {.version = Version::V5, .keep_alive = 2000});
    EXPECT_EQ(connack.properties.server_keep_alive, 1200);
}

TEST_F(Aws, SilenceOfOneAndAHalfKeepAlivesEndsAConnectionOf311Too) {
    Client& client = join("a", {.version = Version::V311, .keep_alive = 5});
    wait(44);
    EXPECT_FALSE(is_closed(client));
    wait(1);
    EXPECT_TRUE(is_closed(client));
}

class Refuses : public Gate {
  public:
    ReasonCode admit(ConnectionId, const mqtt::Connect&) override {
        return ReasonCode::NotAuthorized;
    }
};

TEST_F(Aws, AClientThatIsNotAuthorizedGetsReturnCode7In311) {
    Refuses gate;
    broker = std::make_unique<Broker>(settings, wire, Attachments{.gate = &gate});
    Client& client = open(Version::V311);
    send(client, mqtt::Connect{.client_id = "a"});
    EXPECT_EQ(wire.sent[client.id], std::string("\x20\x02\x00\x07", 4));
    EXPECT_TRUE(is_closed(client));
    // The standard's is 5, and MQTT 5 has reason codes of its own.
    broker = std::make_unique<Broker>(Settings{}, wire, Attachments{.gate = &gate});
    Client& other = open(Version::V311);
    send(other, mqtt::Connect{.client_id = "a"});
    EXPECT_EQ(wire.sent[other.id], std::string("\x20\x02\x00\x05", 4));
}

TEST_F(Aws, AtMost100DeliveriesAreUnacknowledged) {
    for (const Version version : {Version::V311, Version::V5}) {
        Client& reader = join("reader", {.version = version});
        subscribe(reader, {.filter = "t", .qos = Qos::AtLeastOnce});
        Client& writer = join("writer");
        for (int i = 0; i < 101; ++i) publish(writer, "t", Qos::AtLeastOnce);
        std::uint16_t last = 0;
        for (int i = 0; i < 100; ++i) last = expect<mqtt::Publish>(reader).packet_id;
        EXPECT_TRUE(is_silent(reader));
        send(reader, mqtt::Puback{last});
        expect<mqtt::Publish>(reader);
        lose(reader);
    }
}

TEST_F(Aws, APersistentSessionLastsAnHour) {
    const mqtt::Connect connect{.version = Version::V311, .clean_start = false};
    lose(join("a", connect));
    wait(3599);
    lose(join("a", connect));
    EXPECT_TRUE(connack.session_present);
    wait(3601);
    join("a", connect);
    EXPECT_FALSE(connack.session_present);
}

TEST_F(Aws, MoreThan8FiltersInOneSubscribeEndTheConnection) {
    Client& client = join("a");
    mqtt::Subscribe packet{.packet_id = 1};
    for (int i = 0; i < 8; ++i) packet.subscriptions.push_back({.filter = "t"});
    send(client, packet);
    EXPECT_EQ(expect<mqtt::Suback>(client).reasons.size(), 8u);
    packet.subscriptions.push_back({.filter = "t"});
    send(client, packet);
    EXPECT_EQ(expect<mqtt::Disconnect>(client).reason, ReasonCode::QuotaExceeded);
}

TEST_F(Aws, AConnectionHasAtMost50Subscriptions) {
    Client& client = join("a");
    for (int i = 0; i < 50; ++i) {
        subscribe(client, {.filter = std::to_string(i)});
        EXPECT_EQ(suback.reasons.front(), ReasonCode::Success);
    }
    subscribe(client, {.filter = "one more"});
    EXPECT_EQ(suback.reasons.front(), ReasonCode::QuotaExceeded);
    subscribe(client, {.filter = "7"});
    EXPECT_EQ(suback.reasons.front(), ReasonCode::Success);
}

TEST_F(Aws, ATopicHasAtMost7Slashes) {
    Client& client = join("a");
    subscribe(client, {.filter = "1/2/3/4/5/6/7/8"});
    EXPECT_EQ(suback.reasons.front(), ReasonCode::Success);
    subscribe(client, {.filter = "1/2/3/4/5/6/7/8/9"});
    EXPECT_EQ(suback.reasons.front(), ReasonCode::TopicFilterInvalid);
    // The segments of Basic Ingest do not count.
    publish(client, "$aws/rules/name/1/2/3/4/5/6/7/8");
    EXPECT_FALSE(is_closed(client));
    publish(client, "1/2/3/4/5/6/7/8/9");
    EXPECT_EQ(expect<mqtt::Disconnect>(client).reason, ReasonCode::TopicNameInvalid);
}

TEST_F(Aws, ATopicHasAtMost256Octets) {
    Client& client = join("a");
    publish(client, std::string(256, 't'));
    EXPECT_FALSE(is_closed(client));
    publish(client, std::string(257, 't'));
    EXPECT_EQ(expect<mqtt::Disconnect>(client).reason, ReasonCode::TopicNameInvalid);
}

TEST_F(Aws, AClientIdHasAtMost128Octets) {
    join(std::string(128, 'c'));
    Client& client = open(Version::V5);
    const std::string name(129, 'c');
    send(client, mqtt::Connect{.version = Version::V5, .client_id = name});
    EXPECT_EQ(expect<mqtt::Connack>(client).reason, ReasonCode::ClientIdentifierNotValid);
}

TEST_F(Aws, APayloadHasAtMost128KiB) {
    Client& client = join("a");
    publish(client, "t", Qos::AtMostOnce, std::string(131'072, 'x'));
    EXPECT_FALSE(is_closed(client));
    publish(client, "t", Qos::AtMostOnce, std::string(131'073, 'x'));
    EXPECT_EQ(expect<mqtt::Disconnect>(client).reason, ReasonCode::PacketTooLarge);
}

TEST_F(Aws, AWillHasTheLimitsOfAPublish) {
    for (const auto& [will, reason] :
         {std::pair{mqtt::Will{.topic = "1/2/3/4/5/6/7/8/9"}, ReasonCode::TopicNameInvalid},
          std::pair{mqtt::Will{.topic = "t", .qos = Qos::ExactlyOnce}, ReasonCode::QosNotSupported},
          std::pair{mqtt::Will{.topic = "1/2/3/4/5/6/7/8"}, ReasonCode::Success}}) {
        Client& client = open(Version::V5);
        send(client, mqtt::Connect{.version = Version::V5, .client_id = "a", .will = will});
        EXPECT_EQ(expect<mqtt::Connack>(client).reason, reason) << will.topic;
    }
}

TEST_F(Aws, WhatComesWithoutAConnectionHasTheLimitsOfAPublish) {
    EXPECT_EQ(broker->publish({.topic = "1/2/3/4/5/6/7/8/9"}, now), ReasonCode::TopicNameInvalid);
    EXPECT_EQ(broker->publish({.topic = "t", .payload = std::string(131'073, 'x')}, now),
              ReasonCode::PacketTooLarge);
    EXPECT_EQ(broker->publish({.topic = "1/2/3/4/5/6/7/8"}, now), ReasonCode::Success);
}

TEST_F(Aws, StoredMessagesComeTenASecondWithoutDup) {
    const mqtt::Connect connect{.version = Version::V311, .clean_start = false};
    Client& before = join("reader", connect);
    subscribe(before, {.filter = "t", .qos = Qos::AtLeastOnce});
    lose(before);
    Client& writer = join("writer");
    for (int i = 0; i < 12; ++i) publish(writer, "t", Qos::AtLeastOnce);
    Client& reader = join("reader", connect);
    EXPECT_FALSE(expect<mqtt::Publish>(reader).duplicate);
    EXPECT_TRUE(is_silent(reader));
    for (int i = 1; i < 12; ++i) {
        now = now + sim::Duration::milliseconds(100);
        broker->tick(now);
        expect<mqtt::Publish>(reader);
        EXPECT_TRUE(is_silent(reader));
    }
    publish(writer, "t", Qos::AtLeastOnce);
    expect<mqtt::Publish>(reader);
}

}  // namespace

}  // namespace fleetsim::broker::core
