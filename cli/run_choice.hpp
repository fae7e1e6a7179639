// Which run of a results file a command is about.
#pragma once

#include <optional>
#include <string>

#include "results/query.hpp"

namespace fleetsim::cli {

/// The run that `text` numbers, or the last one for nothing. Throws sim::InputError for what is no
/// number, or no run of the file.
results::RunId chosen_run(const results::Query& query, const std::optional<std::string>& text);

/// A line for each run of the file: number, scenario, status, seed, when.
std::string run_list(const results::Query& query);

}  // namespace fleetsim::cli
