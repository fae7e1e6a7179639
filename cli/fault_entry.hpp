// What the log of a run says of a fault of the scenario when it begins.
#pragma once

#include "results/record.hpp"
#include "scenarios/scenario.hpp"

namespace fleetsim::cli {

results::LogEntry entry_of(const scenarios::Fault& fault, const scenarios::Scenario& scenario);

}  // namespace fleetsim::cli
