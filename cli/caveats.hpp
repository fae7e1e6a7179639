// Caveats: what to know before trusting a run's figures. They stand in the run's log, below its
// answer and in its report.
// Leaves out whatever makes a run wrong: that is a mistake of the scenario, or a ledger that does
//            not close.
#pragma once

#include <vector>

#include "results/record.hpp"
#include "scenarios/compose/figures.hpp"
#include "scenarios/compose/world.hpp"

namespace fleetsim::cli {

/// Of a run that has ended; `distributions` has its battery lives.
std::vector<results::LogEntry> caveats_of(
    const scenarios::compose::World& world,
    const std::vector<scenarios::compose::Distribution>& distributions);

}  // namespace fleetsim::cli
