// PatternList: the topics of a simulated world, each family under one small number, and the message
// expiry intervals that are used in it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "models/mqtt/topic_pattern.hpp"
#include "sim/time.hpp"

namespace fleetsim::mqtt {

class PatternList {
  public:
    static constexpr std::size_t kMost = 65'536;

    /// The number of `pattern`, which is added if it is new. At most kMost fit.
    std::uint16_t number_of(const TopicPattern& pattern) {
        for (std::size_t i = 0; i < patterns_.size(); ++i)
            if (patterns_[i] == pattern) return static_cast<std::uint16_t>(i);
        patterns_.push_back(pattern);
        return static_cast<std::uint16_t>(patterns_.size() - 1);
    }
    /// The number of a message expiry interval: 0 is none. At most 255 fit.
    std::uint8_t lifetime_number(sim::Duration lifetime) {
        const auto same = std::find(lifetimes_.begin(), lifetimes_.end(), lifetime);
        const auto number = static_cast<std::uint8_t>(same - lifetimes_.begin() + 1);
        if (same == lifetimes_.end()) lifetimes_.push_back(lifetime);
        return number;
    }
    /// The lifetime of number n + 1.
    std::span<const sim::Duration> lifetimes() const { return lifetimes_; }
    /// The same, but none of `taken`: where a client has two programs for one topic, the number
    /// says which of them made a message.
    std::uint16_t number_of(const TopicPattern& pattern, std::span<const std::uint16_t> taken) {
        for (std::size_t i = 0; i < patterns_.size(); ++i)
            if (patterns_[i] == pattern &&
                std::find(taken.begin(), taken.end(), static_cast<std::uint16_t>(i)) == taken.end())
                return static_cast<std::uint16_t>(i);
        patterns_.push_back(pattern);
        return static_cast<std::uint16_t>(patterns_.size() - 1);
    }
    const TopicPattern& operator[](std::uint16_t number) const { return patterns_[number]; }
    std::span<const TopicPattern> all() const { return patterns_; }

  private:
    std::vector<TopicPattern> patterns_;
    std::vector<sim::Duration> lifetimes_;
};

}  // namespace fleetsim::mqtt
