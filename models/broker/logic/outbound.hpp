// From the broker to one subscriber: what may go now, what waits, what is sent again, what is lost.
// Models     QoS 0 to 2 with the client's window, order, redelivery with DUP, the stages of QoS 2,
//            message expiry, limits on the queue, AWS IoT's pace for stored messages.
// Leaves out who the subscribers are: audience.hpp.
// Source     MQTT 3.1.1 and MQTT 5.0, sections 3.3 to 3.7, 4.3 to 4.6 and 4.9.
#pragma once

#include <utility>

#include "models/broker/logic/mail.hpp"

namespace fleetsim::broker::logic {

enum class Verdict : std::uint8_t { Fine, ProtocolError };

/// May a delivery go now? One from before the connection may have to wait for its turn.
template <Mail M>
bool may_send(M& mail, sim::Time now) {
    const Flow& flow = mail.flow();
    if (flow.in_flight >= mail.window() || !mail.has_room()) return false;
    return flow.stored_left == 0 || flow.next_stored <= now;
}

namespace outbound {

/// One of the deliveries from before the connection is dealt with.
template <Mail M>
void count_stored(M& mail) {
    if (mail.flow().stored_left > 0) --mail.flow().stored_left;
}

template <Mail M>
void after_sending(M& mail, const Policy& policy, sim::Time now) {
    Flow& flow = mail.flow();
    if (flow.stored_left == 0 || --flow.stored_left == 0) return;
    flow.next_stored = now + sim::Duration::seconds(1) / policy.stored_per_second;
    mail.wake(flow.next_stored);
}

/// MQTT-4.4.0-1: what was sent and not finished goes again, in its order.
template <Mail M>
void send_flights(M& mail, const Policy& policy, sim::Time now) {
    if (mail.flow().to_resend == 0) return;
    for (auto flight = mail.first_flight(); flight; flight = mail.next_flight(flight)) {
        if (mail.sent_here(flight)) continue;
        if (!may_send(mail, now)) return;
        mail.sent_here(flight) = true;
        ++mail.flow().in_flight;
        --mail.flow().to_resend;
        if (mail.awaits(flight) == Awaits::Completion) {
            mail.send_release(flight, now);
        } else {
            mail.send_again(flight, policy.marks_duplicates(), now);
        }
        after_sending(mail, policy, now);
    }
}

template <Mail M>
void send_first(M& mail, const Policy& policy, sim::Time now) {
    const std::uint16_t id = mail.new_packet_id();
    if (mail.send_first(id, now)) {
        mail.launch_first(id);
        ++mail.flow().in_flight;
    } else {
        mail.drop_first(Drop::TooLarge);  // MQTT-3.1.2-25: as if it had been delivered
    }
    after_sending(mail, policy, now);
}

template <Mail M>
bool make_room(M& mail, const Policy& policy, const typename M::Delivery& delivery, sim::Time now) {
    // One that goes at once does not wait, so the queue's length is no matter to it.
    const bool goes_now = mail.is_connected() && mail.waiting() == 0 && may_send(mail, now);
    const auto is_full = [&] {
        return (!goes_now && mail.waiting() >= policy.queue_limit) ||
               mail.held_with(delivery) > policy.held_limit;
    };
    while (policy.drop_policy == DropPolicy::Oldest && mail.waiting() > 0 && is_full()) {
        count_stored(mail);
        mail.drop_first(Drop::QueueFull);
    }
    return !is_full();
}

}  // namespace outbound

/// Sends what may go now: on a new connection, after an acknowledgement, when the line is free.
template <Mail M>
void pump(M& mail, const Policy& policy, sim::Time now) {
    outbound::send_flights(mail, policy, now);
    while (mail.waiting() > 0 && may_send(mail, now)) {
        if (mail.first_expires() > now) {
            outbound::send_first(mail, policy, now);
        } else {
            outbound::count_stored(mail);
            mail.drop_first(Drop::Expired);  // MQTT-3.3.2-5: not sent for the first time
        }
    }
}

/// A session's client is there again, or for the first time.
template <Mail M>
void resume(M& mail, const Policy& policy, sim::Time now) {
    const std::uint32_t flights = mail.flights();
    if (flights == 0 && mail.waiting() == 0) return;
    Flow& flow = mail.flow();
    flow = {.to_resend = flights};
    for (auto flight = mail.first_flight(); flight; flight = mail.next_flight(flight))
        mail.sent_here(flight) = false;
    if (policy.stored_per_second > 0) {
        flow.stored_left = flights + static_cast<std::uint32_t>(mail.waiting());
        flow.next_stored = now;
    }
    pump(mail, policy, now);
}

/// A message for this session. The delivery's QoS is the one granted to it.
template <Mail M>
void deliver(M& mail, const Policy& policy, typename M::Delivery delivery, sim::Time now) {
    if (mail.qos(delivery) == mqtt::Qos::AtMostOnce) {
        if (!mail.is_connected()) return mail.drop(delivery, Drop::Offline);
        if (mail.expires(delivery) <= now) return mail.drop(delivery, Drop::Expired);
        if (!mail.has_room()) return mail.drop(delivery, Drop::Congested);
        return mail.send_once(delivery, now);
    }
    if (!outbound::make_room(mail, policy, delivery, now))
        return mail.drop(delivery, Drop::QueueFull);
    mail.put(std::move(delivery));
    if (mail.is_connected()) pump(mail, policy, now);
}

namespace outbound {

template <Mail M>
void finish(M& mail, const Policy& policy, typename M::Flight flight, sim::Time now) {
    if (mail.sent_here(flight)) {
        --mail.flow().in_flight;
    } else {
        --mail.flow().to_resend;
        count_stored(mail);
    }
    mail.land(flight);
    pump(mail, policy, now);
}

}  // namespace outbound

template <Mail M>
Verdict on_puback(M& mail, const Policy& policy, std::uint16_t packet_id, sim::Time now) {
    const auto flight = mail.find_flight(packet_id);
    if (!flight) return Verdict::Fine;
    if (mail.qos(flight) != mqtt::Qos::AtLeastOnce) return Verdict::ProtocolError;
    outbound::finish(mail, policy, flight, now);
    return Verdict::Fine;
}

/// A reason code of 0x80 or more ends the delivery (MQTT 5.0 section 4.3.3).
template <Mail M>
Verdict on_pubrec(M& mail, const Policy& policy, std::uint16_t packet_id, mqtt::ReasonCode reason,
                  sim::Time now) {
    const bool is_refused = mqtt::is_failure(reason);
    const auto flight = mail.find_flight(packet_id);
    if (!flight) {
        if (!is_refused) mail.send_release_of_unknown(packet_id, now);
        return Verdict::Fine;
    }
    if (mail.qos(flight) != mqtt::Qos::ExactlyOnce) return Verdict::ProtocolError;
    if (is_refused) {
        outbound::finish(mail, policy, flight, now);
        return Verdict::Fine;
    }
    mail.received(flight);  // MQTT-4.3.3-6: it will not be sent again
    mail.send_release(flight, now);
    return Verdict::Fine;
}

template <Mail M>
Verdict on_pubcomp(M& mail, const Policy& policy, std::uint16_t packet_id, sim::Time now) {
    const auto flight = mail.find_flight(packet_id);
    if (!flight) return Verdict::Fine;
    if (mail.awaits(flight) != Awaits::Completion) return Verdict::ProtocolError;
    outbound::finish(mail, policy, flight, now);
    return Verdict::Fine;
}

}  // namespace fleetsim::broker::logic
