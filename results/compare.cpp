#include "results/compare.hpp"

#include <array>
#include <map>
#include <tuple>
#include <utility>

namespace fleetsim::results {

namespace {
using Key = std::tuple<std::string, std::string, std::string, std::string>;
using Sides = std::pair<std::optional<double>, std::optional<double>>;

struct Percentile {
    const char* name;
    double share;
};
constexpr std::array kPercentiles = {Percentile{"p50", 0.5}, Percentile{"p95", 0.95},
                                     Percentile{"p99", 0.99}, Percentile{"p99.9", 0.999}};

void collect(const Query& query, RunId run, std::map<Key, Sides>& figures,
             std::optional<double> Sides::*side) {
    for (const Scalar& s : query.scalars(run))
        figures[{s.component, s.metric.name, "", s.metric.unit}].*side = s.value;
    for (const Histogram& h : query.histograms(run)) {
        const auto at = [&](const char* statistic) -> std::optional<double>& {
            return figures[{h.component, h.metric.name, statistic, h.metric.unit}].*side;
        };
        if (h.count == 0) continue;
        at("mean") = h.mean();
        at("max") = h.maximum;
        for (const Percentile& p : kPercentiles) at(p.name) = h.quantile(p.share);
    }
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

Comparison compare(const Query& query, RunId first, RunId second) {
    Comparison comparison{
        query.run(first), query.run(second), differing_parameters(query, first, second), {}};
    std::map<Key, Sides> figures;
    collect(query, first, figures, &Sides::first);
    collect(query, second, figures, &Sides::second);
    for (const auto& [key, sides] : figures) {
        const auto& [component, metric, statistic, unit] = key;
        comparison.figures.push_back(
            {component, metric, statistic, unit, sides.first, sides.second});
    }
    return comparison;
}

}  // namespace fleetsim::results
