// Overhead: bytes of one small message by HTTPS and by MQTT, layer by layer of the counting.
// Source     models/wire, exact against captures (docs/models/wire.md).
#pragma once

#include <string>
#include <vector>

namespace fleetsim::claims {

struct OverheadRatio {
    std::string counted;  ///< "IP bytes, connection kept alive"
    double https_bytes = 0;
    double mqtt_bytes = 0;
    double ratio() const { return https_bytes / mqtt_bytes; }
};

/// A publish of one byte with acknowledgement against a POST of one byte.
std::vector<OverheadRatio> overhead_ratios();

}  // namespace fleetsim::claims
