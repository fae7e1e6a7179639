// Retained messages: which are kept, and which a new subscription gets.
// Models     replacement and removal, a limit, Retain Handling, and AWS IoT's rule that only a
//            filter without wildcards gets them.
// Leaves out the keeping: by topic in models/broker/core, by pattern and number in Node.
// Source     MQTT 5.0 sections 3.3.1.3 and 3.8.3.1, MQTT 3.1.1 section 3.3.1.3.
#pragma once

#include <cstddef>

#include "models/broker/logic/policy.hpp"

namespace fleetsim::broker::logic {

enum class Retention : std::uint8_t { Keep, Remove, Refuse };

/// What happens to a message with the retain flag. `is_known`: its topic has one already.
inline Retention retention(const Policy& policy, bool is_empty, bool is_known, std::size_t kept) {
    if (is_empty) return Retention::Remove;  // MQTT-3.3.1-6
    return is_known || kept < policy.retained_limit ? Retention::Keep : Retention::Refuse;
}

struct NewSubscription {
    mqtt::RetainHandling handling = mqtt::RetainHandling::Send;
    bool is_new = true;  ///< the session had none of this filter
    bool is_shared = false;
    bool has_wildcard = false;
};

inline bool gets_retained(const Policy& policy, const NewSubscription& subscription) {
    if (subscription.is_shared) return false;  // MQTT 5.0 section 4.8.2
    if (policy.is_aws() && subscription.has_wildcard) return false;
    using enum mqtt::RetainHandling;
    return subscription.handling == Send ||
           (subscription.handling == SendIfNew && subscription.is_new);
}

}  // namespace fleetsim::broker::logic
