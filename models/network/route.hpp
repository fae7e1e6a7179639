// Routes: the path between two nodes, composed once, then cheap to use for every message.
// Models     the path with the least mean latency (Dijkstra); end-to-end latency as the sum of its
//            links' samples; loss as 1 - prod(1 - p); the rate of the narrowest link; the spans in
//            which something on the path is down.
// Leaves out re-routing: while a node or link is down, the paths through it are down. A route does
//            not share its bandwidth with other routes.
// Source     Dijkstra 1959, as in Boost.Graph.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "models/network/latency.hpp"
#include "models/network/topology.hpp"
#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::network {

struct Endpoints {
    NodeId from;
    NodeId to;
    auto operator<=>(const Endpoints&) const = default;
};

/// One path. Constant after it is made; every function is safe from any thread and allocates
/// nothing.
class Route {
  public:
    /// `links` lead from endpoints.from to endpoints.to; empty where both are the same node, whose
    /// inside latency then stands for the path.
    Route(const Topology& topology, Endpoints endpoints, std::vector<LinkId> links);

    Endpoints endpoints() const { return endpoints_; }
    const std::vector<LinkId>& links() const { return links_; }
    /// Every node passed, first and last included.
    const std::vector<NodeId>& nodes() const { return nodes_; }

    /// No sample is ever below this.
    sim::Duration minimum_latency() const { return minimum_; }
    sim::Duration mean_latency() const { return mean_; }
    /// One packet's way: a fresh draw for each link, the sum of them.
    sim::Duration sample(sim::DrawEngine& engine) const {
        sim::Duration total = constant_;
        for (const Latency& latency : random_) total += latency.sample(engine);
        return total;
    }

    sim::BitRate bandwidth() const { return bandwidth_; }
    /// Time the narrowest link takes for `size`; zero where no link sets a limit.
    sim::Duration transfer_time(sim::Bytes size) const {
        return bandwidth_ == kUnlimited ? sim::Duration{} : size / bandwidth_;
    }
    double loss() const { return loss_; }

    bool is_up(sim::Time now) const { return outages_.is_up(now); }
    sim::Time up_from(sim::Time now) const { return outages_.up_from(now); }

  private:
    void add(const Latency& latency);

    Endpoints endpoints_;
    std::vector<LinkId> links_;
    std::vector<NodeId> nodes_;
    std::vector<Latency> random_;  ///< links whose latency varies
    sim::Duration constant_{};     ///< sum of those that do not
    sim::Duration minimum_{};
    sim::Duration mean_{};
    sim::BitRate bandwidth_ = kUnlimited;
    double loss_ = 0;
    OutageList outages_;
};

/// The routes a scenario uses, found once.
class RouteTable {
  public:
    /// Throws sim::InputError, one diagnostic for each pair that no path joins ("no-route") or
    /// whose latency may be zero ("zero-latency"); their places are empty, for the caller to fill.
    RouteTable(const Topology& topology, std::span<const Endpoints> in_use);

    /// The pair must be one of those given; anything else is a bug.
    const Route& between(NodeId from, NodeId to) const;
    const std::vector<Route>& routes() const { return routes_; }
    /// The least latency of any route in use: the widest window the kernel may take. Routes are not
    /// empty, or Duration::max().
    sim::Duration smallest_latency() const { return smallest_; }

  private:
    std::vector<Route> routes_;  ///< ordered by endpoints
    sim::Duration smallest_ = sim::Duration::max();
};

/// "eu -> core -> broker"
std::string path_text(const Topology& topology, const Route& route);

}  // namespace fleetsim::network
