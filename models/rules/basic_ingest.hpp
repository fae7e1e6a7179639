// Basic Ingest: "$aws/rules/NAME/TOPIC" goes to the rule NAME, without the broker's subscribers.
// Source     AWS IoT developer guide, "Reducing messaging costs with Basic Ingest".
#pragma once

#include <string_view>

namespace fleetsim::rules {

inline constexpr std::string_view kBasicIngest = "$aws/rules/";

/// NAME of a Basic Ingest topic; empty for any other topic.
constexpr std::string_view basic_ingest_rule(std::string_view topic) {
    if (!topic.starts_with(kBasicIngest)) return {};
    topic.remove_prefix(kBasicIngest.size());
    return topic.substr(0, topic.find('/'));
}

/// The topic as rules and limits see it: without `$aws/rules/NAME/`.
constexpr std::string_view visible_topic(std::string_view topic) {
    const std::string_view rule = basic_ingest_rule(topic);
    if (rule.empty()) return topic;
    topic.remove_prefix(kBasicIngest.size() + rule.size());
    return topic.substr(topic.empty() ? 0 : 1);
}

}  // namespace fleetsim::rules
