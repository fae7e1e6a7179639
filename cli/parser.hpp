// The command line, parsed against the command tables.
// Errors are sim::InputError with the place "command line", the reason and the nearest valid name.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cli/command.hpp"

namespace fleetsim::cli {

/// A command to run with its arguments.
struct Invocation {
    Command command;
    Arguments arguments;
};

/// What the parse came to: a command to run, or words asked for (--help, --version).
using ParsedLine = std::variant<Invocation, std::string>;

/// `words` are argv without the program's name. Throws sim::InputError.
ParsedLine parse(const std::vector<Command>& commands, const std::vector<std::string>& words);

}  // namespace fleetsim::cli
