// MQTT reason codes and what the decoder says about a packet that breaks the standard.
// Models     MQTT 5.0 section 2.4; the five CONNACK return codes and the SUBACK failure of 3.1.1
//            are the same reasons, translated by the codec.
// Leaves out what a server does then: MQTT 3.1.1 4.8 (close), MQTT 5 4.13 (DISCONNECT, close).
#pragma once

#include <cstdint>
#include <string_view>

namespace fleetsim::mqtt {

enum class ReasonCode : std::uint8_t {
    Success = 0x00,  ///< also Normal disconnection and Granted QoS 0
    GrantedQos1 = 0x01,
    GrantedQos2 = 0x02,
    DisconnectWithWill = 0x04,
    NoMatchingSubscribers = 0x10,
    NoSubscriptionExisted = 0x11,
    ContinueAuthentication = 0x18,
    ReAuthenticate = 0x19,
    Unspecified = 0x80,
    MalformedPacket = 0x81,
    ProtocolError = 0x82,
    ImplementationSpecific = 0x83,
    UnsupportedProtocolVersion = 0x84,
    ClientIdentifierNotValid = 0x85,
    BadUserNameOrPassword = 0x86,
    NotAuthorized = 0x87,
    ServerUnavailable = 0x88,
    ServerBusy = 0x89,
    Banned = 0x8A,
    ServerShuttingDown = 0x8B,
    BadAuthenticationMethod = 0x8C,
    KeepAliveTimeout = 0x8D,
    SessionTakenOver = 0x8E,
    TopicFilterInvalid = 0x8F,
    TopicNameInvalid = 0x90,
    PacketIdentifierInUse = 0x91,
    PacketIdentifierNotFound = 0x92,
    ReceiveMaximumExceeded = 0x93,
    TopicAliasInvalid = 0x94,
    PacketTooLarge = 0x95,
    MessageRateTooHigh = 0x96,
    QuotaExceeded = 0x97,
    AdministrativeAction = 0x98,
    PayloadFormatInvalid = 0x99,
    RetainNotSupported = 0x9A,
    QosNotSupported = 0x9B,
    UseAnotherServer = 0x9C,
    ServerMoved = 0x9D,
    SharedSubscriptionsNotSupported = 0x9E,
    ConnectionRateExceeded = 0x9F,
    MaximumConnectTime = 0xA0,
    SubscriptionIdentifiersNotSupported = 0xA1,
    WildcardSubscriptionsNotSupported = 0xA2,
};

constexpr bool is_failure(ReasonCode reason) { return static_cast<std::uint8_t>(reason) >= 0x80; }

/// The standard's name: "Packet too large". Unknown values give "Unknown reason".
std::string_view name(ReasonCode reason);

/// Why a packet was refused. `clause` is the normative statement or section of the standard,
/// "MQTT-3.3.1-4"; both texts live for ever.
struct Violation {
    ReasonCode reason = ReasonCode::Success;
    std::string_view clause;
    std::string_view text;
};

}  // namespace fleetsim::mqtt
