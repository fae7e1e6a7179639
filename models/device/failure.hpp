// FailureMode: how the devices of a fleet fail, and how they show it beforehand.
// Models     lives of random length (Weibull, say), one after another, with a repair between two; a
//            wear that rises from 0 to 1 over the last part of a life and can be seen in payloads;
//            silence while a device is broken.
// Leaves out failures that depend on load, and more than one failure mode in a fleet.
// Source     none: a device's lives are draws keyed by seed, device and number of the life, so that
//            whoever asks, device or service, gets the same answer.
#pragma once

#include <cstdint>

#include "sim/ids.hpp"
#include "sim/random/distribution.hpp"
#include "sim/time.hpp"

namespace fleetsim::device {

struct FailureMode {
    sim::DurationDistribution life;    ///< from the start, or from the end of a repair
    sim::DurationDistribution repair;  ///< out of order for so long
    sim::Duration shows_for;           ///< wear begins so long before the failure
};

/// One life of a device, or the repair after it.
struct Life {
    std::uint32_t number = 0;
    sim::Time begins;
    sim::Time fails;
    sim::Time repaired;

    bool is_broken(sim::Time now) const { return now >= fails; }
    /// 0 in health, growing as the square of the time since it began to show, 1 at the failure.
    double wear(sim::Time now, sim::Duration shows_for) const;
};

/// The first life of a device that starts at `start`, and the one after another.
Life first_life(const FailureMode& mode, std::uint64_t seed, sim::EntityId device, sim::Time start);
Life next_life(const FailureMode& mode, std::uint64_t seed, sim::EntityId device, const Life& life);
/// The life that `now` falls into, or whose repair it falls into.
Life life_at(const FailureMode& mode, std::uint64_t seed, sim::EntityId device, sim::Time start,
             sim::Time now);

}  // namespace fleetsim::device
