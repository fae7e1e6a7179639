#include "models/wire/loss.hpp"

#include <algorithm>

#include "models/wire/lossy_transfer.hpp"
#include "models/wire/tls_handshake.hpp"
#include "sim/random/draw.hpp"

namespace fleetsim::wire {

namespace {

using lossy::Kind;
using lossy::Leg;
using sim::Bytes;
using sim::Duration;

constexpr Duration kLeastTimeout = Duration::milliseconds(200);  // TCP_RTO_MIN
constexpr Duration kDelayedAck = Duration::milliseconds(40);     // TCP_DELACK_MIN
constexpr std::uint32_t kPurpose = 0x10055;

/// RFC 6298 with Linux's floor: after the first sample the variance is half the round trip; with
/// samples that agree it has shrunk to the floor.
Duration first_timeout(Duration round_trip) {
    return round_trip + std::max(round_trip * 2, kLeastTimeout);
}
enum class Acknowledged { AtOnce, Late };
/// The end that speaks last is acknowledged late, and its estimate of the round trip knows.
Duration settled_timeout(Duration round_trip, Acknowledged acknowledged) {
    const Duration wait = acknowledged == Acknowledged::Late ? kDelayedAck : Duration{};
    return round_trip + kLeastTimeout + wait;
}

std::int64_t wire_size(const Stack& stack, const Message& message) {
    const std::int64_t size = message.size.count();
    return stack.tls ? size + tls::sealing(*stack.tls, size) : size;
}

/// Loses a given packet first and every later one with the path's probability.
class Losses {
  public:
    Losses(const LossyPath& path, std::size_t first, sim::DrawEngine engine)
        : path_(path), first_(first), engine_(engine) {}
    bool operator()(Side from) {
        const std::size_t index = count_++;
        if (index <= first_) return index == first_;
        return engine_.uniform() < (from == Side::Client ? path_.loss_up : path_.loss_down);
    }

  private:
    const LossyPath& path_;
    std::size_t first_;
    std::size_t count_ = 0;
    sim::DrawEngine engine_;
};

/// The first packet lost among those of a lossless exchange, given that one is.
class FirstLoss {
  public:
    FirstLoss(const LossyPath& path, const std::vector<Side>& packets) {
        double survived = 1;
        for (const Side from : packets) {
            const double loss = from == Side::Client ? path.loss_up : path.loss_down;
            cumulated_.push_back(1 - survived * (1 - loss));
            survived *= 1 - loss;
        }
    }
    double probability() const { return cumulated_.empty() ? 0 : cumulated_.back(); }
    std::size_t draw(double uniform) const {
        const auto found =
            std::upper_bound(cumulated_.begin(), cumulated_.end(), uniform * probability());
        const auto index = static_cast<std::size_t>(found - cumulated_.begin());
        return std::min(index, cumulated_.size() - 1);
    }

