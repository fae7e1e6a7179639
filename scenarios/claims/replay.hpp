// Replay: runs an experiment again, from protocol and radio behaviour alone.
// Models     each test as its author ran it - a meter that looks once a second, at a moment it
//            chose itself - many times over, each with its own moments.
// Leaves out what the author did not publish and nothing here can tell: the processor's share
//            beyond TLS, and the limits of his broker and client library (inputs of the
//            experiment).
#pragma once

#include <optional>
#include <vector>

#include "scenarios/claims/bursts.hpp"
#include "scenarios/claims/experiment.hpp"
#include "scenarios/claims/spread.hpp"
#include "sim/random/draw.hpp"

namespace fleetsim::claims {

class Replay {
  public:
    explicit Replay(const Experiment& experiment, std::uint64_t seed = 1, std::uint32_t runs = 400);

    /// In the units of the published value.
    Spread value(const Cell& cell) const;
    const Experiment& experiment() const { return experiment_; }

  private:
    struct Run {
        double joules = 0;
        double seconds = 0;
        double messages = 0;
    };
    Run run(const Cell& cell, sim::DrawEngine& draw) const;
    Run connect(const Cell& cell, sim::DrawEngine& draw) const;
    Run keep_open(const Cell& cell, sim::DrawEngine& draw) const;
    Run sporadic(const Cell& cell, sim::DrawEngine& draw) const;
    Run receive(const Cell& cell, sim::DrawEngine& draw) const;
    Run send(const Cell& cell, sim::DrawEngine& draw) const;
    std::optional<double> high_share(const Cell& cell) const;
    /// What the meter charges for a run that moves bytes in every look.
    double charged(const Cell& cell, double share, double seconds, double exchanges) const;
    const Bursts& bursts(const Cell& cell) const;

    Experiment experiment_;
    std::uint64_t seed_;
    std::uint32_t runs_;
    std::vector<Bursts> bursts_;  ///< by bearer and protocol
};

}  // namespace fleetsim::claims
