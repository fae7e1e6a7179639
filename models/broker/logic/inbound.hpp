// From one publisher to the broker: is a publish taken, and is it one that was taken already?
// Models     the receiver's side of QoS 2 (method A: the message goes on at once, its identifier is
//            kept until PUBREL), the client's send quota, the QoS a broker serves.
// Leaves out topic aliases and reason codes, which only packets have.
// Source     MQTT 3.1.1 and MQTT 5.0, sections 3.3, 3.6 and 4.3; MQTT 5.0 section 4.9.
#pragma once

#include "models/broker/logic/mail.hpp"

namespace fleetsim::broker::logic {

enum class Receipt : std::uint8_t {
    Route,        ///< a new message
    Repeated,     ///< MQTT-4.3.3-10: answered again, not delivered a second time
    NotServed,    ///< of a QoS the broker does not serve; see refusal_ends_connection()
    BeyondQuota,  ///< MQTT-3.3.4-8: more than Receive Maximum are unfinished
    TooLarge,     ///< see takes_size(); ends the connection
    BadTopic,     ///< see takes_topic(); ends the connection
};

/// Does the broker take a PUBLISH of so many octets [MQTT-3.2.2-15]?
inline bool takes_size(const Policy& policy, std::size_t packet, std::size_t payload) {
    return packet <= policy.maximum_packet_size && payload <= policy.payload_limit;
}

template <Mail M>
Receipt on_publish(M& mail, const Policy& policy, mqtt::Version version, mqtt::Qos qos,
                   std::uint16_t packet_id) {
    if (!policy.serves(qos)) return Receipt::NotServed;
    if (qos != mqtt::Qos::ExactlyOnce) return Receipt::Route;
    if (mail.is_unreleased(packet_id)) return Receipt::Repeated;
    const bool has_quota = version == mqtt::Version::V5;
    if (has_quota && mail.unreleased() >= policy.receive_maximum) return Receipt::BeyondQuota;
    mail.add_unreleased(packet_id);
    return Receipt::Route;
}

/// AWS IoT disconnects an MQTT 5 client that uses QoS 2 and lets one of 3.1.1 wait for an answer.
inline bool refusal_ends_connection(mqtt::Version version) { return version == mqtt::Version::V5; }

/// AWS IoT answers a 3.1.1 client that asks for QoS 2 with nothing; one of MQTT 5 gets QoS 1.
inline bool takes_subscribe(const Policy& policy, mqtt::Version version, mqtt::Qos highest_wish) {
    return policy.serves(highest_wish) || version == mqtt::Version::V5;
}

/// False if there was nothing to release.
template <Mail M>
bool on_pubrel(M& mail, std::uint16_t packet_id) {
    return mail.remove_unreleased(packet_id);
}

}  // namespace fleetsim::broker::logic
