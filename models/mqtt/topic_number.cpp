#include "models/mqtt/topic_number.hpp"

#include <charconv>
#include <string>

namespace fleetsim::mqtt {

std::optional<std::uint32_t> number_in(const TopicPattern& pattern, std::string_view topic) {
    if (!pattern.numbered)
        return topic == pattern.before ? std::optional<std::uint32_t>(0) : std::nullopt;
    if (!topic.starts_with(pattern.before) || !topic.ends_with(pattern.after)) return std::nullopt;
    if (topic.size() <= pattern.before.size() + pattern.after.size()) return std::nullopt;
    topic.remove_prefix(pattern.before.size());
    topic.remove_suffix(pattern.after.size());
    std::uint32_t number = 0;
    const auto parsed = std::from_chars(topic.data(), topic.data() + topic.size(), number);
    const bool is_plain = parsed.ec == std::errc{} && parsed.ptr == topic.data() + topic.size() &&
                          std::to_string(number) == topic;
    return is_plain ? std::optional(number) : std::nullopt;
}

}  // namespace fleetsim::mqtt
