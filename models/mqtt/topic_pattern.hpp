// TopicPattern: a family of topics that differ in one number, "meter/{}/reading".
// Models     at most one number, written in decimal without leading zeros, anywhere in one level.
// Leaves out topics that vary in two places; a scenario that names some is refused.
#pragma once

#include <cstdint>
#include <string>

namespace fleetsim::mqtt {

struct TopicPattern {
    std::string before;
    std::string after;
    bool numbered = false;

    std::string text(std::uint32_t number) const {
        return numbered ? before + std::to_string(number) + after : before;
    }
    /// Bytes of text(number), without making it.
    std::uint32_t size(std::uint32_t number) const;

    bool operator==(const TopicPattern&) const = default;
};

constexpr std::uint32_t decimal_digits(std::uint32_t number) {
    std::uint32_t digits = 1;
    for (; number >= 10; number /= 10) ++digits;
    return digits;
}

inline std::uint32_t TopicPattern::size(std::uint32_t number) const {
    const auto fixed = static_cast<std::uint32_t>(before.size() + after.size());
    return numbered ? fixed + decimal_digits(number) : fixed;
}

}  // namespace fleetsim::mqtt
