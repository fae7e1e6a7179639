// Guard: the one place where errors become words on standard error, or JSON, and an exit code.
#pragma once

#include <functional>
#include <string>

#include "cli/exit_code.hpp"

namespace fleetsim::cli {

/// How a command that cannot do its work says so. Whoever asked for JSON reads mistakes as JSON
/// too, wherever they are found.
enum class Complaints { Words, Json };

/// Does the work. What it throws is told to the user and becomes the exit code.
ExitCode guarded(const std::function<ExitCode()>& work, Complaints form = Complaints::Words);

/// Prints a line on standard error, which may be closed: there is nobody left to tell then.
void complain(const std::string& text);

}  // namespace fleetsim::cli
