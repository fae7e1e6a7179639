// What shadows and jobs make of a scenario: topics, what devices subscribe to, how they answer.
#pragma once

#include <vector>

#include "models/cloud/learning_service.hpp"
#include "models/cloud/rollout.hpp"
#include "models/device/device_class.hpp"
#include "scenarios/compose/fleet_builder.hpp"
#include "scenarios/scenario.hpp"

namespace fleetsim::scenarios::compose {

/// "$aws/things/", the client id of the fleet's devices, and `rest`.
mqtt::TopicPattern thing_topic(const Fleet& fleet, const std::string& rest);
/// "/shadow" or "/shadow/name/NAME".
std::string shadow_path(const ShadowClient& shadow);
/// "/jobs/JOB/update".
std::string job_path(const RolloutJob& job);
inline constexpr const char* kNextJobPath = "/jobs/$next/get";
inline constexpr const char* kNotifyPath = "/jobs/notify-next";

/// Adds to each fleet the topics that its shadow and its jobs make it listen to.
void add_service_subscriptions(Scenario& scenario);

/// Adds to a class how its devices deal with their shadow and their jobs.
void add_reactions(const Fleet& fleet, const wire::Stack& stack, FleetContext& context,
                   device::DeviceClass& type);

/// Adds the topics on which services answer whatever asks them.
void add_answer_topics(const Scenario& scenario, mqtt::PatternList& patterns);

std::vector<cloud::Rollout> build_rollouts(const Scenario& scenario);
std::vector<cloud::LearningService> build_learning(const Scenario& scenario);

}  // namespace fleetsim::scenarios::compose
