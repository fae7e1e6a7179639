// RetainedMessages: the last retained message of each topic.
// Models     MQTT 5.0 section 3.3.1.3: replaced by the next, removed by an empty one or by expiry.
// Leaves out a limit on their number: Broker has one.
// A filter without wildcards is one look-up; others read the topics that share its fixed prefix.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/broker/core/message.hpp"

namespace fleetsim::broker::core {

class RetainedMessages {
  public:
    /// An empty payload removes the topic's message [MQTT-3.3.1-6].
    void keep(MessagePointer message);
    /// Those a new subscription gets, in topic order; expired ones are forgotten here.
    std::vector<MessagePointer> matching(std::string_view filter, sim::Time now);
    /// Those that nobody asked for since they expired are forgotten too.
    void forget_expired(sim::Time now);
    bool contains(std::string_view topic) const { return by_topic_.contains(topic); }
    std::size_t size() const { return by_topic_.size(); }

  private:
    std::map<std::string, MessagePointer, std::less<>> by_topic_;
    sim::Time earliest_ = sim::Time::never();  ///< none expires before
};

}  // namespace fleetsim::broker::core
