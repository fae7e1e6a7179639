// What the services of the cloud say of themselves in a world.
#pragma once

#include <vector>

#include "scenarios/compose/figure_list.hpp"
#include "scenarios/compose/world.hpp"

namespace fleetsim::scenarios::compose {

void add_cloud(const World& world, sim::Time now, FigureList& list);
void add_cloud_distributions(const CloudTap& cloud, std::vector<Distribution>& all);
LedgerSum record_sum(const cloud::RuleStage& stage);

}  // namespace fleetsim::scenarios::compose
