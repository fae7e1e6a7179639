// Statements of MQTT 3.1.1, tested with clients of that version. The labels over each test are
// those of OASIS MQTT 3.1.1.
#include <algorithm>

#include "tests/models/broker/core_fixture.hpp"

namespace fleetsim::broker::core {

namespace {

using namespace std::string_view_literals;
using mqtt::Qos;
using mqtt::ReasonCode;
using mqtt::Version;

class Statements311 : public CoreTest {
  protected:
    Client& join(std::string_view id, mqtt::Connect connect = {}) {
        return CoreTest::join(id, connect);
    }
    Client& join_kept(std::string_view id) { return CoreTest::join(id, {.clean_start = false}); }
    Client& join_mortal(std::string_view id, bool retain = false) {
        mqtt::Connect connect;
        connect.will = mqtt::Will{
            .topic = "will", .payload = "gone", .qos = Qos::AtLeastOnce, .retain = retain};
        return CoreTest::join(id, connect);
    }
    void retain(Client& writer, std::string_view topic, std::string_view payload, Qos qos,
                std::uint16_t id) {
        send(writer,
             mqtt::Publish{
                 .topic = topic, .payload = payload, .packet_id = id, .qos = qos, .retain = true});
        if (qos == Qos::AtLeastOnce) expect<mqtt::Puback>(writer);
    }
};

// MQTT-1.5.3-3
TEST_F(Statements311, AByteOrderMarkIsPartOfItsString) {
    Client& client = join("a");
    subscribe(client, {.filter = "\xEF\xBB\xBFt"});
    send(client, publish("t"));
    EXPECT_TRUE(is_silent(client));
    send(client, publish("\xEF\xBB\xBFt"));
    EXPECT_EQ(expect<mqtt::Publish>(client).topic, "\xEF\xBB\xBFt");
}

// MQTT-2.3.1-4
TEST_F(Statements311, DeliveriesUnderWayHaveIdentifiersOfTheirOwn) {
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

// MQTT-2.3.1-6, MQTT-2.3.1-7, MQTT-3.3.4-1, MQTT-3.8.4-1, MQTT-3.8.4-2, MQTT-3.10.4-4,
// MQTT-3.10.4-5
TEST_F(Statements311, AnswersCarryTheIdentifierOfWhatTheyAnswer) {
    Client& client = join("a");
    send(client, publish("t"));
    EXPECT_TRUE(is_silent(client)) << "QoS 0 has no answer";
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

// MQTT-3.1.2-4, MQTT-3.1.2-5, MQTT-3.1.3-2, MQTT-3.2.0-1, MQTT-3.2.2-2, MQTT-3.2.2-3,
// MQTT-4.1.0-1, MQTT-4.1.0-2, MQTT-4.5.0-1
TEST_F(Statements311, ASessionIsResumedWithItsSubscriptionsAndMessages) {
    Client& before = join_kept("a");
    EXPECT_FALSE(connack.session_present);
    subscribe(before, {.filter = "t", .qos = Qos::ExactlyOnce});
    lose(before);
    Client& writer = join("b");
    send(writer, publish("t", Qos::AtLeastOnce, 1));
    send(writer, publish("t", Qos::ExactlyOnce, 2));
    wait(1'000'000);
    Client& after = join_kept("a");  // the fixture takes the first packet for a CONNACK
    EXPECT_TRUE(connack.session_present);
    EXPECT_EQ(expect<mqtt::Publish>(after).qos, Qos::AtLeastOnce);
    EXPECT_EQ(expect<mqtt::Publish>(after).qos, Qos::ExactlyOnce);
}

// MQTT-3.1.2-6, MQTT-3.1.4-3, MQTT-3.2.2-1
TEST_F(Statements311, ACleanSessionForgetsTheOneBeforeAndIsForgotten) {
    Client& before = join_kept("a");
    subscribe(before, {.filter = "t", .qos = Qos::AtLeastOnce});
    lose(before);
    Client& clean = join("a");
    EXPECT_FALSE(connack.session_present);
    send(clean, publish("t"));
    EXPECT_TRUE(is_silent(clean));
    subscribe(clean, {.filter = "u", .qos = Qos::AtLeastOnce});
    lose(clean);
    join_kept("a");
    EXPECT_FALSE(connack.session_present);
}

// MQTT-3.1.2-7, MQTT-3.3.1-5, MQTT-3.3.1-6, MQTT-3.3.1-8, MQTT-3.3.1-9
TEST_F(Statements311, ARetainedMessageOutlivesItsPublishersSession) {
    Client& writer = join("a");
    retain(writer, "t", "kept", Qos::AtLeastOnce, 1);
    lose(writer);
    Client& reader = join("b");
    subscribe(reader, {.filter = "t", .qos = Qos::AtLeastOnce});
    const auto got = expect<mqtt::Publish>(reader);
    EXPECT_TRUE(got.retain);
    EXPECT_EQ(got.qos, Qos::AtLeastOnce);
    send(reader, mqtt::Puback{got.packet_id});
    retain(join("c"), "t", "new", Qos::AtMostOnce, 0);
    EXPECT_FALSE(expect<mqtt::Publish>(reader).retain) << "to an established subscription";
}

// MQTT-3.3.1-7, MQTT-3.3.1-10, MQTT-3.3.1-11, MQTT-3.3.1-12
TEST_F(Statements311, RetainedMessagesAreReplacedRemovedAndLeftAlone) {
    Client& writer = join("a");
    const auto kept = [&](std::string_view name) {
        Client& reader = join(name);
        subscribe(reader, {.filter = "t"});
        const std::string payload =
            is_silent(reader) ? "nothing" : std::string(expect<mqtt::Publish>(reader).payload);
        EXPECT_TRUE(is_silent(reader)) << "one at most";
        lose(reader);
        return payload;
    };
    retain(writer, "t", "1", Qos::AtLeastOnce, 1);
    retain(writer, "t", "2", Qos::AtMostOnce, 0);
    EXPECT_EQ(kept("b"), "2");
    send(writer, publish("t"));
    EXPECT_EQ(kept("c"), "2") << "a message without the flag changes nothing";
    Client& listening = join("d");
    subscribe(listening, {.filter = "t"});
    expect<mqtt::Publish>(listening);
    retain(writer, "t", "", Qos::AtMostOnce, 0);
    EXPECT_EQ(expect<mqtt::Publish>(listening).payload, "") << "it is delivered as any other";
    EXPECT_EQ(kept("e"), "nothing");
}

// MQTT-3.1.2-8, MQTT-3.1.2-10, MQTT-3.1.2-12, MQTT-3.14.4-3
TEST_F(Statements311, AWillFollowsALostConnectionAndNoDisconnect) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "#", .qos = Qos::AtLeastOnce});
    Client& leaves = join_mortal("leaves");
    send(leaves, mqtt::Disconnect{});
    lose(leaves);
    EXPECT_TRUE(is_silent(reader));
    lose(join("without"));
    EXPECT_TRUE(is_silent(reader));
    lose(join_mortal("dies"));
    EXPECT_EQ(expect<mqtt::Publish>(reader).payload, "gone");
    lose(join("dies"));
    EXPECT_TRUE(is_silent(reader)) << "it was removed when it was published";
}

// MQTT-3.1.2-16, MQTT-3.1.2-17
TEST_F(Statements311, AWillIsRetainedIfItSaysSo) {
    for (const bool retained : {false, true}) {
        lose(join_mortal("mortal", retained));
        Client& late = join(retained ? "late" : "early");
        subscribe(late, {.filter = "will"});
        EXPECT_EQ(is_silent(late), !retained);
    }
}

// MQTT-3.1.2-24
TEST_F(Statements311, SilenceOfOneAndAHalfKeepAlivesClosesAsIfTheNetworkHadFailed) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "will"});
    mqtt::Connect connect{.keep_alive = 10};
    connect.will = mqtt::Will{.topic = "will", .payload = "gone"};
    Client& client = join("a", connect);
    wait(14);
    EXPECT_FALSE(is_closed(client));
    wait(1);
    EXPECT_TRUE(is_closed(client));
    EXPECT_TRUE(is_silent(client));
    EXPECT_EQ(expect<mqtt::Publish>(reader).payload, "gone");
}

