// Enhanced authentication, $SYS, limits. The label of the statement stands over each test.
#include "tests/models/broker/core_fixture.hpp"

namespace fleetsim::broker::core {

namespace {

using mqtt::Qos;
using mqtt::ReasonCode;
using mqtt::Version;

class Features : public CoreTest {
  protected:
    void renew() { broker = std::make_unique<Broker>(settings, wire); }
};
class Auth5 : public Features {
  protected:
    Auth5() {
        settings.authenticator = std::make_shared<ChallengeAuthenticator>("secret");
        renew();
    }
    static mqtt::Connect with_method(std::string_view method) {
        mqtt::Connect connect{.version = Version::V5, .client_id = "a"};
        connect.properties.authentication_method = method;
        return connect;
    }
    static mqtt::Auth reply(std::string_view bytes,
                            ReasonCode reason = ReasonCode::ContinueAuthentication) {
        mqtt::Auth packet{.reason = reason};
        packet.properties.authentication_method = "CHALLENGE";
        packet.properties.authentication_bytes = bytes;
        return packet;
    }
    Client& authenticated() {
        Client& client = open(Version::V5);
        send(client, with_method("CHALLENGE"));
        expect<mqtt::Auth>(client);
        send(client, reply("secret:1"));
        connack = expect<mqtt::Connack>(client);
        return client;
    }
};
using Status = Features;
using Limits = Features;

// MQTT-4.12.0-2, MQTT-4.12.0-3, MQTT-4.12.0-5
TEST_F(Auth5, AChallengeIsAnsweredAndTheClientIsIn) {
    Client& client = open(Version::V5);
    send(client, with_method("CHALLENGE"));
    const auto challenge = expect<mqtt::Auth>(client);
    EXPECT_EQ(challenge.reason, ReasonCode::ContinueAuthentication);
    EXPECT_EQ(challenge.properties.authentication_method, "CHALLENGE");
    EXPECT_EQ(challenge.properties.authentication_bytes, "1");
    send(client, reply("secret:1"));
    const auto answer = expect<mqtt::Connack>(client);
    EXPECT_EQ(answer.reason, ReasonCode::Success);
    EXPECT_EQ(answer.properties.authentication_method, "CHALLENGE");
}

// MQTT-4.12.0-4
TEST_F(Auth5, AWrongAnswerIsRefusedInConnack) {
    Client& client = open(Version::V5);
    send(client, with_method("CHALLENGE"));
    expect<mqtt::Auth>(client);
    send(client, reply("guess"));
    EXPECT_EQ(expect<mqtt::Connack>(client).reason, ReasonCode::NotAuthorized);
    EXPECT_TRUE(is_closed(client));
}

// MQTT-4.12.0-1
TEST_F(Auth5, AMethodThatIsNotKnownIsRefused) {
    Client& client = open(Version::V5);
    send(client, with_method("SCRAM-SHA-1"));
    EXPECT_EQ(expect<mqtt::Connack>(client).reason, ReasonCode::BadAuthenticationMethod);
}

// MQTT-3.1.2-30
TEST_F(Auth5, NothingButAuthAndDisconnectMayComeBeforeConnack) {
    Client& client = open(Version::V5);
    send(client, with_method("CHALLENGE"));
    expect<mqtt::Auth>(client);
    send(client, mqtt::Pingreq{});
    EXPECT_EQ(expect<mqtt::Connack>(client).reason, ReasonCode::ProtocolError);
    EXPECT_TRUE(is_closed(client));
}

// MQTT-3.1.2-30
TEST_F(Auth5, AMalformedConnectBeforeConnackIsAnsweredInTheVersionThatIsSpoken) {
    Client& client = open(Version::V5);
    send(client, with_method("CHALLENGE"));
    expect<mqtt::Auth>(client);
    constexpr std::string_view kOfVersion3("\x10\x0c\x00\x04MQTT\x03\x02\x00\x00\x00\x00", 14);
    client.stream.on_bytes(kOfVersion3, now);
    EXPECT_EQ(expect<mqtt::Connack>(client).reason, ReasonCode::ProtocolError);
    EXPECT_TRUE(is_closed(client));
}

// MQTT-4.12.0-6, MQTT-4.12.0-7
TEST_F(Auth5, AuthWithoutAMethodInConnectIsAProtocolError) {
    Client& client = join("a");
    send(client, reply("", ReasonCode::ReAuthenticate));
    EXPECT_EQ(expect<mqtt::Disconnect>(client).reason, ReasonCode::ProtocolError);
}

// MQTT-4.12.1-1
TEST_F(Auth5, AClientAuthenticatesAgainWhileItsTrafficGoesOn) {
    Client& client = authenticated();
    send(client, reply("", ReasonCode::ReAuthenticate));
    EXPECT_EQ(expect<mqtt::Auth>(client).properties.authentication_bytes, "2");
    send(client, mqtt::Pingreq{});
    expect<mqtt::Pingresp>(client);
    send(client, reply("secret:2"));
    EXPECT_EQ(expect<mqtt::Auth>(client).reason, ReasonCode::Success);
}

// MQTT-4.12.1-2
TEST_F(Auth5, FailingToAuthenticateAgainEndsTheConnection) {
    Client& client = authenticated();
    send(client, reply("", ReasonCode::ReAuthenticate));
    expect<mqtt::Auth>(client);
    send(client, reply("guess"));
    EXPECT_EQ(expect<mqtt::Disconnect>(client).reason, ReasonCode::NotAuthorized);
    EXPECT_TRUE(is_closed(client));
}

TEST_F(Status, TellsWhoSubscribesAtOnceAndEveryTenSeconds) {
    Client& client = join("a");
    send(client, mqtt::Publish{.topic = "kept", .payload = "1", .retain = true});
    subscribe(client, {.filter = "$SYS/broker/retained messages/count"});
    EXPECT_EQ(expect<mqtt::Publish>(client).payload, "1");
    wait(10);
    EXPECT_EQ(expect<mqtt::Publish>(client).payload, "1");
    subscribe(client, {.filter = "$SYS/broker/uptime"});
    EXPECT_EQ(expect<mqtt::Publish>(client).payload, "10 seconds");
}

// MQTT-4.7.2-1
TEST_F(Status, WildcardsDoNotReachIt) {
    Client& client = join("a");
    subscribe(client, {.filter = "#"});
    subscribe(client, {.filter = "+/broker/uptime"});
    wait(10);
    EXPECT_TRUE(is_silent(client));
}

TEST_F(Status, ClientsCannotWriteIt) {
    Client& client = join("a");
    subscribe(client, {.filter = "$SYS/broker/mine"});
    send(client,
         mqtt::Publish{.topic = "$SYS/broker/mine", .packet_id = 1, .qos = Qos::AtLeastOnce});
    EXPECT_EQ(expect<mqtt::Puback>(client).reason, ReasonCode::NotAuthorized);
    EXPECT_TRUE(is_silent(client));
}

TEST_F(Status, WillsCannotWriteIt) {
    mqtt::Connect connect{.version = Version::V5, .client_id = "a"};
    connect.will = mqtt::Will{.topic = "$SYS/broker/uptime", .payload = "forged"};
    Client& client = open(Version::V5);
    send(client, connect);
    EXPECT_EQ(expect<mqtt::Connack>(client).reason, ReasonCode::NotAuthorized);
    EXPECT_TRUE(is_closed(client));
}

TEST_F(Status, WhatComesWithoutAConnectionCannotWriteIt) {
    Client& client = join("a");
    subscribe(client, {.filter = "$SYS/broker/mine"});
    EXPECT_EQ(broker->publish({.topic = "$SYS/broker/mine", .payload = "forged"}, now),
              ReasonCode::NotAuthorized);
    EXPECT_TRUE(is_silent(client));
}

TEST_F(Limits, NoMoreSessionsThanAllowed) {
    settings.session_limit = 1;
    renew();
    join("a", kept(100));
    Client& client = open(Version::V5);
    send(client, mqtt::Connect{.version = Version::V5, .client_id = "b"});
    EXPECT_EQ(expect<mqtt::Connack>(client).reason, ReasonCode::QuotaExceeded);
    join("a", kept(100));
}

TEST_F(Limits, NoMoreSubscriptionsThanAllowed) {
    settings.subscription_limit = 1;
    renew();
    Client& client = join("a");
    subscribe(client, {.filter = "a"});
    EXPECT_EQ(suback.reasons.front(), ReasonCode::Success);
    subscribe(client, {.filter = "b"});
    EXPECT_EQ(suback.reasons.front(), ReasonCode::QuotaExceeded);
    send(client, mqtt::Unsubscribe{.packet_id = 2, .filters = {"a"}});
    expect<mqtt::Unsuback>(client);
    subscribe(client, {.filter = "b"});
    EXPECT_EQ(suback.reasons.front(), ReasonCode::Success);
}

TEST_F(Limits, ARetainedMessageTooManyIsDeliveredButNotKept) {
    settings.retained_limit = 1;
    renew();
    Client& client = join("a");
    subscribe(client, {.filter = "#"});
    send(client, mqtt::Publish{.topic = "one", .payload = "1", .retain = true});
    send(client, mqtt::Publish{.topic = "two", .payload = "2", .retain = true});
    EXPECT_EQ(expect<mqtt::Publish>(client).topic, "one");
    EXPECT_EQ(expect<mqtt::Publish>(client).topic, "two");
    Client& later = join("later");
    subscribe(later, {.filter = "#"});
    EXPECT_EQ(expect<mqtt::Publish>(later).topic, "one");
    EXPECT_TRUE(is_silent(later));
    EXPECT_EQ(broker->counters().retained_refused, 1u);
}

TEST_F(Limits, AFullQueueDropsTheNewestOrTheOldest) {
    for (const DropPolicy policy : {DropPolicy::Newest, DropPolicy::Oldest}) {
        settings.queue_limit = 1;
        settings.drop_policy = policy;
        renew();
        Client& reader = join("reader", kept(100));
        subscribe(reader, {.filter = "t", .qos = Qos::AtLeastOnce});
        lose(reader);
        Client& writer = join("writer");
        for (const char* payload : {"old", "new"}) {
            send(writer,
                 mqtt::Publish{
                     .topic = "t", .payload = payload, .packet_id = 1, .qos = Qos::AtLeastOnce});
        }
        Client& again = join("reader", kept(100));
        const char* left = policy == DropPolicy::Newest ? "old" : "new";
        EXPECT_EQ(expect<mqtt::Publish>(again).payload, left);
        EXPECT_TRUE(is_silent(again));
        EXPECT_EQ(broker->counters().deliveries_dropped, 1u);
    }
}

// MQTT 5.0 section 3.1.3.2.4
TEST_F(Features, AWillsExpiryBeginsWhenItIsPublished) {
    Client& reader = join("reader", kept(100));
    subscribe(reader, {.filter = "will", .qos = Qos::AtLeastOnce});
    mqtt::Connect connect = kept(0);
    connect.will = mqtt::Will{.topic = "will", .payload = "gone", .qos = Qos::AtLeastOnce};
    connect.will->properties.message_expiry = 5;
    Client& client = join("a", connect);
    wait(20);
    lose(client);
    EXPECT_EQ(expect<mqtt::Publish>(reader).properties.message_expiry, 5u);
}

// MQTT 5.0 section 3.2.2.3.15, MQTT-3.1.2-28
TEST_F(Features, ResponseInformationIsGivenToWhoAsks) {
    settings.response_prefix = "answers/";
    renew();
    mqtt::Connect connect{.version = Version::V5};
    connect.properties.wants_response_topic = true;
    join("a", connect);
    EXPECT_EQ(connack.properties.response_prefix, "answers/a");
    connect.properties.wants_response_topic = false;
    join("b", connect);
    EXPECT_FALSE(connack.properties.response_prefix);
}

/// Everything a witness is told, a line each.
class Told : public Witness {
  public:
    void on_event(ConnectionId connection, std::string_view client_id,
                  std::string_view words) override {
        text += std::to_string(connection) + ' ' + std::string(client_id) + ' ' +
                std::string(words) + '\n';
    }
    std::string text;
};

TEST_F(Features, AWitnessIsToldWhatBecomesOfConnectionsAndWhy) {
    Told told;
    broker = std::make_unique<Broker>(settings, wire, Attachments{.witness = &told});
    send(join("a"), mqtt::Disconnect{});
    lose(join("b"));
    Client& silent = join("c", {.keep_alive = 1});
    wait(2);
    EXPECT_TRUE(is_closed(silent));
    join("d").stream.on_bytes(std::string_view("\x36\x00", 2), now);  // a PUBLISH of QoS 3
    send(open(Version::V311), mqtt::Connect{.clean_start = false});
    EXPECT_EQ(told.text,
              "1 a joined, MQTT 5\n"
              "1 a left\n"
              "2 b joined, MQTT 5\n"
              "2 b lost without a DISCONNECT\n"
              "3 c joined, MQTT 3.1.1\n"
              "3 c closed: Keep Alive timeout\n"
              "4 d joined, MQTT 5\n"
              "4 d QoS is 3: MQTT-3.3.1-4\n"
              "4 d closed: Malformed Packet\n"
              "5  refused: Client Identifier not valid\n");
}

}  // namespace

}  // namespace fleetsim::broker::core
