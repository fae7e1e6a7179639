// Settings of a broker behind a socket: what it announces to its clients and what bounds their
// cost.
// Models     the limits on texts and transports; those of sessions are logic::Policy.
// Leaves out AWS's quotas in publishes a second.
// Source     MQTT 5.0 section 3.2.2.3; AWS IoT Core developer guide, "MQTT" (2023); AWS General
//            Reference, "AWS IoT Core endpoints and quotas".
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/broker/core/authenticator.hpp"
#include "models/broker/logic/policy.hpp"
#include "sim/time.hpp"

namespace fleetsim::broker::core {

using logic::DropPolicy;
using logic::kNeverExpires;
using logic::Profile;

/// The policy of the sessions, and what only packets and transports know.
struct Settings : logic::Policy {
    std::uint16_t topic_alias_maximum = 10;           ///< aliases a client may set
    std::size_t output_limit = std::size_t{1} << 20;  ///< octets; above, deliveries wait
    sim::Duration connect_deadline = sim::Duration::seconds(10);
    std::size_t session_limit = 1'000'000;        ///< above, CONNECT of a new client: 0x97
    std::size_t subscription_limit = 10'000'000;  ///< of all sessions; above, SUBACK 0x97
    std::size_t client_id_limit = 65'535;         ///< octets; above, CONNACK 0x85
    sim::Duration status_interval = sim::Duration::seconds(10);  ///< of $SYS; zero is never
    /// Before the number of a name that the broker gives; one of its own for each broker that old
    /// clients may come back to, or two of them get the same name.
    std::string assigned_prefix = "fleetsim-";
    std::string response_prefix;  ///< Response Information is this and the client id; empty: none
    std::shared_ptr<Authenticator> authenticator;  ///< null: no enhanced authentication
    /// SUBSCRIBE to one of these, or to less than one of these, is refused with 0x80. A wider
    /// filter is granted, but what these match is not delivered to anybody.
    std::vector<std::string> denied_filters;
};

inline Settings settings_of(Profile profile) {
    Settings settings;
    static_cast<logic::Policy&>(settings) = logic::policy_of(profile);
    if (profile == Profile::Mqtt) return settings;
    settings.client_id_limit = 128;
    return settings;
}

}  // namespace fleetsim::broker::core
