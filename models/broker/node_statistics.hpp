// NodeStatistics: what the simulated broker counts from the start of the run on, warm-up and all.
// Units      packets, messages or connections, as the name says; the histograms are of nanoseconds.
// Leaves out levels (connections, queues): Node keeps them as gauges.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "models/broker/cluster.hpp"
#include "models/broker/logic/policy.hpp"
#include "sim/stats/histogram.hpp"

namespace fleetsim::broker {

/// Of messages dropped or connections refused.
struct ReasonCount {
    std::string reason;
    std::int64_t count = 0;
};

/// Why a connection did not get as far as a machine that could admit it.
enum class GateRefusal : std::uint8_t {
    NotAuthorized,
    Quota,
    Will,       ///< its QoS is above what the broker serves
    NoMachine,  ///< all are down: the connection is reset
};
inline constexpr std::size_t kGateRefusals = 4;

struct NodeStatistics {
    std::int64_t connects = 0;
    std::int64_t refused = 0;  ///< all that did not get in, whatever the reason
    std::array<std::int64_t, kVerdicts> verdicts{};
    std::array<std::int64_t, kGateRefusals> gate_refusals{};
    std::int64_t moved = 0;     ///< sent away to a node with fewer clients
    std::int64_t deserted = 0;  ///< gone from the listen queue before their turn
    std::int64_t publishes_in = 0;
    std::int64_t taken = 0;      ///< of publishes_in: routed, or QoS 2 repeats of those
    std::int64_t ignored = 0;    ///< on connections that were gone
    std::int64_t not_taken = 0;  ///< against the broker's limits: too large, QoS 2
    std::int64_t denied = 0;     ///< by a policy
    std::int64_t throttled = 0;  ///< by a quota
    std::int64_t keep_alive_timeouts = 0;
    std::int64_t republished = 0;  ///< messages of the tap: the cloud's services
    std::int64_t copies = 0;
    std::int64_t first_sent = 0;
    std::int64_t publishes_out = 0;  ///< redeliveries included
    std::int64_t never_arrived = 0;
    std::array<std::int64_t, logic::kDrops> drops{};
    sim::Histogram publish_latency;  ///< ns, publish to the end of its processing here
    sim::Histogram queueing;         ///< ns a packet waited for a core
};

}  // namespace fleetsim::broker
