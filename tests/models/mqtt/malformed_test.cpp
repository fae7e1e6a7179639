// Every rule a single packet can break, with the reason and the clause the decoder must name.
#include <gtest/gtest.h>
#include <ostream>

#include "models/mqtt/codec.hpp"
#include "tests/models/mqtt/hex.hpp"

namespace fleetsim::mqtt {
namespace {

using enum Version;
using enum Sender;

struct Broken {
    const char* rule;
    Version version;
    Sender sender;
    const char* hex;
    ReasonCode reason;
    const char* clause;
};
void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.rule; }

class Refuses : public testing::TestWithParam<Broken> {};

TEST_P(Refuses, WithReasonAndClause) {
    const Broken& broken = GetParam();
    const DecodeRules rules{broken.sender, broken.version, kMaximumPacketSize};
    const std::string input = bytes(broken.hex);
    const Decoded decoded = decode(input, rules);
    ASSERT_EQ(decoded.outcome, Outcome::Refused);
    EXPECT_EQ(name(decoded.violation.reason), name(broken.reason));
    EXPECT_EQ(decoded.violation.clause, broken.clause);
    EXPECT_FALSE(decoded.violation.text.empty());
}

using enum ReasonCode;

constexpr Broken kFixedHeader[] = {
    {"TypeZero", V311, Client, "00 00", MalformedPacket, "2.2.1"},
    {"TypeFifteenIn311", V311, Client, "F0 00", MalformedPacket, "2.2.1"},
    {"ReservedFlagsOfConnect", V311, Client, "11 00", MalformedPacket, "MQTT-2.2.2-2"},
    {"ReservedFlagsOfPingreq", V5, Client, "C1 00", MalformedPacket, "MQTT-2.1.3-1"},
    {"ReservedFlagsOfPubrel", V5, Client, "60 02 00 01", MalformedPacket, "MQTT-2.1.3-1"},
    {"ReservedFlagsOfSubscribe", V311, Client, "80 00", MalformedPacket, "MQTT-2.2.2-2"},
    {"ReservedFlagsOfUnsubscribe", V5, Client, "A0 00", MalformedPacket, "MQTT-2.1.3-1"},
    {"ClientSendsConnack", V311, Client, "20 02 00 00", ProtocolError, "2.2.1"},
    {"ServerSendsSubscribe", V5, Server, "82 00", ProtocolError, "2.1.2"},
    {"FiveOctetRemainingLength", V5, Client, "C0 80 80 80 80 01", MalformedPacket, "1.5.5"},
    {"LongRemainingLengthIn5", V5, Client, "C0 80 00", MalformedPacket, "MQTT-1.5.5-1"},
    {"LongRemainingLengthOfAConnectOf5", V311, Client,
     "10 8D 00 00 04 4D 51 54 54 05 02 00 3C 00 00 00", MalformedPacket, "MQTT-1.5.5-1"},
    {"PingreqWithBody", V311, Client, "C0 01 00", MalformedPacket, "2.2.3"},
    {"DisconnectWithBodyIn311", V311, Client, "E0 01 00", MalformedPacket, "2.2.3"},
};
INSTANTIATE_TEST_SUITE_P(FixedHeader, Refuses, testing::ValuesIn(kFixedHeader),
                         [](const auto& test) { return std::string(test.param.rule); });

#define NAME4 "00 04 4D 51 54 54 04 "  // "MQTT", level 4
#define NAME5 "00 04 4D 51 54 54 05 "
constexpr Broken kConnect[] = {
    {"WrongProtocolName", V311, Client, "10 0E 00 06 4D 51 49 73 64 70 03 02 00 3C 00 00",
     UnsupportedProtocolVersion, "MQTT-3.1.2-1"},
    {"LowerCaseProtocolName", V311, Client, "10 0C 00 04 6D 71 74 74 04 02 00 3C 00 00",
     UnsupportedProtocolVersion, "MQTT-3.1.2-1"},
    {"Level6", V311, Client, "10 0C 00 04 4D 51 54 54 06 02 00 3C 00 00",
     UnsupportedProtocolVersion, "MQTT-3.1.2-2"},
    {"ReservedConnectFlag", V311, Client, "10 0C " NAME4 "03 00 3C 00 00", MalformedPacket,
     "MQTT-3.1.2-3"},
    {"WillQosWithoutWill311", V311, Client, "10 0C " NAME4 "0A 00 3C 00 00", MalformedPacket,
     "MQTT-3.1.2-13"},
    {"WillQosWithoutWill5", V311, Client, "10 0D " NAME5 "0A 00 3C 00 00 00", MalformedPacket,
     "MQTT-3.1.2-11"},
    {"WillRetainWithoutWill", V311, Client, "10 0C " NAME4 "22 00 3C 00 00", MalformedPacket,
     "MQTT-3.1.2-15"},
    {"WillQos3", V311, Client, "10 12 " NAME4 "1E 00 3C 00 00 00 01 61 00 01 62", MalformedPacket,
     "MQTT-3.1.2-14"},
    {"WillTopicWithWildcard", V311, Client, "10 12 " NAME4 "06 00 3C 00 00 00 01 23 00 01 62",
     MalformedPacket, "MQTT-3.3.2-2"},
    {"EmptyWillTopic", V311, Client, "10 11 " NAME4 "06 00 3C 00 00 00 00 00 01 62",
     MalformedPacket, "MQTT-4.7.3-1"},
    {"PasswordWithoutUserName311", V311, Client, "10 0F " NAME4 "42 00 3C 00 00 00 01 70",
     MalformedPacket, "MQTT-3.1.2-22"},
    {"MissingWill", V311, Client, "10 0C " NAME4 "06 00 3C 00 00", MalformedPacket, "2.2.3"},
    {"OctetsAfterTheEnd", V311, Client, "10 0D " NAME4 "02 00 3C 00 00 FF", MalformedPacket,
     "2.2.3"},
    {"ClientIdNotUtf8", V311, Client, "10 0D " NAME4 "02 00 3C 00 01 FF", MalformedPacket,
     "MQTT-1.5.3-1"},
    {"ClientIdWithNull", V311, Client, "10 0D " NAME4 "02 00 3C 00 01 00", MalformedPacket,
     "MQTT-1.5.3-2"},
    {"ClientIdWithSurrogate5", V311, Client, "10 10 " NAME5 "02 00 3C 00 00 03 ED A0 80",
     MalformedPacket, "MQTT-1.5.4-1"},
    {"ReceiveMaximumZero", V311, Client, "10 10 " NAME5 "02 00 3C 03 21 00 00 00 00", ProtocolError,
     "3.1.2.11.3"},
    {"MaximumPacketSizeZero", V311, Client, "10 12 " NAME5 "02 00 3C 05 27 00 00 00 00 00 00",
     ProtocolError, "3.1.2.11.4"},
    {"RequestProblem2", V311, Client, "10 0F " NAME5 "02 00 3C 02 17 02 00 00", ProtocolError,
     "3.1.2.11"},
    {"SessionExpiryTwice", V311, Client,
     "10 17 " NAME5 "02 00 3C 0A 11 00 00 00 01 11 00 00 00 01 00 00", ProtocolError, "2.2.2.2"},
    {"AuthenticationBytesWithoutMethod", V311, Client,
     "10 11 " NAME5 "02 00 3C 04 16 00 01 61 00 00", ProtocolError, "3.1.2.11.10"},
    {"PropertyOfAnotherPacket", V311, Client, "10 10 " NAME5 "02 00 3C 03 23 00 01 00 00",
     MalformedPacket, "2.2.2.2"},
    {"UnknownProperty", V311, Client, "10 0F " NAME5 "02 00 3C 02 7E 00 00 00", MalformedPacket,
     "2.2.2.2"},
    {"PropertiesLongerThanPacket", V311, Client, "10 0D " NAME5 "02 00 3C 05 00 00",
     MalformedPacket, "2.1.4"},
    {"PropertyCutByBlockEnd", V311, Client, "10 0F " NAME5 "02 00 3C 02 11 00 00 00",
     MalformedPacket, "2.1.4"},
};
INSTANTIATE_TEST_SUITE_P(Connect, Refuses, testing::ValuesIn(kConnect),
                         [](const auto& test) { return std::string(test.param.rule); });

constexpr Broken kPublish[] = {
    {"Qos3", V311, Client, "36 05 00 01 61 00 01", MalformedPacket, "MQTT-3.3.1-4"},
    {"DuplicateWithQos0", V311, Client, "38 03 00 01 61", MalformedPacket, "MQTT-3.3.1-2"},
    {"TopicWithPlus", V311, Client, "30 03 00 01 2B", MalformedPacket, "MQTT-3.3.2-2"},
    {"TopicWithHash5", V5, Client, "30 04 00 01 23 00", MalformedPacket, "MQTT-3.3.2-2"},
    {"EmptyTopic311", V311, Client, "30 02 00 00", ProtocolError, "MQTT-4.7.3-1"},
    {"EmptyTopicWithoutAlias", V5, Client, "30 03 00 00 00", ProtocolError, "3.3.2.1"},
    {"TopicAliasZero", V5, Client, "30 07 00 01 61 03 23 00 00", TopicAliasInvalid, "MQTT-3.3.2-8"},
    {"PacketIdZero311", V311, Client, "32 05 00 01 61 00 00", ProtocolError, "MQTT-2.3.1-1"},
    {"PacketIdZero5", V5, Client, "34 06 00 01 61 00 00 00", ProtocolError, "MQTT-2.2.1-3"},
    {"PacketIdMissing", V311, Client, "32 03 00 01 61", MalformedPacket, "2.2.3"},
    {"TopicLongerThanPacket", V311, Client, "30 03 00 05 61", MalformedPacket, "2.2.3"},
    {"PropertyLengthMissing", V5, Client, "30 03 00 01 61", MalformedPacket, "2.1.4"},
    {"LongPropertyLength", V5, Client, "30 05 00 01 61 80 00", MalformedPacket, "MQTT-1.5.5-1"},
    {"ClientSendsSubscriptionId", V5, Client, "30 06 00 01 61 02 0B 01", ProtocolError,
     "MQTT-3.3.4-6"},
    {"ResponseTopicWithWildcard", V5, Client, "30 08 00 01 61 04 08 00 01 23", ProtocolError,
     "MQTT-3.3.2-14"},
    {"PayloadFormat2", V5, Client, "30 06 00 01 61 02 01 02", ProtocolError, "3.1.2.11"},
    {"PubackPacketIdZero", V311, Client, "40 02 00 00", ProtocolError, "MQTT-2.3.1-1"},
    {"PubackTooLong311", V311, Client, "40 03 00 01 00", MalformedPacket, "2.2.3"},
    {"PubackUnknownReason", V5, Client, "40 03 00 01 01", ProtocolError, "2.4"},
    {"PubrelReasonOfPuback", V5, Client, "62 03 00 01 10", ProtocolError, "2.4"},
    {"PubcompTooShort", V311, Client, "70 01 00", MalformedPacket, "2.2.3"},
};
INSTANTIATE_TEST_SUITE_P(Publish, Refuses, testing::ValuesIn(kPublish),
                         [](const auto& test) { return std::string(test.param.rule); });

constexpr Broken kSubscribe[] = {
    {"NoFilter", V311, Client, "82 02 00 01", ProtocolError, "MQTT-3.8.3-3"},
    {"NoFilter5", V5, Client, "82 03 00 01 00", ProtocolError, "MQTT-3.8.3-2"},
    {"SubscribeIdZero", V311, Client, "82 06 00 00 00 01 61 00", ProtocolError, "MQTT-2.3.1-1"},
    {"SubscribeQos3", V311, Client, "82 06 00 01 00 01 61 03", MalformedPacket, "MQTT-3-8.3-4"},
    {"ReservedOptions311", V311, Client, "82 06 00 01 00 01 61 04", MalformedPacket,
     "MQTT-3-8.3-4"},
    {"ReservedOptions5", V5, Client, "82 07 00 01 00 00 01 61 40", MalformedPacket, "MQTT-3.8.3-5"},
    {"RetainHandling3", V5, Client, "82 07 00 01 00 00 01 61 30", ProtocolError, "3.8.3.1"},
    {"NoLocalOnShared", V5, Client, "82 10 00 01 00 00 0A 24 73 68 61 72 65 2F 67 2F 61 04",
     ProtocolError, "MQTT-3.8.3-4"},
    {"OptionsMissing", V311, Client, "82 05 00 01 00 01 61", MalformedPacket, "2.2.3"},
    {"EmptyFilter", V311, Client, "82 05 00 01 00 00 00", MalformedPacket, "MQTT-4.7.3-1"},
    {"HashNotLast", V311, Client, "82 08 00 01 00 03 23 2F 61 00", MalformedPacket, "MQTT-4.7.1-2"},
    {"PlusNotAlone", V5, Client, "82 08 00 01 00 00 02 61 2B 00", MalformedPacket, "MQTT-4.7.1-2"},
    {"ShareWithoutFilter", V5, Client, "82 0E 00 01 00 00 08 24 73 68 61 72 65 2F 67 00",
     MalformedPacket, "MQTT-4.8.2-1"},
    {"SubscriptionIdZero", V5, Client, "82 09 00 01 02 0B 00 00 01 61 00", ProtocolError,
     "3.8.2.1.2"},
    {"SubscriptionIdTwice", V5, Client, "82 0B 00 01 04 0B 01 0B 02 00 01 61 00", ProtocolError,
     "3.8.2.1.2"},
    {"NothingToUnsubscribe", V311, Client, "A2 02 00 01", ProtocolError, "MQTT-3.10.3-2"},
    {"SubackUnknownCode311", V311, Server, "90 03 00 01 03", ProtocolError, "3.9.3"},
    {"SubackEmpty", V5, Server, "90 03 00 01 00", ProtocolError, "MQTT-3.8.4-6"},
    {"UnsubackEmpty5", V5, Server, "B0 03 00 01 00", ProtocolError, "3.11.3"},
};
INSTANTIATE_TEST_SUITE_P(Subscribe, Refuses, testing::ValuesIn(kSubscribe),
                         [](const auto& test) { return std::string(test.param.rule); });

constexpr Broken kOthers[] = {
    {"ConnackReservedFlags", V311, Server, "20 02 02 00", MalformedPacket, "3.2.2.1"},
    {"ConnackReservedCode", V311, Server, "20 02 00 06", ProtocolError, "3.2.2.3"},
    {"SessionPresentOnRefusal", V311, Server, "20 02 01 05", ProtocolError, "MQTT-3.2.2-4"},
    {"SessionPresentOnRefusal5", V5, Server, "20 03 01 87 00", ProtocolError, "MQTT-3.2.2-6"},
    {"ConnackUnknownReason", V5, Server, "20 03 00 04 00", ProtocolError, "2.4"},
    {"DisconnectReasonOfServer", V5, Client, "E0 01 8B", ProtocolError, "2.4"},
    {"ServerSetsSessionExpiry", V5, Server, "E0 07 00 05 11 00 00 00 01", ProtocolError,
     "MQTT-3.14.2-2"},
    {"ClientNamesAnotherServer", V5, Client, "E0 06 00 04 1C 00 01 61", ProtocolError,
     "3.14.2.2.5"},
    {"AuthUnknownReason", V5, Client, "F0 02 01 00", ProtocolError, "2.4"},
    {"AuthWithoutMethod", V5, Client, "F0 02 18 00", ProtocolError, "3.15.2.2.2"},
    {"ClientSendsAuthSuccess", V5, Client, "F0 00", ProtocolError, "MQTT-3.15.2-1"},
    {"ServerReAuthenticates", V5, Server, "F0 06 19 04 15 00 01 61", ProtocolError,
     "MQTT-3.15.2-1"},
};
INSTANTIATE_TEST_SUITE_P(Others, Refuses, testing::ValuesIn(kOthers),
                         [](const auto& test) { return std::string(test.param.rule); });

TEST(PacketSize, IsRefusedAsSoonAsTheHeaderTellsIt) {
    const DecodeRules rules{Client, V5, 100};
    const Decoded refused = decode(bytes("30 64"), rules);
    EXPECT_EQ(refused.outcome, Outcome::Refused);
    EXPECT_EQ(refused.violation.reason, PacketTooLarge);
    EXPECT_EQ(decode(bytes("30 62"), rules).outcome, Outcome::NeedMore);
}

}  // namespace
}  // namespace fleetsim::mqtt
