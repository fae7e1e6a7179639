// MQTT control packets as plain values, for 3.1.1 and 5.
// Models     all 15 packet types with every field and property of both versions.
// Leaves out any state: who may send what when is the session's business (models/broker,
//            models/device). MQTT 3.1 (level 3, "MQIsdp") is not spoken.
// Source     OASIS MQTT 3.1.1 and MQTT 5.0, section 3.
// Texts and payloads are views: of the caller's memory to encode, of the input when decoded.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "models/mqtt/properties.hpp"
#include "models/mqtt/reason.hpp"

namespace fleetsim::mqtt {

enum class Version : std::uint8_t { V311 = 4, V5 = 5 };  ///< the protocol level of CONNECT
enum class Qos : std::uint8_t { AtMostOnce = 0, AtLeastOnce = 1, ExactlyOnce = 2 };
enum class RetainHandling : std::uint8_t { Send = 0, SendIfNew = 1, Never = 2 };

enum class PacketType : std::uint8_t {
    Connect = 1,
    Connack,
    Publish,
    Puback,
    Pubrec,
    Pubrel,
    Pubcomp,
    Subscribe,
    Suback,
    Unsubscribe,
    Unsuback,
    Pingreq,
    Pingresp,
    Disconnect,
    Auth,
};
std::string_view name(PacketType type);  ///< "PUBLISH"

struct Will {
    std::string_view topic{};
    std::string_view payload{};
    Qos qos = Qos::AtMostOnce;
    bool retain = false;
    Properties properties{};
    bool operator==(const Will&) const = default;
};

struct Connect {
    Version version = Version::V311;
    bool clean_start = true;       ///< Clean Session in 3.1.1
    std::uint16_t keep_alive = 0;  ///< seconds, 0 is off
    std::string_view client_id{};
    std::optional<Will> will{};
    std::optional<std::string_view> user_name{};
    std::optional<std::string_view> password{};
    Properties properties{};
    bool operator==(const Connect&) const = default;
};

struct Connack {
    bool session_present = false;
    ReasonCode reason = ReasonCode::Success;
    /// 3.1.1 only: this return code on the wire instead of the reason's translation
    /// (AWS IoT answers 7); set by the decoder to what was read.
    std::optional<std::uint8_t> return_code{};
    Properties properties{};
    bool operator==(const Connack&) const = default;
};

struct Publish {
    std::string_view topic{};
    std::string_view payload{};
    std::uint16_t packet_id = 0;  ///< zero for QoS 0
    Qos qos = Qos::AtMostOnce;
    bool retain = false;
    bool duplicate = false;
    Properties properties{};
    bool operator==(const Publish&) const = default;
};

/// PUBACK, PUBREC, PUBREL and PUBCOMP share one form.
template <PacketType kType>
struct Acknowledgement {
    std::uint16_t packet_id = 0;
    ReasonCode reason = ReasonCode::Success;  ///< not on the wire in 3.1.1
    Properties properties{};
    bool operator==(const Acknowledgement&) const = default;
};
using Puback = Acknowledgement<PacketType::Puback>;
using Pubrec = Acknowledgement<PacketType::Pubrec>;
using Pubrel = Acknowledgement<PacketType::Pubrel>;
using Pubcomp = Acknowledgement<PacketType::Pubcomp>;

struct Subscription {
    std::string_view filter{};
    Qos qos = Qos::AtMostOnce;
    bool no_local = false;                                  ///< MQTT 5
    bool retain_as_published = false;                       ///< MQTT 5
    RetainHandling retain_handling = RetainHandling::Send;  ///< MQTT 5
    bool operator==(const Subscription&) const = default;
};

struct Subscribe {
    std::uint16_t packet_id = 0;
    std::vector<Subscription> subscriptions{};
    Properties properties{};
    bool operator==(const Subscribe&) const = default;
};

struct Suback {
    std::uint16_t packet_id = 0;
    std::vector<ReasonCode> reasons{};  ///< 3.1.1: every failure goes out as 0x80
    Properties properties{};
    bool operator==(const Suback&) const = default;
};

struct Unsubscribe {
    std::uint16_t packet_id = 0;
    std::vector<std::string_view> filters{};
    Properties properties{};
    bool operator==(const Unsubscribe&) const = default;
};

struct Unsuback {
    std::uint16_t packet_id = 0;
    std::vector<ReasonCode> reasons{};  ///< not on the wire in 3.1.1
    Properties properties{};
    bool operator==(const Unsuback&) const = default;
};

struct Pingreq {
    bool operator==(const Pingreq&) const = default;
};
struct Pingresp {
    bool operator==(const Pingresp&) const = default;
};

struct Disconnect {
    ReasonCode reason = ReasonCode::Success;  ///< not on the wire in 3.1.1
    Properties properties{};
    bool operator==(const Disconnect&) const = default;
};

struct Auth {  ///< MQTT 5
    ReasonCode reason = ReasonCode::Success;
    Properties properties{};
    bool operator==(const Auth&) const = default;
};

/// The alternatives stand in the order of PacketType: index + 1 is the type.
using Packet = std::variant<Connect, Connack, Publish, Puback, Pubrec, Pubrel, Pubcomp, Subscribe,
                            Suback, Unsubscribe, Unsuback, Pingreq, Pingresp, Disconnect, Auth>;

inline PacketType type_of(const Packet& packet) {
    return static_cast<PacketType>(packet.index() + 1);
}

}  // namespace fleetsim::mqtt
