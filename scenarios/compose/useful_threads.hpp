// How many threads a scenario has work for.
// Models     the publishes of all fleets at their mean rates, each with the events it brings along,
//            in a window of the engine. A thread that has few of them waits more than it works.
// Leaves out what comes at once: storms, broadcasts. They are shared no further than the rest.
#pragma once

#include "scenarios/scenario.hpp"
#include "sim/time.hpp"

namespace fleetsim::scenarios::compose {

/// At least 1, at most `asked`. The results do not depend on it.
unsigned useful_threads(const Scenario& scenario, sim::Duration window, unsigned asked);

}  // namespace fleetsim::scenarios::compose
