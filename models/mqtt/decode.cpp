#include <algorithm>
#include <initializer_list>
#include <utility>

#include "models/mqtt/codec.hpp"
#include "models/mqtt/property_rules.hpp"
#include "models/mqtt/read_properties.hpp"
#include "models/mqtt/reader.hpp"
#include "models/mqtt/topic.hpp"

namespace fleetsim::mqtt {

namespace {

using detail::place;
using detail::read_properties;
using detail::Reader;
using Allowed = std::initializer_list<ReasonCode>;

std::uint16_t read_packet_id(Reader& reader) {
    const std::uint16_t id = reader.u16();
    reader.refuse_if(id == 0, ReasonCode::ProtocolError, {"MQTT-2.3.1-1", "MQTT-2.2.1-3"},
                     "the packet identifier is 0");
    return id;
}

Qos read_qos(Reader& reader, unsigned bits, detail::Clause clause) {
    reader.refuse_if(bits > 2, ReasonCode::MalformedPacket, clause, "QoS is 3");
    return static_cast<Qos>(bits);
}

// 0x8F and 0x90 are for names and filters that are well formed and not accepted (MQTT 5 table 2-6);
// those that are not are malformed.
std::string_view read_topic_name(Reader& reader) {
    const std::string_view topic = reader.text();
    reader.refuse_if(topic.find_first_of("+#") != std::string_view::npos,
                     ReasonCode::MalformedPacket, {"MQTT-3.3.2-2", "MQTT-3.3.2-2"},
                     "a topic name contains a wildcard");
    return topic;
}

std::string_view read_topic_filter(Reader& reader) {
    const std::string_view filter = reader.text();
    if (!reader.ok()) return filter;
    const TopicFault fault =
        reader.is_v5() ? check_topic_filter(filter) : check_plain_filter(filter);
    using enum TopicFault;
    reader.refuse_if(fault == Empty, ReasonCode::MalformedPacket, {"MQTT-4.7.3-1", "MQTT-4.7.3-1"},
                     "a topic filter is empty");
    reader.refuse_if(fault == HashNotLast, ReasonCode::MalformedPacket,
                     {"MQTT-4.7.1-2", "MQTT-4.7.1-1"},
                     "a topic filter has '#' elsewhere than alone in its last level");
    reader.refuse_if(fault == PlusNotAlone, ReasonCode::MalformedPacket,
                     {"MQTT-4.7.1-3", "MQTT-4.7.1-2"},
                     "a topic filter has '+' beside other characters of a level");
    reader.refuse_if(fault == BadShareName, ReasonCode::MalformedPacket,
                     {"MQTT-4.8.2-1", "MQTT-4.8.2-1"},
                     "a shared subscription has no \"$share/group/filter\" form");
    return filter;
}

ReasonCode read_reason(Reader& reader, Allowed allowed) {
    const auto reason = static_cast<ReasonCode>(reader.octet());
    const bool known = std::find(allowed.begin(), allowed.end(), reason) != allowed.end();
    reader.refuse_if(!known, ReasonCode::ProtocolError, {"3.9.3", "2.4"},
                     "a reason code is not one of this packet's");
    return reason;
}

// ---- CONNECT, MQTT section 3.1 ----

constexpr unsigned kReservedFlag = 0x01, kCleanFlag = 0x02, kWillFlag = 0x04, kWillQosFlags = 0x18,
                   kWillRetainFlag = 0x20, kPasswordFlag = 0x40, kUserNameFlag = 0x80;

void check_connect_flags(Reader& reader, unsigned flags) {
    const bool has_will = (flags & kWillFlag) != 0;
    reader.refuse_if((flags & kReservedFlag) != 0, ReasonCode::MalformedPacket,
                     {"MQTT-3.1.2-3", "MQTT-3.1.2-3"}, "the reserved connect flag is set");
    reader.refuse_if(!has_will && (flags & kWillQosFlags) != 0, ReasonCode::MalformedPacket,
                     {"MQTT-3.1.2-13", "MQTT-3.1.2-11"}, "will QoS is set without a will");
    reader.refuse_if(!has_will && (flags & kWillRetainFlag) != 0, ReasonCode::MalformedPacket,
                     {"MQTT-3.1.2-15", "MQTT-3.1.2-13"}, "will retain is set without a will");
    reader.refuse_if((flags & kWillQosFlags) == kWillQosFlags, ReasonCode::MalformedPacket,
                     {"MQTT-3.1.2-14", "MQTT-3.1.2-12"}, "will QoS is 3");
    const bool orphan = (flags & kPasswordFlag) != 0 && (flags & kUserNameFlag) == 0;
    reader.refuse_if(orphan && !reader.is_v5(), ReasonCode::MalformedPacket, {"MQTT-3.1.2-22", ""},
                     "a password stands without a user name");
}

void read_version(Reader& reader) {
    const std::string_view protocol = reader.text();
    reader.refuse_if(protocol != "MQTT", ReasonCode::UnsupportedProtocolVersion,
                     {"MQTT-3.1.2-1", "MQTT-3.1.2-1"}, "the protocol name is not \"MQTT\"");
    const unsigned level = reader.octet();
    reader.refuse_if(level != 4 && level != 5, ReasonCode::UnsupportedProtocolVersion,
                     {"MQTT-3.1.2-2", "MQTT-3.1.2-2"}, "the protocol level is neither 4 nor 5");
    if (reader.ok()) reader.set_version(static_cast<Version>(level));
}

Will read_will(Reader& reader, unsigned flags) {
    Will will;
    read_properties(reader, detail::kWillPlace, Sender::Client, will.properties);
    will.topic = read_topic_name(reader);
    reader.refuse_if(will.topic.empty(), ReasonCode::MalformedPacket,
                     {"MQTT-4.7.3-1", "MQTT-4.7.3-1"}, "the will's topic is empty");
    will.payload = reader.binary();
    will.qos = static_cast<Qos>((flags & kWillQosFlags) >> 3);
    will.retain = (flags & kWillRetainFlag) != 0;
    return will;
}

void read(Reader& reader, unsigned, Sender sender, Connect& out) {
    read_version(reader);
    out.version = reader.version();
    const unsigned flags = reader.octet();
    check_connect_flags(reader, flags);
    out.clean_start = (flags & kCleanFlag) != 0;
    out.keep_alive = reader.u16();
    read_properties(reader, place(PacketType::Connect), sender, out.properties);
    out.client_id = reader.text();
    if ((flags & kWillFlag) != 0 && reader.ok()) out.will = read_will(reader, flags);
    if ((flags & kUserNameFlag) != 0) out.user_name = reader.text();
    if ((flags & kPasswordFlag) != 0) out.password = reader.binary();
}

// ---- CONNACK, section 3.2 ----

ReasonCode reason_of_return_code(Reader& reader, unsigned code) {
    constexpr ReasonCode kReasons[] = {ReasonCode::Success,
                                       ReasonCode::UnsupportedProtocolVersion,
                                       ReasonCode::ClientIdentifierNotValid,
                                       ReasonCode::ServerUnavailable,
                                       ReasonCode::BadUserNameOrPassword,
                                       ReasonCode::NotAuthorized};
    if (code < std::size(kReasons)) return kReasons[code];
    // 6 to 255 are reserved by 3.2.2.3; AWS IoT answers 7 for "not authorized" all the same.
    reader.refuse_if(code != 7, ReasonCode::ProtocolError, {"3.2.2.3", ""},
                     "the return code is reserved");
    return ReasonCode::NotAuthorized;
}

ReasonCode read_connack_reason(Reader& reader) {
    using enum ReasonCode;
    return read_reason(reader, {Success,
                                Unspecified,
                                MalformedPacket,
                                ProtocolError,
                                ImplementationSpecific,
                                UnsupportedProtocolVersion,
                                ClientIdentifierNotValid,
                                BadUserNameOrPassword,
                                NotAuthorized,
                                ServerUnavailable,
                                ServerBusy,
                                Banned,
                                BadAuthenticationMethod,
                                TopicNameInvalid,
                                PacketTooLarge,
                                QuotaExceeded,
                                PayloadFormatInvalid,
                                RetainNotSupported,
                                QosNotSupported,
                                UseAnotherServer,
                                ServerMoved,
                                ConnectionRateExceeded});
}

void read(Reader& reader, unsigned, Sender sender, Connack& out) {
    const unsigned flags = reader.octet();
    reader.refuse_if(flags > 1, ReasonCode::MalformedPacket, {"3.2.2.1", "MQTT-3.2.2-1"},
                     "reserved acknowledge flags are set");
    out.session_present = flags == 1;
    if (reader.is_v5()) {
        out.reason = read_connack_reason(reader);
        read_properties(reader, place(PacketType::Connack), sender, out.properties);
    } else {
        out.return_code = reader.octet();
        out.reason = reason_of_return_code(reader, *out.return_code);
    }
    reader.refuse_if(out.session_present && out.reason != ReasonCode::Success,
                     ReasonCode::ProtocolError, {"MQTT-3.2.2-4", "MQTT-3.2.2-6"},
                     "a session is present although the connection is refused");
}

// ---- PUBLISH and its acknowledgements, sections 3.3 to 3.7 ----

void read(Reader& reader, unsigned flags, Sender sender, Publish& out) {
    out.duplicate = (flags & 8u) != 0;
    out.retain = (flags & 1u) != 0;
    out.qos = read_qos(reader, (flags >> 1) & 3u, {"MQTT-3.3.1-4", "MQTT-3.3.1-4"});
    const bool acknowledged = out.qos != Qos::AtMostOnce;
    reader.refuse_if(out.duplicate && !acknowledged, ReasonCode::MalformedPacket,
                     {"MQTT-3.3.1-2", "MQTT-3.3.1-2"}, "DUP is set with QoS 0");
    out.topic = read_topic_name(reader);
    if (acknowledged) out.packet_id = read_packet_id(reader);
    read_properties(reader, place(PacketType::Publish), sender, out.properties);
    const bool nameless = out.topic.empty() && !out.properties.topic_alias;
    reader.refuse_if(nameless, ReasonCode::ProtocolError, {"MQTT-4.7.3-1", "3.3.2.1"},
                     "the topic is empty and no alias stands for it");
    out.payload = reader.take_rest();
}

template <PacketType kType>
ReasonCode read_acknowledgement_reason(Reader& reader) {
    using enum ReasonCode;
    if constexpr (kType == PacketType::Pubrel || kType == PacketType::Pubcomp) {
        return read_reason(reader, {Success, PacketIdentifierNotFound});
    }
    return read_reason(
        reader, {Success, NoMatchingSubscribers, Unspecified, ImplementationSpecific, NotAuthorized,
                 TopicNameInvalid, PacketIdentifierInUse, QuotaExceeded, PayloadFormatInvalid});
}

template <PacketType kType>
void read(Reader& reader, unsigned, Sender sender, Acknowledgement<kType>& out) {
    out.packet_id = read_packet_id(reader);
    if (!reader.is_v5() || reader.done()) return;  // MQTT 5, 3.4.2.1: success may be left out
    out.reason = read_acknowledgement_reason<kType>(reader);
    if (reader.done()) return;  // 3.4.2.2.1: so may an empty property block
    read_properties(reader, place(kType), sender, out.properties);
}

// ---- SUBSCRIBE to UNSUBACK, sections 3.8 to 3.11 ----

Subscription read_subscription(Reader& reader) {
    Subscription subscription;
    subscription.filter = read_topic_filter(reader);
    const unsigned options = reader.octet();
    const unsigned reserved = reader.is_v5() ? 0xC0u : 0xFCu;
    reader.refuse_if((options & reserved) != 0, ReasonCode::MalformedPacket,
                     {"MQTT-3-8.3-4", "MQTT-3.8.3-5"}, "reserved subscription options are set");
    subscription.qos = read_qos(reader, options & 3u, {"MQTT-3-8.3-4", "3.8.3.1"});
    const unsigned retain_handling = (options >> 4) & 3u;
    reader.refuse_if(retain_handling == 3, ReasonCode::ProtocolError, {"", "3.8.3.1"},
                     "retain handling is 3");
    subscription.no_local = (options & 4u) != 0;
    subscription.retain_as_published = (options & 8u) != 0;
    subscription.retain_handling = static_cast<RetainHandling>(retain_handling);
    reader.refuse_if(subscription.no_local && is_shared(subscription.filter),
                     ReasonCode::ProtocolError, {"", "MQTT-3.8.3-4"},
                     "no-local is set on a shared subscription");
    return subscription;
}

void read(Reader& reader, unsigned, Sender sender, Subscribe& out) {
    out.packet_id = read_packet_id(reader);
    read_properties(reader, place(PacketType::Subscribe), sender, out.properties);
    reader.refuse_if(reader.done(), ReasonCode::ProtocolError, {"MQTT-3.8.3-3", "MQTT-3.8.3-2"},
                     "SUBSCRIBE has no topic filter");
    while (!reader.done()) out.subscriptions.push_back(read_subscription(reader));
}

ReasonCode read_suback_reason(Reader& reader) {
    using enum ReasonCode;
    if (!reader.is_v5()) {
        return read_reason(reader, {Success, GrantedQos1, GrantedQos2, Unspecified});
    }
    return read_reason(
        reader,
        {Success, GrantedQos1, GrantedQos2, Unspecified, ImplementationSpecific, NotAuthorized,
         TopicFilterInvalid, PacketIdentifierInUse, QuotaExceeded, SharedSubscriptionsNotSupported,
         SubscriptionIdentifiersNotSupported, WildcardSubscriptionsNotSupported});
}

void read(Reader& reader, unsigned, Sender sender, Suback& out) {
    out.packet_id = read_packet_id(reader);
    read_properties(reader, place(PacketType::Suback), sender, out.properties);
    reader.refuse_if(reader.done(), ReasonCode::ProtocolError, {"MQTT-3.8.4-5", "MQTT-3.8.4-6"},
                     "SUBACK has no return code");
    while (!reader.done()) out.reasons.push_back(read_suback_reason(reader));
}

void read(Reader& reader, unsigned, Sender sender, Unsubscribe& out) {
    out.packet_id = read_packet_id(reader);
    read_properties(reader, place(PacketType::Unsubscribe), sender, out.properties);
    reader.refuse_if(reader.done(), ReasonCode::ProtocolError, {"MQTT-3.10.3-2", "MQTT-3.10.3-2"},
                     "UNSUBSCRIBE has no topic filter");
    while (!reader.done()) out.filters.push_back(read_topic_filter(reader));
}

void read(Reader& reader, unsigned, Sender sender, Unsuback& out) {
    using enum ReasonCode;
    out.packet_id = read_packet_id(reader);
    if (!reader.is_v5()) return;
    read_properties(reader, place(PacketType::Unsuback), sender, out.properties);
    reader.refuse_if(reader.done(), ReasonCode::ProtocolError, {"", "3.11.3"},
                     "UNSUBACK has no reason code");
    while (!reader.done()) {
        out.reasons.push_back(read_reason(
            reader, {Success, NoSubscriptionExisted, Unspecified, ImplementationSpecific,
                     NotAuthorized, TopicFilterInvalid, PacketIdentifierInUse}));
    }
}

// ---- PINGREQ to AUTH, sections 3.12 to 3.15 ----

void read(Reader&, unsigned, Sender, Pingreq&) {}
void read(Reader&, unsigned, Sender, Pingresp&) {}

ReasonCode read_disconnect_reason(Reader& reader, Sender sender) {
    using enum ReasonCode;
    if (sender == Sender::Client) {
        return read_reason(
            reader, {Success, DisconnectWithWill, Unspecified, MalformedPacket, ProtocolError,
                     ImplementationSpecific, BadAuthenticationMethod, TopicNameInvalid,
                     ReceiveMaximumExceeded, TopicAliasInvalid, PacketTooLarge, MessageRateTooHigh,
                     QuotaExceeded, AdministrativeAction, PayloadFormatInvalid});
    }
    return read_reason(reader, {Success,
                                Unspecified,
                                MalformedPacket,
                                ProtocolError,
                                ImplementationSpecific,
                                NotAuthorized,
                                ServerBusy,
                                ServerShuttingDown,
                                BadAuthenticationMethod,
                                KeepAliveTimeout,
                                SessionTakenOver,
                                TopicFilterInvalid,
                                TopicNameInvalid,
                                ReceiveMaximumExceeded,
                                TopicAliasInvalid,
                                PacketTooLarge,
                                MessageRateTooHigh,
                                QuotaExceeded,
                                AdministrativeAction,
                                PayloadFormatInvalid,
                                RetainNotSupported,
                                QosNotSupported,
                                UseAnotherServer,
                                ServerMoved,
                                SharedSubscriptionsNotSupported,
                                ConnectionRateExceeded,
                                MaximumConnectTime,
                                SubscriptionIdentifiersNotSupported,
                                WildcardSubscriptionsNotSupported});
}

void read(Reader& reader, unsigned, Sender sender, Disconnect& out) {
    if (!reader.is_v5() || reader.done()) return;
    out.reason = read_disconnect_reason(reader, sender);
    if (reader.done()) return;
    read_properties(reader, place(PacketType::Disconnect), sender, out.properties);
    reader.refuse_if(sender == Sender::Server && out.properties.session_expiry,
                     ReasonCode::ProtocolError, {"", "MQTT-3.14.2-2"},
                     "a server's DISCONNECT carries a session expiry");
    reader.refuse_if(sender == Sender::Client && out.properties.server_reference,
                     ReasonCode::ProtocolError, {"", "3.14.2.2.5"},
                     "a client's DISCONNECT carries a server reference");
}

/// MQTT 5 table 3-11: success is the server's word, re-authentication the client's.
void read(Reader& reader, unsigned, Sender sender, Auth& out) {
    using enum ReasonCode;
    if (!reader.done()) {
        out.reason = read_reason(reader, {Success, ContinueAuthentication, ReAuthenticate});
        read_properties(reader, place(PacketType::Auth), sender, out.properties);
    }
    const ReasonCode foreign = sender == Sender::Client ? Success : ReAuthenticate;
    reader.refuse_if(out.reason == foreign, ProtocolError, {"", "MQTT-3.15.2-1"},
                     "the reason code of AUTH is the other side's");
    const bool goes_on = out.reason != Success;
    reader.refuse_if(goes_on && !out.properties.authentication_method, ProtocolError,
                     {"", "3.15.2.2.2"}, "AUTH names no authentication method");
}

// ---- the fixed header, section 2 ----

struct Header {
    Outcome outcome = Outcome::NeedMore;
    std::size_t header_size = 0;
    std::size_t body_size = 0;
    bool minimal = true;  ///< the remaining length takes no more octets than it needs
    Violation violation;
};

Header refused(ReasonCode reason, std::string_view clause, std::string_view text) {
    return {.outcome = Outcome::Refused, .violation = {reason, clause, text}};
}

bool may_send(Sender sender, PacketType type) {
    using enum PacketType;
    switch (type) {
        case PacketType::Connect:
        case PacketType::Subscribe:
        case PacketType::Unsubscribe:
        case PacketType::Pingreq:
            return sender == Sender::Client;
        case PacketType::Connack:
        case PacketType::Suback:
        case PacketType::Unsuback:
        case PacketType::Pingresp:
            return sender == Sender::Server;
        default:
            return true;
    }
}

/// Type and flags of the fixed header: 3.1.1 tables 2.1 and 2.2, 5 tables 2-1 and 2-2.
Header check_first_octet(unsigned first, const DecodeRules& rules) {
    const unsigned number = first >> 4;
    const auto type = static_cast<PacketType>(number);
    const bool v5 = rules.version == Version::V5;
    if (number == 0 || (number == 15 && !v5)) {
        return refused(ReasonCode::MalformedPacket, v5 ? "2.1.2" : "2.2.1",
                       "the packet type is reserved");
    }
    if (!may_send(rules.sender, type)) {
        return refused(ReasonCode::ProtocolError, v5 ? "2.1.2" : "2.2.1",
                       rules.sender == Sender::Client ? "only a server may send this packet"
                                                      : "only a client may send this packet");
    }
    if (type == PacketType::Publish) return {};
    const bool two = type == PacketType::Pubrel || type == PacketType::Subscribe ||
                     type == PacketType::Unsubscribe;
    if ((first & 15u) != (two ? 2u : 0u)) {
        return refused(ReasonCode::MalformedPacket, v5 ? "MQTT-2.1.3-1" : "MQTT-2.2.2-2",
                       "reserved flags of the fixed header have the wrong value");
    }
    return {};
}

Header read_header(std::string_view input, const DecodeRules& rules) {
    if (input.empty()) return {};
    const bool v5 = rules.version == Version::V5;
    Header header = check_first_octet(static_cast<unsigned char>(input[0]), rules);
    if (header.outcome == Outcome::Refused) return header;
    for (std::size_t i = 0; i < 4; ++i) {
        if (i + 1 >= input.size()) return {};
        const auto octet = static_cast<unsigned char>(input[i + 1]);
        header.body_size |= static_cast<std::size_t>(octet & 0x7Fu) << (7 * i);
        if (octet >= 0x80) continue;
        header.header_size = i + 2;
        header.minimal = octet != 0 || i == 0;
        if (header.header_size + header.body_size > rules.maximum_packet_size) {
            return refused(ReasonCode::PacketTooLarge, v5 ? "MQTT-3.1.2-24" : "2.2.3",
                           "the packet is larger than the receiver accepts");
        }
        const bool complete = input.size() >= header.header_size + header.body_size;
        header.outcome = complete ? Outcome::Complete : Outcome::NeedMore;
        return header;
    }
    return refused(ReasonCode::MalformedPacket, v5 ? "1.5.5" : "2.2.3",
                   "the remaining length has over four octets");
}

template <std::size_t... kIndex>
void read_body(Reader& reader, unsigned first, Sender sender, Packet& out,
               std::index_sequence<kIndex...>) {
    const std::size_t index = (first >> 4) - 1;
    const auto read_one = [&]<std::size_t kThis>() {
        if (index != kThis) return;
        read(reader, first & 15u, sender, out.emplace<kThis>());
    };
    (read_one.template operator()<kIndex>(), ...);
}

}  // namespace

Decoded decode(std::string_view input, const DecodeRules& rules) {
    Decoded decoded;
    const Header header = read_header(input, rules);
    decoded.outcome = header.outcome;
    decoded.violation = header.violation;
    if (header.outcome != Outcome::Complete) return decoded;

    Reader reader(input.substr(header.header_size, header.body_size), rules.version);
    read_body(reader, static_cast<unsigned char>(input[0]), rules.sender, decoded.packet,
              std::make_index_sequence<std::variant_size_v<Packet>>{});
    reader.expect_end();
    // Checked last: a CONNECT names its own version. 3.1.1 does not ask for the shortest form.
    reader.refuse_if(reader.is_v5() && !header.minimal, ReasonCode::MalformedPacket,
                     {"", "MQTT-1.5.5-1"}, "the remaining length takes more octets than it needs");
    if (!reader.ok()) {
        decoded.outcome = Outcome::Refused;
        decoded.violation = reader.violation();
        return decoded;
    }
    decoded.size = header.header_size + header.body_size;
    return decoded;
}

void Decoder::append(std::string_view bytes) {
    buffer_.erase(0, read_);
    read_ = 0;
    buffer_.append(bytes);
}

Decoded Decoder::next() {
    Decoded decoded = decode(std::string_view(buffer_).substr(read_), rules_);
    read_ += decoded.size;
    return decoded;
}

}  // namespace fleetsim::mqtt
