// Columns: a histogram's buckets gathered into columns of equal width, as a chart shows them.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "results/report/content.hpp"

namespace fleetsim::results::report {

/// Positions are on the chart's scale: decimal logarithms where it is logarithmic.
struct Columns {
    double from = 0;
    double to = 1;
    std::vector<double> shares;  ///< percent of all values, a column each
    double below = 0;            ///< percent of all values left of the first column
    double above = 0;            ///< ... and right of the last

    double lower(std::size_t i) const {
        return from + (to - from) * static_cast<double>(i) / static_cast<double>(shares.size());
    }
};

/// The chart must have buckets. Where the least hundredth and the greatest thousandth would take
/// more than half of the width, they are left outside. One value is one column.
Columns gather(const HistogramChart& chart);

/// Marks the values below which these shares are, "p50" 0.5; those that are the same as one.
void add_marks(HistogramChart& chart, const Histogram& histogram,
               std::initializer_list<std::pair<const char*, double>> shares);

/// "seconds, logarithmic; 0.1 % are below, 0.02 % above".
std::string scale_title(const HistogramChart& chart, const Columns& columns);

/// A value's position on the scale; what is not above a nanounit stands at the left end of a
/// logarithmic one.
double on_scale(double value, HistogramChart::Scale scale);

/// Ticks between two positions, each with what it says.
std::vector<std::pair<double, std::string>> scaled_ticks(double from, double to,
                                                         const HistogramChart& chart);

}  // namespace fleetsim::results::report
