// Plays messages one after another over a path that drops packets. Internal to the loss model.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "models/wire/exchange.hpp"
#include "models/wire/lossy_sender.hpp"
#include "sim/time.hpp"

namespace fleetsim::wire::lossy {

/// Bytes one end writes when it has everything that came before.
struct Leg {
    Side from = Side::Client;
    std::int64_t bytes = 0;
    Kind kind = Kind::Segment;
};

/// Whether the next packet from a side is lost.
using Fate = std::function<bool(Side from)>;

struct Sent {
    std::int64_t resent = 0;        ///< segments, of data or SYN
    std::int64_t resent_bytes = 0;  ///< TCP payload of these
    std::int64_t acks = 0;          ///< packets with nothing but an acknowledgement
};

struct Transfer {
    sim::Time delivered;  ///< the last leg, whole
    Sent up;
    Sent down;
    bool failed = false;
};

struct PathSettings {
    SenderSettings client;
    SenderSettings server;
    std::int64_t maximum_segment = 1448;
};

Transfer play(const std::vector<Leg>& legs, const PathSettings& settings, const Fate& fate);

}  // namespace fleetsim::wire::lossy
