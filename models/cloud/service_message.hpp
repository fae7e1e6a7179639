// ServiceMessage: what a cloud service publishes, as text, for a broker to route.
#pragma once

#include <cstdint>
#include <string>

namespace fleetsim::cloud {

struct ServiceMessage {
    std::string topic;
    std::string payload;
    /// What the answer is to repeat (mqtt::Echo): zero for both asks for none.
    std::uint32_t key = 0;
    std::uint32_t code = 0;
};

}  // namespace fleetsim::cloud
