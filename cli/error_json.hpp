// What --json says where a command cannot do its work: {"ok": false, "diagnostics": [...]}.
#pragma once

#include <string>
#include <vector>

#include "sim/error.hpp"

namespace fleetsim::cli {

/// With a line end.
std::string error_json(const std::vector<sim::Diagnostic>& diagnostics);

}  // namespace fleetsim::cli
