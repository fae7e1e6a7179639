#include "models/mqtt/reason.hpp"

#include <algorithm>
#include <array>

#include "models/mqtt/packet.hpp"

namespace fleetsim::mqtt {

namespace {

struct ReasonName {
    ReasonCode reason;
    std::string_view name;
};
constexpr auto kReasonNames = std::to_array<ReasonName>({
    {ReasonCode::Success, "Success"},
    {ReasonCode::GrantedQos1, "Granted QoS 1"},
    {ReasonCode::GrantedQos2, "Granted QoS 2"},
    {ReasonCode::DisconnectWithWill, "Disconnect with Will Message"},
    {ReasonCode::NoMatchingSubscribers, "No matching subscribers"},
    {ReasonCode::NoSubscriptionExisted, "No subscription existed"},
    {ReasonCode::ContinueAuthentication, "Continue authentication"},
    {ReasonCode::ReAuthenticate, "Re-authenticate"},
    {ReasonCode::Unspecified, "Unspecified error"},
    {ReasonCode::MalformedPacket, "Malformed Packet"},
    {ReasonCode::ProtocolError, "Protocol Error"},
    {ReasonCode::ImplementationSpecific, "Implementation specific error"},
    {ReasonCode::UnsupportedProtocolVersion, "Unsupported Protocol Version"},
    {ReasonCode::ClientIdentifierNotValid, "Client Identifier not valid"},
    {ReasonCode::BadUserNameOrPassword, "Bad User Name or Password"},
    {ReasonCode::NotAuthorized, "Not authorized"},
    {ReasonCode::ServerUnavailable, "Server unavailable"},
    {ReasonCode::ServerBusy, "Server busy"},
    {ReasonCode::Banned, "Banned"},
    {ReasonCode::ServerShuttingDown, "Server shutting down"},
    {ReasonCode::BadAuthenticationMethod, "Bad authentication method"},
    {ReasonCode::KeepAliveTimeout, "Keep Alive timeout"},
    {ReasonCode::SessionTakenOver, "Session taken over"},
    {ReasonCode::TopicFilterInvalid, "Topic Filter invalid"},
    {ReasonCode::TopicNameInvalid, "Topic Name invalid"},
    {ReasonCode::PacketIdentifierInUse, "Packet Identifier in use"},
    {ReasonCode::PacketIdentifierNotFound, "Packet Identifier not found"},
    {ReasonCode::ReceiveMaximumExceeded, "Receive Maximum exceeded"},
    {ReasonCode::TopicAliasInvalid, "Topic Alias invalid"},
    {ReasonCode::PacketTooLarge, "Packet too large"},
    {ReasonCode::MessageRateTooHigh, "Message rate too high"},
    {ReasonCode::QuotaExceeded, "Quota exceeded"},
    {ReasonCode::AdministrativeAction, "Administrative action"},
    {ReasonCode::PayloadFormatInvalid, "Payload format invalid"},
    {ReasonCode::RetainNotSupported, "Retain not supported"},
    {ReasonCode::QosNotSupported, "QoS not supported"},
    {ReasonCode::UseAnotherServer, "Use another server"},
    {ReasonCode::ServerMoved, "Server moved"},
    {ReasonCode::SharedSubscriptionsNotSupported, "Shared Subscriptions not supported"},
    {ReasonCode::ConnectionRateExceeded, "Connection rate exceeded"},
    {ReasonCode::MaximumConnectTime, "Maximum connect time"},
    {ReasonCode::SubscriptionIdentifiersNotSupported, "Subscription Identifiers not supported"},
    {ReasonCode::WildcardSubscriptionsNotSupported, "Wildcard Subscriptions not supported"},
});

}  // namespace

std::string_view name(ReasonCode reason) {
    const auto found = std::ranges::find(kReasonNames, reason, &ReasonName::reason);
    return found == kReasonNames.end() ? "Unknown reason" : found->name;
}

std::string_view name(PacketType type) {
    switch (type) {
        case PacketType::Connect:
            return "CONNECT";
        case PacketType::Connack:
            return "CONNACK";
        case PacketType::Publish:
            return "PUBLISH";
        case PacketType::Puback:
            return "PUBACK";
        case PacketType::Pubrec:
            return "PUBREC";
        case PacketType::Pubrel:
            return "PUBREL";
        case PacketType::Pubcomp:
            return "PUBCOMP";
        case PacketType::Subscribe:
            return "SUBSCRIBE";
        case PacketType::Suback:
            return "SUBACK";
        case PacketType::Unsubscribe:
            return "UNSUBSCRIBE";
        case PacketType::Unsuback:
            return "UNSUBACK";
        case PacketType::Pingreq:
            return "PINGREQ";
        case PacketType::Pingresp:
            return "PINGRESP";
        case PacketType::Disconnect:
            return "DISCONNECT";
        case PacketType::Auth:
            return "AUTH";
    }
    return "reserved";
}

}  // namespace fleetsim::mqtt
