// Statements of MQTT 5.0 about sessions, connections and answers that the other tests pass by. The
// label stands over each test.
#include <algorithm>

#include "tests/models/broker/core_fixture.hpp"

namespace fleetsim::broker::core {

namespace {

using namespace std::string_view_literals;
using mqtt::Qos;
using mqtt::ReasonCode;
using mqtt::Version;
using Statements5 = CoreTest;

// MQTT-1.5.4-3
TEST_F(Statements5, AByteOrderMarkIsPartOfItsString) {
    Client& client = join("a");
    subscribe(client, {.filter = "\xEF\xBB\xBFt"});
    send(client, publish("t"));
    EXPECT_TRUE(is_silent(client));
    send(client, publish("\xEF\xBB\xBFt"));
    EXPECT_EQ(expect<mqtt::Publish>(client).topic, "\xEF\xBB\xBFt");
}

// MQTT-2.2.1-4, MQTT-4.3.2-1, MQTT-4.3.3-1
TEST_F(Statements5, DeliveriesUnderWayHaveIdentifiersOfTheirOwn) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "#", .qos = Qos::ExactlyOnce});
    Client& writer = join("writer");
    std::vector<std::uint16_t> used;
    for (std::uint16_t id = 1; id <= 10; ++id) {
        send(writer, publish("t", id % 2 == 0 ? Qos::AtLeastOnce : Qos::ExactlyOnce, id));
        const std::uint16_t got = expect<mqtt::Publish>(reader).packet_id;
        EXPECT_NE(got, 0);
        EXPECT_EQ(std::count(used.begin(), used.end(), got), 0);
        used.push_back(got);
    }
}

// MQTT-2.2.1-5, MQTT-2.2.1-6, MQTT-3.8.4-2, MQTT-3.10.4-5, MQTT-4.3.2-4, MQTT-4.3.3-8,
// MQTT-4.3.3-11
TEST_F(Statements5, AnswersCarryTheIdentifierOfWhatTheyAnswer) {
    Client& client = join("a");
    send(client, publish("t", Qos::AtLeastOnce, 301));
    EXPECT_EQ(expect<mqtt::Puback>(client).packet_id, 301);
    send(client, publish("t", Qos::ExactlyOnce, 302));
    EXPECT_EQ(expect<mqtt::Pubrec>(client).packet_id, 302);
    send(client, mqtt::Pubrel{302});
    EXPECT_EQ(expect<mqtt::Pubcomp>(client).packet_id, 302);
    send(client, mqtt::Subscribe{.packet_id = 303, .subscriptions = {{"t"}}});
    EXPECT_EQ(expect<mqtt::Suback>(client).packet_id, 303);
    send(client, mqtt::Unsubscribe{.packet_id = 304, .filters = {"nothing"}});
    EXPECT_EQ(expect<mqtt::Unsuback>(client).packet_id, 304);
}

// MQTT-2.2.2-1
TEST_F(Statements5, NoPropertiesAreALengthOfZero) {
    Client& client = join("a");
    client.stream.on_bytes("\x82\x07\x00\x01\x00\x00\x01t\x00"sv, now);
    EXPECT_EQ(wire.sent[client.id], "\x90\x04\x00\x01\x00\x00"sv);
}

// MQTT-3.1.2-5, MQTT-3.1.2-6, MQTT-3.1.3-2, MQTT-4.1.0-1, MQTT-4.5.0-1
TEST_F(Statements5, ASessionIsResumedWithItsSubscriptionsByItsName) {
    Client& before = join("a", kept());
    EXPECT_FALSE(connack.session_present) << "there was none, so it is new";
    subscribe(before, {.filter = "t", .qos = Qos::AtLeastOnce});
    lose(before);
    send(join("b"), publish("t", Qos::AtLeastOnce, 1));
    Client& after = join("a", kept());
    EXPECT_TRUE(connack.session_present);
    EXPECT_EQ(expect<mqtt::Publish>(after).topic, "t");
}

// MQTT-3.1.2-14, MQTT-3.1.2-15
TEST_F(Statements5, AWillIsRetainedIfItSaysSo) {
    for (const bool retain : {false, true}) {
        mqtt::Connect connect{.version = Version::V5};
        connect.will = mqtt::Will{.topic = "will", .payload = "gone", .retain = retain};
        lose(join("mortal", connect));
        Client& late = join(retain ? "late" : "early");
        subscribe(late, {.filter = "will"});
        EXPECT_EQ(is_silent(late), !retain);
    }
}

