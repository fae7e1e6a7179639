// Instants of a run for the tests of this folder.
#pragma once

#include <cstdint>

#include "sim/time.hpp"

namespace fleetsim::cloud {

inline sim::Time at(std::int64_t seconds) { return sim::Time::at(sim::Duration::seconds(seconds)); }
inline sim::Time at_ms(std::int64_t ms) { return sim::Time::at(sim::Duration::milliseconds(ms)); }

}  // namespace fleetsim::cloud
