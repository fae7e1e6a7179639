// The warnings of a run or a study, as they stand below its answer.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "results/record.hpp"

namespace fleetsim::cli {

/// "\nwarning: 5 of the 10 devices ... [late-start]\n"; empty for none.
std::string warnings_text(const std::vector<results::LogEntry>& warnings);
nlohmann::ordered_json warnings_json(const std::vector<results::LogEntry>& warnings);

}  // namespace fleetsim::cli
