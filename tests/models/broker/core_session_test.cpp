// Connections, sessions and wills. The label of the statement stands over each test; where the two
// standards number it differently, MQTT 5's is given.
#include "tests/models/broker/core_fixture.hpp"

namespace fleetsim::broker::core {

namespace {

using mqtt::Qos;
using mqtt::ReasonCode;
using mqtt::Version;
using Session5 = CoreTest;
using Session311 = CoreTest;

mqtt::Connect with_will(std::uint32_t delay, std::uint32_t expiry) {
    mqtt::Connect connect = kept(expiry);
    connect.will = mqtt::Will{.topic = "will", .payload = "gone"};
    connect.will->properties.will_delay = delay;
    return connect;
}

// MQTT-3.1.0-1
TEST_F(Session5, TheFirstPacketMustBeConnect) {
    Client& client = open(Version::V311);
    send(client, mqtt::Pingreq{});
    EXPECT_TRUE(is_silent(client));
    EXPECT_TRUE(is_closed(client));
}

// MQTT-3.1.0-2
TEST_F(Session5, ASecondConnectIsAProtocolError) {
    Client& client = join("a");
    send(client, mqtt::Connect{.version = Version::V5, .client_id = "a"});
    EXPECT_EQ(expect<mqtt::Disconnect>(client).reason, ReasonCode::ProtocolError);
    EXPECT_TRUE(is_closed(client));
}

// MQTT-3.1.0-2 of 3.1.1, which has no DISCONNECT from the server
TEST_F(Session311, ASecondConnectClosesSilently) {
    Client& client = join("a", {.version = Version::V311});
    send(client, mqtt::Connect{.client_id = "a"});
    EXPECT_TRUE(is_silent(client));
    EXPECT_TRUE(is_closed(client));
}

// MQTT-3.1.2-2 of 3.1.1
TEST_F(Session311, AnUnknownLevelIsAnsweredWithReturnCodeOne) {
    Client& client = open(Version::V311);
    using namespace std::string_view_literals;
    client.stream.on_bytes("\x10\x0c\x00\x04MQTT\x03\x02\x00\x00\x00\x00"sv, now);
    EXPECT_EQ(wire.sent[client.id], "\x20\x02\x00\x01"sv);
    EXPECT_TRUE(is_closed(client));
}

// MQTT-3.1.3-8 of 3.1.1
TEST_F(Session311, ANamelessClientNeedsACleanSession) {
    Client& client = open(Version::V311);
    send(client, mqtt::Connect{.clean_start = false});
    EXPECT_EQ(expect<mqtt::Connack>(client).reason, ReasonCode::ClientIdentifierNotValid);
    EXPECT_TRUE(is_closed(client));
}

// MQTT-3.1.3-7, MQTT-3.2.2-16
TEST_F(Session5, ANamelessClientIsGivenAName) {
    Client& client = open(Version::V5);
    send(client, mqtt::Connect{.version = Version::V5});
    EXPECT_TRUE(expect<mqtt::Connack>(client).properties.assigned_client_id);
}

// MQTT-3.1.4-3
TEST_F(Session5, TheSameNameTakesTheConnectionOver) {
    Client& elder = join("a");
    join("a");
    EXPECT_EQ(expect<mqtt::Disconnect>(elder).reason, ReasonCode::SessionTakenOver);
    EXPECT_TRUE(is_closed(elder));
}

// MQTT-3.2.2-2, MQTT-3.2.2-3
TEST_F(Session5, APersistentSessionIsPresentUntilItExpires) {
    Client& first = join("a", kept(10));
    EXPECT_FALSE(connack.session_present);
    lose(first);
    wait(9);
    Client& second = join("a", kept(10));
    EXPECT_TRUE(connack.session_present);
    lose(second);
    wait(11);
    join("a", kept(10));
    EXPECT_FALSE(connack.session_present);
}

// MQTT-3.1.2-4
TEST_F(Session5, ACleanStartForgetsTheSession) {
    lose(join("a", kept(10)));
    join("a", kept(10, true));
    EXPECT_FALSE(connack.session_present);
}

// MQTT 5.0 section 3.14.2.2.2
TEST_F(Session5, DisconnectMayNotProlongASessionThatWasToEnd) {
    Client& client = join("a", kept(0));
    mqtt::Disconnect packet;
    packet.properties.session_expiry = 5;
    send(client, packet);
    EXPECT_EQ(expect<mqtt::Disconnect>(client).reason, ReasonCode::ProtocolError);
}

// MQTT-3.1.2-22
TEST_F(Session5, SilenceOfOneAndAHalfKeepAlivesClosesTheConnection) {
    Client& client = join("a", {.version = Version::V5, .keep_alive = 10});
    wait(14);
    EXPECT_FALSE(is_closed(client));
    wait(1);
    EXPECT_EQ(expect<mqtt::Disconnect>(client).reason, ReasonCode::KeepAliveTimeout);
}

TEST_F(Session5, AClientThatComesBackAgainAndAgainLeavesNoTimersBehind) {
    mqtt::Connect connect = with_will(50, 100);
    connect.keep_alive = 65535;
    const auto come_and_go = [&] {
        lose(join("c", connect));
        join("d", {.version = Version::V5, .keep_alive = 65535});  // takes the elder one over
        open(Version::V311);
        lose(open(Version::V5));
        return broker->timers();
    };
    come_and_go();
    const std::size_t timers = come_and_go();
    EXPECT_EQ(come_and_go(), timers + 1) << "the deadline of the one that has not said CONNECT";
}

// MQTT-3.2.2-21
TEST_F(Session5, AnEagerKeepAliveIsLoweredAndAnnounced) {
    join("a", {.version = Version::V5, .keep_alive = 120});
    EXPECT_EQ(connack.properties.server_keep_alive, 60);
}

TEST_F(Session5, AConnectionWithoutConnectIsClosedAfterTheDeadline) {
    Client& client = open(Version::V5);
    wait(9);
    EXPECT_FALSE(is_closed(client));
    wait(1);
    EXPECT_TRUE(is_closed(client));
}

// MQTT-3.1.2-8
TEST_F(Session5, AWillIsPublishedAfterItsDelay) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "will"});
    Client& client = join("a", with_will(5, 100));
    lose(client);
    wait(4);
    EXPECT_TRUE(is_silent(reader));
    wait(1);
    EXPECT_EQ(expect<mqtt::Publish>(reader).payload, "gone");
}

