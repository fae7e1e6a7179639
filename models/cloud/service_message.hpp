// ServiceMessage: what a cloud service publishes, as text, for a broker to route.
#pragma once

#include <cstdint>
#include <string>

#include "sim/time.hpp"

namespace fleetsim::cloud {

/// Of the simulated clock, as the services write their timestamps.
inline std::int64_t seconds_of(sim::Time now) { return now.nanoseconds() / 1'000'000'000; }

struct ServiceMessage {
    std::string topic;
    std::string payload;
    /// What the answer is to repeat (mqtt::Echo): zero for both asks for none.
    std::uint32_t key = 0;
    std::uint32_t code = 0;
};

}  // namespace fleetsim::cloud
