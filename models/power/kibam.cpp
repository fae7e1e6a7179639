#include "models/power/kibam.hpp"

#include <cmath>

#include "sim/check.hpp"

namespace fleetsim::power {

Kibam::Kibam(sim::Coulombs capacity, double share, double flow)
    : capacity_(capacity.count()), share_(share), rate_(flow / (share * (1 - share))) {
    FLEET_CHECK(capacity_ > 0 && share > 0 && share < 1 && flow > 0,
                "a cell needs charge in both wells and a valve between them");
}

Kibam::State Kibam::full() const {
    return {.available = share_ * capacity_, .bound = (1 - share_) * capacity_};
}

Kibam::State Kibam::after(const State& state, LoadStep step) const {
    return after_seconds(state, step.current.count(), step.span.to_seconds());
}

// The difference in height d = h2 - h1 obeys d' = I / c - k' d, and what both wells hold falls by
// I; the available well is c (total - (1 - c) d).
Kibam::State Kibam::after_seconds(const State& state, double amperes, double seconds) const {
    const double total = state.available + state.bound - amperes * seconds;
    const double difference = state.bound / (1 - share_) - state.available / share_;
    const double settled = amperes / (share_ * rate_);
    const double later = settled + (difference - settled) * std::exp(-rate_ * seconds);
    const double available = share_ * (total - (1 - share_) * later);
    return {.available = available, .bound = total - available};
}

// The available well falls at a rate that approaches c I from one side only, so that it crosses
// zero once, at the latest when nothing is left in either well.
std::optional<sim::Duration> Kibam::empty_in(const State& state, sim::Amperes current) const {
    if (state.available <= 0) return sim::Duration{};
    if (current.count() <= 0) return std::nullopt;
    const double longest = (state.available + state.bound) / current.count();
    return sim::Duration::from_seconds(first_moment(longest, [&](double seconds) {
        return after_seconds(state, current.count(), seconds).available <= 0;
    }));
}

}  // namespace fleetsim::power
