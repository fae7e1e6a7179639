// UUIDs of version 4: random but for the bits that say so.
// Source     RFC 9562, section 5.4.     Error none.
#pragma once

#include <cstdint>
#include <string>

#include "sim/random/philox.hpp"

namespace fleetsim::rules {

std::string next_uuid(sim::Philox4x32& draws);
/// What traceid() gives for the message of this key: the same in every run.
std::string trace_id_of(std::uint64_t key);

}  // namespace fleetsim::rules
