// Mail: what the rules of delivery ask of whoever keeps a session's messages.
// Models     one session's outgoing QoS 1 and 2 deliveries - a queue of those not sent yet, then
//            flights, sent and not finished, in the order of their first sending [MQTT-4.6.0-1] -
//            the identifiers of incoming QoS 2 publishes, and the line to the client.
// Leaves out how they are kept: core::Broker has texts and a journal, Node packed rows.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "models/broker/logic/policy.hpp"
#include "sim/time.hpp"

namespace fleetsim::broker::logic {

enum class Awaits : std::uint8_t { Acknowledgement, Completion };  ///< PUBACK or PUBREC; PUBCOMP

/// How a session's deliveries stand on the present connection.
struct Flow {
    std::uint32_t in_flight = 0;    ///< flights sent on it
    std::uint32_t to_resend = 0;    ///< flights that were not yet
    std::uint32_t stored_left = 0;  ///< deliveries from before it; see Policy::stored_per_second
    sim::Time next_stored;          ///< not before
};

/// A Flight names one flight and converts to false where there is none. References into the mail
/// hold until it changes.
template <class M>
concept Mail = requires(M mail, const M& kept, typename M::Delivery delivery,
                        typename M::Flight flight, std::uint16_t id, sim::Time time, Drop drop) {
    // The line.
    { kept.is_connected() } -> std::same_as<bool>;
    { kept.has_room() } -> std::same_as<bool>;  // of the transport
    { kept.window() } -> std::convertible_to<std::uint32_t>;
    { mail.flow() } -> std::same_as<Flow&>;
    mail.wake(time);  // calls pump() again then
    // A delivery that is not kept yet.
    { kept.qos(delivery) } -> std::same_as<mqtt::Qos>;
    { kept.expires(delivery) } -> std::same_as<sim::Time>;
    { kept.held_with(delivery) } -> std::convertible_to<std::size_t>;  // octets of all kept
    mail.send_once(delivery, time);                                    // QoS 0
    mail.drop(delivery, drop);
    mail.put(std::move(delivery));  // at the end of the queue
    // The queue.
    { kept.waiting() } -> std::convertible_to<std::size_t>;
    { kept.first_expires() } -> std::same_as<sim::Time>;
    { mail.new_packet_id() } -> std::same_as<std::uint16_t>;
    { mail.send_first(id, time) } -> std::same_as<bool>;  // false: larger than the client accepts
    mail.drop_first(drop);
    mail.launch_first(id);  // becomes the last flight, sent here
    // The flights.
    { kept.flights() } -> std::convertible_to<std::uint32_t>;
    { mail.first_flight() } -> std::same_as<typename M::Flight>;
    { mail.next_flight(flight) } -> std::same_as<typename M::Flight>;
    { mail.find_flight(id) } -> std::same_as<typename M::Flight>;
    { mail.qos(flight) } -> std::same_as<mqtt::Qos>;
    { mail.awaits(flight) } -> std::same_as<Awaits>;
    { mail.sent_here(flight) } -> std::same_as<bool&>;
    mail.send_again(flight, true, time);  // as a duplicate or not
    mail.send_release(flight, time);
    mail.received(flight);  // from now on it awaits Completion; its message is not needed any more
    mail.land(flight);      // is finished and goes
    mail.send_release_of_unknown(id, time);
    // The other direction.
    { kept.is_unreleased(id) } -> std::same_as<bool>;
    { kept.unreleased() } -> std::convertible_to<std::size_t>;
    mail.add_unreleased(id);
    { mail.remove_unreleased(id) } -> std::same_as<bool>;  // was it there?
};

}  // namespace fleetsim::broker::logic
