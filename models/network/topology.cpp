#include "models/network/topology.hpp"

#include <algorithm>
#include <utility>

#include "sim/check.hpp"
#include "sim/error.hpp"

namespace fleetsim::network {

namespace {
template <class Id>
std::size_t index(Id id) {
    return static_cast<std::size_t>(id);
}

[[noreturn]] void refuse(std::string code, std::string text, std::string hint) {
    throw sim::InputError(sim::Diagnostic{
        .place = {}, .code = std::move(code), .text = std::move(text), .hint = std::move(hint)});
}
}  // namespace

void OutageList::add(Outage outage) {
    if (outage.begin >= outage.end) return;
    outages_.push_back(outage);
    std::sort(outages_.begin(), outages_.end(),
              [](const Outage& a, const Outage& b) { return a.begin < b.begin; });
    std::vector<Outage> merged;
    for (const Outage& next : outages_) {
        if (!merged.empty() && next.begin <= merged.back().end) {
            merged.back().end = std::max(merged.back().end, next.end);
        } else {
            merged.push_back(next);
        }
    }
    outages_ = std::move(merged);
}

bool OutageList::is_up(sim::Time now) const { return up_from(now) == now; }

sim::Time OutageList::up_from(sim::Time now) const {
    const auto after = std::upper_bound(outages_.begin(), outages_.end(), now,
                                        [](sim::Time t, const Outage& o) { return t < o.begin; });
    if (after == outages_.begin()) return now;
    return std::max(now, std::prev(after)->end);
}

NodeId Topology::add_node(Node node) {
    if (find(node.name)) {
        refuse("duplicate-node", "there are two nodes named \"" + node.name + '"',
               "give each node a name of its own");
    }
    nodes_.push_back(std::move(node));
    node_outages_.emplace_back();
    return NodeId{static_cast<std::uint32_t>(nodes_.size() - 1)};
}

LinkId Topology::add_link(Link link) {
    FLEET_CHECK(index(link.from) < nodes_.size() && index(link.to) < nodes_.size(),
                "a link joins nodes of its own topology");
    if (!(link.loss >= 0 && link.loss < 1)) {
        refuse("out-of-range", "a link's loss must be at least 0 % and below 100 %",
               "a link that never delivers is a fault, not a loss");
    }
    if (link.bandwidth < sim::BitRate{1}) {
        refuse("out-of-range", "a link's bandwidth must be at least 1 bit/s",
               "leave it out for a link that sets no limit");
    }
    links_.push_back(std::move(link));
    link_outages_.emplace_back();
    return LinkId{static_cast<std::uint32_t>(links_.size() - 1)};
}

void Topology::add_outage(NodeId node, Outage outage) {
    FLEET_CHECK(index(node) < nodes_.size(), "an outage names a node of its own topology");
    node_outages_[index(node)].add(outage);
}

void Topology::add_outage(LinkId link, Outage outage) {
    FLEET_CHECK(index(link) < links_.size(), "an outage names a link of its own topology");
    link_outages_[index(link)].add(outage);
}

std::optional<NodeId> Topology::find(std::string_view name) const {
    const auto found =
        std::find_if(nodes_.begin(), nodes_.end(), [&](const Node& n) { return n.name == name; });
    if (found == nodes_.end()) return std::nullopt;
    return NodeId{static_cast<std::uint32_t>(found - nodes_.begin())};
}

const Node& Topology::node(NodeId id) const { return nodes_[index(id)]; }
const Link& Topology::link(LinkId id) const { return links_[index(id)]; }
const OutageList& Topology::outages(NodeId node) const { return node_outages_[index(node)]; }
const OutageList& Topology::outages(LinkId link) const { return link_outages_[index(link)]; }

}  // namespace fleetsim::network
