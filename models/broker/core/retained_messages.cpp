#include "models/broker/core/retained_messages.hpp"

#include "models/mqtt/topic.hpp"

namespace fleetsim::broker::core {

void RetainedMessages::keep(MessagePointer message) {
    const auto old = by_topic_.find(message->topic);
    if (old != by_topic_.end()) remove(old);
    if (message->payload.empty()) return;
    const auto kept = by_topic_.emplace(message->topic, message).first;
    if (message->expires != sim::Time::never()) by_expiry_.emplace(message->expires, kept->first);
}

void RetainedMessages::remove(ByTopic::iterator kept) {
    by_expiry_.erase({kept->second->expires, kept->first});
    by_topic_.erase(kept);
}

std::vector<MessagePointer> RetainedMessages::take_expired(sim::Time now) {
    std::vector<MessagePointer> expired;
    while (!by_expiry_.empty() && by_expiry_.begin()->first <= now) {
        const auto kept = by_topic_.find(by_expiry_.begin()->second);
        expired.push_back(kept->second);
        remove(kept);
    }
    return expired;
}

std::vector<MessagePointer> RetainedMessages::matching(std::string_view filter) const {
    std::vector<MessagePointer> found;
    std::string_view prefix = filter.substr(0, filter.find_first_of("+#"));
    // "a/#" matches "a" too, which does not begin with "a/".
    if (prefix.size() < filter.size() && prefix.ends_with('/')) prefix.remove_suffix(1);
    for (auto at = by_topic_.lower_bound(prefix);
         at != by_topic_.end() && at->first.starts_with(prefix); ++at) {
        if (mqtt::matches(filter, at->first)) found.push_back(at->second);
    }
    return found;
}

}  // namespace fleetsim::broker::core
