// Message: an application message the broker keeps beyond the packet it came in.
// Models     every property that travels from publisher to subscriber (MQTT 5.0 section 3.3.2.3).
// Leaves out topic alias and subscription identifiers, which belong to one delivery.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/mqtt/packet.hpp"
#include "sim/time.hpp"

namespace fleetsim::broker::core {

using SessionId = std::uint64_t;      ///< never reused; 0 is nobody
using MessageNumber = std::uint64_t;  ///< never reused; 0 before the broker has routed it

struct Message {
    MessageNumber number = 0;
    std::string topic;
    std::string payload;
    mqtt::Qos qos = mqtt::Qos::AtMostOnce;
    bool retain = false;
    SessionId publisher = 0;
    sim::Time expires = sim::Time::never();
    std::optional<bool> payload_is_text;
    std::optional<std::string> content_type;
    std::optional<std::string> response_topic;
    std::optional<std::string> correlation;
    std::vector<std::pair<std::string, std::string>> user;
};
using MessagePointer = std::shared_ptr<const Message>;

/// Octets it costs to keep, near enough to bound them.
std::size_t kept_octets(const Message& message);

/// The properties of a PUBLISH or will; topic, payload and flags are the caller's.
Message message_of(const mqtt::Properties& properties, sim::Time now);

/// What a subscriber gets at `now`; views of `message`. Only for one that has not expired.
mqtt::Publish publish_of(const Message& message, sim::Time now);

}  // namespace fleetsim::broker::core
