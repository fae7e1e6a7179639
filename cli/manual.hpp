// The manual page, written from the command tables like the help.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command.hpp"

namespace fleetsim::cli {

/// fleetsim(1) in the macros of man(7).
std::string manual_page(const std::vector<Command>& commands, std::string_view version);

/// `text` as roff prints it: its backslashes, hyphens and leading dots are no requests.
std::string roff_text(std::string_view text);

}  // namespace fleetsim::cli
