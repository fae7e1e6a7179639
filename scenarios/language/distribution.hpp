// Reads { distribution = "...", ... } into a sim::Distribution.
#pragma once

#include "scenarios/language/check.hpp"
#include "sim/quantity_text.hpp"

namespace fleetsim::language {

struct DistributionReading {
    sim::Distribution value;  ///< in base units
    bool is_sound = true;
};

/// `settings` are of distribution_section(); `dimension` is that of the quantity.
DistributionReading read_distribution(const Settings& settings, sim::Dimension dimension,
                                      CheckContext& context);

}  // namespace fleetsim::language
