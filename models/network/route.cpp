#include "models/network/route.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/network/shortest_paths.hpp"
#include "sim/check.hpp"
#include "sim/error.hpp"

namespace fleetsim::network {

Route::Route(const Topology& topology, Endpoints endpoints, std::vector<LinkId> links)
    : endpoints_(endpoints), links_(std::move(links)), nodes_{endpoints.from} {
    if (links_.empty()) {
        FLEET_CHECK(endpoints.from == endpoints.to, "a route without links stays at its node");
        const auto& inside = topology.node(endpoints.from).inside;
        if (inside) add(*inside);
    }
    double log_delivered = 0;  // log of prod(1 - p), exact for the small p of real links
    for (const LinkId id : links_) {
        const Link& link = topology.link(id);
        const bool forward = link.from == nodes_.back();
        FLEET_CHECK(forward || (link.to == nodes_.back() && link.direction == Direction::BothWays),
                    "each link of a route starts where the one before ended");
        nodes_.push_back(forward ? link.to : link.from);
        add(link.latency);
        bandwidth_ = std::min(bandwidth_, link.bandwidth);
        log_delivered += std::log1p(-link.loss);
        for (const Outage& outage : topology.outages(id).outages()) outages_.add(outage);
    }
    FLEET_CHECK(nodes_.back() == endpoints.to, "a route ends where it should");
    loss_ = -std::expm1(log_delivered);
    for (const NodeId node : nodes_) {
        for (const Outage& outage : topology.outages(node).outages()) outages_.add(outage);
    }
}

void Route::add(const Latency& latency) {
    minimum_ += latency.minimum();
    mean_ += latency.mean();
    if (latency.is_constant()) {
        constant_ += latency.minimum();
    } else {
        random_.push_back(latency);
    }
}

namespace {
sim::Diagnostic no_route(const Topology& topology, Endpoints pair) {
    const std::string& from = topology.node(pair.from).name;
    const std::string& to = topology.node(pair.to).name;
    if (pair.from == pair.to) {
        return {.place = {},
                .code = "no-route",
                .text = "both ends are at node \"" + from + "\", which has no latency of its own",
                .hint = "give the node a latency, or put the two ends at different nodes"};
    }
    return {.place = {},
            .code = "no-route",
            .text = "no path of links leads from \"" + from + "\" to \"" + to + '"',
            .hint = "add a link, or check the direction of those there are"};
}

sim::Diagnostic zero_latency(const Topology& topology, const Route& route) {
    return {.place = {},
            .code = "zero-latency",
            .text = "the latency along " + path_text(topology, route) + " may be zero",
            .hint = "give one of its links a latency whose minimum is above zero"};
}
}  // namespace

RouteTable::RouteTable(const Topology& topology, std::span<const Endpoints> in_use) {
    std::vector<Endpoints> pairs(in_use.begin(), in_use.end());
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());

    ShortestPaths paths(topology);
    std::vector<sim::Diagnostic> problems;
    for (const Endpoints pair : pairs) {
        auto links = paths.find(pair);
        if (!links) {
            problems.push_back(no_route(topology, pair));
            continue;
        }
        routes_.emplace_back(topology, pair, std::move(*links));
        const Route& route = routes_.back();
        if (route.minimum_latency() <= sim::Duration{}) {
            problems.push_back(zero_latency(topology, route));
        }
        smallest_ = std::min(smallest_, route.minimum_latency());
    }
    if (!problems.empty()) throw sim::InputError(std::move(problems));
}

const Route& RouteTable::between(NodeId from, NodeId to) const {
    const Endpoints pair{from, to};
    const auto found =
        std::lower_bound(routes_.begin(), routes_.end(), pair,
                         [](const Route& r, const Endpoints& e) { return r.endpoints() < e; });
    FLEET_CHECK(found != routes_.end() && found->endpoints() == pair,
                "a route is asked for only between nodes announced as in use");
    return *found;
}

std::string path_text(const Topology& topology, const Route& route) {
    std::string text;
    for (const NodeId node : route.nodes()) {
        if (!text.empty()) text += " -> ";
        text += topology.node(node).name;
    }
    return text;
}

}  // namespace fleetsim::network
