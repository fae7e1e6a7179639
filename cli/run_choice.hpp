// Which run of a results file a command is about.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "results/query.hpp"

namespace fleetsim::cli {

/// The run that `text` numbers, or the last one for nothing. Throws sim::InputError for what is
/// not a number, or not a run of the file.
results::RunId chosen_run(const results::Query& query, const std::optional<std::string>& text);

/// What was set for a run, with --set or by a study: "fleet.meter.count=1000".
std::vector<std::string> settings_of(const results::RunDescription& run);

/// A line for each run of the file: number, scenario, status, seed, duration, when, settings.
std::string run_list(const results::Query& query);

}  // namespace fleetsim::cli
