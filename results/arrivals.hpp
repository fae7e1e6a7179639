// Arrivals: how long the devices of a fleet took to get in, once all of them were switched on.
// Models     a fleet that keeps its connections; where the broker lets in only so many a second, or
//            refuses some, they queue outside, and no latency of a single attempt shows it.
// Leaves out fleets with a connection for each publish; what came back after a loss
//            (results/findings.hpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "results/query.hpp"

namespace fleetsim::results {

struct Arrivals {
    std::string fleet;
    double devices = 0;  ///< that were switched on
    sim::Time all_on;
    std::optional<sim::Time> nearly_all_in;  ///< 99 % of them; nothing: never at the same time
    std::optional<sim::Time> all_in;
    double most_in = 0;       ///< in any sample
    sim::Duration between{};  ///< two samples
};

/// Of the fleets whose devices waited longer than an ordinary connect takes. Times are as exact as
/// the sampling interval.
std::vector<Arrivals> slow_arrivals(const Query& query, RunId run);
std::string arrivals_sentence(const std::vector<Arrivals>& slow);

}  // namespace fleetsim::results
