// The device's side of its link: waking the radio, the delay of what is sent, bytes and joules.
// Models     radio promotion, serialisation, latency, retransmission after loss and through outages
//            (models/network/way.hpp); processor time at its active power.
// Leaves out contention between the devices of one cell.
#pragma once

#include <optional>

#include "models/device/turn.hpp"

namespace fleetsim::device {

enum class Fate { Arrives, Lost };

struct Transmission {
    Fate fate = Fate::Arrives;
    sim::Time departs;  ///< the radio is awake and the first bit leaves
    sim::Time arrives;  ///< at the broker; if lost, when the transport gives up
};

/// The bytes that take time on the link: a PHY's rate carries the frames, a measured one the
/// packets.
sim::Bytes carried(const DeviceClass& type, const wire::Traffic& what);

/// Sends `what` now; books its energy and its bytes, and the bytes of retransmissions. A meter that
/// counts bytes sees the first half leave now and the rest `spread` later.
Transmission transmit(Turn& turn, const wire::Traffic& what, sim::Duration spread = {});

/// transmit() of what is answered: a radio that is let go early stays for the answer.
Transmission ask(Turn& turn, const wire::Traffic& what);

/// Sends a burst that opens a connection, whose SYNs end with the class's connect_timeout. Of its
/// bytes only they are booked: what follows is for who hears that there was an answer
/// (book_after_syn).
Transmission transmit_opening(Turn& turn, const wire::Traffic& what, sim::Duration spread = {});
/// The attempt that began now is given up before what arrives then would leave.
bool leaves_too_late(const Turn& turn, sim::Time arrives);
void book_after_syn(Turn& turn, const wire::Traffic& what);

/// A new connection: what opens it, to be counted with the request that follows, and how long.
struct Opened {
    wire::Traffic up;
    sim::Duration delay;   ///< cryptography included
    sim::Duration crypto;  ///< to be computed where somebody answers
};

/// Counts a connection for requests that the device opens; its bytes go with the first of them.
Opened open_for_requests(Turn& turn, wire::Opening kind);
/// Counts that it is closed by the device, and books the bytes of that.
void close_for_requests(Turn& turn);

/// Sends a request, `what`. Where it opens a connection, that is part of `what`, and a request that
/// would leave after the connect_timeout is lost.
Transmission transmit_request(Turn& turn, const wire::Traffic& what,
                              const std::optional<Opened>& opening);

/// Sends an MQTT packet that has no more to say than its identifier; a lost one breaks the
/// transport.
void answer(Turn& turn, mqtt::ParcelKind kind, const wire::Traffic& what, std::uint16_t packet_id);

/// Books what arrived now. Returns how long the radio took to be ready for it (paging).
sim::Duration receive(Turn& turn, const wire::Traffic& what);

/// How long what comes down now would wait for the radio to listen.
sim::Duration page_wait(const Turn& turn);

/// Books bytes whose time and energy are negligible: the pure acks of what was just sent.
void book_up(Turn& turn, const wire::Traffic& extra);
void book_down(Turn& turn, const wire::Traffic& extra);

/// A draw of the time to the broker and back, `trips` times over.
sim::Duration round_trips(Turn& turn, double trips);

/// Books processor time.
void compute(Turn& turn, Consumer consumer, sim::Duration busy);

}  // namespace fleetsim::device
