// Rakhmatov: the diffusion model of Rakhmatov and Vrudhula - charge that has not yet diffused to
// the electrode counts as used, and comes back in a pause.
// Models     the apparent charge drawn, sigma(t) = charge drawn + 2 sum_m u_m(t): ten terms, each
//            of which relaxes at rate beta^2 m^2 and follows a constant current in closed form.
//            The cell is empty when sigma reaches alpha.
// Leaves out voltage, temperature, ageing, self-discharge.
// Source     Rakhmatov, Vrudhula, Wallach: Battery Lifetime Prediction for Energy-Aware Computing,
//            ISLPED 2002; alpha, beta and load profiles of the Itsy's cell as ns-3 ships them
//            (nsnam/ns-3-dev-git, src/energy/examples/rv-battery-model-test.cc).
// Error      within 0.1 min of the lifetimes printed there, which are themselves the model's.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "models/power/load.hpp"

namespace fleetsim::power {

class Rakhmatov {
  public:
    static constexpr std::size_t kTerms = 10;  ///< as in the paper

    struct State {
        double drawn = 0;  ///< coulombs
        std::array<double, kTerms> undiffused{};
    };

    /// `alpha`: the charge of the cell. `beta`: of diffusion, in 1/sqrt(min) as it is published.
    Rakhmatov(sim::Coulombs alpha, double beta);

    State full() const { return {}; }
    State after(const State& state, LoadStep step) const;
    std::optional<sim::Duration> empty_in(const State& state, sim::Amperes current) const;
    /// sigma: what seems to be used; above what was drawn, except after a long pause.
    sim::Coulombs apparent(const State& state) const;

  private:
    State after_seconds(const State& state, double amperes, double seconds) const;

    double alpha_;
    std::array<double, kTerms> rates_{};  // beta^2 m^2, 1/s
};

}  // namespace fleetsim::power
