// Shortest paths of a topology by mean latency. Boost.Graph is known to the .cpp alone.
// Leaves out bandwidth, load and outages: a route stays what it was worked out to be.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "models/network/topology.hpp"

namespace fleetsim::network {

struct Endpoints;

/// Runs Dijkstra once for each source that is asked about. Among paths of equal mean latency, the
/// answer depends on nothing but the topology and the order its links were added in.
class ShortestPaths {
  public:
    explicit ShortestPaths(const Topology& topology);
    ~ShortestPaths();

    /// The links to follow; nothing where no path exists, or both ends are one node without a
    /// latency of its own.
    std::optional<std::vector<LinkId>> find(Endpoints pair);

  private:
    struct Search;
    std::unique_ptr<Search> search_;
};

}  // namespace fleetsim::network
