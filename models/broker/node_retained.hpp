// NodeRetained: the retained messages of a simulated broker, by topic pattern and number.
// Models     one message a topic; a topic costs 48 bytes, and none a string.
// Leaves out when one is kept and who gets it: models/broker/logic/retention.hpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "models/broker/node_sessions.hpp"

namespace fleetsim::broker {

class NodeRetained {
  public:
    explicit NodeRetained(std::size_t patterns) : by_pattern_(patterns) {}

    std::size_t size() const { return size_; }
    bool contains(const mqtt::Message& topic) const {
        const auto& kept = by_pattern_[topic.pattern];
        return topic.number < kept.size() && is_there(kept[topic.number]);
    }
    void keep(const NodeMessage& message) {
        auto& kept = by_pattern_[message.message.pattern];
        const std::uint32_t number = message.message.number;
        if (number >= kept.size()) kept.resize(number + std::size_t{1});
        if (!is_there(kept[number])) ++size_;
        earliest_ = std::min(earliest_, message.expires);
        kept[number] = message;
    }
    void remove(const mqtt::Message& topic) {
        if (!contains(topic)) return;
        by_pattern_[topic.pattern][topic.number] = {};
        --size_;
    }
    /// Those that nobody asked for since they expired are forgotten too.
    void forget_expired(sim::Time now) {
        if (now < earliest_) return;
        earliest_ = sim::Time::never();
        for (auto& kept : by_pattern_) {
            for (NodeMessage& message : kept) {
                if (!is_there(message)) continue;
                if (message.expires <= now)
                    remove(message.message);
                else
                    earliest_ = std::min(earliest_, message.expires);
            }
        }
    }
    /// Numbers of a pattern's topics lie below.
    std::uint32_t end(std::uint16_t pattern) const {
        return static_cast<std::uint32_t>(by_pattern_[pattern].size());
    }
    /// Null if there is none, or one that has expired, which is forgotten here.
    const NodeMessage* find(std::uint16_t pattern, std::uint32_t number, sim::Time now) {
        auto& kept = by_pattern_[pattern];
        if (number >= kept.size() || !is_there(kept[number])) return nullptr;
        if (kept[number].expires > now) return &kept[number];
        remove(kept[number].message);
        return nullptr;
    }

  private:
    /// An empty message is never retained [MQTT-3.3.1-6].
    static bool is_there(const NodeMessage& message) { return message.message.payload_bytes > 0; }

    std::vector<std::vector<NodeMessage>> by_pattern_;
    std::size_t size_ = 0;
    sim::Time earliest_ = sim::Time::never();  ///< none expires before
};

}  // namespace fleetsim::broker
