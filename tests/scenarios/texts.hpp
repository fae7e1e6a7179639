// Scenario texts that several tests start from.
#pragma once

#include <fstream>
#include <iterator>
#include <string>

namespace fleetsim::language {

/// A scenario with one fleet of ten devices; more tables may follow it.
inline const std::string kSmallScenario = R"(
[scenario]
name = "small"
duration = "1 h"

[[fleet]]
name = "meter"
count = 10
device = "nrf9160"
radio = "lte-m"
mqtt = {}

[[fleet.publish]]
topic = "{fleet}/{id}/reading"
every = "15 min"
payload = '{"n": {counter(1, 1)}}'
)";

/// A file by its path from the root of the repository.
inline std::string read_source(const std::string& path) {
    std::ifstream file(std::string(FLEETSIM_SOURCE_DIR) + '/' + path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace fleetsim::language
