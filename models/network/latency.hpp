// Latency: how long one packet takes over a link.
// Models     any distribution of the kernel.
// Leaves out correlation between packets: each draw is independent, so packets may overtake
//            (models/network/stream.hpp holds them back).
#pragma once

#include "sim/random/distribution.hpp"
#include "sim/random/draw.hpp"

namespace fleetsim::network {

class Latency {
  public:
    explicit Latency(sim::DurationDistribution distribution)
        : distribution_(std::move(distribution)) {}
    static Latency constant(sim::Duration value) {
        return Latency(sim::DurationDistribution(value));
    }
    /// Evenly between `least` and `most`.
    static Latency uniform(sim::Duration least, sim::Duration most) {
        return Latency(sim::DurationDistribution(
            sim::Distribution::uniform(least.to_seconds(), most.to_seconds())));
    }

    /// No sample is ever below this.
    sim::Duration minimum() const { return distribution_.minimum(); }
    sim::Duration mean() const { return distribution_.mean(); }
    bool is_constant() const { return distribution_.is_constant(); }
    sim::Duration sample(sim::DrawEngine& engine) const { return distribution_.sample(engine); }

  private:
    sim::DurationDistribution distribution_;
};

}  // namespace fleetsim::network
