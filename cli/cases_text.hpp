// The file of --cases, read whole.
#pragma once

#include <string>

namespace fleetsim::cli {

/// Throws sim::InputError where it cannot be read.
std::string cases_text(const std::string& path);

}  // namespace fleetsim::cli