// MQTT-3.1.3-5, MQTT-3.1.3-6, MQTT-3.1.4-4
TEST_F(Statements311, NamesOf1To23LettersAndDigitsAreTakenAndNoneIsReplaced) {
    join("0123456789abcdefghijklm");
    join("nopqrstuvwxyzABCDEFGHIJ");
    join("x");
    Client& one = join("");
    Client& two = join("");
    EXPECT_FALSE(is_closed(one)) << "they have names of their own";
    EXPECT_FALSE(is_closed(two));
}

// MQTT-3.1.4-2
TEST_F(Statements311, TheSameNameDisconnectsTheElder) {
    Client& elder = join("a");
    Client& younger = join("a");
    EXPECT_TRUE(is_closed(elder));
    send(younger, mqtt::Pingreq{});
    expect<mqtt::Pingresp>(younger);  // MQTT-3.12.4-1
}

// MQTT-3.1.4-5, MQTT-3.2.2-4, MQTT-3.2.2-5, MQTT-3.1.3-9
TEST_F(Statements311, ARefusalSaysNoSessionPresentAndClosesAndNothingElseIsDone) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "t"});
    Client& client = open(Version::V311);
    std::string octets;
    mqtt::encode(mqtt::Connect{.clean_start = false}, Version::V311, octets);  // no name
    mqtt::encode(publish("t"), Version::V311, octets);
    client.stream.on_bytes(octets, now);
    EXPECT_EQ(wire.sent[client.id], "\x20\x02\x00\x02"sv);
    EXPECT_TRUE(is_closed(client));
    EXPECT_TRUE(is_silent(reader));
}