// MQTT-3.1.2-7, MQTT-3.1.2-8: and the session's end brings the will forward
TEST_F(Statements5, AWillComesWhenItsSessionEndsThoughItsDelayHasNotPassed) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "will"});
    mqtt::Connect connect{.version = Version::V5};
    connect.properties.session_expiry = 3;
    connect.will = mqtt::Will{.topic = "will", .payload = "gone"};
    connect.will->properties.will_delay = 1000;
    lose(join("mortal", connect));
    wait(2);
    EXPECT_TRUE(is_silent(reader));
    wait(1);
    EXPECT_EQ(expect<mqtt::Publish>(reader).payload, "gone");
}

// MQTT-3.1.2-26, MQTT-3.1.2-27, MQTT-3.3.2-11
TEST_F(Statements5, AClientThatKnowsNoAliasesIsSentNone) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "t"});
    Client& writer = join("writer");
    for (int i = 0; i < 3; ++i) send(writer, publish("t"));
    for (int i = 0; i < 3; ++i) {
        const auto got = expect<mqtt::Publish>(reader);
        EXPECT_EQ(got.topic, "t");
        EXPECT_FALSE(got.properties.topic_alias);
    }
}

// MQTT-3.1.3-5
TEST_F(Statements5, ANameOf23LettersAndDigitsIsTaken) {
    join("0123456789abcdefghijklm");
    join("nopqrstuvwxyzABCDEFGHIJ");
    join("KLMNOPQRSTUVWXYZ0123456");
    join("x");
}

// MQTT-3.1.3-10
TEST_F(Statements5, UserPropertiesOfAWillStayInTheirOrder) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "will"});
    mqtt::Connect connect{.version = Version::V5};
    connect.will = mqtt::Will{.topic = "will", .payload = "gone"};
    connect.will->properties.user = {{"b", "1"}, {"a", "2"}, {"b", "3"}};
    lose(join("mortal", connect));
    EXPECT_EQ(expect<mqtt::Publish>(reader).properties.user, connect.will->properties.user);
}

// MQTT-3.1.4-6
TEST_F(Statements5, NothingIsDoneOfWhatFollowsARefusedConnect) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "t"});
    Client& client = open(Version::V5);
    mqtt::Connect connect{.version = Version::V5, .client_id = "a"};
    connect.properties.authentication_method = "unknown";
    std::string octets;
    mqtt::encode(connect, Version::V5, octets);
    mqtt::encode(publish("t"), Version::V5, octets);
    client.stream.on_bytes(octets, now);
    EXPECT_TRUE(is_closed(client));
    EXPECT_TRUE(is_silent(reader));
}

// MQTT-3.2.0-1, MQTT-3.2.0-2
TEST_F(Statements5, ConnackIsTheFirstPacketAndComesOnce) {
    Client& before = join("a", kept());
    subscribe(before, {.filter = "t", .qos = Qos::AtLeastOnce});
    lose(before);
    send(join("b"), publish("t", Qos::AtLeastOnce, 1));
    Client& after = join("a", kept());  // the fixture takes the first packet for a CONNACK
    expect<mqtt::Publish>(after);
    EXPECT_TRUE(is_silent(after));
}

// MQTT-3.2.2-1, MQTT-3.2.2-6, MQTT-3.2.2-7
TEST_F(Statements5, ARefusalSaysNoSessionPresentAndCloses) {
    lose(join("a", kept()));
    Client& client = open(Version::V5);
    mqtt::Connect connect = kept();
    connect.client_id = "a";
    connect.properties.authentication_method = "unknown";
    send(client, connect);
    EXPECT_EQ(wire.sent[client.id].substr(2, 2), "\x00\x8C"sv);
    EXPECT_TRUE(is_closed(client));
}

// MQTT-3.2.2-16
TEST_F(Statements5, NamesThatAreGivenAreDifferent) {
    const std::string first{*(join(""), connack.properties.assigned_client_id)};
    const std::string second{*(join(""), connack.properties.assigned_client_id)};
    EXPECT_NE(first, second);
    EXPECT_FALSE(first.empty());
}

// MQTT-3.2.2-22
TEST_F(Statements5, AKeepAliveThatIsNotChangedIsNotAnnounced) {
    Client& client = join("a", {.version = Version::V5, .keep_alive = 7});
    EXPECT_FALSE(connack.properties.server_keep_alive);
    wait(10);
    EXPECT_FALSE(is_closed(client));
    wait(1);
    EXPECT_TRUE(is_closed(client));
}

