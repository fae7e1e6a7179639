// The services a rule's action may name, and what may be said of them. What each does with a
// record is the business of who runs the rules: models/cloud in a simulated world,
// models/broker/net behind a socket.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace fleetsim::rules {

inline constexpr auto kActionKinds = std::to_array<std::string_view>(
    {"stream", "firehose", "object_store", "table", "queue", "notification", "function",
     "time_series", "http", "republish"});
constexpr bool is_action_kind(std::string_view word) {
    return std::ranges::find(kActionKinds, word) != kActionKinds.end();
}

/// The keys that may stand beside the one that names the service.
inline std::vector<std::string_view> action_options(std::string_view kind) {
    if (kind == "republish") return {"qos"};
    std::vector<std::string_view> options = {"key",         "shards",   "records",
                                             "concurrency", "waiting",  "latency",
                                             "cold_start",  "warm_for", "time_out"};
    if (kind == "firehose") options.insert(options.end(), {"buffer_size", "buffer_time"});
    return options;
}

}  // namespace fleetsim::rules
