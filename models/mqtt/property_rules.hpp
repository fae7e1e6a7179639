// Identifiers of the MQTT 5 properties and the packets each may stand in. Internal to the codec.
// Source MQTT 5.0 table 2-4.
#pragma once

#include <cstdint>

#include "models/mqtt/packet.hpp"

namespace fleetsim::mqtt::detail {

enum class PropertyId : std::uint8_t {
    PayloadFormat = 1,
    MessageExpiry = 2,
    ContentType = 3,
    ResponseTopic = 8,
    CorrelationBytes = 9,
    SubscriptionIdentifier = 11,
    SessionExpiry = 17,
    AssignedClientId = 18,
    ServerKeepAlive = 19,
    AuthenticationMethod = 21,
    AuthenticationBytes = 22,
    RequestProblem = 23,
    WillDelay = 24,
    RequestResponse = 25,
    ResponsePrefix = 26,
    ServerReference = 28,
    ReasonText = 31,
    ReceiveMaximum = 33,
    TopicAliasMaximum = 34,
    TopicAlias = 35,
    MaximumQos = 36,
    RetainAvailable = 37,
    User = 38,
    MaximumPacketSize = 39,
    WildcardAvailable = 40,
    SubscriptionIdentifierAvailable = 41,
    SharedAvailable = 42,
};
inline constexpr std::uint32_t kLastPropertyId = 42;

/// A place properties stand in: a packet type, or the will of a CONNECT.
inline constexpr std::uint32_t place(PacketType type) { return 1u << static_cast<unsigned>(type); }
inline constexpr std::uint32_t kWillPlace = 1u;  // packet type 0 does not exist

/// The places a property may stand in; 0 for an identifier the standard does not know.
constexpr std::uint32_t allowed_places(PropertyId id) {
    using enum PacketType;
    constexpr std::uint32_t kAcks = place(Puback) | place(Pubrec) | place(Pubrel) | place(Pubcomp) |
                                    place(Suback) | place(Unsuback) | place(Connack) |
                                    place(PacketType::Disconnect) | place(PacketType::Auth);
    constexpr std::uint32_t kMessage = place(PacketType::Publish) | kWillPlace;
    constexpr std::uint32_t kHello = place(PacketType::Connect) | place(Connack);
    switch (id) {
        case PropertyId::PayloadFormat:
        case PropertyId::MessageExpiry:
        case PropertyId::ContentType:
        case PropertyId::ResponseTopic:
        case PropertyId::CorrelationBytes:
            return kMessage;
        case PropertyId::SubscriptionIdentifier:
            return place(PacketType::Publish) | place(PacketType::Subscribe);
        case PropertyId::SessionExpiry:
            return kHello | place(PacketType::Disconnect);
        case PropertyId::AuthenticationMethod:
        case PropertyId::AuthenticationBytes:
            return kHello | place(PacketType::Auth);
        case PropertyId::RequestProblem:
        case PropertyId::RequestResponse:
            return place(PacketType::Connect);
        case PropertyId::WillDelay:
            return kWillPlace;
        case PropertyId::ServerReference:
            return place(Connack) | place(PacketType::Disconnect);
        case PropertyId::ReasonText:
            return kAcks;
        case PropertyId::ReceiveMaximum:
        case PropertyId::TopicAliasMaximum:
        case PropertyId::MaximumPacketSize:
            return kHello;
        case PropertyId::TopicAlias:
            return place(PacketType::Publish);
        case PropertyId::AssignedClientId:
        case PropertyId::ServerKeepAlive:
        case PropertyId::ResponsePrefix:
        case PropertyId::MaximumQos:
        case PropertyId::RetainAvailable:
        case PropertyId::WildcardAvailable:
        case PropertyId::SubscriptionIdentifierAvailable:
        case PropertyId::SharedAvailable:
            return place(Connack);
        case PropertyId::User:
            return kAcks | kMessage | place(PacketType::Connect) | place(PacketType::Subscribe) |
                   place(PacketType::Unsubscribe);
    }
    return 0;
}

}  // namespace fleetsim::mqtt::detail
