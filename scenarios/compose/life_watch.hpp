// LifeWatch: how long a device must be watched before the life of its battery can be told.
// Models     the longest round of what it does by itself: the interval of a publish or of polling,
//            the keep-alive where neither is there; a day where the day changes how often.
// Leaves out what others make it do, faults, the seasons.
#pragma once

#include "models/device/device_class.hpp"

namespace fleetsim::scenarios::compose {

struct LifeWatch {
    sim::Duration least;  ///< one whole round: below it, the start and chance are all that is seen
    sim::Duration well;   ///< three: below it, how many rounds happen to fit shows in the life
};

LifeWatch life_watch(const device::DeviceClass& type);

}  // namespace fleetsim::scenarios::compose
