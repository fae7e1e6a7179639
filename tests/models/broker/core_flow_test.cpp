// Statements of MQTT 5.0 about messages and their flow that the other tests pass by. The label
// stands over each test.
#include "tests/models/broker/core_fixture.hpp"

namespace fleetsim::broker::core {

namespace {

using mqtt::Qos;
using mqtt::ReasonCode;
using mqtt::Version;
using Flow5 = CoreTest;

// MQTT-3.3.1-2, MQTT-3.3.1-3, MQTT-4.3.1-1, MQTT-4.3.2-2, MQTT-4.3.3-2, MQTT-2.2.1-2
TEST_F(Flow5, DupOfAPublishIsNotPassedOn) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "#", .qos = Qos::ExactlyOnce});
    Client& writer = join("writer");
    send(writer, publish("t"));
    const auto plain = expect<mqtt::Publish>(reader);
    EXPECT_EQ(plain.packet_id, 0);
    EXPECT_FALSE(plain.duplicate);
    for (const Qos qos : {Qos::AtLeastOnce, Qos::ExactlyOnce}) {
        mqtt::Publish packet = publish("t", qos, 7);
        packet.duplicate = true;
        send(writer, packet);
        const auto got = expect<mqtt::Publish>(reader);
        EXPECT_EQ(got.qos, qos);
        EXPECT_FALSE(got.duplicate);
    }
}

// MQTT-3.3.1-7, MQTT-3.3.1-9
TEST_F(Flow5, AnEmptyMessageIsNotRetained) {
    Client& writer = join("writer");
    send(writer, mqtt::Publish{.topic = "t", .payload = "", .retain = true});
    Client& reader = join("reader");
    subscribe(reader, {.filter = "t"});
    EXPECT_TRUE(is_silent(reader));
}

// MQTT-3.3.1-12, MQTT-3.3.1-13
TEST_F(Flow5, RetainAsPublishedPassesTheFlagOn) {
    Client& plain = join("plain");
    Client& curious = join("curious");
    subscribe(plain, {.filter = "t"});
    subscribe(curious, {.filter = "t", .retain_as_published = true});
    Client& writer = join("writer");
    mqtt::Publish kept = publish("t");
    kept.retain = true;
    send(writer, kept);
    EXPECT_FALSE(expect<mqtt::Publish>(plain).retain);
    EXPECT_TRUE(expect<mqtt::Publish>(curious).retain);
    send(writer, publish("t"));
    EXPECT_FALSE(expect<mqtt::Publish>(curious).retain);
}

// MQTT-3.3.2-3, MQTT-4.7.3-4
TEST_F(Flow5, TopicsAreComparedAsTheyAre) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "a/b"});
    Client& writer = join("writer");
    for (const char* other : {"a//b", "A/b", "/a/b", "a/b/", "a/b ", "a%2Fb"})
        send(writer, publish(other));
    EXPECT_TRUE(is_silent(reader));
    send(writer, publish("a/b"));
    EXPECT_EQ(expect<mqtt::Publish>(reader).topic, "a/b");
}

// MQTT-3.3.2-4, MQTT-3.3.2-20
TEST_F(Flow5, PayloadFormatAndContentTypePassUnchanged) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "t"});
    mqtt::Publish text = publish("t");
    text.properties.payload_is_text = true;
    text.properties.content_type = "text/plain";
    send(join("writer"), text);
    EXPECT_EQ(expect<mqtt::Publish>(reader).properties, text.properties);
}

// MQTT-3.3.2-7
TEST_F(Flow5, AliasesEndWithTheirConnection) {
    mqtt::Publish named = publish("t");
    named.properties.topic_alias = 1;
    Client& before = join("a", kept());
    send(before, named);
    lose(before);
    Client& after = join("a", kept());
    named.topic = "";
    send(after, named);
    EXPECT_EQ(expect<mqtt::Disconnect>(after).reason, ReasonCode::ProtocolError);
}

// MQTT-3.3.2-12
TEST_F(Flow5, EveryAliasUpToTheMaximumIsTaken) {
    Client& client = join("a");
    subscribe(client, {.filter = "t"});
    const std::uint16_t most = *connack.properties.topic_alias_maximum;
    EXPECT_GT(most, 0);
    for (std::uint16_t alias = 1; alias <= most; ++alias) {
        mqtt::Publish packet = publish("t");
        packet.properties.topic_alias = alias;
        send(client, packet);
        EXPECT_EQ(expect<mqtt::Publish>(client).topic, "t");
    }
}

// MQTT-3.3.4-10, MQTT-4.9.0-1, MQTT-4.9.0-2, MQTT-4.9.0-3
TEST_F(Flow5, AFullWindowHoldsNothingButPublishes) {
    mqtt::Connect narrow{.version = Version::V5};
    narrow.properties.receive_maximum = 1;
    Client& reader = join("reader", narrow);
    subscribe(reader, {.filter = "#", .qos = Qos::AtLeastOnce});
    Client& writer = join("writer");
    send(writer, publish("1", Qos::AtLeastOnce, 1));
    send(writer, publish("2", Qos::AtLeastOnce, 2));
    EXPECT_EQ(expect<mqtt::Publish>(reader).topic, "1");
    send(reader, mqtt::Pingreq{});
    expect<mqtt::Pingresp>(reader);
    send(reader, publish("mine", Qos::AtLeastOnce, 9));
    EXPECT_EQ(expect<mqtt::Puback>(reader).packet_id, 9);
    send(writer, publish("0"));
    EXPECT_EQ(expect<mqtt::Publish>(reader).topic, "0") << "QoS 0 needs no window";
    EXPECT_TRUE(is_silent(reader));
}

