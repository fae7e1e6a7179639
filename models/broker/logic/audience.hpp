// Which of a message's subscribers get it, and how: overlapping and shared subscriptions, options.
// Models     one delivery to a session however many of its subscriptions match, No Local, Retain As
//            Published, the turn of a shared group's members.
// Leaves out which filters match: models/broker/core has an index of filters, Node its routes.
// Source     MQTT 5.0 sections 3.3.4, 3.8.3.1 and 4.8.2; MQTT 3.1.1 section 3.3.5.
#pragma once

#include <algorithm>
#include <cstddef>

#include "models/mqtt/packet.hpp"

namespace fleetsim::broker::logic {

struct Options {
    mqtt::Qos qos = mqtt::Qos::AtMostOnce;
    bool no_local = false;
    bool retain_as_published = false;
};

/// Does a subscription get a message, given whether its own client published it [MQTT-3.8.3-3]?
inline bool wants(const Options& options, bool is_own) { return !(options.no_local && is_own); }

/// A session's matching subscriptions, put together: the highest QoS of them [MQTT-3.3.4-2].
class Merged {
  public:
    void add(const Options& options) {
        is_any_ = true;
        qos_ = std::max(qos_, options.qos);
        retain_ |= options.retain_as_published;
    }
    bool is_any() const { return is_any_; }
    mqtt::Qos qos(mqtt::Qos of_message) const { return std::min(qos_, of_message); }
    bool retain(bool of_message) const { return retain_ && of_message; }

  private:
    bool is_any_ = false;
    bool retain_ = false;
    mqtt::Qos qos_ = mqtt::Qos::AtMostOnce;
};

enum class Member : unsigned char { Absent, Away, Connected };

/// The next member of a shared group, of `count`, after `turn`, the last that was chosen: one that
/// is connected if there is any [MQTT-4.8.2-4], else one that will be. `count` if there is none.
template <class StateOf>
std::size_t choose_member(std::size_t count, std::size_t& turn, StateOf state_of) {
    std::size_t chosen = count;
    for (std::size_t step = 0; step < count; ++step) {
        const std::size_t index = (turn + step) % count;
        const Member state = state_of(index);
        if (state == Member::Absent) continue;
        if (chosen == count || state == Member::Connected) chosen = index;
        if (state == Member::Connected) break;
    }
    if (chosen < count) turn = chosen + 1;
    return chosen;
}

}  // namespace fleetsim::broker::logic
