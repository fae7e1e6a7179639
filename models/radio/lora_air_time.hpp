// How long a LoRa packet is in the air.
// Models     symbols of preamble and payload at a spreading factor, bandwidth and coding rate; low
//            data rate optimisation where a symbol lasts more than 16 ms; explicit header and CRC.
// Leaves out duty-cycle limits, collisions, the capture effect.
// Source     Semtech SX1276 data sheet, section 4.1.1.6.
// Error      none: the formula is exact.
#pragma once

#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::radio {

struct LoraSettings {
    int spreading_factor = 7;  ///< 7 to 12
    double bandwidth = 125e3;  ///< Hz
    int coding_rate = 5;       ///< 4/5 to 4/8, by the second number
    int preamble_symbols = 8;
};

/// `size` is that of the whole PHY payload: MAC header, ports and integrity code included.
sim::Duration lora_air_time(const LoraSettings& settings, sim::Bytes size);

}  // namespace fleetsim::radio