// MQTT-3.8.4-3, MQTT-3.8.4-4
TEST_F(Flow5, TheSameFilterAgainReplacesItsSubscription) {
    mqtt::Publish retained = publish("t");
    retained.retain = true;
    Client& writer = join("writer");
    send(writer, retained);
    Client& reader = join("reader");
    subscribe(reader, {.filter = "t"});
    EXPECT_TRUE(expect<mqtt::Publish>(reader).retain);
    subscribe(reader, {.filter = "t", .qos = Qos::AtLeastOnce});
    EXPECT_TRUE(expect<mqtt::Publish>(reader).retain) << "with retain handling 0 it comes again";
    send(writer, publish("t", Qos::AtLeastOnce, 1));
    EXPECT_EQ(expect<mqtt::Publish>(reader).qos, Qos::AtLeastOnce);
    EXPECT_TRUE(is_silent(reader)) << "one subscription, one copy";
}

// MQTT-3.8.4-1, MQTT-3.8.4-5, MQTT-3.8.4-6, MQTT-3.8.4-7, MQTT-3.9.3-1, MQTT-3.9.3-2
TEST_F(Flow5, SubackHasACodeForEachFilterInTheirOrder) {
    Client& client = join("a");
    send(client, mqtt::Subscribe{.packet_id = 5,
                                 .subscriptions = {{"a", Qos::ExactlyOnce},
                                                   {"b", Qos::AtMostOnce},
                                                   {"c", Qos::AtLeastOnce}}});
    EXPECT_EQ(expect<mqtt::Suback>(client).reasons,
              (std::vector{static_cast<ReasonCode>(2), static_cast<ReasonCode>(0),
                           static_cast<ReasonCode>(1)}));
    EXPECT_TRUE(is_silent(client)) << "one SUBACK for all";
}

// MQTT-3.8.4-8
TEST_F(Flow5, ADeliveryHasTheLowerOfBothQos) {
    Client& reader = join("reader");
    Client& writer = join("writer");
    for (int granted = 0; granted < 3; ++granted) {
        subscribe(reader, {.filter = "t", .qos = static_cast<Qos>(granted)});
        for (int sent = 0; sent < 3; ++sent) {
            send(writer, publish("t", static_cast<Qos>(sent), sent == 0 ? 0 : 1));
            if (sent == 2) send(writer, mqtt::Pubrel{1});
            const auto got = expect<mqtt::Publish>(reader);
            EXPECT_EQ(static_cast<int>(got.qos), std::min(granted, sent));
            if (got.qos == Qos::AtLeastOnce) send(reader, mqtt::Puback{got.packet_id});
        }
    }
}

// MQTT-3.10.4-2, MQTT-3.10.4-3, MQTT-3.10.4-4, MQTT-3.10.4-6, MQTT-3.11.3-2
TEST_F(Flow5, UnsubscribeStopsNewMessagesAndLetsStartedOnesEnd) {
    Client& reader = join("reader", kept());
    subscribe(reader, {.filter = "t", .qos = Qos::ExactlyOnce});
    Client& writer = join("writer");
    send(writer, publish("t", Qos::ExactlyOnce, 1));
    const auto started = expect<mqtt::Publish>(reader);
    send(reader, mqtt::Unsubscribe{.packet_id = 2, .filters = {"t", "u", "v"}});
    EXPECT_EQ(expect<mqtt::Unsuback>(reader).reasons.size(), 3u);
    send(reader, mqtt::Pubrec{started.packet_id});
    EXPECT_EQ(expect<mqtt::Pubrel>(reader).packet_id, started.packet_id);
    send(writer, publish("t", Qos::AtLeastOnce, 2));
    EXPECT_TRUE(is_silent(reader));
}

// MQTT-4.3.2-5, MQTT-4.3.3-12
TEST_F(Flow5, AnIdentifierThatIsDoneWithStandsForANewMessage) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "t"});
    Client& writer = join("writer");
    for (int i = 0; i < 2; ++i) {
        mqtt::Publish packet = publish("t", Qos::AtLeastOnce, 1);
        packet.duplicate = i == 1;
        send(writer, packet);
        expect<mqtt::Publish>(reader);
    }
    for (int i = 0; i < 2; ++i) {
        send(writer, publish("t", Qos::ExactlyOnce, 1));
        send(writer, mqtt::Pubrel{1});
        expect<mqtt::Publish>(reader);
    }
    EXPECT_TRUE(is_silent(reader));
}