// MQTT-3.1.3-9
TEST_F(Session5, AClientThatReturnsInTimeKeepsItsWillUnpublished) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "will"});
    lose(join("a", with_will(5, 100)));
    wait(4);
    join("a", kept(100));
    wait(10);
    EXPECT_TRUE(is_silent(reader));
}

// MQTT-3.1.2-10, MQTT-3.14.4-3
TEST_F(Session5, ANormalDisconnectDiscardsTheWill) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "will"});
    Client& client = join("a", with_will(0, 0));
    send(client, mqtt::Disconnect{});
    EXPECT_TRUE(is_silent(reader));
    EXPECT_TRUE(is_closed(client));
}

// MQTT-4.12.0-1
TEST_F(Session5, AnUnknownAuthenticationMethodIsRefused) {
    Client& client = open(Version::V5);
    mqtt::Connect connect{.version = Version::V5, .client_id = "a"};
    connect.properties.authentication_method = "SCRAM";
    send(client, connect);
    EXPECT_EQ(expect<mqtt::Connack>(client).reason, ReasonCode::BadAuthenticationMethod);
}

// MQTT-4.13.1-1
TEST_F(Session5, AMalformedPacketIsAnsweredAndOthersDoNotNotice) {
    Client& other = join("other");
    Client& client = join("a");
    client.stream.on_bytes(std::string_view("\x36\x02\x00\x01", 4), now);
    EXPECT_EQ(expect<mqtt::Disconnect>(client).reason, ReasonCode::MalformedPacket);
    EXPECT_TRUE(is_closed(client));
    send(other, mqtt::Pingreq{});
    expect<mqtt::Pingresp>(other);
}

}  // namespace

}  // namespace fleetsim::broker::core
