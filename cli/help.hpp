// Help pages, written from the command tables.
#pragma once

#include <string>
#include <vector>

#include "cli/command.hpp"

namespace fleetsim::cli {

std::string program_help(const std::vector<Command>& commands);
std::string command_help(const Command& command);

/// "--out" of "--out,-o": the word an option is known by in Arguments.
std::string_view long_name(const Option& option);
/// "-o" of "--out,-o"; empty where there is none.
std::string_view short_name(const Option& option);
bool is_positional(const Option& option);

}  // namespace fleetsim::cli
