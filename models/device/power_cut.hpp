// PowerCut: the mains fail for some devices of a fleet, and come back.
// Models     which devices, drawn once for each cut; the span without power, which ends for each
//            at a moment of its own within `back_over`. What a device without power does, and how
//            it begins anew, is in connecting.cpp.
// Leaves out devices with a battery; the time of booting, which `back_over` may stand for.
// Source     none: draws keyed by seed, device and cut, so that whoever asks gets the same answer.
#pragma once

#include <cstdint>

#include "sim/ids.hpp"
#include "sim/time.hpp"

namespace fleetsim::device {

struct DeviceClass;

struct PowerCut {
    sim::Time at;
    sim::Duration down_for;
    sim::Duration back_over;
    double share = 1;          ///< of the class's devices
    std::uint32_t number = 0;  ///< among the faults of the scenario: tells the draws apart
};

/// When the device has power again after this cut; nothing for one that it does not hit, or that
/// starts later.
struct Darkness {
    bool is_hit = false;
    sim::Time ends;
};
Darkness darkness_of(const PowerCut& cut, const DeviceClass& type, std::uint64_t seed,
                     std::uint32_t device);
/// When the last of the cuts ends that hold at `now`; `now` where none does.
sim::Time dark_until(const DeviceClass& type, std::uint64_t seed, std::uint32_t device,
                     sim::Time now);
/// How long the device has had power until `now`, which is not before its start. Cuts are in the
/// order of their times.
sim::Duration time_on(const DeviceClass& type, std::uint64_t seed, std::uint32_t device,
                      sim::Time now);

}  // namespace fleetsim::device
