// Latency: how long one packet takes over a link, a fixed least time plus whatever varies.
// Models     any distribution of the kernel, cut off below at a stated minimum.
// Leaves out correlation between packets: each draw is independent, so packets may overtake.
#pragma once

#include <cstdint>

#include "sim/time.hpp"

namespace fleetsim::network {

class Latency {
  public:
    static Latency constant(sim::Duration value) { return Latency(value, value); }
    /// Evenly between `least` and `most`.
    static Latency uniform(sim::Duration least, sim::Duration most) { return Latency(least, most); }

    /// No sample is ever below this.
    sim::Duration minimum() const { return least_; }
    sim::Duration mean() const { return least_ + (most_ - least_) / 2; }
    bool is_constant() const { return least_ == most_; }

    template <class Engine>
    sim::Duration sample(Engine& engine) const {
        const auto span = static_cast<std::uint64_t>((most_ - least_).count()) + 1;
        return least_ + sim::Duration::nanoseconds(static_cast<std::int64_t>(engine() % span));
    }

  private:
    Latency(sim::Duration least, sim::Duration most) : least_(least), most_(most) {}

    sim::Duration least_;
    sim::Duration most_;
};

}  // namespace fleetsim::network
