// HarvestState: what a device with a solar panel has put into its battery.
// Models     a battery that takes what fits: at each look, the sun since the look before fills what
//            the load has drawn by then, and the rest is lost.
// Error      of a look: what is drawn within one is taken as drawn before its sun. Devices look at
//            each of their events.
#pragma once

#include <algorithm>
#include <cstdint>

#include "models/power/harvester.hpp"
#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::device {

struct HarvestState {
    sim::Time looked;
    std::int64_t taken_nanojoules = 0;

    /// `drawn` by the load and lost since the device was switched on with a full battery.
    void look(const power::Harvester& harvester, sim::Time now, sim::Joules drawn) {
        if (now <= looked) return;
        const std::int64_t missing = drawn.count() - taken_nanojoules;
        taken_nanojoules += std::min(harvester.between(looked, now).count(), missing);
        looked = now;
    }
};

}  // namespace fleetsim::device
