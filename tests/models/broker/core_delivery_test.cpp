// Publishes on their way through the broker. The label of the statement stands over each test.
#include "tests/models/broker/core_fixture.hpp"

namespace fleetsim::broker::core {

namespace {

using mqtt::Qos;
using mqtt::ReasonCode;
using mqtt::Version;
using Delivery5 = CoreTest;
using Delivery311 = CoreTest;

// MQTT-4.3.3-8 and after: the receiver's side of QoS 2
TEST_F(Delivery5, AQos2PublishSentTwiceIsDeliveredOnce) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "t"});
    Client& writer = join("writer");
    send(writer, publish("t", Qos::ExactlyOnce, 7));
    mqtt::Publish again = publish("t", Qos::ExactlyOnce, 7);
    again.duplicate = true;
    send(writer, again);
    expect<mqtt::Pubrec>(writer);
    expect<mqtt::Pubrec>(writer);
    send(writer, mqtt::Pubrel{7});
    EXPECT_EQ(expect<mqtt::Pubcomp>(writer).reason, ReasonCode::Success);
    expect<mqtt::Publish>(reader);
    EXPECT_TRUE(is_silent(reader));
    send(writer, mqtt::Pubrel{7});
    EXPECT_EQ(expect<mqtt::Pubcomp>(writer).reason, ReasonCode::PacketIdentifierNotFound);
}

// MQTT-4.4.0-1, MQTT-3.3.1-1, MQTT-4.6.0-1
TEST_F(Delivery311, WhatWasNotAcknowledgedIsSentAgainInOrder) {
    const mqtt::Connect persistent{.clean_start = false};
    Client& before = join("reader", persistent);
    subscribe(before, {.filter = "t/#", .qos = Qos::ExactlyOnce});
    Client& writer = join("writer", {});
    send(writer, publish("t/1", Qos::AtLeastOnce, 1));
    send(writer, publish("t/2", Qos::ExactlyOnce, 2));
    lose(before);
    Client& after = join("reader", persistent);
    EXPECT_TRUE(connack.session_present);
    const auto first = expect<mqtt::Publish>(after);
    EXPECT_EQ(first.topic, "t/1");
    EXPECT_TRUE(first.duplicate);
    const auto second = expect<mqtt::Publish>(after);
    EXPECT_EQ(second.topic, "t/2");
    EXPECT_TRUE(second.duplicate);
}

// MQTT-4.3.3-6: once PUBREC has come, PUBREL is what is sent again
TEST_F(Delivery311, AReceivedQos2DeliveryIsReleasedAgainAndNotSentAgain) {
    const mqtt::Connect persistent{.clean_start = false};
    Client& before = join("reader", persistent);
    subscribe(before, {.filter = "t", .qos = Qos::ExactlyOnce});
    Client& writer = join("writer", {});
    send(writer, publish("t", Qos::ExactlyOnce, 2));
    const auto sent = expect<mqtt::Publish>(before);
    send(before, mqtt::Pubrec{sent.packet_id});
    lose(before);
    Client& after = join("reader", persistent);
    EXPECT_EQ(expect<mqtt::Pubrel>(after).packet_id, sent.packet_id);
    EXPECT_TRUE(is_silent(after));
}

// MQTT-3.3.4-9: the client's receive maximum holds, and what waits follows in order
TEST_F(Delivery5, NoMoreIsSentThanTheClientCanReceive) {
    mqtt::Connect narrow{.version = Version::V5};
    narrow.properties.receive_maximum = 1;
    Client& reader = join("reader", narrow);
    subscribe(reader, {.filter = "#", .qos = Qos::AtLeastOnce});
    Client& writer = join("writer");
    send(writer, publish("1", Qos::AtLeastOnce, 1));
    send(writer, publish("2", Qos::AtLeastOnce, 2));
    const auto first = expect<mqtt::Publish>(reader);
    EXPECT_TRUE(is_silent(reader));
    send(reader, mqtt::Puback{first.packet_id});
    EXPECT_EQ(expect<mqtt::Publish>(reader).topic, "2");
}

