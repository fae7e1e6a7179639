// [network]: places and links, and whether those who must talk can.
#include <algorithm>

#include "scenarios/language/reading.hpp"

namespace fleetsim::language {

using namespace scenarios;

namespace {

/// A latency without a least value of its own is cut off at this share of its median: virtual time
/// advances in windows as wide as the least latency.
constexpr double kLeastShare = 0.1;
constexpr double kLeastLatency = 1e-6;  // seconds

sim::DurationDistribution read_latency(const Settings& settings, Reading& reading) {
    sim::Distribution latency = settings.varying("latency");
    if (!settings.is_sound("latency")) return sim::DurationDistribution(sim::Duration::seconds(1));
    if (!latency.is_constant() && latency.minimum() <= 0) {
        latency = latency.cut_off(kLeastShare * latency.quantile(0.5), std::nullopt);
    }
    if (latency.minimum() < kLeastLatency) {
        reading.diagnostics.add(
            settings.place("latency"), "out-of-range",
            "latency: it may be as short as " +
                sim::to_text(sim::Duration::from_seconds(latency.minimum())) + "; at least 1 us",
            "nothing in the world is instantaneous, and the pace of the simulation follows from "
            "the least latency");
    }
    return sim::DurationDistribution(latency);
}

/// What can be reached from where, over links in their direction.
class Reach {
  public:
    explicit Reach(const Network& network) : network_(network) {}

    bool connects(NodeIndex from, NodeIndex to) const {
        if (from == to) return network_.nodes[static_cast<std::size_t>(from)].latency.has_value();
        std::vector<bool> seen(network_.nodes.size());
        std::vector<NodeIndex> open{from};
        seen[static_cast<std::size_t>(from)] = true;
        while (!open.empty()) {
            const NodeIndex here = open.back();
            open.pop_back();
            if (here == to) return true;
            for (const NetworkLink& link : network_.links) {
                if (link.from == here) visit(link.to, seen, open);
                if (link.to == here && link.is_both_ways) visit(link.from, seen, open);
            }
        }
        return false;
    }

  private:
    static void visit(NodeIndex node, std::vector<bool>& seen, std::vector<NodeIndex>& open) {
        if (seen[static_cast<std::size_t>(node)]) return;
        seen[static_cast<std::size_t>(node)] = true;
        open.push_back(node);
    }

    const Network& network_;
};

void check_pair(const sim::Place& place, const std::string& who, NodeIndex node,
                const Scenario& scenario, Reading& reading) {
    const Reach reach(scenario.network);
    const auto name = [&](NodeIndex index) {
        return in_quotes(scenario.network.nodes[static_cast<std::size_t>(index)].name);
    };
    const NodeIndex broker = scenario.broker.node;
    if (node == broker && !reach.connects(node, node)) {
        reading.diagnostics.add(
            place, "no-route",
            who + " and the broker are both at " + name(node) + ", which has no latency of its own",
            "give that [[network.node]] a latency, or put the broker at another node");
        return;
    }
    if (reach.connects(node, broker) && reach.connects(broker, node)) return;
    const bool is_up_missing = !reach.connects(node, broker);
    reading.diagnostics.add(place, "no-route",
                            "there is no route from " + name(is_up_missing ? node : broker) +
                                " to " + name(is_up_missing ? broker : node) + ": " + who +
                                " cannot talk to the broker",
                            "add a [[network.link]]");
}

std::string link_name(const Settings& link) {
    if (link.has("name")) return link.text("name");
    return name_by_ends(link);
}

NetworkLink read_link(const Settings& settings, Reading& reading) {
    NetworkLink link;
    link.name = link_name(settings);
    link.from = NodeIndex(reading.index_of(settings, "from", reading.nodes, "node", 0));
    link.to = NodeIndex(reading.index_of(settings, "to", reading.nodes, "node", 0));
    link.is_both_ways = settings.flag("both_ways");
    if (settings.has("latency")) link.latency = read_latency(settings, reading);
    if (settings.has("bandwidth")) link.bandwidth = settings.bit_rate("bandwidth");
    link.loss = settings.number("loss");
    const bool same = settings.has("from") && settings.has("to") && link.from == link.to &&
                      settings.text("from") == settings.text("to");
    if (same) {
        reading.contradict(settings.place("to"),
                           "a link leads from " + in_quotes(settings.text("from")) + " to itself",
                           "a latency inside a node is its own key \"latency\"");
    }
    return link;
}

}  // namespace

Network read_network(const Settings& file, Reading& reading) {
    Network network;
    const Settings* settings = file.table("network");
    if (settings != nullptr) {
        for (const Settings& table : settings->tables("node")) {
            NetworkNode node;
            if (table.has("name")) node.name = table.text("name");
            if (table.has("latency")) node.latency = read_latency(table, reading);
            network.nodes.push_back(std::move(node));
        }
        for (const Settings& table : settings->tables("link")) {
            network.links.push_back(read_link(table, reading));
        }
    }
    if (network.nodes.empty()) {
        network.nodes.push_back(
            {reading.nodes.front(), sim::DurationDistribution(sim::Duration::milliseconds(1))});
    }
    return network;
}

void check_routes(const Settings& file, const Scenario& scenario, Reading& reading) {
    if (!reading.is_network_sound) return;
    const std::vector<Settings>& fleets = file.tables("fleet");
    for (std::size_t i = 0; i < fleets.size(); ++i) {
        check_pair(fleets[i].place("region"), "the fleet " + in_quotes(scenario.fleets[i].name),
                   scenario.fleets[i].region, scenario, reading);
    }
    const std::vector<Settings>& apps = file.tables("app");
    for (std::size_t i = 0; i < apps.size(); ++i) {
        check_pair(apps[i].place("node"), "the application " + in_quotes(scenario.apps[i].name),
                   scenario.apps[i].node, scenario, reading);
    }
}

}  // namespace fleetsim::language
