// The points of the study that a run is of, side by side.
#include <algorithm>
#include <fmt/format.h>

#include "results/figure_text.hpp"
#include "results/report/sections.hpp"
#include "results/study_columns.hpp"

namespace fleetsim::results::report {

namespace {
/// The columns that tell the points apart: what was set, each under its path's last word.
std::vector<std::string> keys_of(const StudyPoint& point) {
    std::vector<std::string> keys;
    for (const std::string& set : point.runs.set) keys.push_back(set_value(set).key);
    return keys;
}

Cell estimate_cell(const StudyPoint& point, const StudyColumn& column) {
    const std::optional<Estimate> value = column.value(point);
    return {estimate_text(point, column, "±"), value ? std::optional(value->mean) : std::nullopt,
            fmt::format("{}: {}", label_of(point), column.figure)};
}

Table points_table(const std::vector<StudyPoint>& points, const std::vector<StudyColumn>& goals,
                   const std::vector<StudyColumn>& figures) {
    Table table{"", keys_of(points.front()), {}};
    for (const StudyColumn& goal : goals) table.columns.push_back(goal.title);
    if (!goals.empty()) table.columns.emplace_back("goals met");
    for (const StudyColumn& figure : figures) table.columns.push_back(figure.title);
    for (const StudyPoint& point : points) {
        std::vector<Cell> row;
        for (const std::string& set : point.runs.set) row.push_back(words(set_value(set).value));
        for (const StudyColumn& goal : goals) row.push_back(estimate_cell(point, goal));
        if (!goals.empty()) row.push_back(words(goals_cell(point)));
        for (const StudyColumn& figure : figures) row.push_back(estimate_cell(point, figure));
        table.rows.push_back(std::move(row));
    }
    return table;
}

/// All that a point set but the key that varies fastest: the points that differ in that alone make
/// a line.
std::string line_of(const StudyPoint& point) {
    StudyPoint slower = point;
    slower.runs.set.pop_back();
    return slower.runs.set.empty() ? "" : label_of(slower);
}

std::size_t place_in(std::vector<std::string>& names, const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name);
    const auto place = static_cast<std::size_t>(found - names.begin());
    if (found == names.end()) names.push_back(name);
    return place;
}

/// Where each point stands: on which line, at which value. Keys that vary together would make lines
/// of one point each; those points stand side by side instead.
struct Places {
    std::string key;
    std::vector<std::string> lines;
    std::vector<std::string> values;
    std::vector<std::pair<std::size_t, std::size_t>> of_points;
};

Places places_of(const std::vector<StudyPoint>& points) {
    Places places;
    places.key = set_value(points.front().runs.set.back()).key;
    for (const StudyPoint& point : points) {
        const std::size_t line = place_in(places.lines, line_of(point));
        const std::string value = set_value(point.runs.set.back()).value;
        places.of_points.emplace_back(line, place_in(places.values, value));
    }
    if (places.lines.size() * places.values.size() == points.size()) return places;
    Places beside;
    beside.key = "point";
    beside.lines = {""};
    for (std::size_t i = 0; i < points.size(); ++i) {
        std::string value;
        for (const std::string& set : points[i].runs.set)
            value += (value.empty() ? "" : ", ") + set_value(set).value;
        beside.values.push_back(value);
        beside.of_points.emplace_back(0, i);
    }
    return beside;
}

PointChart chart_of(const std::vector<StudyPoint>& points, const StudyColumn& column) {
    const Places places = places_of(points);
    PointChart chart{column.title, column.unit, places.key, places.values, {}, column.scale};
    if (column.threshold)
        chart.wanted = {"wanted: " + column.figure.substr(column.figure.find_first_of("<>=")),
                        *column.threshold};
    for (const std::string& name : places.lines)
        chart.lines.push_back(
            {name, std::vector<std::optional<Estimate>>(places.values.size(), std::nullopt)});
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto& [line, value] = places.of_points[i];
        chart.lines[line].means[value] = column.value(points[i]);
    }
    return chart;
}

bool can_be_drawn(const std::vector<StudyPoint>& points) {
    return points.size() > 1 && std::none_of(points.begin(), points.end(), [](const auto& point) {
               return point.runs.set.empty();
           });
}
}  // namespace

Section study_section(const Query& query, RunId run) {
    return study_section_of(stored_study(query, run), query.run(run));
}

Section study_section_of(const std::optional<StoredStudy>& study, const Run& run) {
    Section section{"study", "Study", {}, {}, {}, {}};
    if (!study) return section;
    const RunDescription& description = run.description;
    section.sentences.push_back(fmt::format(
        "{}; means over the replications, ± half a {} confidence interval. What follows "
        "is about one of the runs: {}, replication {}.",
        study->study, percent_text(study->confidence), description.measurement,
        description.replication + 1));
    const std::vector<StudyColumn> goals = goal_columns(study->points);
    const std::vector<StudyColumn> figures = figure_columns(study->points);
    section.tables.push_back(points_table(study->points, goals, figures));
    for (const LogEntry& caveat : study->caveats) section.notes.push_back(to_text(caveat));
    if (!can_be_drawn(study->points)) return section;
    for (const auto* columns : {&goals, &figures})
        for (const StudyColumn& column : *columns)
            (section.charts.empty() ? section.charts : section.more_charts)
                .emplace_back(chart_of(study->points, column));
    return section;
}

}  // namespace fleetsim::results::report
