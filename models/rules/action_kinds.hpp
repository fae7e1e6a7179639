// The services a rule's action may name. What each does with a record is the business of who runs
// the rules: models/cloud in a simulated world, models/broker/net behind a socket.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace fleetsim::rules {

inline constexpr auto kActionKinds = std::to_array<std::string_view>(
    {"stream", "firehose", "object_store", "table", "queue", "notification", "function",
     "time_series", "http", "republish"});
constexpr bool is_action_kind(std::string_view word) {
    return std::ranges::find(kActionKinds, word) != kActionKinds.end();
}

}  // namespace fleetsim::rules