  private:
    std::vector<double> cumulated_;
};

LossOutcome difference(const Stack& stack, const lossy::Transfer& lost,
                       const lossy::Transfer& clean) {
    const std::int64_t header = ip_header(stack) + tcp_header(stack);
    LossOutcome outcome;
    outcome.failed = lost.failed;
    outcome.delay = lost.failed ? Duration{} : lost.delivered - clean.delivered;
    outcome.resent_up = lost.up.resent;
    outcome.resent_down = lost.down.resent;
    outcome.resent_up_bytes = Bytes{lost.up.resent_bytes + lost.up.resent * header};
    outcome.resent_down_bytes = Bytes{lost.down.resent_bytes + lost.down.resent * header};
    outcome.extra_acks_up = lost.up.acks - clean.up.acks;
    outcome.extra_acks_down = lost.down.acks - clean.down.acks;
    return outcome;
}

struct Outcomes {
    double probability = 0;
    std::vector<LossOutcome> lost;
};

/// Of retransmissions, of each end.
struct Timeouts {
    Duration client;
    Duration server;
};

/// Which outcomes are drawn, and how many.
struct Draws {
    std::uint64_t seed = 0;
    std::size_t count = 0;
};

Outcomes play_all(const Stack& stack, const LossyPath& path, const std::vector<Leg>& legs,
                  const Timeouts& timeouts, const Draws& draws) {
    const std::int64_t window = stack.tcp.initial_window;
    const lossy::PathSettings settings{{path.round_trip, timeouts.client, window},
                                       {path.round_trip, timeouts.server, window},
                                       maximum_segment(stack)};
    std::vector<Side> packets;
    const lossy::Transfer clean = lossy::play(legs, settings, [&](Side from) {
        packets.push_back(from);
        return false;
    });
    const FirstLoss first(path, packets);
    Outcomes outcomes;
    outcomes.probability = first.probability();
    if (outcomes.probability <= 0) return outcomes;
    for (std::size_t i = 0; i < draws.count; ++i) {
        sim::DrawEngine engine =
            sim::draw(draws.seed, sim::EntityId{}, kPurpose, static_cast<std::uint32_t>(i));
        const std::size_t index = first.draw(engine.uniform());
        const lossy::Transfer lost = lossy::play(legs, settings, Losses(path, index, engine));
        outcomes.lost.push_back(difference(stack, lost, clean));
    }
    return outcomes;
}

template <class Value>
double mean_of(const std::vector<LossOutcome>& outcomes, Value value) {
    double sum = 0;
    for (const LossOutcome& outcome : outcomes) sum += value(outcome);
    return outcomes.empty() ? 0 : sum / static_cast<double>(outcomes.size());
}

}  // namespace

double LossTable::mean_delay_seconds() const {
    return probability_ *
           mean_of(outcomes_, [](const LossOutcome& o) { return o.delay.to_seconds(); });
}
Duration LossTable::delay_quantile(double p) const {
    const double untouched = 1 - probability_;
    if (outcomes_.empty() || p <= untouched) return {};
    std::vector<Duration> delays;
    for (const LossOutcome& outcome : outcomes_) delays.push_back(outcome.delay);
    std::sort(delays.begin(), delays.end());
    const double share = (p - untouched) / probability_;
    const auto index = static_cast<std::size_t>(share * static_cast<double>(delays.size()));
    return delays[std::min(index, delays.size() - 1)];
}

double LossTable::mean_resent_up() const {
    return probability_ * mean_of(outcomes_, [](const LossOutcome& o) {
               return static_cast<double>(o.resent_up);
           });
}
double LossTable::mean_resent_down() const {
    return probability_ * mean_of(outcomes_, [](const LossOutcome& o) {
               return static_cast<double>(o.resent_down);
           });
}

LossTable LossModel::exchange(std::span<const Message> messages, std::uint64_t seed,
                              std::size_t outcomes) const {
    std::vector<Leg> legs;
    for (const Message& message : messages) {
        legs.push_back({message.from, wire_size(stack_, message)});
    }
    const auto timeout = [&](Side side) {
        const bool speaks_last = legs.size() > 1 && legs.back().from == side;
        return settled_timeout(path_.round_trip,
                               speaks_last ? Acknowledged::Late : Acknowledged::AtOnce);
    };
    Outcomes all = play_all(stack_, path_, legs, {timeout(Side::Client), timeout(Side::Server)},
                            {seed, outcomes});
    return {all.probability, std::move(all.lost)};
}

LossTable LossModel::open(Opening opening, std::span<const Message> greeting, std::uint64_t seed,
                          std::size_t outcomes) const {
    std::vector<Leg> legs = {{Side::Client, 0, Kind::Syn}, {Side::Server, 0, Kind::Syn}};
    if (stack_.tls) {
        const tls::Handshake handshake = tls::handshake(*stack_.tls, opening);
        for (std::size_t i = 0; i < handshake.flights_before_client; ++i) {
            const tls::Flight& flight = handshake.flights[i];
            legs.push_back({flight.from, tls::size_of(flight)});
        }
    }
    for (const Message& message : greeting) {
        legs.push_back({message.from, wire_size(stack_, message)});
    }
    const Duration timeout = first_timeout(path_.round_trip);
    Outcomes all = play_all(stack_, path_, legs, {timeout, timeout}, {seed, outcomes});
    return {all.probability, std::move(all.lost)};
}

}  // namespace fleetsim::wire
