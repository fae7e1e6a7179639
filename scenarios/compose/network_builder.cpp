#include "scenarios/compose/network_builder.hpp"

#include <algorithm>

#include "scenarios/compose/values.hpp"

namespace fleetsim::scenarios::compose {

namespace {

std::size_t place(NodeIndex index) { return static_cast<std::size_t>(index); }

void add_nodes_and_links(const Network& from, BuiltNetwork& to) {
    for (const NetworkNode& node : from.nodes) {
        std::optional<network::Latency> inside;
        if (node.latency) inside = network::Latency(*node.latency);
        to.nodes.push_back(to.topology.add_node({.name = node.name, .inside = inside}));
    }
    for (const NetworkLink& link : from.links) {
        to.links.push_back(
            to.topology.add_link({.from = to.nodes[place(link.from)],
                                  .to = to.nodes[place(link.to)],
                                  .direction = link.is_both_ways ? network::Direction::BothWays
                                                                 : network::Direction::OneWay,
                                  .latency = network::Latency(link.latency),
                                  .bandwidth = link.bandwidth.value_or(network::kUnlimited),
                                  .loss = link.loss}));
    }
}

void add_outages(const std::vector<Fault>& faults, BuiltNetwork& to) {
    for (const Fault& fault : faults) {
        const network::Outage outage{.begin = fault.at, .end = fault.at + fault.down_for};
        if (fault.target == Fault::Target::Node)
            to.topology.add_outage(to.nodes[place(fault.node)], outage);
        if (fault.target == Fault::Target::Link)
            to.topology.add_outage(to.links[static_cast<std::size_t>(fault.link)], outage);
    }
}

std::vector<network::Endpoints> endpoints_in_use(const Scenario& scenario,
                                                 const BuiltNetwork& network) {
    const network::NodeId broker = network.nodes[place(scenario.broker.node)];
    std::vector<network::Endpoints> pairs;
    const auto join = [&](NodeIndex with) {
        pairs.push_back({network.nodes[place(with)], broker});
        pairs.push_back({broker, network.nodes[place(with)]});
    };
    for (const Fleet& fleet : scenario.fleets) join(fleet.region);
    for (const App& app : scenario.apps) join(app.node);
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    return pairs;
}

}  // namespace

const network::Route& BuiltNetwork::route(NodeIndex from, NodeIndex to) const {
    return routes->between(nodes[place(from)], nodes[place(to)]);
}

std::unique_ptr<BuiltNetwork> build_network(const Scenario& scenario) {
    auto network = std::make_unique<BuiltNetwork>();
    add_nodes_and_links(scenario.network, *network);
    add_outages(scenario.faults, *network);
    const std::vector<network::Endpoints> in_use = endpoints_in_use(scenario, *network);
    network->routes = std::make_unique<network::RouteTable>(network->topology, in_use);
    return network;
}

}  // namespace fleetsim::scenarios::compose
