// StudyTrial: tries the values that a study would set, so that no run of it can fail to load.
// Models     each value of each axis alone, then the points, as many as take a moment.
// Leaves out later points of a large grid: a contradiction there ends its own run only.
#pragma once

#include <functional>
#include <vector>

#include "scenarios/language/diagnostics.hpp"
#include "scenarios/language/loader.hpp"

namespace fleetsim::language {

/// Loads the scenario once more with other overrides and notes its mistakes. May throw
/// sim::InputError, as load().
using LoadAgain = std::function<void(const Overrides&, Diagnostics&)>;

/// Notes in `diagnostics` the mistakes that come with a value and are not there without it, each at
/// its axis in `places`.
void try_study(const scenarios::Study& study, const std::vector<sim::Place>& places,
               const Overrides& overrides, const LoadAgain& load_again, Diagnostics& diagnostics);

}  // namespace fleetsim::language