// MQTT-4.3.3-9
TEST_F(Flow5, ARefusedPublishFreesItsIdentifier) {
    Client& client = join("a");
    subscribe(client, {.filter = "t"});
    send(client, publish("$SYS/mine", Qos::ExactlyOnce, 1));
    EXPECT_GE(static_cast<int>(expect<mqtt::Pubrec>(client).reason), 0x80);
    send(client, publish("t", Qos::ExactlyOnce, 1));
    EXPECT_EQ(expect<mqtt::Pubrec>(client).reason, ReasonCode::Success);
    EXPECT_EQ(expect<mqtt::Publish>(client).topic, "t");
    send(client, mqtt::Pubrel{1});
    EXPECT_EQ(expect<mqtt::Pubcomp>(client).reason, ReasonCode::Success);
}

// MQTT-4.3.2-3, MQTT-4.3.3-3, MQTT-4.3.3-5, MQTT-4.4.0-1
TEST_F(Flow5, WhatIsUnacknowledgedComesAgainOnANewConnectionOnly) {
    Client& before = join("a", kept());
    subscribe(before, {.filter = "t", .qos = Qos::AtLeastOnce});
    send(join("b"), publish("t", Qos::AtLeastOnce, 1));
    const auto first = expect<mqtt::Publish>(before);
    wait(90);
    EXPECT_TRUE(is_silent(before)) << "never on the same connection";
    lose(before);
    Client& after = join("a", kept());
    const auto again = expect<mqtt::Publish>(after);
    EXPECT_TRUE(again.duplicate);
    EXPECT_EQ(again.packet_id, first.packet_id);
}

// MQTT-4.3.3-7, MQTT-4.3.3-13
TEST_F(Flow5, AMessageThatWasSentDoesNotExpire) {
    Client& before = join("a", kept());
    subscribe(before, {.filter = "t", .qos = Qos::ExactlyOnce});
    mqtt::Publish brief = publish("t", Qos::ExactlyOnce, 1);
    brief.properties.message_expiry = 2;
    Client& writer = join("b");
    send(writer, brief);
    const auto first = expect<mqtt::Publish>(before);
    wait(50);
    send(before, mqtt::Pubrec{first.packet_id});
    EXPECT_EQ(expect<mqtt::Pubrel>(before).packet_id, first.packet_id);
    send(writer, mqtt::Pubrel{1});
    expect<mqtt::Pubrec>(writer);
    EXPECT_EQ(expect<mqtt::Pubcomp>(writer).reason, ReasonCode::Success);
}

// MQTT-4.4.0-2, MQTT-4.8.2-6
TEST_F(Flow5, ARefusedDeliveryIsOverAndGoesToNobodyElse) {
    mqtt::Connect narrow = kept();
    narrow.properties.receive_maximum = 1;
    Client& one = join("one", narrow);
    subscribe(one, {.filter = "$share/g/t", .qos = Qos::AtLeastOnce});
    Client& writer = join("writer");
    send(writer, publish("t", Qos::AtLeastOnce, 1));
    const auto got = expect<mqtt::Publish>(one);
    Client& two = join("two");
    subscribe(two, {.filter = "$share/g/t", .qos = Qos::AtLeastOnce});
    send(one, mqtt::Puback{got.packet_id, ReasonCode::QuotaExceeded});
    EXPECT_TRUE(is_silent(two));
    lose(one);
    Client& again = join("one", narrow);
    EXPECT_TRUE(is_silent(again));
}

// MQTT-4.6.0-5, MQTT-4.6.0-6
TEST_F(Flow5, MessagesOfOnePublisherKeepTheirOrder) {
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

// MQTT-4.8.2-3
TEST_F(Flow5, EachMemberOfAGroupHasTheQosItWasGranted) {
    Client& low = join("low");
    Client& high = join("high");
    subscribe(low, {.filter = "$share/g/t"});
    subscribe(high, {.filter = "$share/g/t", .qos = Qos::AtLeastOnce});
    Client& writer = join("writer");
    send(writer, publish("t", Qos::AtLeastOnce, 1));
    send(writer, publish("t", Qos::AtLeastOnce, 2));
    EXPECT_EQ(expect<mqtt::Publish>(low).qos, Qos::AtMostOnce);
    EXPECT_EQ(expect<mqtt::Publish>(high).qos, Qos::AtLeastOnce);
}

// MQTT-4.8.2-4, MQTT-4.8.2-5
TEST_F(Flow5, ASharedQos2DeliveryBelongsToItsMemberForGood) {
    Client& one = join("one", kept());
    subscribe(one, {.filter = "$share/g/t", .qos = Qos::ExactlyOnce});
    send(join("writer"), publish("t", Qos::ExactlyOnce, 1));
    const auto begun = expect<mqtt::Publish>(one);
    Client& two = join("two");
    subscribe(two, {.filter = "$share/g/t", .qos = Qos::ExactlyOnce});
    lose(one);
    EXPECT_TRUE(is_silent(two));
    Client& back = join("one", kept());
    EXPECT_EQ(expect<mqtt::Publish>(back).packet_id, begun.packet_id);
    lose(back);
    wait(101);  // its session is over
    EXPECT_TRUE(is_silent(two));
}

}  // namespace

}  // namespace fleetsim::broker::core
