// Reads and checks the property block of one MQTT 5 packet. Internal to the codec.
#pragma once

#include <cstdint>

#include "models/mqtt/codec.hpp"
#include "models/mqtt/reader.hpp"

namespace fleetsim::mqtt::detail {

/// `where` is a place of property_rules.hpp. Reads nothing in 3.1.1.
void read_properties(Reader& reader, std::uint32_t where, Sender sender, Properties& out);

}  // namespace fleetsim::mqtt::detail