// MQTT-3.3.4-7
TEST_F(Delivery5, MoreThanTheServersReceiveMaximumEndsTheConnection) {
    Client& writer = join("writer");
    for (std::uint16_t id = 1; id <= 21; ++id) send(writer, publish("t", Qos::ExactlyOnce, id));
    for (int i = 0; i < 20; ++i) expect<mqtt::Pubrec>(writer);
    EXPECT_EQ(expect<mqtt::Disconnect>(writer).reason, ReasonCode::ReceiveMaximumExceeded);
}

// MQTT-3.3.1-5, MQTT-3.3.1-6, MQTT-3.3.1-8
TEST_F(Delivery5, ARetainedMessageGreetsNewSubscribersUntilItIsEmptied) {
    Client& writer = join("writer");
    mqtt::Publish kept = publish("a/b");
    kept.retain = true;
    send(writer, kept);
    Client& reader = join("reader");
    subscribe(reader, {.filter = "a/#"});
    EXPECT_TRUE(expect<mqtt::Publish>(reader).retain);
    kept.payload = "";
    send(writer, kept);
    EXPECT_FALSE(expect<mqtt::Publish>(reader).retain);  // MQTT-3.3.1-12
    Client& late = join("late");
    subscribe(late, {.filter = "a/#"});
    EXPECT_TRUE(is_silent(late));
}

// MQTT-3.3.1-10, MQTT-3.3.1-11
TEST_F(Delivery5, RetainHandlingDecidesWhatASubscriptionStartsWith) {
    mqtt::Publish kept = publish("t");
    kept.retain = true;
    send(join("writer"), kept);
    Client& reader = join("reader");
    subscribe(reader, {.filter = "t", .retain_handling = mqtt::RetainHandling::Never});
    EXPECT_TRUE(is_silent(reader));
    subscribe(reader, {.filter = "t", .retain_handling = mqtt::RetainHandling::SendIfNew});
    EXPECT_TRUE(is_silent(reader));
    subscribe(reader, {.filter = "+", .retain_handling = mqtt::RetainHandling::SendIfNew});
    expect<mqtt::Publish>(reader);
}

// MQTT-3.3.4-2, MQTT-3.3.4-3, MQTT-3.3.4-4
TEST_F(Delivery5, OverlappingSubscriptionsShareOneDeliveryOfTheHighestQos) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "a/+"}, 1);
    subscribe(reader, {.filter = "a/#", .qos = Qos::AtLeastOnce}, 2);
    send(join("writer"), publish("a/b", Qos::ExactlyOnce, 1));
    const auto got = expect<mqtt::Publish>(reader);
    EXPECT_EQ(got.qos, Qos::AtLeastOnce);
    EXPECT_EQ(got.properties.subscription_identifiers.size(), 2u);
    EXPECT_TRUE(is_silent(reader));
}

// MQTT-3.8.3-3
TEST_F(Delivery5, NoLocalKeepsAPublisherFromHearingItself) {
    Client& client = join("a");
    subscribe(client, {.filter = "t", .no_local = true});
    send(client, publish("t"));
    EXPECT_TRUE(is_silent(client));
}

// MQTT-4.7.2-1
TEST_F(Delivery5, WildcardsDoNotMatchDollarTopics) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "#"});
    subscribe(reader, {.filter = "+/t"});
    Client& writer = join("writer");
    send(writer, publish("$x/t"));
    EXPECT_TRUE(is_silent(reader));
    subscribe(reader, {.filter = "$x/#"});
    send(writer, publish("$x/t"));
    expect<mqtt::Publish>(reader);
}

// MQTT 5.0 section 4.8.2
TEST_F(Delivery5, ASharedSubscriptionGivesEachMessageToOneMember) {
    Client& one = join("one");
    Client& two = join("two");
    subscribe(one, {.filter = "$share/g/t"});
    subscribe(two, {.filter = "$share/g/t"});
    Client& writer = join("writer");
    send(writer, publish("t"));
    send(writer, publish("t"));
    expect<mqtt::Publish>(one);
    expect<mqtt::Publish>(two);
    EXPECT_TRUE(is_silent(one));
    EXPECT_TRUE(is_silent(two));
}

