#include "cli/study_answer.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <nlohmann/json.hpp>

#include "cli/warnings.hpp"
#include "results/figure_text.hpp"
#include "results/study_columns.hpp"

namespace fleetsim::cli {

namespace {

using nlohmann::ordered_json;
using results::Estimate;
using results::PointFigure;
using results::StudyPoint;

/// One column of the table.
struct Column {
    std::string title;
    std::function<std::string(const StudyPoint&)> text;
};

/// "goal 1": the goals' names would be too wide, and stand below.
std::vector<Column> columns_of(const std::vector<StudyPoint>& points) {
    const auto column = [](std::string title, const results::StudyColumn& shown) {
        return Column{std::move(title), [shown](const StudyPoint& point) {
                          return results::estimate_text(point, shown);
                      }};
    };
    std::vector<Column> columns;
    for (const results::StudyColumn& goal : results::goal_columns(points))
        columns.push_back(column(fmt::format("goal {}", columns.size() + 1), goal));
    if (!columns.empty()) columns.push_back({"goals met", results::goals_cell});
    for (const results::StudyColumn& figure : results::figure_columns(points))
        columns.push_back(column(figure.title, figure));
    return columns;
}

/// Rows of cells, the first one to the left, the others to the right of columns as wide as needed.
std::string aligned(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    std::string text;
    for (const auto& row : rows) {
        std::string line = fmt::format("{:<{}}", row[0], widths[0]);
        for (std::size_t i = 1; i < row.size(); ++i)
            line += fmt::format("{:>{}}", row[i], widths[i] + 3);
        text += line + "\n";
    }
    return text;
}

}  // namespace

std::string study_text(const std::vector<StudyPoint>& points, double confidence) {
    if (points.empty()) return "";
    const std::vector<Column> columns = columns_of(points);
    std::vector<std::vector<std::string>> rows = {{"study"}};
    for (const Column& column : columns) rows[0].push_back(column.title);
    for (const StudyPoint& point : points) {
        rows.push_back({"  " + results::label_of(point)});
        for (const Column& column : columns) rows.back().push_back(column.text(point));
    }
    std::string text = "\n" + aligned(rows);
    for (std::size_t i = 0; i < results::goal_columns(points).size(); ++i) {
        const results::Goal& goal = points.front().goals[i].goal;
        text += fmt::format("  goal {}: {}{}\n", i + 1, goal.that,
                            goal.name == goal.that ? "" : ", " + goal.name);
    }
    const bool has_intervals = std::any_of(
        points.begin(), points.end(), [](const StudyPoint& p) { return p.runs.runs.size() > 1; });
    if (has_intervals)
        text += fmt::format("  means over the replications, +- half a {} confidence interval\n",
                            results::percent_text(confidence));
    return text;
}

ordered_json to_json(const std::optional<Estimate>& value) {
    if (!value) return nullptr;
    return {{"mean", value->mean},
            {"half_width", value->half_width ? ordered_json(*value->half_width) : nullptr},
            {"count", value->count}};
}

ordered_json runs_json(const results::PointRuns& point) {
    ordered_json runs = ordered_json::array();
    for (const auto& [replication, run] : point.runs)
        runs.push_back(static_cast<std::int64_t>(run));
    return runs;
}

ordered_json goals_json(const std::vector<results::PointGoal>& goals) {
    ordered_json list = ordered_json::array();
    for (const results::PointGoal& goal : goals)
        list.push_back({{"name", goal.goal.name},
                        {"that", goal.goal.that},
                        {"threshold", goal.goal.threshold},
                        {"unit", goal.goal.unit},
                        {"met", goal.met},
                        {"unknown", goal.unknown},
                        {"runs", goal.runs},
                        {"value", to_json(goal.value)}});
    return list;
}

ordered_json study_json(const std::vector<StudyPoint>& points, double confidence,
                        const std::vector<results::LogEntry>& caveats) {
    ordered_json list = ordered_json::array();
    for (const StudyPoint& point : points) {
        ordered_json figures = ordered_json::object();
        for (const PointFigure& figure : point.figures) {
            ordered_json one = to_json(figure.value);
            one["unit"] = figure.metric.unit;
            if (figure.difference) one["difference"] = to_json(figure.difference);
            figures[figure.component + "." + figure.metric.name] = std::move(one);
        }
        ordered_json set = ordered_json::object();
        for (const std::string& one : point.runs.set) {
            const std::size_t equals = one.find('=');
            set[one.substr(0, equals)] = one.substr(equals + 1);
        }
        list.push_back({{"set", std::move(set)},
                        {"runs", runs_json(point.runs)},
                        {"goals", goals_json(point.goals)},
                        {"figures", std::move(figures)}});
    }
    return {{"confidence", confidence},
            {"points", std::move(list)},
            {"warnings", warnings_json(caveats)}};
}

}  // namespace fleetsim::cli
