// The sub-commands this build has, in the order --help shows them.
#pragma once

#include <vector>

#include "cli/command.hpp"

namespace fleetsim::cli {

std::vector<Command> all_commands();

}  // namespace fleetsim::cli
