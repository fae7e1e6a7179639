#include "models/broker/pattern_relation.hpp"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "models/mqtt/topic.hpp"

namespace fleetsim::broker {

using Kind = PatternRelation::Kind;

namespace {

// Two numbers that no scenario writes into a filter by hand.
constexpr std::uint32_t kSomeNumber = 3'999'999'979;
constexpr std::uint32_t kOtherNumber = 3'999'999'959;

std::size_t level_count(std::string_view text) {
    mqtt::Levels levels(text);
    std::string_view level;
    std::size_t count = 0;
    while (levels.next(level)) ++count;
    return count;
}

std::optional<std::string_view> level_at(std::string_view text, std::size_t index) {
    mqtt::Levels levels(text);
    std::string_view level;
    for (std::size_t i = 0; levels.next(level); ++i)
        if (i == index) return level;
    return std::nullopt;
}

/// The number that makes the numbered level of `pattern` read like the level of `plain` in the same
/// place; nothing if none does.
std::optional<std::uint32_t> number_in(const mqtt::TopicPattern& pattern, std::string_view plain) {
    const std::size_t place = level_count(pattern.before) - 1;
    const std::optional<std::string_view> level = level_at(plain, place);
    if (!level) return std::nullopt;
    const std::string_view before =
        std::string_view(pattern.before).substr(pattern.before.rfind('/') + 1);
    const std::string_view after =
        std::string_view(pattern.after).substr(0, pattern.after.find('/'));
    if (level->size() <= before.size() + after.size()) return std::nullopt;
    if (!level->starts_with(before) || !level->ends_with(after)) return std::nullopt;
    const std::string_view digits =
        level->substr(before.size(), level->size() - before.size() - after.size());
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool is_canonical = error == std::errc{} && end == digits.data() + digits.size() &&
                              digits == std::to_string(number);
    return is_canonical ? std::optional(number) : std::nullopt;
}

/// Is `topic`, which `filter` matches, "a" to its "a/#"?
bool is_parent(std::string_view filter, std::string_view topic) {
    return filter.ends_with("/#") && level_count(topic) + 1 == level_count(filter);
}

}  // namespace

PatternRelation relate(const mqtt::TopicPattern& filter, const mqtt::TopicPattern& topic,
                       bool hash_matches_parent) {
    const auto matches = [&](const std::string& one_filter, const std::string& one_topic) {
        if (!mqtt::matches(one_filter, one_topic)) return false;
        return hash_matches_parent || !is_parent(one_filter, one_topic);
    };
    const std::string some_filter = filter.text(kSomeNumber);
    if (matches(some_filter, topic.text(kOtherNumber))) return {Kind::Always};
    if (matches(some_filter, topic.text(kSomeNumber)))
        return {filter.numbered && topic.numbered ? Kind::SameNumber : Kind::Always};
    if (topic.numbered && !filter.numbered) {
        const auto number = number_in(topic, some_filter);
        if (number && matches(some_filter, topic.text(*number))) return {Kind::TopicIs, *number};
    }
    if (filter.numbered && !topic.numbered) {
        const auto number = number_in(filter, topic.before);
        if (number && matches(filter.text(*number), topic.before)) return {Kind::OwnerIs, *number};
    }
    return {};
}

}  // namespace fleetsim::broker
