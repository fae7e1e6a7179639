// Guard: the one place where errors become words on standard error and an exit code.
#pragma once

#include <functional>
#include <string>

#include "cli/exit_code.hpp"

namespace fleetsim::cli {

/// Does the work. What it throws is told to the user and becomes the exit code.
ExitCode guarded(const std::function<ExitCode()>& work);

/// Prints a line on standard error, which may be closed: there is nobody left to tell then.
void complain(const std::string& text);

}  // namespace fleetsim::cli
