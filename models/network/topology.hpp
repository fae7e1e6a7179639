// Topology: the named places of a scenario, the links between them, and when they are down.
// Models     latency distribution, bandwidth and packet loss of each link; one-way and two-way
//            links; outages of nodes and links over spans of virtual time.
// Leaves out queues on links: a link delays, drops and limits the rate of one transfer, but two
//            transfers do not slow each other down. Waiting is modelled at the services.
// Error      not measured: latencies and losses are the scenario's own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/network/latency.hpp"
#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::network {

enum class NodeId : std::uint32_t {};
enum class LinkId : std::uint32_t {};

enum class Direction { OneWay, BothWays };

inline constexpr sim::BitRate kUnlimited{INT64_MAX};

struct Node {
    std::string name;
    /// Delay between two things at this same node. Without it nothing at the node can talk to
    /// another thing there: virtual time needs a delay between any two that affect one another.
    std::optional<Latency> inside;
};

struct Link {
    NodeId from;
    NodeId to;
    Direction direction = Direction::BothWays;
    Latency latency;
    sim::BitRate bandwidth = kUnlimited;
    double loss = 0;  ///< share of packets that do not arrive, each independently; in [0, 1)
};

/// A span in which something is down: from `begin` on, up again at `end`.
struct Outage {
    sim::Time begin;
    sim::Time end;
};

/// Down times of one thing, in order and without overlap.
class OutageList {
  public:
    void add(Outage outage);
    bool is_up(sim::Time now) const;
    /// When it is up again; `now` itself where it is up.
    sim::Time up_from(sim::Time now) const;
    const std::vector<Outage>& outages() const { return outages_; }

  private:
    std::vector<Outage> outages_;
};

/// Built once by the composer, then constant and safe to read from any thread.
class Topology {
  public:
    /// Throws sim::InputError (code "duplicate-node") where the name is taken.
    NodeId add_node(Node node);
    /// Throws sim::InputError ("out-of-range") for a loss outside [0, 1) or a bandwidth below 1.
    LinkId add_link(Link link);
    void add_outage(NodeId node, Outage outage);
    void add_outage(LinkId link, Outage outage);

    std::optional<NodeId> find(std::string_view name) const;
    const Node& node(NodeId id) const;
    const Link& link(LinkId id) const;
    std::size_t node_count() const { return nodes_.size(); }
    std::size_t link_count() const { return links_.size(); }

    bool is_up(NodeId node, sim::Time now) const { return outages(node).is_up(now); }
    bool is_up(LinkId link, sim::Time now) const { return outages(link).is_up(now); }
    const OutageList& outages(NodeId node) const;
    const OutageList& outages(LinkId link) const;

  private:
    std::vector<Node> nodes_;
    std::vector<Link> links_;
    std::vector<OutageList> node_outages_;
    std::vector<OutageList> link_outages_;
};

}  // namespace fleetsim::network
