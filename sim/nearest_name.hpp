// The valid name a mistyped one was most likely meant to be.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace fleetsim::sim {

/// Nearest by edit distance; nothing where even the nearest shares too little to be a typing slip.
std::optional<std::string_view> nearest_name(std::string_view word,
                                             const std::vector<std::string_view>& names);

}  // namespace fleetsim::sim
