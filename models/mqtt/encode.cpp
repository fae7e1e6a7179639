#include <concepts>
#include <type_traits>

#include "models/mqtt/codec.hpp"
#include "models/mqtt/property_rules.hpp"
#include "sim/check.hpp"

namespace fleetsim::mqtt {

namespace {

using detail::PropertyId;

constexpr std::size_t kLongestText = 65'535;
constexpr std::size_t kLargestBody = 268'435'455;

constexpr std::size_t variable_integer_size(std::size_t value) {
    return value < 128 ? 1 : value < 16'384 ? 2 : value < 2'097'152 ? 3 : 4;
}

/// Every packet is written once, into either sink: this one only counts ...
struct Counter {
    std::size_t size = 0;
    void octet(unsigned) { size += 1; }
    void raw(std::string_view bytes) { size += bytes.size(); }
};

/// ... and this one writes.
struct Writer {
    std::string& out;
    void octet(unsigned value) { out.push_back(static_cast<char>(value & 0xFFu)); }
    void raw(std::string_view bytes) { out.append(bytes); }
};

template <class Sink>
void put_u16(Sink& sink, unsigned value) {
    sink.octet(value >> 8);
    sink.octet(value);
}

template <class Sink>
void put_u32(Sink& sink, std::uint32_t value) {
    put_u16(sink, value >> 16);
    put_u16(sink, value);
}

template <class Sink>
void put_variable_integer(Sink& sink, std::size_t value) {
    while (value >= 128) {
        sink.octet(static_cast<unsigned>(value % 128) | 0x80u);
        value /= 128;
    }
    sink.octet(static_cast<unsigned>(value));
}

template <class Sink>
void put_text(Sink& sink, std::string_view text) {
    FLEET_CHECK(text.size() <= kLongestText, "an MQTT text has at most 65,535 octets");
    put_u16(sink, static_cast<unsigned>(text.size()));
    sink.raw(text);
}

template <class Sink>
void put_value(Sink& sink, bool value) {
    sink.octet(value ? 1 : 0);
}
template <class Sink>
void put_value(Sink& sink, std::uint16_t value) {
    put_u16(sink, value);
}
template <class Sink>
void put_value(Sink& sink, std::uint32_t value) {
    put_u32(sink, value);
}
template <class Sink>
void put_value(Sink& sink, std::string_view value) {
    put_text(sink, value);
}

template <class Sink, class Value>
void put(Sink& sink, PropertyId id, const std::optional<Value>& value) {
    if (!value) return;
    sink.octet(static_cast<unsigned>(id));
    put_value(sink, *value);
}

template <class Sink>
void put_each(Sink& sink, const Properties& p) {
    put(sink, PropertyId::PayloadFormat, p.payload_is_text);
    put(sink, PropertyId::MessageExpiry, p.message_expiry);
    put(sink, PropertyId::ContentType, p.content_type);
    put(sink, PropertyId::ResponseTopic, p.response_topic);
    put(sink, PropertyId::CorrelationBytes, p.correlation_bytes);
    for (const std::uint32_t identifier : p.subscription_identifiers) {
        sink.octet(static_cast<unsigned>(PropertyId::SubscriptionIdentifier));
        put_variable_integer(sink, identifier);
    }
    put(sink, PropertyId::SessionExpiry, p.session_expiry);
    put(sink, PropertyId::AssignedClientId, p.assigned_client_id);
    put(sink, PropertyId::ServerKeepAlive, p.server_keep_alive);
    put(sink, PropertyId::AuthenticationMethod, p.authentication_method);
    put(sink, PropertyId::AuthenticationBytes, p.authentication_bytes);
    put(sink, PropertyId::RequestProblem, p.wants_problem_text);
    put(sink, PropertyId::WillDelay, p.will_delay);
    put(sink, PropertyId::RequestResponse, p.wants_response_topic);
    put(sink, PropertyId::ResponsePrefix, p.response_prefix);
    put(sink, PropertyId::ServerReference, p.server_reference);
    put(sink, PropertyId::ReasonText, p.reason_text);
    put(sink, PropertyId::ReceiveMaximum, p.receive_maximum);
    put(sink, PropertyId::TopicAliasMaximum, p.topic_alias_maximum);
    put(sink, PropertyId::TopicAlias, p.topic_alias);
    put(sink, PropertyId::MaximumQos, p.serves_qos1);
    put(sink, PropertyId::RetainAvailable, p.retain_available);
    for (const UserProperty& property : p.user) {
        sink.octet(static_cast<unsigned>(PropertyId::User));
        put_text(sink, property.name);
        put_text(sink, property.value);
    }
    put(sink, PropertyId::MaximumPacketSize, p.maximum_packet_size);
    put(sink, PropertyId::WildcardAvailable, p.wildcard_available);
    put(sink, PropertyId::SubscriptionIdentifierAvailable, p.subscription_identifier_available);
    put(sink, PropertyId::SharedAvailable, p.shared_available);
}

std::size_t size_of(const Properties& properties) {
    Counter counter;
    put_each(counter, properties);
    return counter.size;
}

/// The property block of MQTT 5 with its length; nothing in 3.1.1.
template <class Sink>
void put_properties(Sink& sink, Version version, const Properties& properties) {
    if (version != Version::V5) return;
    const std::size_t size = size_of(properties);
    put_variable_integer(sink, size);
    if (size > 0) put_each(sink, properties);
}

/// Whether an acknowledgement may leave out what follows its packet identifier [MQTT-3.4.2.1].
bool is_bare(Version version, ReasonCode reason, const Properties& properties) {
    if (version != Version::V5) return true;
    return reason == ReasonCode::Success && size_of(properties) == 0;
}

/// Reason and properties at the end of MQTT 5 acknowledgements, DISCONNECT and AUTH. The property
/// length may be left out when it is zero.
template <class Sink>
void put_ending(Sink& sink, Version version, ReasonCode reason, const Properties& properties) {
    if (is_bare(version, reason, properties)) return;
    sink.octet(static_cast<unsigned>(reason));
    if (size_of(properties) > 0) put_properties(sink, version, properties);
}

std::uint8_t return_code_of(ReasonCode reason) {
    switch (reason) {
        case ReasonCode::Success:
            return 0;
        case ReasonCode::UnsupportedProtocolVersion:
            return 1;
        case ReasonCode::ClientIdentifierNotValid:
            return 2;
        case ReasonCode::BadUserNameOrPassword:
            return 4;
        case ReasonCode::NotAuthorized:
        case ReasonCode::Banned:
            return 5;
        default:
            return 3;  // "server unavailable" is all 3.1.1 has left
    }
}

unsigned connect_flags(const Connect& packet) {
    unsigned flags = packet.clean_start ? 0x02u : 0u;
    if (packet.will) {
        flags |= 0x04u | static_cast<unsigned>(packet.will->qos) << 3;
        if (packet.will->retain) flags |= 0x20u;
    }
    if (packet.password) flags |= 0x40u;
    if (packet.user_name) flags |= 0x80u;
    return flags;
}

template <class Sink>
void put_body(Sink& sink, const Connect& packet, Version) {
    put_text(sink, "MQTT");
    sink.octet(static_cast<unsigned>(packet.version));
    sink.octet(connect_flags(packet));
    put_u16(sink, packet.keep_alive);
    put_properties(sink, packet.version, packet.properties);
    put_text(sink, packet.client_id);
    if (packet.will) {
        put_properties(sink, packet.version, packet.will->properties);
        put_text(sink, packet.will->topic);
        put_text(sink, packet.will->payload);
    }
    if (packet.user_name) put_text(sink, *packet.user_name);
    if (packet.password) put_text(sink, *packet.password);
}

template <class Sink>
void put_body(Sink& sink, const Connack& packet, Version version) {
    sink.octet(packet.session_present ? 1 : 0);
    if (version == Version::V5) {
        sink.octet(static_cast<unsigned>(packet.reason));
        put_properties(sink, version, packet.properties);
        return;
    }
    sink.octet(packet.return_code.value_or(return_code_of(packet.reason)));
}

template <class Sink>
void put_body(Sink& sink, const Publish& packet, Version version) {
    put_text(sink, packet.topic);
    if (packet.qos != Qos::AtMostOnce) put_u16(sink, packet.packet_id);
    put_properties(sink, version, packet.properties);
    sink.raw(packet.payload);
}

template <class Sink, PacketType kType>
void put_body(Sink& sink, const Acknowledgement<kType>& packet, Version version) {
    put_u16(sink, packet.packet_id);
    put_ending(sink, version, packet.reason, packet.properties);
}

unsigned subscription_options(const Subscription& subscription, Version version) {
    unsigned options = static_cast<unsigned>(subscription.qos);
    if (version != Version::V5) return options;
    if (subscription.no_local) options |= 0x04u;
    if (subscription.retain_as_published) options |= 0x08u;
    return options | static_cast<unsigned>(subscription.retain_handling) << 4;
}

template <class Sink>
void put_body(Sink& sink, const Subscribe& packet, Version version) {
    put_u16(sink, packet.packet_id);
    put_properties(sink, version, packet.properties);
    for (const Subscription& subscription : packet.subscriptions) {
        put_text(sink, subscription.filter);
        sink.octet(subscription_options(subscription, version));
    }
}

template <class Sink>
void put_body(Sink& sink, const Suback& packet, Version version) {
    put_u16(sink, packet.packet_id);
    put_properties(sink, version, packet.properties);
    for (const ReasonCode reason : packet.reasons) {
        const bool plain_failure = version != Version::V5 && is_failure(reason);
        sink.octet(plain_failure ? 0x80u : static_cast<unsigned>(reason));
    }
}

template <class Sink>
void put_body(Sink& sink, const Unsubscribe& packet, Version version) {
    put_u16(sink, packet.packet_id);
    put_properties(sink, version, packet.properties);
    for (const std::string_view filter : packet.filters) put_text(sink, filter);
}

template <class Sink>
void put_body(Sink& sink, const Unsuback& packet, Version version) {
    put_u16(sink, packet.packet_id);
    if (version != Version::V5) return;
    put_properties(sink, version, packet.properties);
    for (const ReasonCode reason : packet.reasons) sink.octet(static_cast<unsigned>(reason));
}

template <class Sink>
void put_body(Sink&, const Pingreq&, Version) {}
template <class Sink>
void put_body(Sink&, const Pingresp&, Version) {}

template <class Sink>
void put_body(Sink& sink, const Disconnect& packet, Version version) {
    put_ending(sink, version, packet.reason, packet.properties);
}

template <class Sink>
void put_body(Sink& sink, const Auth& packet, Version version) {
    FLEET_CHECK(version == Version::V5, "AUTH exists in MQTT 5 only");
    put_ending(sink, version, packet.reason, packet.properties);
}

template <class T>
struct TypeOf;
template <PacketType kType>
struct TypeOf<Acknowledgement<kType>> : std::integral_constant<PacketType, kType> {};
#define FLEETSIM_PACKET_TYPE(type) \
    template <>                    \
    struct TypeOf<type> : std::integral_constant<PacketType, PacketType::type> {}
FLEETSIM_PACKET_TYPE(Connect);
FLEETSIM_PACKET_TYPE(Connack);
FLEETSIM_PACKET_TYPE(Publish);
FLEETSIM_PACKET_TYPE(Subscribe);
FLEETSIM_PACKET_TYPE(Suback);
FLEETSIM_PACKET_TYPE(Unsubscribe);
FLEETSIM_PACKET_TYPE(Unsuback);
FLEETSIM_PACKET_TYPE(Pingreq);
FLEETSIM_PACKET_TYPE(Pingresp);
FLEETSIM_PACKET_TYPE(Disconnect);
FLEETSIM_PACKET_TYPE(Auth);
#undef FLEETSIM_PACKET_TYPE

/// The lower half of the first octet (3.1.1 table 2.2, 5 table 2-2).
template <class T>
unsigned header_flags(const T& packet) {
    if constexpr (std::same_as<T, Publish>) {
        return (packet.duplicate ? 8u : 0u) | static_cast<unsigned>(packet.qos) << 1 |
               (packet.retain ? 1u : 0u);
    }
    constexpr PacketType kType = TypeOf<T>::value;
    constexpr bool kReservedTwo = kType == PacketType::Pubrel || kType == PacketType::Subscribe ||
                                  kType == PacketType::Unsubscribe;
    return kReservedTwo ? 2u : 0u;
}

template <class T>
std::size_t body_size(const T& packet, Version version) {
    Counter counter;
    put_body(counter, packet, version);
    FLEET_CHECK(counter.size <= kLargestBody, "an MQTT packet has at most 256 MiB");
    return counter.size;
}

template <class T>
std::size_t size_on_wire(const T& packet, Version version) {
    const std::size_t body = body_size(packet, version);
    return 1 + variable_integer_size(body) + body;
}

template <class T>
void write(const T& packet, Version version, std::string& out) {
    const std::size_t body = body_size(packet, version);
    Writer writer{out};
    writer.octet(static_cast<unsigned>(TypeOf<T>::value) << 4 | header_flags(packet));
    put_variable_integer(writer, body);
    put_body(writer, packet, version);
}

}  // namespace

void encode(const Packet& packet, Version version, std::string& out) {
    std::visit([&](const auto& p) { write(p, version, out); }, packet);
}
void encode(const Publish& packet, Version version, std::string& out) {
    write(packet, version, out);
}

std::size_t encoded_size(const Packet& packet, Version version) {
    return std::visit([&](const auto& p) { return size_on_wire(p, version); }, packet);
}
std::size_t encoded_size(const Connect& packet) { return size_on_wire(packet, packet.version); }
std::size_t encoded_size(const Connack& packet, Version version) {
    return size_on_wire(packet, version);
}
std::size_t encoded_size(const Publish& packet, Version version) {
    return size_on_wire(packet, version);
}
std::size_t encoded_size(const Puback& packet, Version version) {
    return size_on_wire(packet, version);
}
std::size_t encoded_size(const Subscribe& packet, Version version) {
    return size_on_wire(packet, version);
}
std::size_t encoded_size(const Suback& packet, Version version) {
    return size_on_wire(packet, version);
}

}  // namespace fleetsim::mqtt
