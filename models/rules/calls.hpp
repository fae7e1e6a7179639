// Calls: which functions a statement or template calls, and with which texts, for whoever must know
// before it runs.
// Leaves out what is computed: an argument that is not a text as it stands has none here.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "models/rules/program.hpp"

namespace fleetsim::rules {

struct WrittenCall {
    std::string_view function;  ///< in lower case
    std::vector<std::optional<std::string_view>> arguments;
};

/// In the order they are written. The texts are the program's.
std::vector<WrittenCall> calls_in(const Program& program);
bool calls(const Program& program, std::string_view function);

}  // namespace fleetsim::rules