// MQTT-3.3.1-1, MQTT-3.3.1-2, MQTT-3.3.1-3, MQTT-2.3.1-5, MQTT-4.3.1-1, MQTT-4.3.2-1
TEST_F(Statements311, DupIsSetForRedeliveriesOnly) {
    Client& reader = join_kept("reader");
    subscribe(reader, {.filter = "#", .qos = Qos::AtLeastOnce});
    Client& writer = join("writer");
    send(writer, publish("t"));
    const auto plain = expect<mqtt::Publish>(reader);
    EXPECT_FALSE(plain.duplicate);
    EXPECT_EQ(plain.packet_id, 0);
    mqtt::Publish packet = publish("t", Qos::AtLeastOnce, 7);
    packet.duplicate = true;
    send(writer, packet);
    EXPECT_FALSE(expect<mqtt::Publish>(reader).duplicate);
    lose(reader);
    Client& again = join_kept("reader");
    EXPECT_TRUE(expect<mqtt::Publish>(again).duplicate);
}

// MQTT-3.3.2-3, MQTT-4.7.3-4
TEST_F(Statements311, TopicsAreComparedAsTheyAre) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "a/b"});
    Client& writer = join("writer");
    for (const char* other : {"a//b", "A/b", "/a/b", "a/b/"}) send(writer, publish(other));
    EXPECT_TRUE(is_silent(reader));
    send(writer, publish("a/b"));
    EXPECT_EQ(expect<mqtt::Publish>(reader).topic, "a/b");
}

// MQTT-3.3.5-1
TEST_F(Statements311, OverlappingSubscriptionsDeliverTheHighestQos) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "a/+"});
    subscribe(reader, {.filter = "a/#", .qos = Qos::ExactlyOnce});
    subscribe(reader, {.filter = "#", .qos = Qos::AtLeastOnce});
    send(join("writer"), publish("a/b", Qos::ExactlyOnce, 1));
    EXPECT_EQ(expect<mqtt::Publish>(reader).qos, Qos::ExactlyOnce);
}

// MQTT-3.3.5-2
TEST_F(Statements311, APublishThatIsNotAllowedIsAcknowledgedAndGoesNowhere) {
    Client& client = join("a");
    subscribe(client, {.filter = "$SYS/mine"});
    send(client, publish("$SYS/mine", Qos::AtLeastOnce, 1));
    EXPECT_EQ(expect<mqtt::Puback>(client).packet_id, 1);
    EXPECT_TRUE(is_silent(client));
}

// MQTT-3.8.4-3
TEST_F(Statements311, TheSameFilterAgainReplacesItsSubscription) {
    Client& writer = join("writer");
    retain(writer, "t", "kept", Qos::AtMostOnce, 0);
    Client& reader = join("reader");
    subscribe(reader, {.filter = "t"});
    EXPECT_TRUE(expect<mqtt::Publish>(reader).retain);
    subscribe(reader, {.filter = "t", .qos = Qos::AtLeastOnce});
    EXPECT_TRUE(expect<mqtt::Publish>(reader).retain) << "it comes again";
    send(writer, publish("t", Qos::AtLeastOnce, 1));
    EXPECT_EQ(expect<mqtt::Publish>(reader).qos, Qos::AtLeastOnce);
    EXPECT_TRUE(is_silent(reader));
}

// MQTT-3.8.4-4, MQTT-3.8.4-5, MQTT-3.9.3-1, MQTT-3.9.3-2
TEST_F(Statements311, SubackHasACodeForEachFilterInTheirOrder) {
    settings.denied_filters = {"no"};
    broker = std::make_unique<Broker>(settings, wire);
    Client& client = join("a");
    send(client, mqtt::Subscribe{.packet_id = 5,
                                 .subscriptions = {{"a", Qos::ExactlyOnce},
                                                   {"no"},
                                                   {"b", Qos::AtMostOnce},
                                                   {"c", Qos::AtLeastOnce}}});
    EXPECT_EQ(wire.sent[client.id], "\x90\x06\x00\x05\x02\x80\x00\x01"sv);
}

