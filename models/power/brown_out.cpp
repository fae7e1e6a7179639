#include "models/power/brown_out.hpp"

#include <algorithm>

namespace fleetsim::power {

sim::Volts BrownOut::voltage(sim::Amperes pulse, double drawn_share) const {
    const double ohms = resistance_full + (resistance_empty - resistance_full) * drawn_share;
    return sim::Volts{open_circuit.count() - pulse.count() * ohms};
}

double BrownOut::usable_share(sim::Amperes pulse) const {
    if (voltage(pulse, 1) >= cut_off) return 1;
    if (voltage(pulse, 0) < cut_off) return 0;
    const double most_ohms = (open_circuit.count() - cut_off.count()) / pulse.count();
    const double share = (most_ohms - resistance_full) / (resistance_empty - resistance_full);
    return std::clamp(share, 0.0, 1.0);
}

}  // namespace fleetsim::power