// Its standard leaves topics that begin with $ to the server: MQTT 3.1.1 section 4.7.2.
TEST_F(Delivery311, SharesASubscriptionWithMembersOfMqtt5) {
    Client& old = join("old");
    subscribe(old, {.filter = "$share/g/t"});
    Client& young = join("young", {.version = Version::V5});
    subscribe(young, {.filter = "$share/g/t"});
    Client& writer = join("writer");
    send(writer, publish("t"));
    send(writer, publish("t"));
    send(writer, publish("$share/g/t"));  // a topic like any other, which nobody subscribed to
    expect<mqtt::Publish>(old);
    expect<mqtt::Publish>(young);
    EXPECT_TRUE(is_silent(old));
    EXPECT_TRUE(is_silent(young));
}

// MQTT-3.3.2-9
TEST_F(Delivery5, AnAliasBeyondTheMaximumIsInvalid) {
    Client& writer = join("writer");
    mqtt::Publish packet = publish("t");
    packet.properties.topic_alias = 11;
    send(writer, packet);
    EXPECT_EQ(expect<mqtt::Disconnect>(writer).reason, ReasonCode::TopicAliasInvalid);
}

// MQTT 5.0 section 3.3.2.3.4
TEST_F(Delivery5, AliasesStandForTopicsInBothDirections) {
    mqtt::Connect knows_aliases{.version = Version::V5};
    knows_aliases.properties.topic_alias_maximum = 1;
    Client& reader = join("reader", knows_aliases);
    subscribe(reader, {.filter = "t"});
    Client& writer = join("writer");
    mqtt::Publish packet = publish("t");
    packet.properties.topic_alias = 3;
    send(writer, packet);
    packet.topic = "";
    send(writer, packet);
    const auto first = expect<mqtt::Publish>(reader);
    EXPECT_EQ(first.topic, "t");
    EXPECT_EQ(first.properties.topic_alias, 1);
    const auto second = expect<mqtt::Publish>(reader);
    EXPECT_EQ(second.topic, "");
    EXPECT_EQ(second.properties.topic_alias, 1);
}

// MQTT-3.3.2-5, MQTT-3.3.2-6
TEST_F(Delivery5, AWaitingMessageExpiresOrSaysWhatIsLeft) {
    mqtt::Connect persistent{.version = Version::V5, .clean_start = false};
    persistent.properties.session_expiry = 100;
    Client& before = join("reader", persistent);
    subscribe(before, {.filter = "#", .qos = Qos::AtLeastOnce});
    lose(before);
    Client& writer = join("writer");
    mqtt::Publish brief = publish("brief", Qos::AtLeastOnce, 1);
    brief.properties.message_expiry = 2;
    send(writer, brief);
    mqtt::Publish lasting = publish("lasting", Qos::AtLeastOnce, 2);
    lasting.properties.message_expiry = 10;
    send(writer, lasting);
    wait(3);
    Client& after = join("reader", persistent);
    const auto got = expect<mqtt::Publish>(after);
    EXPECT_EQ(got.topic, "lasting");
    EXPECT_EQ(got.properties.message_expiry, 7u);
    EXPECT_TRUE(is_silent(after));
}

// MQTT-3.1.2-24, MQTT-3.1.2-25
TEST_F(Delivery5, APacketTooLargeForTheClientIsLeftOut) {
    mqtt::Connect small{.version = Version::V5};
    small.properties.maximum_packet_size = 20;
    Client& reader = join("reader", {.version = Version::V5});
    Client& tiny = join("tiny", small);
    subscribe(tiny, {.filter = "t"});
    subscribe(reader, {.filter = "t"});
    mqtt::Publish large = publish("t");
    large.payload = "a payload of thirty octets.....";
    send(reader, large);
    expect<mqtt::Publish>(reader);
    EXPECT_TRUE(is_silent(tiny));
    send(reader, publish("t"));
    expect<mqtt::Publish>(tiny);
}

// MQTT-3.3.2-15 to MQTT-3.3.2-20
TEST_F(Delivery5, RequestResponseAndUserPropertiesPassUnchanged) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "t"});
    mqtt::Publish request = publish("t");
    request.properties.response_topic = "answers";
    request.properties.correlation_bytes = "7";
    request.properties.user = {{"b", "1"}, {"a", "2"}, {"b", "3"}};
    send(join("writer"), request);
    const auto got = expect<mqtt::Publish>(reader);
    EXPECT_EQ(got.properties, request.properties);
}