// MQTT-3.8.4-6
TEST_F(Statements311, ADeliveryHasTheLowerOfBothQos) {
    Client& reader = join("reader");
    Client& writer = join("writer");
    for (int granted = 0; granted < 3; ++granted) {
        subscribe(reader, {.filter = "t", .qos = static_cast<Qos>(granted)});
        for (int sent = 0; sent < 3; ++sent) {
            send(writer, publish("t", static_cast<Qos>(sent), sent == 0 ? 0 : 1));
            if (sent == 2) send(writer, mqtt::Pubrel{1});
            const auto got = expect<mqtt::Publish>(reader);
            EXPECT_EQ(static_cast<int>(got.qos), std::min(granted, sent));
        }
    }
}

// MQTT-3.10.4-1, MQTT-3.10.4-2, MQTT-3.10.4-3, MQTT-3.10.4-6
TEST_F(Statements311, UnsubscribeStopsNewMessagesAndLetsStartedOnesEnd) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "t/+", .qos = Qos::ExactlyOnce});
    Client& writer = join("writer");
    send(writer, publish("t/1", Qos::ExactlyOnce, 1));
    const auto started = expect<mqtt::Publish>(reader);
    send(reader, mqtt::Unsubscribe{.packet_id = 2, .filters = {"t/#", "t/1"}});
    expect<mqtt::Unsuback>(reader);
    send(writer, publish("t/2"));
    EXPECT_EQ(expect<mqtt::Publish>(reader).topic, "t/2") << "neither filter is the same text";
    send(reader, mqtt::Unsubscribe{.packet_id = 3, .filters = {"x", "t/+"}});
    EXPECT_EQ(expect<mqtt::Unsuback>(reader).packet_id, 3);
    EXPECT_TRUE(is_silent(reader)) << "one UNSUBACK for all";
    send(reader, mqtt::Pubrec{started.packet_id});
    EXPECT_EQ(expect<mqtt::Pubrel>(reader).packet_id, started.packet_id);
    send(writer, publish("t/3"));
    EXPECT_TRUE(is_silent(reader));
}

// MQTT-4.3.2-2, MQTT-4.3.3-1, MQTT-4.3.3-2
TEST_F(Statements311, AQos2PublishIsTakenOnceUntilItIsReleased) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "t"});
    Client& writer = join("writer");
    for (int i = 0; i < 2; ++i) {
        mqtt::Publish packet = publish("t", Qos::ExactlyOnce, 7);
        packet.duplicate = i == 1;
        send(writer, packet);
        EXPECT_EQ(expect<mqtt::Pubrec>(writer).packet_id, 7);
    }
    send(writer, mqtt::Pubrel{7});
    EXPECT_EQ(expect<mqtt::Pubcomp>(writer).packet_id, 7);
    expect<mqtt::Publish>(reader);
    EXPECT_TRUE(is_silent(reader));
    send(writer, publish("t", Qos::ExactlyOnce, 7));
    send(writer, mqtt::Pubrel{7});
    expect<mqtt::Publish>(reader);
}

// MQTT-4.6.0-5, MQTT-4.6.0-6
TEST_F(Statements311, MessagesOfOnePublisherKeepTheirOrder) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "#", .qos = Qos::AtLeastOnce});
    Client& writer = join("writer");
    for (std::uint16_t id = 1; id <= 9; ++id) {
        const std::string text = std::to_string(id);
        send(writer, mqtt::Publish{
                         .topic = "t", .payload = text, .packet_id = id, .qos = Qos::AtLeastOnce});
    }
    for (std::uint16_t id = 1; id <= 9; ++id)
        EXPECT_EQ(expect<mqtt::Publish>(reader).payload, std::to_string(id));
}

// MQTT-4.7.2-1
TEST_F(Statements311, WildcardsInFrontDoNotMatchDollarTopics) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "#"});
    subscribe(reader, {.filter = "+/t"});
    Client& writer = join("writer");
    send(writer, publish("$x/t"));
    EXPECT_TRUE(is_silent(reader));
    subscribe(reader, {.filter = "$x/+"});
    send(writer, publish("$x/t"));
    EXPECT_EQ(expect<mqtt::Publish>(reader).topic, "$x/t");
}

// MQTT-4.8.0-1, MQTT-4.8.0-2, MQTT-3.2.2-6, MQTT-3.1.4-1
TEST_F(Statements311, AViolationClosesItsConnectionSilentlyAndNoOther) {
    Client& other = join("other");
    Client& before_connect = open(Version::V311);
    before_connect.stream.on_bytes("\x36\x02\x00\x01"sv, now);
    Client& after_connect = join("a");
    after_connect.stream.on_bytes("\x36\x02\x00\x01"sv, now);
    for (Client* bad : {&before_connect, &after_connect}) {
        EXPECT_TRUE(is_closed(*bad));
        EXPECT_TRUE(is_silent(*bad));
    }
    send(other, mqtt::Pingreq{});
    expect<mqtt::Pingresp>(other);
}

}  // namespace

}  // namespace fleetsim::broker::core
