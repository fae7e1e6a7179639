// BatteryLives: how long the batteries of a fleet last, device by device, from what each drew.
// Models     a life from full to empty at the device's own mean power since the warm-up, or since
//            it was switched on where that came later; its true life where the battery ran empty.
//            What it does once in its life (the first connection, downloads) does not go on.
// Leaves out devices that were not on for a whole round of what they do (life_watch.hpp).
// Error      the battery model's (docs/models/power.md).
#pragma once

#include <vector>

#include "scenarios/compose/figures.hpp"
#include "scenarios/compose/world.hpp"

namespace fleetsim::scenarios::compose {

/// One distribution for each fleet with batteries, in days; without values before World::settle().
std::vector<Distribution> battery_lives(const World& world);

}  // namespace fleetsim::scenarios::compose
