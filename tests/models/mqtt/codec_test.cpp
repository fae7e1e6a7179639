#include "models/mqtt/codec.hpp"

#include <gtest/gtest.h>
#include <set>

#include "tests/models/mqtt/hex.hpp"

namespace fleetsim::mqtt {
namespace {

using enum Version;

std::string encoded(const Packet& packet, Version version) {
    std::string out;
    encode(packet, version, out);
    EXPECT_EQ(out.size(), encoded_size(packet, version));
    return out;
}

Packet decoded(std::string_view input, Sender sender, Version version) {
    const Decoded result = decode(input, {sender, version, kMaximumPacketSize});
    EXPECT_EQ(result.outcome, Outcome::Complete) << result.violation.text;
    EXPECT_EQ(result.size, input.size());
    return result.packet;
}

/// The packet survives the wire in the given version.
void expect_round_trip(const Packet& packet, Sender sender, Version version) {
    const std::string wire = encoded(packet, version);
    EXPECT_TRUE(decoded(wire, sender, version) == packet) << name(type_of(packet));
}

Properties message_properties() {
    Properties p;
    p.payload_is_text = true;
    p.message_expiry = 3600;
    p.content_type = "application/json";
    p.response_topic = "reply/17";
    p.correlation_bytes = std::string_view("\0\1\2", 3);
    p.user = {{"unit", "kWh"}, {"unit", "V"}, {"", ""}};
    return p;
}

TEST(Encoder, WritesTheOctetsOfMqtt311Section3) {
    const Connect connect{.keep_alive = 60, .client_id = "c"};
    EXPECT_EQ(encoded(connect, V311), bytes("10 0D 00 04 4D 51 54 54 04 02 00 3C 00 01 63"));
    EXPECT_EQ(encoded(Connack{.session_present = true}, V311), bytes("20 02 01 00"));
    const Publish publish{.topic = "a/b",
                          .payload = "hi",
                          .packet_id = 10,
                          .qos = Qos::AtLeastOnce,
                          .retain = true,
                          .duplicate = true};
    EXPECT_EQ(encoded(publish, V311), bytes("3B 09 00 03 61 2F 62 00 0A 68 69"));
    EXPECT_EQ(encoded(Puback{.packet_id = 10}, V311), bytes("40 02 00 0A"));
    EXPECT_EQ(encoded(Pubrel{.packet_id = 10}, V311), bytes("62 02 00 0A"));
    const Subscribe subscribe{.packet_id = 10,
                              .subscriptions = {{.filter = "a/b", .qos = Qos::AtLeastOnce},
                                                {.filter = "c/d", .qos = Qos::ExactlyOnce}}};
    EXPECT_EQ(encoded(subscribe, V311), bytes("82 0E 00 0A 00 03 61 2F 62 01 00 03 63 2F 64 02"));
    EXPECT_EQ(encoded(Pingreq{}, V311), bytes("C0 00"));
    EXPECT_EQ(encoded(Disconnect{}, V311), bytes("E0 00"));
}

TEST(Encoder, WritesPropertiesOfMqtt5) {
    Connect connect{.version = V5, .keep_alive = 60, .client_id = "c"};
    connect.properties.session_expiry = 10;
    EXPECT_EQ(encoded(connect, V5),
              bytes("10 13 00 04 4D 51 54 54 05 02 00 3C 05 11 00 00 00 0A 00 01 63"));
    Publish publish{.topic = "", .payload = "x"};
    publish.properties.topic_alias = 7;
    EXPECT_EQ(encoded(publish, V5), bytes("30 07 00 00 03 23 00 07 78"));
}

TEST(Encoder, LeavesOutSuccessOfAcknowledgementsInMqtt5) {
    EXPECT_EQ(encoded(Puback{.packet_id = 1}, V5).size(), 4u);
    EXPECT_EQ(
        encoded(Puback{.packet_id = 1, .reason = ReasonCode::NoMatchingSubscribers}, V5).size(),
        5u);
    EXPECT_EQ(encoded(Disconnect{}, V5).size(), 2u);
}

TEST(Encoder, GrowsTheRemainingLengthAt128And16384And2097152) {
    // Source: MQTT 3.1.1 table 2.4. The body is 3 octets of topic and the payload.
    const auto header = [](std::size_t body) {
        const std::string payload(body - 3, 'x');
        const Publish publish{.topic = "t", .payload = payload};
        return encoded_size(publish, V311) - body;
    };
    EXPECT_EQ(header(127), 2u);
    EXPECT_EQ(header(128), 3u);
    EXPECT_EQ(header(16'383), 3u);
    EXPECT_EQ(header(16'384), 4u);
    EXPECT_EQ(header(2'097'151), 4u);
    EXPECT_EQ(header(2'097'152), 5u);
}

TEST(Encoder, TranslatesReasonsIntoReturnCodesOf311) {
    const auto code = [](ReasonCode reason) { return encoded(Connack{.reason = reason}, V311)[3]; };
    EXPECT_EQ(code(ReasonCode::UnsupportedProtocolVersion), 1);
    EXPECT_EQ(code(ReasonCode::ClientIdentifierNotValid), 2);
    EXPECT_EQ(code(ReasonCode::ServerUnavailable), 3);
    EXPECT_EQ(code(ReasonCode::BadUserNameOrPassword), 4);
    EXPECT_EQ(code(ReasonCode::NotAuthorized), 5);
    EXPECT_EQ(encoded(Connack{.reason = ReasonCode::NotAuthorized, .return_code = 7}, V311)[3], 7);
}

TEST(RoundTrip, KeepsEveryFieldOfConnect) {
    Connect connect{.version = V5,
                    .clean_start = false,
                    .keep_alive = 1200,
                    .client_id = "device-17",
                    .user_name = "user",
                    .password = std::string_view("p\0w", 3)};
    connect.properties.session_expiry = 0xFFFFFFFFu;
    connect.properties.receive_maximum = 20;
    connect.properties.maximum_packet_size = 128 * 1024;
    connect.properties.topic_alias_maximum = 8;
    connect.properties.wants_response_topic = true;
    connect.properties.wants_problem_text = false;
    connect.properties.authentication_method = "SCRAM";
    connect.properties.authentication_bytes = "\1\2";
    connect.will = Will{.topic = "gone/17",
                        .payload = "bye",
                        .qos = Qos::ExactlyOnce,
                        .retain = true,
                        .properties = message_properties()};
    connect.will->properties.will_delay = 30;
    expect_round_trip(connect, Sender::Client, V5);

    Connect plain{.client_id = "device-17", .will = Will{.topic = "gone/17", .payload = "bye"}};
    expect_round_trip(plain, Sender::Client, V311);
}

TEST(RoundTrip, KeepsEveryPropertyOfConnack) {
    Connack connack;
    Properties& p = connack.properties;
    p.session_expiry = 1;
    p.receive_maximum = 2;
    p.serves_qos1 = true;
    p.retain_available = false;
    p.maximum_packet_size = 4;
    p.assigned_client_id = "made-up";
    p.topic_alias_maximum = 5;
    p.reason_text = "welcome";
    p.wildcard_available = true;
    p.subscription_identifier_available = false;
    p.shared_available = true;
    p.server_keep_alive = 6;
    p.response_prefix = "r/";
    p.server_reference = "other";
    p.authentication_method = "m";
    p.authentication_bytes = "d";
    p.user = {{"a", "b"}};
    expect_round_trip(connack, Sender::Server, V5);
}

TEST(RoundTrip, KeepsPublishAndItsAcknowledgements) {
    Publish publish{.topic = "meter/17/reading",
                    .payload = "{}",
                    .packet_id = 65'535,
                    .qos = Qos::ExactlyOnce,
                    .retain = true,
                    .duplicate = true};
    expect_round_trip(publish, Sender::Client, V311);
    publish.properties = message_properties();
    publish.properties.topic_alias = 3;
    expect_round_trip(publish, Sender::Client, V5);
    publish.properties.subscription_identifiers = {1, 268'435'455};
    expect_round_trip(publish, Sender::Server, V5);

    expect_round_trip(Puback{.packet_id = 1}, Sender::Client, V311);
    Pubrec pubrec{.packet_id = 1, .reason = ReasonCode::QuotaExceeded};
    expect_round_trip(pubrec, Sender::Server, V5);
    pubrec.properties.reason_text = "full";
    expect_round_trip(pubrec, Sender::Server, V5);
    expect_round_trip(Pubrel{.packet_id = 1, .reason = ReasonCode::PacketIdentifierNotFound},
                      Sender::Client, V5);
    expect_round_trip(Pubcomp{.packet_id = 1}, Sender::Server, V311);
}

TEST(RoundTrip, KeepsSubscriptions) {
    Subscribe subscribe{
        .packet_id = 9,
        .subscriptions = {{.filter = "$share/g/a/+",
                           .qos = Qos::AtLeastOnce,
                           .retain_as_published = true,
                           .retain_handling = RetainHandling::Never},
                          {.filter = "#", .qos = Qos::ExactlyOnce, .no_local = true}}};
    subscribe.properties.subscription_identifiers = {77};
    expect_round_trip(subscribe, Sender::Client, V5);
    expect_round_trip(
        Suback{.packet_id = 9,
               .reasons = {ReasonCode::GrantedQos1, ReasonCode::WildcardSubscriptionsNotSupported}},
        Sender::Server, V5);
    expect_round_trip(Suback{.packet_id = 9, .reasons = {ReasonCode::Unspecified}}, Sender::Server,
                      V311);
    expect_round_trip(Unsubscribe{.packet_id = 9, .filters = {"a/+", "#"}}, Sender::Client, V311);
    expect_round_trip(Unsuback{.packet_id = 9}, Sender::Server, V311);
    expect_round_trip(Unsuback{.packet_id = 9, .reasons = {ReasonCode::NoSubscriptionExisted}},
                      Sender::Server, V5);
}

TEST(RoundTrip, KeepsEndings) {
    Disconnect disconnect{.reason = ReasonCode::DisconnectWithWill};
    disconnect.properties.session_expiry = 5;
    expect_round_trip(disconnect, Sender::Client, V5);
    expect_round_trip(Disconnect{.reason = ReasonCode::ServerShuttingDown}, Sender::Server, V5);
    Auth auth{.reason = ReasonCode::ContinueAuthentication};
    auth.properties.authentication_method = "m";
    expect_round_trip(auth, Sender::Client, V5);
    expect_round_trip(Pingreq{}, Sender::Client, V311);
    expect_round_trip(Pingresp{}, Sender::Server, V5);
}

TEST(Decoder, TakesAwsReturnCodeSevenAsNotAuthorized) {
    const std::string wire = bytes("20 02 00 07");
    const Packet packet = decoded(wire, Sender::Server, V311);
    EXPECT_EQ(std::get<Connack>(packet).reason, ReasonCode::NotAuthorized);
}

TEST(Decoder, AcceptsALongRemainingLengthIn311) {
    const Decoded result = decode(bytes("C0 80 00"), {});
    EXPECT_EQ(result.outcome, Outcome::Complete);
}

TEST(Decoder, GivesTheSamePacketsHoweverTheStreamIsCut) {
    std::string stream = encoded(Connect{.version = V5, .client_id = "device-17"}, V5);
    stream += encoded(Publish{.topic = "a/b", .payload = std::string_view("payload")}, V5);
    stream += encoded(Pingreq{}, V5);
    for (std::size_t step = 1; step <= stream.size(); ++step) {
        Decoder decoder({Sender::Client, V5, kMaximumPacketSize});
        std::vector<PacketType> types;
        for (std::size_t at = 0; at < stream.size(); at += step) {
            decoder.append(std::string_view(stream).substr(at, step));
            for (;;) {
                const Decoded result = decoder.next();
                ASSERT_NE(result.outcome, Outcome::Refused);
                if (result.outcome == Outcome::NeedMore) break;
                types.push_back(type_of(result.packet));
            }
        }
        const std::vector<PacketType> expected{PacketType::Connect, PacketType::Publish,
                                               PacketType::Pingreq};
        EXPECT_EQ(types, expected) << "pieces of " << step;
        EXPECT_TRUE(decoder.pending().empty());
    }
}

TEST(Decoder, StaysRefusedAfterAFault) {
    Decoder decoder({});
    decoder.append(bytes("C1 00"));
    EXPECT_EQ(decoder.next().outcome, Outcome::Refused);
    decoder.append(bytes("C0 00"));
    EXPECT_EQ(decoder.next().outcome, Outcome::Refused);
}

// MQTT 5.0 section 2.4 has 43 codes; Success is also Normal disconnection and Granted QoS 0.
TEST(ReasonCodes, EachOfTheStandardHasANameOfItsOwn) {
    std::set<std::string_view> names;
    for (int code = 0; code <= 0xFF; ++code) names.insert(name(static_cast<ReasonCode>(code)));
    names.erase("Unknown reason");
    EXPECT_EQ(names.size(), 43u);
    EXPECT_EQ(name(ReasonCode::WildcardSubscriptionsNotSupported),
              "Wildcard Subscriptions not supported");
}

}  // namespace
}  // namespace fleetsim::mqtt
