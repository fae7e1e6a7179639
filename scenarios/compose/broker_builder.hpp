// The broker of a world and its apps, from the scenario.
#pragma once

#include <vector>

#include "models/app/app.hpp"
#include "models/broker/node_config.hpp"
#include "models/device/device_class.hpp"
#include "models/mqtt/pattern_list.hpp"
#include "models/profile/profile.hpp"
#include "scenarios/compose/network_builder.hpp"
#include "scenarios/scenario.hpp"

namespace fleetsim::scenarios::compose {

/// Capacity, limits and faults; the groups of clients are added by the caller.
broker::NodeConfig build_node(const Scenario& scenario, mqtt::PatternList& patterns,
                              std::vector<profile::Figure>& assumptions);

/// Where the standards leave it to the broker: what real ones do unless they are told otherwise.
broker::logic::Policy build_policy(const Broker& from);
/// What a client of this broker keeps to; one of MQTT 5 is told if that is not its own wish.
sim::Duration keep_alive_of(const Mqtt& from, const Broker& broker);

broker::ClientGroup group_of_fleet(const device::DeviceClass& type, const Fleet& fleet,
                                   const broker::Capacity& capacity, mqtt::PatternList& patterns);
broker::ClientGroup group_of_app(const app::App& app, const App& from,
                                 const broker::Capacity& capacity, const Scenario& scenario,
                                 const BuiltNetwork& network);

app::AppConfig build_app(const App& from, sim::EntityId self, sim::EntityId broker,
                         const Scenario& scenario, const BuiltNetwork& network,
                         mqtt::PatternList& patterns);

}  // namespace fleetsim::scenarios::compose
