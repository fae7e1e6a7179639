// Loss: what a lossy path adds to an exchange - segments sent again, and delay.
// Models     the sender of Linux TCP for messages that follow one another: SACK, RACK with its
//            reordering window, tail loss probes, retransmission time-outs with back-off, slow
//            start after them, CUBIC's reduction; SYN and SYN-ACK at 1 s; lost acknowledgements and
//            the needless retransmissions they cause. Losses are independent, each way its own
//            rate.
// Leaves out acknowledgements for two segments at once (each has its own: quick mode); bursts of
//            losses, queues and bandwidth, reordering, F-RTO, CUBIC's growth beyond slow start
//            (Reno's is taken: exchanges end long before it matters).
// Source     RFC 6298, 8985 (RACK-TLP), 9438; their constants as in Linux 6.
// Used by    `fleetsim wire --loss` alone. Runs lose packets in models/network/way.hpp.
// Error      docs/models/wire.md, against Linux sockets over a link that drops packets.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "models/wire/connection_costs.hpp"
#include "models/wire/exchange.hpp"
#include "models/wire/stack.hpp"
#include "sim/time.hpp"

namespace fleetsim::wire {

struct LossyPath {
    double loss_up = 0;  ///< probability that a packet is lost, device to server
    double loss_down = 0;
    sim::Duration round_trip;
};

struct LossOutcome {
    sim::Duration delay;         ///< beyond the exchange without loss, until its last message
    std::int64_t resent_up = 0;  ///< data segments, SYNs included
    std::int64_t resent_down = 0;
    sim::Bytes resent_up_bytes;  ///< IP bytes of these
    sim::Bytes resent_down_bytes;
    std::int64_t extra_acks_up = 0;  ///< pure acknowledgements that only loss brings about
    std::int64_t extra_acks_down = 0;
    bool failed = false;  ///< TCP gave up: 6 SYNs or 15 retransmissions unanswered
};

/// The outcomes of one class's exchange, worked out once, to draw from in the hot loop.
class LossTable {
  public:
    LossTable() = default;

    /// Probability that the exchange meets any loss at all.
    double probability() const { return probability_; }
    /// One of the outcomes that met loss; every value of `random` serves.
    const LossOutcome& outcome(std::uint32_t random) const {
        return outcomes_[(std::uint64_t{random} * outcomes_.size()) >> 32];
    }
    bool empty() const { return outcomes_.empty(); }
    /// Over all exchanges, those without loss included.
    double mean_delay_seconds() const;
    /// The delay that a share `p` of all exchanges stays within.
    sim::Duration delay_quantile(double p) const;
    double mean_resent_up() const;
    double mean_resent_down() const;

  private:
    friend class LossModel;
    LossTable(double probability, std::vector<LossOutcome> outcomes)
        : probability_(probability), outcomes_(std::move(outcomes)) {}

    double probability_ = 0;
    std::vector<LossOutcome> outcomes_;
};

class LossModel {
  public:
    LossModel(const Stack& stack, const LossyPath& path) : stack_(stack), path_(path) {}

    /// Messages one after another on an open connection that was idle.
    LossTable exchange(std::span<const Message> messages, std::uint64_t seed,
                       std::size_t outcomes = 2000) const;
    /// TCP and TLS opening, then the greeting.
    LossTable open(Opening opening, std::span<const Message> greeting, std::uint64_t seed,
                   std::size_t outcomes = 2000) const;

  private:
    Stack stack_;
    LossyPath path_;
};

}  // namespace fleetsim::wire
