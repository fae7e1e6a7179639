#include "models/radio/lora_air_time.hpp"

#include <algorithm>
#include <cmath>

namespace fleetsim::radio {

sim::Duration lora_air_time(const LoraSettings& settings, sim::Bytes size) {
    constexpr double kSlowSymbol = 16e-3;
    const double factor = settings.spreading_factor;
    const double symbol = std::exp2(factor) / settings.bandwidth;
    const double slow = symbol > kSlowSymbol ? 1 : 0;
    // 28 bits of header and synchronisation, 16 of CRC.
    const double bits = 8 * static_cast<double>(size.count()) - 4 * factor + 28 + 16;
    const double blocks = std::max(0.0, std::ceil(bits / (4 * (factor - 2 * slow))));
    const double payload = 8 + blocks * settings.coding_rate;
    const double preamble = settings.preamble_symbols + 4.25;
    return sim::Duration::from_seconds((preamble + payload) * symbol);
}

}  // namespace fleetsim::radio
