#include "models/broker/core/retained_messages.hpp"

#include <algorithm>

#include "models/mqtt/topic.hpp"

namespace fleetsim::broker::core {

void RetainedMessages::keep(MessagePointer message) {
    if (message->payload.empty()) {
        by_topic_.erase(message->topic);
        return;
    }
    const std::string& topic = message->topic;
    earliest_ = std::min(earliest_, message->expires);
    by_topic_.insert_or_assign(topic, std::move(message));
}

void RetainedMessages::forget_expired(sim::Time now) {
    if (now < earliest_) return;
    std::erase_if(by_topic_, [&](const auto& kept) { return kept.second->expires <= now; });
    earliest_ = sim::Time::never();
    for (const auto& [topic, message] : by_topic_)
        earliest_ = std::min(earliest_, message->expires);
}

std::vector<MessagePointer> RetainedMessages::matching(std::string_view filter, sim::Time now) {
    std::vector<MessagePointer> found;
    std::string_view prefix = filter.substr(0, filter.find_first_of("+#"));
    // "a/#" matches "a" too, which does not begin with "a/".
    if (prefix.size() < filter.size() && prefix.ends_with('/')) prefix.remove_suffix(1);
    for (auto at = by_topic_.lower_bound(prefix);
         at != by_topic_.end() && at->first.starts_with(prefix);) {
        if (at->second->expires <= now) {
            at = by_topic_.erase(at);
            continue;
        }
        if (mqtt::matches(filter, at->first)) found.push_back(at->second);
        ++at;
    }
    return found;
}

}  // namespace fleetsim::broker::core
