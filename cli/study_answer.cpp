#include "cli/study_answer.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>

#include "results/figure_text.hpp"
#include "results/names.hpp"

namespace fleetsim::cli {

namespace {

using nlohmann::ordered_json;
using results::Estimate;
using results::PointFigure;
using results::StudyPoint;

constexpr std::size_t kMostGoals = 3;  ///< that are shown

/// One column of the table.
struct Column {
    std::string title;
    std::function<std::string(const StudyPoint&)> text;
};

std::string text_of(const PointFigure* figure) {
    if (figure == nullptr) return "-";
    return estimate_text(figure->value, figure->metric.unit);
}

void add_goals(const std::vector<StudyPoint>& points, std::vector<Column>& columns) {
    const StudyPoint& first = points.front();
    if (first.goals.empty()) return;
    for (std::size_t i = 0; i < std::min(first.goals.size(), kMostGoals); ++i) {
        columns.push_back(
            {fmt::format("goal {}", i + 1), [i](const StudyPoint& point) -> std::string {
                 if (i >= point.goals.size()) return "-";
                 const results::PointGoal& one = point.goals[i];
                 return estimate_text(one.value, one.goal.unit);
             }});
    }
    columns.push_back({"goals met", [](const StudyPoint& point) {
                           std::size_t met = 0;
                           std::size_t all = 0;
                           for (const results::PointGoal& goal : point.goals) {
                               met += goal.met;
                               all += goal.runs;
                           }
                           return fmt::format("{} of {}", met, all);
                       }});
}

void add_figure(const std::vector<StudyPoint>& points, const std::string& title,
                const std::string& component, const std::string& metric,
                std::vector<Column>& columns) {
    const bool is_there = std::any_of(points.begin(), points.end(), [&](const StudyPoint& point) {
        const PointFigure* figure = point.find(component, metric);
        return figure != nullptr && figure->value.mean != 0;
    });
    if (!is_there) return;
    columns.push_back({title, [component, metric](const StudyPoint& point) {
                           return text_of(point.find(component, metric));
                       }});
}

/// The main figures that are not zero throughout.
void add_figures(const std::vector<StudyPoint>& points, std::vector<Column>& columns) {
    namespace names = results::names;
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
}

/// "keep_alive = 2 min, loss = 1 %": the last words of the paths, which the user wrote in full.
std::string label_of(const StudyPoint& point) {
    if (point.runs.set.empty()) return "as it stands";
    std::string label;
    for (const std::string& set : point.runs.set) {
        const std::size_t equals = set.find('=');
        const std::string path = set.substr(0, equals);
        std::string value = set.substr(equals + 1);
        std::erase(value, '"');
        label += (label.empty() ? "" : ", ") + path.substr(path.rfind('.') + 1) + " = " + value;
    }
    return label;
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

std::string estimate_text(const std::optional<Estimate>& value, const std::string& unit) {
    if (!value) return "-";
    const std::string mean = results::figure_text(value->mean, unit);
    if (!value->half_width) return mean;
    return mean + " +- " + results::figure_text(*value->half_width, unit);
}

std::string study_text(const std::vector<StudyPoint>& points, double confidence) {
    if (points.empty()) return "";
    std::vector<Column> columns;
    add_goals(points, columns);
    add_figures(points, columns);
    std::vector<std::vector<std::string>> rows = {{"study"}};
    for (const Column& column : columns) rows[0].push_back(column.title);
    for (const StudyPoint& point : points) {
        rows.push_back({"  " + label_of(point)});
        for (const Column& column : columns) rows.back().push_back(column.text(point));
    }
    std::string text = "\n" + aligned(rows);
    for (std::size_t i = 0; i < std::min(points.front().goals.size(), kMostGoals); ++i) {
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
                        {"runs", goal.runs},
                        {"value", to_json(goal.value)}});
    return list;
}

ordered_json study_json(const std::vector<StudyPoint>& points, double confidence) {
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
    return {{"confidence", confidence}, {"points", std::move(list)}};
}

}  // namespace fleetsim::cli
