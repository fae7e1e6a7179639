#include "results/study_columns.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "results/figure_text.hpp"
#include "results/names.hpp"
#include "results/overview.hpp"

namespace fleetsim::results {

namespace {
constexpr std::size_t kMostGoals = 3;

/// The one that suits the column's greatest mean.
std::optional<Scale> common_scale(const std::vector<StudyPoint>& points,
                                  const StudyColumn& column) {
    double most = 0;
    for (const StudyPoint& point : points)
        if (const auto value = column.value(point)) most = std::max(most, std::abs(value->mean));
    return scale_for(most, column.unit);
}

void add_figure(const std::vector<StudyPoint>& points, const std::string& title,
                const std::string& component, const std::string& metric,
                std::vector<StudyColumn>& columns) {
    const auto first = std::find_if(points.begin(), points.end(), [&](const StudyPoint& point) {
        const PointFigure* figure = point.find(component, metric);
        return figure != nullptr && figure->value.mean != 0;
    });
    if (first == points.end()) return;
    columns.push_back({title, first->find(component, metric)->metric.unit, component + "." + metric,
                       [component, metric](const StudyPoint& point) -> std::optional<Estimate> {
                           const PointFigure* figure = point.find(component, metric);
                           if (figure == nullptr) return std::nullopt;
                           return figure->value;
                       }});
    columns.back().scale = common_scale(points, columns.back());
}
/// " ms" of "4.2 ms".
std::string_view scale_of(std::string_view figure) {
    return figure.substr(std::min(figure.find(' '), figure.size()));
}
}  // namespace

StudyColumn goal_column(const std::vector<StudyPoint>& points, std::size_t goal) {
    const Goal& of = points.front().goals[goal].goal;
    StudyColumn column{of.name, of.unit, of.that,
                       [goal](const StudyPoint& point) -> std::optional<Estimate> {
                           if (goal >= point.goals.size()) return std::nullopt;
                           return point.goals[goal].value;
                       }};
    const std::optional<Scale> written = written_scale(of);
    column.scale = written ? written : common_scale(points, column);
    if (std::all_of(points.begin(), points.end(), [&](const StudyPoint& point) {
            return goal < point.goals.size() && point.goals[goal].goal.threshold == of.threshold;
        }))
        column.threshold = of.threshold;
    return column;
}

std::vector<StudyColumn> goal_columns(const std::vector<StudyPoint>& points) {
    std::vector<StudyColumn> columns;
    for (std::size_t i = 0; i < std::min(points.front().goals.size(), kMostGoals); ++i)
        columns.push_back(goal_column(points, i));
    return columns;
}

std::vector<StudyColumn> figure_columns(const std::vector<StudyPoint>& points) {
    std::vector<StudyColumn> columns;
    const std::string broker(names::kBroker);
    add_figure(points, "connections", broker, std::string(names::kConnectionsPeak), columns);
    add_figure(points, "messages in", broker, "messages_in_per_second_mean", columns);
    add_figure(points, "latency p99", broker, std::string(names::kPublishLatency) + ".p99",
               columns);
    add_figure(points, "dropped", broker, std::string(names::kDroppedTotal), columns);
    for (const PointFigure& figure : points.front().figures) {
        const std::string prefix = names::battery("");
        if (!figure.component.starts_with(prefix) || figure.metric.name != "life_days.p50")
            continue;
        add_figure(points, figure.component.substr(prefix.size()) + " battery", figure.component,
                   figure.metric.name, columns);
    }
    for (const PointFigure& figure : points.front().figures) {
        constexpr std::string_view kBooks = "cost/";
        if (!figure.component.starts_with(kBooks) || figure.metric.name != "month_cost") continue;
        const std::string book = figure.component.substr(kBooks.size());
        if (book.find('/') == std::string::npos)  // not a line of its bill
            add_figure(points, "month by " + book, figure.component, figure.metric.name, columns);
    }
    return columns;
}

std::string goals_met_text(const StudyPoint& point) {
    std::size_t met = 0;
    std::size_t all = 0;
    for (const PointGoal& goal : point.goals) {
        met += goal.met;
        all += goal.runs;
    }
    return fmt::format("{} of {}", met, all);
}

std::size_t goals_unknown(const StudyPoint& point) {
    std::size_t unknown = 0;
    for (const PointGoal& goal : point.goals) unknown += goal.unknown;
    return unknown;
}

std::string goals_cell(const StudyPoint& point) {
    const std::size_t unknown = goals_unknown(point);
    return goals_met_text(point) + (unknown == 0 ? "" : fmt::format(", {} not known", unknown));
}

SetValue set_value(std::string_view set) {
    const std::size_t equals = set.find('=');
    const std::string_view path = set.substr(0, equals);
    SetValue one{std::string(path.substr(path.rfind('.') + 1)),
                 std::string(set.substr(equals + 1))};
    std::erase(one.value, '"');
    return one;
}

std::string label_of(const StudyPoint& point) {
    if (point.runs.set.empty()) return "as it stands";
    std::string label;
    for (const std::string& set : point.runs.set) {
        const SetValue one = set_value(set);
        label += (label.empty() ? "" : ", ") + one.key + " = " + one.value;
    }
    return label;
}

std::string estimate_text(const std::optional<Estimate>& value, std::string_view unit,
                          std::string_view sign, const std::optional<Scale>& scale) {
    if (!value) return "-";
    const auto text = [&, in_scale = scale && says_enough(value->mean, *scale)](double figure) {
        return in_scale ? scaled_text(figure, *scale) : figure_text(figure, unit);
    };
    std::string mean = text(value->mean);
    if (!value->half_width) return mean;
    // Replications that agree to the last digits differ by rounding alone.
    constexpr double kRounding = 1e-9;
    const bool is_exact = *value->half_width < std::abs(value->mean) * kRounding;
    const std::string half = text(is_exact ? 0 : *value->half_width);
    if (scale_of(mean) == scale_of(half)) mean.resize(mean.size() - scale_of(mean).size());
    return fmt::format("{} {} {}", mean, sign, half);
}

std::string estimate_text(const StudyPoint& point, const StudyColumn& column,
                          std::string_view sign) {
    return estimate_text(column.value(point), column.unit, sign, column.scale);
}

}  // namespace fleetsim::results