// MQTT-3.10.4-1, MQTT-3.11.3-1
TEST_F(Delivery5, UnsubscribeEndsDeliveriesAndSaysWhatWasThere) {
    Client& client = join("a");
    subscribe(client, {.filter = "t"});
    send(client, mqtt::Unsubscribe{.packet_id = 2, .filters = {"t", "u"}});
    const auto answer = expect<mqtt::Unsuback>(client);
    EXPECT_EQ(answer.reasons,
              (std::vector{ReasonCode::Success, ReasonCode::NoSubscriptionExisted}));
    send(client, publish("t"));
    EXPECT_TRUE(is_silent(client));
}

// MQTT-3.8.4-6
TEST_F(Delivery5, ADeniedFilterFailsAndTheOthersDoNot) {
    settings.denied_filters = {"no"};
    broker = std::make_unique<Broker>(settings, wire);
    Client& client = join("a");
    send(client, mqtt::Subscribe{.packet_id = 1, .subscriptions = {{"no"}, {"yes"}}});
    EXPECT_EQ(expect<mqtt::Suback>(client).reasons,
              (std::vector{ReasonCode::Unspecified, ReasonCode::Success}));
}

TEST_F(Delivery5, AWiderFilterDoesNotReachWhatIsDenied) {
    settings.denied_filters = {"secret/#"};
    broker = std::make_unique<Broker>(settings, wire);
    Client& writer = join("writer");
    send(writer, mqtt::Publish{.topic = "secret/kept", .payload = "1", .retain = true});
    Client& client = join("a");
    subscribe(client, {.filter = "secret/+/x"});
    EXPECT_EQ(suback.reasons.front(), ReasonCode::Unspecified);
    subscribe(client, {.filter = "#"});
    EXPECT_EQ(suback.reasons.front(), ReasonCode::Success);
    send(writer, mqtt::Publish{.topic = "secret/a", .payload = "1"});
    send(writer, mqtt::Publish{.topic = "open", .payload = "2"});
    EXPECT_EQ(expect<mqtt::Publish>(client).topic, "open");
    EXPECT_TRUE(is_silent(client));
}

// MQTT 5.0 section 3.4.2.1
TEST_F(Delivery5, APublisherLearnsThatNobodyHasSubscribed) {
    Client& client = join("a");
    send(client, mqtt::Publish{.topic = "t", .packet_id = 1, .qos = Qos::AtLeastOnce});
    EXPECT_EQ(expect<mqtt::Puback>(client).reason, ReasonCode::NoMatchingSubscribers);
    subscribe(client, {.filter = "t", .no_local = true});
    send(client, mqtt::Publish{.topic = "t", .packet_id = 1, .qos = Qos::AtLeastOnce});
    EXPECT_EQ(expect<mqtt::Puback>(client).reason, ReasonCode::Success);
}

TEST_F(Delivery5, WhatIsHeldForAnAbsentClientIsBoundedInOctets) {
    settings.held_limit = 4000;
    broker = std::make_unique<Broker>(settings, wire);
    mqtt::Connect persistent{.version = Version::V5, .clean_start = false};
    persistent.properties.session_expiry = 100;
    Client& before = join("reader", persistent);
    subscribe(before, {.filter = "t", .qos = Qos::AtLeastOnce});
    lose(before);
    Client& writer = join("writer");
    const std::string payload(3000, 'x');
    for (std::uint16_t id = 1; id <= 2; ++id) {
        mqtt::Publish large = publish("t", Qos::AtLeastOnce, id);
        large.payload = payload;
        send(writer, large);
    }
    Client& reader = join("reader", persistent);
    const auto held = expect<mqtt::Publish>(reader);
    EXPECT_EQ(held.payload.size(), payload.size());
    EXPECT_TRUE(is_silent(reader));
    send(reader, mqtt::Puback{held.packet_id});
    send(writer, publish("t", Qos::AtLeastOnce, 3));
    expect<mqtt::Publish>(reader);  // there is room again
}

TEST(SubscriptionIndex, ForgetsTheNodesOfARemovedFilter) {
    SubscriptionIndex index(HashMatches::ParentToo);
    index.add("", "a/b/c", {.session = 1});
    index.add("", "a/b", {.session = 1});
    index.remove("", "a/b/c", 1);
    index.remove("", "a/b", 1);
    EXPECT_EQ(index.nodes(), 1u);
}

}  // namespace

}  // namespace fleetsim::broker::core
