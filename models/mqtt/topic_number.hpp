// number_in: which member of a family of topics a text is.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "models/mqtt/topic_pattern.hpp"

namespace fleetsim::mqtt {

/// The number that fills the pattern to give `topic`; zero for one without a number.
std::optional<std::uint32_t> number_in(const TopicPattern& pattern, std::string_view topic);

}  // namespace fleetsim::mqtt
