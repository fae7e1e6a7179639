// Axis: where the ticks of a chart stand and what they say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fleetsim::results::report {

/// A linear span of values, widened to round numbers.
struct Axis {
    double from = 0;
    double to = 1;
    std::vector<double> ticks;

    /// The share of the axis below `value`.
    double share(double value) const { return (value - from) / (to - from); }
};

/// With some `wanted` ticks at 1, 2 or 5 times a power of ten.
Axis round_axis(double from, double to, int wanted);

/// Times in one unit that suits the span, the axis not widened.
struct TimeAxis {
    Axis axis;  ///< in `unit`
    double unit_seconds = 1;
    std::string unit;  ///< "hours"
};
TimeAxis time_axis(double from_seconds, double to_seconds, int wanted);

/// Short: "200 k", "0.25", "1.5 G".
std::string tick_text(double value);

}  // namespace fleetsim::results::report
