// The rules of a scenario: parsed statements, their actions and the sinks behind them.
#pragma once

#include <vector>

#include "models/cloud/rule_stage.hpp"
#include "models/mqtt/pattern_list.hpp"
#include "models/profile/profile.hpp"
#include "scenarios/scenario.hpp"

namespace fleetsim::scenarios::compose {

/// Parses the rules and opens their sinks; adds the topics they republish to to `patterns`. Throws
/// sim::InputError with all that is wrong.
cloud::RuleStage build_rules(const Scenario& scenario, mqtt::PatternList& patterns,
                             std::vector<profile::Figure>& assumptions);

}  // namespace fleetsim::scenarios::compose
