// Observing a world: its figures now, and its distributions and ledgers at the end.
#pragma once

#include <vector>

#include "scenarios/compose/figures.hpp"
#include "scenarios/compose/world.hpp"

namespace fleetsim::scenarios::compose {

/// Totals so far and values now, always the same ones in the same order.
std::vector<Figure> figures_of(const World& world, sim::Time now);

/// Distributions without a value are left out, unless all that a run may have are wanted.
enum class Unmeasured { LeftOut, Included };
std::vector<Distribution> distributions_of(const World& world,
                                           Unmeasured unmeasured = Unmeasured::LeftOut);
/// What came to `all` since it was `before`: the distributions after a warm-up.
std::vector<Distribution> since(std::vector<Distribution> all,
                                const std::vector<Distribution>& before);

/// After World::settle().
std::vector<Ledger> ledgers_of(const World& world, const InFlight& in_flight);

}  // namespace fleetsim::scenarios::compose
