// The reference of the scenario language in Markdown, written from the option table. It is the
// second half of docs/scenario.md.
#pragma once

#include <string>

namespace fleetsim::language {

std::string markdown_reference();

}  // namespace fleetsim::language
