// What the two fronts of the broker have in common in a test: clients, and words for what they are
// told that do not depend on who tells it.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/broker/node.hpp"
#include "models/mqtt/packet.hpp"

namespace fleetsim::broker {

inline constexpr std::uint32_t kClients = 10;
inline constexpr std::uint16_t kKeepAlive = 10;

using Told = std::vector<std::string>;

/// An answer a client owes.
struct Debt {
    mqtt::PacketType kind;
    std::uint16_t id;
};

struct Delivered {
    std::string topic;
    std::uint32_t ordinal = 0;
    std::size_t octets = 0;
    mqtt::Qos qos = mqtt::Qos::AtMostOnce;
    std::uint16_t packet_id = 0;
    bool retain = false;
    bool duplicate = false;
};

inline std::string text_of(const Delivered& one) {
    return "PUBLISH " + one.topic + " #" + std::to_string(one.ordinal) + " of " +
           std::to_string(one.octets) + " qos " + std::to_string(static_cast<int>(one.qos)) +
           " id " + std::to_string(one.packet_id) + (one.retain ? " retain" : "") +
           (one.duplicate ? " dup" : "");
}
inline std::string text_of(std::string_view kind, std::uint16_t id) {
    return std::string(kind) + " " + std::to_string(id);
}

/// Its number in its group.
inline std::uint32_t number_of(const ClientGroup& group, std::uint32_t client) {
    return client - group.first.value;
}
inline const ClientGroup& group_of(const std::vector<ClientGroup>& groups, std::uint32_t client) {
    return *std::find_if(groups.begin(), groups.end(), [&](const ClientGroup& group) {
        return client >= group.first.value && client < group.first.value + group.count;
    });
}

}  // namespace fleetsim::broker
