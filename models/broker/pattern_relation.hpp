// Which of a family of topics a family of filters matches, worked out once instead of per message.
// Models     the matching rule of models/mqtt/topic.hpp, applied to topics and filters that differ
//            in one number.
// Source     MQTT 3.1.1 and 5, section 4.7.
#pragma once

#include <cstdint>

#include "models/mqtt/topic_pattern.hpp"

namespace fleetsim::broker {

struct PatternRelation {
    enum class Kind : std::uint8_t {
        Never,
        Always,      ///< whatever the numbers are
        SameNumber,  ///< the topic's number is the subscriber's
        TopicIs,     ///< only the topic with `number`
        OwnerIs,     ///< only the subscriber with `number`
    };
    Kind kind = Kind::Never;
    std::uint32_t number = 0;

    bool operator==(const PatternRelation&) const = default;
};

/// `hash_matches_parent`: "a/#" matches "a"; AWS IoT Core says no.
PatternRelation relate(const mqtt::TopicPattern& filter, const mqtt::TopicPattern& topic,
                       bool hash_matches_parent = true);

}  // namespace fleetsim::broker
