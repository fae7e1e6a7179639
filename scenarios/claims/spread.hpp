// Spread: the mean of many runs, and where 5 and 95 of 100 of them lie.
#pragma once

#include <vector>

namespace fleetsim::claims {

struct Spread {
    double mean = 0;
    double p5 = 0;
    double p95 = 0;
};

/// Of at least one value.
Spread spread_of(std::vector<double> values);

}  // namespace fleetsim::claims
