// Bursts: what an application's byte counters saw of each exchange of the experiment, and when.
// Models     the packets of TCP, TLS with certificates at both ends, MQTT and HTTP long polling,
//            played in time by models/wire; the phone's own work before its first request.
// Leaves out TLS 1.0 as such: its flights are those of TLS 1.2; loss.
#pragma once

#include <cstdint>
#include <vector>

#include "scenarios/claims/experiment.hpp"

namespace fleetsim::claims {

/// A packet with content, as the phone sent or received it.
struct Moment {
    sim::Duration at;          ///< since the exchange began
    sim::Bytes payload;        ///< of TCP
    std::int64_t packets = 1;  ///< this one and the empty ones since the one before
};

struct Burst {
    std::vector<Moment> moments;
    sim::Duration takes;  ///< until the last byte was read at either end
    std::int64_t handshakes = 0;
    sim::Bytes payload() const;
};

/// The exchanges of one protocol on one bearer.
struct Bursts {
    Burst connect;     ///< HTTPS: with the first poll; MQTT: with SUBSCRIBE
    Burst keep_alive;  ///< HTTPS: the read time-out, a new connection; MQTT: a ping
    Burst receive;     ///< HTTPS: the poll answered, a new connection, the next poll
    Burst send;        ///< HTTPS: a connection for one POST
};

Bursts bursts_of(const Experiment& experiment, Bearer bearer, Protocol protocol);

}  // namespace fleetsim::claims
