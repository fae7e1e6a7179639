// RetainedMessages: the last retained message of each topic.
// Models     MQTT 5.0 section 3.3.1.3: replaced by the next, removed by an empty one or by expiry.
// Leaves out a limit on their number: Broker has one.
// A filter without wildcards is one look-up; others read the topics that share its fixed prefix.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/broker/core/message.hpp"

namespace fleetsim::broker::core {

class RetainedMessages {
  public:
    /// An empty payload removes the topic's message [MQTT-3.3.1-6].
    void keep(MessagePointer message);
    /// Those that have expired; they are kept no longer.
    std::vector<MessagePointer> take_expired(sim::Time now);
    /// Those a new subscription gets, in topic order.
    std::vector<MessagePointer> matching(std::string_view filter) const;
    bool contains(std::string_view topic) const { return by_topic_.contains(topic); }
    std::size_t size() const { return by_topic_.size(); }

  private:
    using ByTopic = std::map<std::string, MessagePointer, std::less<>>;
    void remove(ByTopic::iterator kept);

    ByTopic by_topic_;
    std::set<std::pair<sim::Time, std::string_view>> by_expiry_;  ///< topics of those that expire
};

}  // namespace fleetsim::broker::core
