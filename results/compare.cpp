#include "results/compare.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "results/names.hpp"

namespace fleetsim::results {

namespace {
using Key = std::tuple<std::string, std::string, std::string>;  // component, metric, unit
using Sides = std::pair<std::optional<double>, std::optional<double>>;

/// A run stores most statistics of a histogram as scalars too, of the values before they were put
/// into buckets: where there is one, it counts.
void collect(const Query& query, RunId run, std::map<Key, Sides>& figures,
             std::optional<double> Sides::*side) {
    for (const Histogram& h : query.histograms(run)) {
        if (h.count == 0) continue;
        const auto at = [&](std::string_view name) -> std::optional<double>& {
            return figures[{h.component, names::statistic(h.metric.name, name), h.metric.unit}].*
                   side;
        };
        at("mean") = h.mean();
        at("max") = h.maximum;
        for (const auto& [name, share] : names::kPercentiles) at(name) = h.quantile(share);
    }
    for (const Scalar& s : query.scalars(run))
        figures[{s.component, s.metric.name, s.metric.unit}].*side = s.value;
}

std::vector<ParameterDifference> differing_parameters(const Query& query, RunId first,
                                                      RunId second) {
    std::map<std::string, std::pair<std::string, std::string>> values;
    for (const Parameter& p : query.parameters(first)) values[p.path].first = p.value;
    for (const Parameter& p : query.parameters(second)) values[p.path].second = p.value;
    std::vector<ParameterDifference> differences;
    for (const auto& [path, sides] : values)
        if (sides.first != sides.second) differences.push_back({path, sides.first, sides.second});
    return differences;
}
}  // namespace

std::optional<double> FigureDifference::change_ratio() const {
    if (!first || !second || *first == 0) return std::nullopt;
    return *second / *first - 1;
}

bool FigureDifference::is_different() const {
    // A mean is a quotient of sums, whose last digits depend on how many values were added.
    constexpr double kRounding = 1e-12;
    if (!first || !second) return first != second;
    return std::abs(*first - *second) > kRounding * std::max(std::abs(*first), std::abs(*second));
}

Comparison compare(const Query& query, RunId first, RunId second) {
    Comparison comparison{
        query.run(first), query.run(second), differing_parameters(query, first, second), {}};
    std::map<Key, Sides> figures;
    collect(query, first, figures, &Sides::first);
    collect(query, second, figures, &Sides::second);
    for (const auto& [key, sides] : figures) {
        const auto& [component, metric, unit] = key;
        comparison.figures.push_back({component, metric, unit, sides.first, sides.second});
    }
    return comparison;
}

}  // namespace fleetsim::results
