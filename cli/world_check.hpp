// World check: what can be known of a scenario only from the world it describes, before it runs.
// Models     figures that goals speak of must exist; the devices must fit the memory that is free;
//            files of profiles must be sound.
#pragma once

#include <cstdint>

#include "scenarios/compose/world.hpp"
#include "scenarios/language/loader.hpp"

namespace fleetsim::cli {

/// Throws sim::InputError for goals on figures that no run of this world has.
void check_goals(const language::Loaded& loaded, const scenarios::compose::World& world);

/// Builds the world with a few devices a fleet, for `fleetsim check`: finds mistakes in the files
/// of profiles, and those of check_goals().
void check_world(const language::Loaded& loaded);

/// What a run of the scenario takes, about. Queues of messages and recorded series come on top.
double memory_bytes(const scenarios::Scenario& scenario);

/// Throws sim::SystemError where the devices need more memory than the machine has free.
void require_memory(const scenarios::Scenario& scenario);

}  // namespace fleetsim::cli
