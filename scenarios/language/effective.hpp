// The effective scenario: what was written, what was overridden, and every default.
#pragma once

#include <string>
#include <vector>

#include "scenarios/language/loader.hpp"
#include "scenarios/language/settings.hpp"

namespace fleetsim::language {

/// In the order of the option table.
std::vector<Parameter> parameters_of(const Settings& file);
/// As the file would be in JSON.
std::string to_json(const Settings& file);
/// One value, on one line.
std::string to_json(const Node& value);

}  // namespace fleetsim::language
