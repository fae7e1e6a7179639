// What the services of the cloud say of themselves in a world.
#pragma once

#include <vector>

#include "scenarios/compose/figure_list.hpp"
#include "scenarios/compose/world.hpp"

namespace fleetsim::scenarios::compose {

void add_cloud(const World& world, sim::Time now, FigureList& list);
void add_cloud_distributions(const CloudTap& cloud, std::vector<Distribution>& all);
/// When each rollout's first device began, when its last one succeeded, and how long all of them
/// took. Unmeasured are those that did not come to it.
std::vector<Figure> rollout_times(const CloudTap& cloud, Unmeasured unmeasured);

}  // namespace fleetsim::scenarios::compose
