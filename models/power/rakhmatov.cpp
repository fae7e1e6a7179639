#include "models/power/rakhmatov.hpp"

#include <cmath>
#include <numeric>

#include "sim/check.hpp"

namespace fleetsim::power {

Rakhmatov::Rakhmatov(sim::Coulombs alpha, double beta) : alpha_(alpha.count()) {
    FLEET_CHECK(alpha_ > 0 && beta > 0, "a cell needs charge that diffuses");
    constexpr double kSecondsPerMinute = 60;
    for (std::size_t i = 0; i < kTerms; ++i) {
        const double root = beta * static_cast<double>(i + 1);
        rates_[i] = root * root / kSecondsPerMinute;
    }
}

Rakhmatov::State Rakhmatov::after(const State& state, LoadStep step) const {
    return after_seconds(state, step.current.count(), step.span.to_seconds());
}

Rakhmatov::State Rakhmatov::after_seconds(const State& state, double amperes,
                                          double seconds) const {
    State later{.drawn = state.drawn + amperes * seconds};
    for (std::size_t i = 0; i < kTerms; ++i) {
        const double settled = amperes / rates_[i];
        later.undiffused[i] =
            settled + (state.undiffused[i] - settled) * std::exp(-rates_[i] * seconds);
    }
    return later;
}

sim::Coulombs Rakhmatov::apparent(const State& state) const {
    return sim::Coulombs{
        state.drawn + 2 * std::accumulate(state.undiffused.begin(), state.undiffused.end(), 0.0)};
}

std::optional<sim::Duration> Rakhmatov::empty_in(const State& state, sim::Amperes current) const {
    if (apparent(state).count() >= alpha_) return sim::Duration{};
    if (current.count() <= 0) return std::nullopt;
    const double longest = (alpha_ - state.drawn) / current.count();
    return sim::Duration::from_seconds(first_moment(longest, [&](double seconds) {
        return apparent(after_seconds(state, current.count(), seconds)).count() >= alpha_;
    }));
}

}  // namespace fleetsim::power
