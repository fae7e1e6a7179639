#include "scenarios/claims/spread.hpp"

#include <algorithm>
#include <numeric>

namespace fleetsim::claims {

Spread spread_of(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto at = [&](double p) {
        return values[static_cast<std::size_t>(p * static_cast<double>(values.size() - 1))];
    };
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    // Of equal values the rounded sum may lie beside them.
    const double mean =
        std::clamp(sum / static_cast<double>(values.size()), values.front(), values.back());
    return {.mean = mean, .p5 = at(0.05), .p95 = at(0.95)};
}

}  // namespace fleetsim::claims
