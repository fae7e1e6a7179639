// Way: one direction between a device and a service, from radio to server: when a burst arrives.
// Models     a route of the network, the latency of the access network before it, the slower of the
//            two rates, TCP's retransmission of lost packets (time-out, doubled each time),
//            outages.
// Leaves out every recovery but the time-out (fast retransmit, tail loss probes, congestion
//            control); what the loss of an acknowledgement brings about: each packet of a burst
//            counts as one that holds it up; order on one connection, which those keep who send on
//            it (models/network/stream.hpp); a limit on what is under way.
//            models/wire/loss.hpp has the first two; no run uses it.
// Source     RFC 6298 (retransmission timer); Linux adds at least 200 ms to the smoothed round
//            trip.
// Error      against the loss model, itself held against Linux (docs/models/network.md): a message
//            of one packet and its answer are late as often, within 2 %, and on average as long,
//            within 7 %. A device hands over its acknowledgement in the same burst: then 1.5 times
//            as often and as long. Four packets at 40 ms: 2.7 to 2.9 times as often, twice as long.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "models/network/route.hpp"
#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::network {

/// What became of a burst.
struct Passage {
    sim::Time arrives;
    unsigned retransmissions = 0;  ///< rounds that left; each repeats at least one packet
    bool gave_up = false;          ///< `arrives` is then when the sender stopped trying
};

struct Burst {
    sim::Bytes size;
    std::int64_t packets = 1;
    std::optional<sim::Duration> patience;  ///< its sender's own, in place of the way's
};

struct Way {
    const Route* route = nullptr;
    sim::Duration access;
    sim::BitRate rate = kUnlimited;
    double loss = 0;  ///< of the access network; the route's own is added
    sim::Duration retransmission_timeout = sim::Duration::milliseconds(300);
    sim::Duration patience = sim::Duration::seconds(30);  ///< until the sender gives up

    sim::Duration least() const { return access + route->minimum_latency(); }
    sim::Duration mean() const { return access + route->mean_latency(); }
    double packet_loss() const { return 1 - (1 - loss) * (1 - route->loss()); }
    sim::Duration transfer_time(sim::Bytes size) const {
        const sim::BitRate slower = std::min(rate, route->bandwidth());
        return slower == kUnlimited ? sim::Duration{} : size / slower;
    }
    sim::Duration latency(sim::DrawEngine& engine) const { return access + route->sample(engine); }

    /// A burst that leaves at `departs`.
    Passage carry(sim::Time departs, Burst burst, sim::DrawEngine& engine) const;

  private:
    /// Rounds of retransmission that chance asks for.
    unsigned unlucky_rounds(std::int64_t packets, sim::DrawEngine& engine) const;
};

inline unsigned Way::unlucky_rounds(std::int64_t packets, sim::DrawEngine& engine) const {
    const double per_packet = packet_loss();
    if (per_packet <= 0) return 0;
    const double per_round = 1 - std::pow(1 - per_packet, static_cast<double>(packets));
    // After the first round usually one packet is missing.
    double threshold = per_round;
    const double uniform = static_cast<double>(engine() >> 1) * 0x1p-31;
    unsigned rounds = 0;
    for (; uniform < threshold && rounds < 16; ++rounds) threshold *= per_packet;
    return rounds;
}

inline Passage Way::carry(sim::Time departs, Burst burst, sim::DrawEngine& engine) const {
    const unsigned unlucky = unlucky_rounds(burst.packets, engine);
    const sim::Duration most = burst.patience.value_or(patience);
    unsigned rounds = 0;
    sim::Duration waited;
    sim::Duration timeout = retransmission_timeout;
    const auto wait = [&] {
        waited += timeout;
        timeout = timeout * 2;
        if (waited <= most) ++rounds;  // else nobody is there to repeat it
    };
    for (unsigned i = 0; i < unlucky; ++i) wait();
    const sim::Time up = route->up_from(departs + waited);
    while (departs + waited < up && waited <= most) wait();
    if (waited > most)
        return {.arrives = departs + most, .retransmissions = rounds, .gave_up = true};
    return {.arrives = departs + waited + transfer_time(burst.size) + latency(engine),
            .retransmissions = rounds};
}

}  // namespace fleetsim::network
