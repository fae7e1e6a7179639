// Study columns: what of a study's points people are shown, on the terminal and in a report: the
// goals' figures and the main figures that are not zero throughout.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "results/figure_text.hpp"
#include "results/study.hpp"

namespace fleetsim::results {

struct StudyColumn {
    std::string title;
    std::string unit;
    std::string figure;  ///< "broker.connections_peak", or what a goal says
    std::function<std::optional<Estimate>(const StudyPoint&)> value;
    std::optional<Scale> scale = {};       ///< of all its figures
    std::optional<double> threshold = {};  ///< of a goal that every point has the same
};

/// Of the goal with this number.
StudyColumn goal_column(const std::vector<StudyPoint>& points, std::size_t goal);
/// Of the first goals, as many as can still be read beside one another.
std::vector<StudyColumn> goal_columns(const std::vector<StudyPoint>& points);
std::vector<StudyColumn> figure_columns(const std::vector<StudyPoint>& points);

/// "5 of 6": over all goals and replications.
std::string goals_met_text(const StudyPoint& point);
/// Goals that its replications did not measure, over all of them.
std::size_t goals_unknown(const StudyPoint& point);
/// "5 of 6", "2 of 6, 3 not known".
std::string goals_cell(const StudyPoint& point);

/// A varied key, "fleet.meter.count=1000", as its path's last word and its value without quotes.
struct SetValue {
    std::string key;
    std::string value;
};
SetValue set_value(std::string_view set);
/// "keep_alive = 2 min, loss = 1 %".
std::string label_of(const StudyPoint& point);

/// "1.62 s +- 30 ms", "366 +- 2 d", `sign` between them; "-" for nothing. With a scale, both are in
/// its unit, unless next to nothing would be left of them.
std::string estimate_text(const std::optional<Estimate>& value, std::string_view unit,
                          std::string_view sign = "+-", const std::optional<Scale>& scale = {});
/// As the column has it.
std::string estimate_text(const StudyPoint& point, const StudyColumn& column,
                          std::string_view sign = "+-");

}  // namespace fleetsim::results
