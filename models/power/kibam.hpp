// Kibam: the kinetic battery model - two wells of charge, one of which the load can reach.
// Models     the rate-capacity effect (a high current leaves charge bound) and recovery (in a
//            pause, bound charge flows to the available well), in closed form over each step.
// Leaves out voltage, temperature, ageing, self-discharge.
// Source     Manwell and McGowan 1993, Solar Energy 50(5):399-405; in the notation of Jongerden
//            and Haverkort 2009, IET Software 3(6):445-457.
// Error      none against the equations. Against their own NiMH cell: 91 min where 90 were measured
//            under a constant load, 203 min where 193 were measured under 1 Hz pulses (Cloth,
//            Jongerden, Haverkort, DSN 2007; measured times not read in the paper itself).
#pragma once

#include <optional>

#include "models/power/load.hpp"

namespace fleetsim::power {

class Kibam {
  public:
    struct State {
        double available = 0;  ///< coulombs the load can reach
        double bound = 0;      ///< coulombs behind the valve
    };

    /// `share` c: of the charge that is available in a full cell, in (0, 1). `flow` k: coulombs a
    /// second through the valve for each coulomb of difference in height, 1/s.
    Kibam(sim::Coulombs capacity, double share, double flow);

    State full() const;
    State after(const State& state, LoadStep step) const;
    std::optional<sim::Duration> empty_in(const State& state, sim::Amperes current) const;

  private:
    State after_seconds(const State& state, double amperes, double seconds) const;

    double capacity_;
    double share_;
    double rate_;  // k' = k / (c (1 - c)), at which the wells level out
};

}  // namespace fleetsim::power
