// The answer of a run as the terminal shows it and as one JSON object, both from the results file
// alone: what is printed is what is stored.
#pragma once

#include <string>

#include "results/query.hpp"

namespace fleetsim::cli {

/// Lines for a planner: the answer, load, latency, bytes, energy, goals, ledgers, what to do next.
std::string summary_text(const results::Query& query, results::RunId run);

/// One JSON object in base units (cli/json_answer.hpp).
std::string summary_json(const results::Query& query, results::RunId run);

}  // namespace fleetsim::cli
