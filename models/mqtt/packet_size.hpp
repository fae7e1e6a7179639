// Sizes of packets nobody has to encode: a simulated PUBLISH has no text, but it has its octets.
// Leaves out packets that have a text, which codec.hpp sizes; properties but message expiry.
// Source     MQTT 3.1.1 and MQTT 5.0, sections 2.2.3 (remaining length) and 3.3.
#pragma once

#include <cstdint>

#include "models/mqtt/packet.hpp"

namespace fleetsim::mqtt {

/// Of the only property a simulated PUBLISH may have (MQTT 5.0 section 3.3.2.3.3).
constexpr std::int64_t expiry_octets(Version version, bool expires) {
    return version == Version::V5 && expires ? 5 : 0;
}

/// Octets of a PUBLISH. `properties` are those of fewer than 128 octets of properties.
constexpr std::int64_t publish_size(Version version, Qos qos, std::int64_t topic_octets,
                                    std::int64_t payload_octets, std::int64_t properties = 0) {
    const std::int64_t remaining = 2 + topic_octets + (qos == Qos::AtMostOnce ? 0 : 2) +
                                   (version == Version::V5 ? 1 + properties : 0) + payload_octets;
    std::int64_t length_octets = 1;
    for (std::int64_t rest = remaining >> 7; rest > 0; rest >>= 7) ++length_octets;
    return 1 + length_octets + remaining;
}

}  // namespace fleetsim::mqtt
