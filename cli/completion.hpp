// Shell completion, written from the command tables like the help.
#pragma once

#include <string>
#include <vector>

#include "cli/command.hpp"

namespace fleetsim::cli {

enum class Shell { Bash, Zsh, Fish };

/// A script for the shell to source: commands after `fleetsim`, a command's options after a dash,
/// file names elsewhere.
std::string completion_script(const std::vector<Command>& commands, Shell shell);

}  // namespace fleetsim::cli
