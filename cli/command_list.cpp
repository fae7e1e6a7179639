#include "cli/command_list.hpp"

#include "cli/commands.hpp"

namespace fleetsim::cli {

// A new command: one line here, its file cli/command_<name>.cpp, its line in cli/commands.hpp.
std::vector<Command> command_list() {
    return {
        // clang-format off
        // clang-format on
    };
}

}  // namespace fleetsim::cli
