// Load: what a battery has to give, as pieces of constant current, and how long it lasts under it.
// Models     a list of steps, the last of which goes on until the battery is empty. A battery model
//            says in closed form where a step leaves it, and finds the end inside a step by
//            bisection; a step of a second and one of ten years cost the same.
// Leaves out currents that change within a step: cut them into steps.
#pragma once

#include <concepts>
#include <limits>
#include <optional>
#include <span>

#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::power {

struct LoadStep {
    sim::Amperes current;  ///< drawn, not negative
    sim::Duration span;    ///< ignored for the last step, which goes on until empty
};

/// A battery that knows its state after a step, and when a current empties it (never: nullopt).
template <class Model>
concept BatteryModel = requires(const Model& model, typename Model::State state, LoadStep step) {
    { model.full() } -> std::same_as<typename Model::State>;
    { model.after(state, step) } -> std::same_as<typename Model::State>;
    { model.empty_in(state, step.current) } -> std::same_as<std::optional<sim::Duration>>;
};

/// From full to empty under `steps`; nullopt if the last step never empties it.
template <BatteryModel Model>
std::optional<sim::Duration> time_to_empty(const Model& model, std::span<const LoadStep> steps) {
    typename Model::State state = model.full();
    sim::Duration passed;
    for (const LoadStep& step : steps) {
        const bool last = &step == &steps.back();
        const std::optional<sim::Duration> end = model.empty_in(state, step.current);
        if (end && (last || *end <= step.span)) return passed + *end;
        if (last) break;
        state = model.after(state, step);
        passed = passed + step.span;
    }
    return std::nullopt;
}

/// The instant in [0, longest] seconds at which `empty` turns true, to the last bit of a double.
template <std::predicate<double> Empty>
double first_moment(double longest, Empty empty) {
    constexpr int kHalvings = std::numeric_limits<double>::digits;
    double low = 0;
    double high = longest;
    for (int i = 0; i < kHalvings; ++i) {
        const double middle = low + (high - low) / 2;
        (empty(middle) ? high : low) = middle;
    }
    return high;
}

}  // namespace fleetsim::power
