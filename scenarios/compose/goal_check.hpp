// Goals of a scenario against what a run came to.
#pragma once

#include <optional>
#include <vector>

#include "scenarios/compose/figures.hpp"
#include "scenarios/compose/history.hpp"
#include "scenarios/scenario.hpp"

namespace fleetsim::scenarios::compose {

/// Everything a goal may speak of.
struct Findings {
    const std::vector<Figure>& totals;  ///< at the end
    const History& history;
    const std::vector<Distribution>& distributions;
    const std::vector<Ledger>& ledgers;
};

/// The figure a goal speaks of; nothing where the run has no such figure or measured nothing.
std::optional<double> measure(const Goal& goal, const Findings& findings);

bool is_met(const Goal& goal, double value);

}  // namespace fleetsim::scenarios::compose
