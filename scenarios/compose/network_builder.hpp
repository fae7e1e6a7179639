// The network of a world: the scenario's nodes and links, its outages, and the routes in use.
#pragma once

#include <memory>
#include <vector>

#include "models/network/route.hpp"
#include "models/network/topology.hpp"
#include "scenarios/scenario.hpp"

namespace fleetsim::scenarios::compose {

/// The topology outlives the routes made from it, so both live here, at a fixed place.
struct BuiltNetwork {
    network::Topology topology;
    std::vector<network::NodeId> nodes;  ///< by NodeIndex
    std::vector<network::LinkId> links;  ///< by LinkIndex
    std::unique_ptr<network::RouteTable> routes;

    const network::Route& route(NodeIndex from, NodeIndex to) const;
};

/// Throws sim::InputError where a fleet or an app has no way to the broker.
std::unique_ptr<BuiltNetwork> build_network(const Scenario& scenario);

}  // namespace fleetsim::scenarios::compose
