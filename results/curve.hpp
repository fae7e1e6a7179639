// Curve: a series over time as sentences about it are found.
// Models     the samples themselves where there are few enough, else their outline: the least and
//            the greatest of each column stay.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "results/decimate.hpp"
#include "results/query.hpp"

namespace fleetsim::results {

/// Sentences say "99 %" of it.
inline constexpr double kNearlyAll = 0.99;
/// Into so many a span is cut that holds more samples.
inline constexpr std::size_t kCurveColumns = 4000;

/// Nothing where the run has no such series.
std::optional<Series> find_series(const Query& query, RunId run, std::string_view component,
                                  std::string_view metric);
/// Of a span of the series; all of them where it holds no more than kCurveColumns.
std::vector<Sample> samples_of(const Query& query, const Series& series, Span span);

}  // namespace fleetsim::results
