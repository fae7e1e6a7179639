// Policy: what a broker decides for itself where the standards leave it free.
// Models     limits on what one client may cost, the server's say on keep-alive and expiry, and the
//            documented differences of AWS IoT Core.
// Leaves out limits that only a socket has: models/broker/core/settings.hpp.
// Source     MQTT 5.0 section 3.2.2.3; AWS IoT Core developer guide, "MQTT" (2023); AWS General
//            Reference, "AWS IoT Core endpoints and quotas".
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/mqtt/packet.hpp"

namespace fleetsim::broker::logic {

enum class Profile : std::uint8_t { Mqtt, Aws };

/// Which delivery goes when a session's queue is full.
enum class DropPolicy : std::uint8_t { Newest, Oldest };

/// What became of a delivery that no client got.
enum class Drop : std::uint8_t {
    Offline,       ///< QoS 0, and no connection
    QueueFull,     ///< the session holds as much as it may
    SessionEnded,  ///< queued in a session that was discarded
    Expired,       ///< its message expiry interval passed first
    TooLarge,      ///< for the client's Maximum Packet Size
    Congested,     ///< QoS 0, and the transport takes no more
    // Of an account, which only a simulated broker has:
    NotAuthorized,  ///< the receiver may not have it
    Throttled,      ///< QoS 0 beyond a quota
};
inline constexpr std::size_t kDrops = 8;

inline constexpr std::uint32_t kNeverExpires = 0xFFFF'FFFF;  ///< MQTT 5.0 section 3.1.2.11.2

struct Policy {
    Profile profile = Profile::Mqtt;
    std::uint16_t receive_maximum = 20;  ///< unfinished QoS 2 publishes of one client (MQTT 5)
    std::size_t maximum_packet_size = std::size_t{4} << 20;  ///< octets of what clients send
    std::size_t payload_limit = std::size_t{268'435'455};    ///< octets
    std::uint16_t keep_alive_minimum = 0;                    ///< seconds; shorter ones are raised
    std::uint16_t keep_alive_maximum = 60;  ///< seconds; longer ones are lowered (MQTT 5 only)
    std::uint32_t session_expiry_maximum = kNeverExpires;  ///< seconds
    std::size_t queue_limit = 1000;                        ///< messages waiting for one session
    std::size_t held_limit = std::size_t{32} << 20;        ///< octets not yet acknowledged by one
    DropPolicy drop_policy = DropPolicy::Newest;
    std::uint16_t window_311 = 1000;         ///< unacknowledged deliveries to a 3.1.1 client
    std::uint16_t window_maximum = 65'535;   ///< unacknowledged deliveries to any client
    unsigned stored_per_second = 0;          ///< deliveries from before a reconnect; 0 is no limit
    std::size_t retained_limit = 1'000'000;  ///< topics; above, delivered but not kept
    std::size_t topic_limit = 65'535;        ///< octets; above, DISCONNECT 0x90
    std::size_t topic_slashes = 65'535;      ///< above, DISCONNECT 0x90
    std::size_t filters_per_subscribe = 65'535;       ///< above, DISCONNECT 0x97
    std::size_t subscriptions_per_session = 100'000;  ///< above, SUBACK 0x97

    bool is_aws() const { return profile == Profile::Aws; }
    mqtt::Qos highest_qos() const {
        return is_aws() ? mqtt::Qos::AtLeastOnce : mqtt::Qos::ExactlyOnce;
    }
    bool serves(mqtt::Qos qos) const { return qos <= highest_qos(); }
    /// Is a second transmission of a QoS 1 or 2 PUBLISH marked DUP [MQTT-3.3.1-1]?
    bool marks_duplicates() const { return !is_aws(); }
    /// Does "a/#" match "a"?
    bool hash_matches_parent() const { return !is_aws(); }
};

inline Policy policy_of(Profile profile) {
    Policy policy;
    policy.profile = profile;
    if (profile == Profile::Mqtt) return policy;
    // What the service announces to MQTT 5 clients, from memory: unverified.
    policy.maximum_packet_size = 149'504;
    policy.payload_limit = std::size_t{128} << 10;
    policy.retained_limit = 500'000;  // unverified
    policy.receive_maximum = 100;
    policy.window_311 = 100;
    policy.window_maximum = 100;
    policy.stored_per_second = 10;
    policy.keep_alive_minimum = 30;
    policy.keep_alive_maximum = 1200;
    policy.session_expiry_maximum = 3600;
    policy.topic_limit = 256;
    policy.topic_slashes = 7;
    policy.filters_per_subscribe = 8;
    policy.subscriptions_per_session = 50;
    return policy;
}

}  // namespace fleetsim::broker::logic
