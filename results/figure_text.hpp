// Figure text: a number with its unit as people read it, the same in the terminal, the report and
// the desktop application.
// Models     three significant digits with an SI prefix; whole counts in full, grouped by
//            thousands.
// Leaves out exact values: results/export_csv.hpp writes those.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "sim/time.hpp"

namespace fleetsim::results {

/// In a metric's unit: "34.2 ms", "26.4 MB", "96,000", "1.5 /s", "9.6 years"; "not measured" for
/// nothing.
std::string figure_text(std::optional<double> value, std::string_view unit);

/// Both in one unit, and with as many digits as it takes to tell them apart: "1.7901 MB",
/// "1.7896 MB". Equal ones, and those that figure_text tells apart, are as it writes them.
std::pair<std::string, std::string> figure_texts(std::optional<double> first,
                                                 std::optional<double> second,
                                                 std::string_view unit);

/// A unit to write figures in, such as "ms", and how much of a metric's unit one of it is.
struct Scale {
    double factor = 1;
    std::string unit;
};
/// The one in which figure_text writes the value; nothing where a metric's unit has but one.
std::optional<Scale> scale_for(double value, std::string_view unit);
std::string scaled_text(double value, const Scale& scale);
/// A value far below the scale's unit is better told in its own.
bool says_enough(double value, const Scale& scale);

/// "96,000"; a fraction keeps three significant digits.
std::string count_text(double count);

/// "38.2 %", "+12 %" with Sign::Always.
enum class Sign { IfNegative, Always };
std::string percent_text(double ratio, Sign sign = Sign::IfNegative);

/// "1 d 02:30:00", "00:10:00"
std::string clock_text(sim::Duration span);

/// "1 h", "90 min", "3.5 d": in the largest unit that says it in short.
std::string span_text(sim::Duration span);

/// The unit of an axis in words: "seconds", "per second", "bytes"; "count" for "1".
std::string unit_name(std::string_view unit);

/// "publish_latency_seconds" -> "publish latency": without the unit that stands beside it.
std::string metric_title(std::string_view metric);

}  // namespace fleetsim::results
