// What --json says where a command cannot do its work: {"ok": false, "diagnostics": [...]}.
#pragma once

#include <string>

#include "sim/error.hpp"

namespace fleetsim::cli {

/// With a line end; what the world refused has the code system-error, and no place.
std::string error_json(const sim::InputError& error);
std::string error_json(const sim::SystemError& error);

}  // namespace fleetsim::cli
