#include "models/network/shortest_paths.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <cstdint>
#include <map>

#include "models/network/route.hpp"

namespace fleetsim::network {

namespace {
struct Hop {
    LinkId link;
    std::int64_t mean_ns;
};

// A two-way link is two edges with the same LinkId.
using Graph =
    boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, Hop>;
using Vertex = boost::graph_traits<Graph>::vertex_descriptor;
using Edge = boost::graph_traits<Graph>::edge_descriptor;

/// The edge each vertex was last reached by; with parallel links the vertex before is not enough.
using ReachedBy = std::vector<std::optional<Edge>>;

class ReachedByRecorder : public boost::default_dijkstra_visitor {
  public:
    explicit ReachedByRecorder(ReachedBy& reached_by) : reached_by_(&reached_by) {}
    void edge_relaxed(Edge edge, const Graph& graph) const {
        (*reached_by_)[boost::target(edge, graph)] = edge;
    }

  private:
    ReachedBy* reached_by_;
};
}  // namespace

struct ShortestPaths::Search {
    const Topology& topology;
    Graph graph;
    std::map<NodeId, ReachedBy> trees;

    const ReachedBy& tree_from(NodeId source) {
        const auto [entry, is_new] = trees.try_emplace(source);
        if (is_new) {
            entry->second.resize(boost::num_vertices(graph));
            boost::dijkstra_shortest_paths(graph, static_cast<Vertex>(source),
                                           boost::weight_map(boost::get(&Hop::mean_ns, graph))
                                               .visitor(ReachedByRecorder(entry->second)));
        }
        return entry->second;
    }
};

ShortestPaths::ShortestPaths(const Topology& topology)
    : search_(new Search{topology, Graph(topology.node_count()), {}}) {
    for (std::uint32_t i = 0; i < topology.link_count(); ++i) {
        const Link& link = topology.link(LinkId{i});
        const Hop hop{LinkId{i}, link.latency.mean().count()};
        const auto from = static_cast<Vertex>(link.from);
        const auto to = static_cast<Vertex>(link.to);
        boost::add_edge(from, to, hop, search_->graph);
        if (link.direction == Direction::BothWays) boost::add_edge(to, from, hop, search_->graph);
    }
}

ShortestPaths::~ShortestPaths() = default;

std::optional<std::vector<LinkId>> ShortestPaths::find(Endpoints pair) {
    std::vector<LinkId> links;
    if (pair.from == pair.to) {
        if (!search_->topology.node(pair.from).inside) return std::nullopt;
        return links;
    }
    const ReachedBy& reached_by = search_->tree_from(pair.from);
    for (auto at = static_cast<Vertex>(pair.to); at != static_cast<Vertex>(pair.from);) {
        if (!reached_by[at]) return std::nullopt;
        links.push_back(search_->graph[*reached_by[at]].link);
        at = boost::source(*reached_by[at], search_->graph);
    }
    std::reverse(links.begin(), links.end());
    return links;
}

}  // namespace fleetsim::network
