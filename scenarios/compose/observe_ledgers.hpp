// The ledgers of a world at its end: messages, bytes and energy, each sum of which must close.
// Models     two counts of the same thing, kept by different code: what a device says it sent and
//            what the broker says came, the bytes of an exchange and those of its layers, the
//            joules of a device's row and those of its consumers.
// Leaves out costs that are wrong on both sides: captures show those (docs/models/wire.md).
// Error      none: integers. One that does not close is a bug of ours.
#pragma once

#include <vector>

#include "scenarios/compose/figures.hpp"
#include "scenarios/compose/world.hpp"

namespace fleetsim::scenarios::compose {

/// After World::settle(); `in_flight` is what World::drain() found.
std::vector<Ledger> ledgers_of(const World& world, const InFlight& in_flight);

}  // namespace fleetsim::scenarios::compose
