// The limits on topics and subscriptions that a broker may have beyond the standards'.
// Models     length and levels of topic names and filters, filters in one SUBSCRIBE. The segments
//            of Basic Ingest, "$aws/rules/NAME/", do not count.
// Leaves out the standards' own 65,535 octets: models/mqtt/topic.hpp.
// Source     AWS General Reference, "AWS IoT Core endpoints and quotas", message broker.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "models/broker/logic/policy.hpp"
#include "models/rules/basic_ingest.hpp"

namespace fleetsim::broker::logic {

/// What the limits look at.
struct TopicShape {
    std::size_t octets = 0;
    std::size_t slashes = 0;
};

inline TopicShape shape_of(std::string_view topic) {
    topic = rules::visible_topic(topic);
    return {.octets = topic.size(),
            .slashes = static_cast<std::size_t>(std::count(topic.begin(), topic.end(), '/'))};
}

/// False for a topic name or filter that ends the connection, or the subscription.
inline bool takes_topic(const Policy& policy, TopicShape shape) {
    return shape.octets <= policy.topic_limit && shape.slashes <= policy.topic_slashes;
}

/// False for a SUBSCRIBE that ends the connection.
inline bool takes_filters(const Policy& policy, std::size_t filters) {
    return filters <= policy.filters_per_subscribe;
}

}  // namespace fleetsim::broker::logic
