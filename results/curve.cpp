#include "results/curve.hpp"

namespace fleetsim::results {

std::optional<Series> find_series(const Query& query, RunId run, std::string_view component,
                                  std::string_view metric) {
    for (const Series& series : query.series(run, component))
        if (series.metric.name == metric) return series;
    return std::nullopt;
}

std::vector<Sample> samples_of(const Query& query, const Series& series, Span span) {
    return outline(decimate(query, series.id, span.from, span.to, kCurveColumns));
}

}  // namespace fleetsim::results