// MQTT-3.1.2-29, MQTT-3.2.2-19, MQTT-3.2.2-20, MQTT-3.4.2-2, MQTT-3.4.2-3, MQTT-3.5.2-2,
// MQTT-3.5.2-3, MQTT-3.7.2-2, MQTT-3.7.2-3, MQTT-3.9.2-1, MQTT-3.9.2-2, MQTT-3.11.2-1,
// MQTT-3.11.2-2, MQTT-3.14.2-3, MQTT-3.14.2-4: the broker never sends either property
TEST_F(Statements5, AnswersHaveNeitherReasonStringNorUserProperty) {
    Client& client = join("a");
    const auto is_bare = [](const mqtt::Properties& properties) {
        return !properties.reason_text && properties.user.empty();
    };
    EXPECT_TRUE(is_bare(connack.properties));
    send(client, publish("t", Qos::AtLeastOnce, 1));
    EXPECT_TRUE(is_bare(expect<mqtt::Puback>(client).properties));
    send(client, publish("t", Qos::ExactlyOnce, 2));
    EXPECT_TRUE(is_bare(expect<mqtt::Pubrec>(client).properties));
    send(client, mqtt::Pubrel{3});
    EXPECT_TRUE(is_bare(expect<mqtt::Pubcomp>(client).properties));
    subscribe(client, {.filter = "t"});
    EXPECT_TRUE(is_bare(suback.properties));
    send(client, mqtt::Unsubscribe{.packet_id = 4, .filters = {"t"}});
    EXPECT_TRUE(is_bare(expect<mqtt::Unsuback>(client).properties));
    client.stream.on_bytes("\x36\x02\x00\x01"sv, now);
    EXPECT_TRUE(is_bare(expect<mqtt::Disconnect>(client).properties));
}

// MQTT-3.14.0-1
TEST_F(Statements5, NoDisconnectComesBeforeAConnack) {
    Client& client = open(Version::V5);
    client.stream.on_bytes("\x36\x02\x00\x01"sv, now);
    EXPECT_TRUE(is_silent(client));
    EXPECT_TRUE(is_closed(client));
}

// MQTT-3.14.2-1, MQTT-3.14.2-2, MQTT-3.14.4-1, MQTT-3.14.4-2, MQTT-4.13.2-1
TEST_F(Statements5, AfterItsDisconnectTheServerSendsNothingAndCloses) {
    Client& client = join("a", kept());
    subscribe(client, {.filter = "t"});
    std::string octets("\x36\x02\x00\x01"sv);
    mqtt::encode(mqtt::Pingreq{}, Version::V5, octets);
    client.stream.on_bytes(octets, now);
    const auto goodbye = expect<mqtt::Disconnect>(client);
    EXPECT_EQ(goodbye.reason, ReasonCode::MalformedPacket);
    EXPECT_FALSE(goodbye.properties.session_expiry);
    EXPECT_TRUE(is_closed(client));
    send(join("b"), publish("t"));
    EXPECT_TRUE(is_silent(client));
}

// MQTT-4.1.0-2
TEST_F(Statements5, AnExpiredSessionReceivesNothing) {
    Client& before = join("a", kept());
    subscribe(before, {.filter = "t", .qos = Qos::AtLeastOnce});
    lose(before);
    wait(101);
    Client& writer = join("b");
    send(writer, publish("t", Qos::AtLeastOnce, 1));
    EXPECT_EQ(expect<mqtt::Puback>(writer).reason, ReasonCode::NoMatchingSubscribers);
    Client& after = join("a", kept());
    EXPECT_FALSE(connack.session_present);
    EXPECT_TRUE(is_silent(after));
}

// MQTT-3.2.2-9, MQTT-3.2.2-10, MQTT-3.2.2-12
TEST_F(Statements5, AServerWithoutQos2SaysSoTakesSubscriptionsAndRefusesSuchWills) {
    settings = settings_of(Profile::Aws);
    broker = std::make_unique<Broker>(settings, wire);
    Client& client = join("a");
    EXPECT_EQ(connack.properties.serves_qos1, true);
    subscribe(client, {.filter = "t", .qos = Qos::ExactlyOnce});
    EXPECT_LT(static_cast<int>(suback.reasons.front()), 2);
    Client& mortal = open(Version::V5);
    mqtt::Connect connect{.version = Version::V5, .client_id = "b"};
    connect.will = mqtt::Will{.topic = "w", .payload = "x", .qos = Qos::ExactlyOnce};
    send(mortal, connect);
    EXPECT_EQ(expect<mqtt::Connack>(mortal).reason, ReasonCode::QosNotSupported);
    EXPECT_TRUE(is_closed(mortal));
}

}  // namespace

}  // namespace fleetsim::broker::core
