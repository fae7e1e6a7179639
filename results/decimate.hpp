// Decimate: a long series thinned to what a chart can show.
// Models     the span is cut into columns of equal width; each non-empty column keeps its first,
//            least, greatest and last sample, so that the drawn line is the line of all samples.
//            The samples stream through; ten million of them never stand in memory.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "results/query.hpp"

namespace fleetsim::results {

struct Column {
    sim::Time from;  ///< of its first sample
    sim::Time to;    ///< of its last
    double first = 0;
    double least = 0;
    double most = 0;
    double last = 0;
};

/// The samples of [from, to] in at most `columns` columns, in rising order.
std::vector<Column> decimate(const Query& query, SeriesId series, sim::Time from, sim::Time to,
                             std::size_t columns);

/// The columns as one line: up to four samples each, their times within the column.
std::vector<Sample> outline(const std::vector<Column>& columns);

/// From the first sample to the last.
struct Span {
    sim::Time from;
    sim::Time to;
};
/// Nothing for a series without samples. Costs the same for any number of them.
std::optional<Span> span_of(const Query& query, SeriesId series);

}  // namespace fleetsim::results
