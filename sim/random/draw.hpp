// draw: the one source of randomness of a run. A draw is a function of the run's seed, the entity
// it is for, what it is for, and a counter of the entity's own; there is no stream that entities
// share, so adding an entity changes no other's draws.
#pragma once

#include <cstdint>

#include "sim/ids.hpp"
#include "sim/random/philox.hpp"

namespace fleetsim::sim {

using DrawEngine = Philox4x32;

/// Two draws share their numbers only if all four arguments are equal. `purpose` is the model's.
/// Costs nothing until the first number is taken, and one block of Philox for every four.
constexpr DrawEngine draw(std::uint64_t seed, EntityId entity, std::uint32_t purpose,
                          std::uint32_t counter) {
    // The first word counts the blocks of one draw.
    return {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
            {0, counter, purpose, entity.value}};
}

}  // namespace fleetsim::sim
