#include "results/study.hpp"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <algorithm>
#include <tuple>
#include <utility>

#include "results/store.hpp"
#include "results/study_caveats.hpp"

namespace fleetsim::results {

namespace {

using Name = std::pair<std::string, std::string>;  // component, metric

/// A figure's values over the replications of a point.
struct Replicated {
    Metric metric;
    std::map<std::uint32_t, double> by_replication;
};
using Figures = std::map<Name, Replicated>;

Figures figures_of(const Query& query, const PointRuns& point) {
    Figures figures;
    for (const auto& [replication, run] : point.runs) {
        for (const Scalar& scalar : query.scalars(run)) {
            if (!scalar.value) continue;
            Replicated& values = figures[{scalar.component, scalar.metric.name}];
            values.metric = scalar.metric;
            values.by_replication[replication] = *scalar.value;
        }
    }
    return figures;
}

std::vector<double> list_of(const std::map<std::uint32_t, double>& values) {
    std::vector<double> list;
    for (const auto& [replication, value] : values) list.push_back(value);
    return list;
}

std::optional<Estimate> difference_of(const Replicated& first, const Replicated& second,
                                      double confidence) {
    std::vector<double> differences;
    for (const auto& [replication, value] : second.by_replication) {
        const auto pair = first.by_replication.find(replication);
        if (pair != first.by_replication.end()) differences.push_back(value - pair->second);
    }
    return estimate(differences, confidence);
}

std::vector<PointGoal> goals_of(const Query& query, const PointRuns& point, double confidence) {
    std::vector<PointGoal> goals;
    std::vector<std::vector<double>> values;
    for (const auto& [replication, run] : point.runs) {
        const std::vector<Goal> of_run = query.goals(run);
        for (std::size_t i = 0; i < of_run.size(); ++i) {
            if (i == goals.size()) {
                goals.push_back({.goal = of_run[i], .value = std::nullopt});
                values.emplace_back();
            }
            ++goals[i].runs;
            if (of_run[i].is_met) ++goals[i].met;
            if (!of_run[i].is_known()) ++goals[i].unknown;
            if (of_run[i].value) values[i].push_back(*of_run[i].value);
        }
    }
    for (std::size_t i = 0; i < goals.size(); ++i) {
        // A mean over those replications alone that measured something would flatter.
        if (values[i].size() == goals[i].runs) goals[i].value = estimate(values[i], confidence);
    }
    return goals;
}

void bind_estimate(SQLite::Statement& statement, int at, const std::optional<Estimate>& value) {
    if (value)
        statement.bind(at, value->mean);
    else
        statement.bind(at);
    if (value && value->half_width)
        statement.bind(at + 1, *value->half_width);
    else
        statement.bind(at + 1);
}

void insert_point(SQLite::Database& database, const StudyPoint& point, double confidence) {
    if (point.runs.runs.empty()) return;
    const auto first = static_cast<std::int64_t>(point.runs.runs.begin()->second);
    SQLite::Statement insert(
        database,
        "INSERT OR REPLACE INTO point_figure SELECT ?1, c.id, m.id, ?4, ?5, ?6, ?7, ?8, ?9 "
        "FROM component c, metric m WHERE c.path = ?2 AND m.name = ?3 AND m.unit = ?10");
    for (const PointFigure& figure : point.figures) {
        insert.reset();
        insert.bind(1, first);
        insert.bind(2, figure.component);
        insert.bind(3, figure.metric.name);
        insert.bind(4, confidence);
        insert.bind(5, static_cast<std::int64_t>(figure.value.count));
        bind_estimate(insert, 6, figure.value);
        bind_estimate(insert, 8, figure.difference);
        insert.bind(10, figure.metric.unit);
        insert.exec();
    }
}

/// What the study set for the run, in the study's order, which the measurement's name has.
std::vector<std::string> set_of(const Query& query, const Run& run) {
    std::vector<std::pair<std::size_t, std::string>> found;
    for (const Parameter& parameter : query.parameters(run.id)) {
        if (parameter.origin != Parameter::Origin::Sweep) continue;
        const std::size_t at = run.description.measurement.find(parameter.path + '=');
        found.emplace_back(at, parameter.path + '=' + parameter.value);
    }
    std::sort(found.begin(), found.end());
    std::vector<std::string> set;
    for (auto& [at, text] : found) set.push_back(std::move(text));
    return set;
}

std::vector<PointRuns> points_of(const Query& query, const std::vector<Run>& runs) {
    std::vector<PointRuns> points;
    std::map<std::string, std::size_t> places;
    for (const Run& run : runs) {
        const auto [place, is_new] = places.emplace(run.description.measurement, points.size());
        if (is_new) points.push_back({.set = set_of(query, run)});
        // Of a study that was repeated, with another seed say, the last counts.
        points[place->second].runs[run.description.replication] = run.id;
    }
    return points;
}

std::optional<double> confidence_of(const Query& query, RunId first_of_point) {
    try {
        SQLite::Statement row(query.database(),
                              "SELECT max(confidence_ratio) FROM point_figure WHERE run_id = ?");
        row.bind(1, static_cast<std::int64_t>(first_of_point));
        row.executeStep();
        if (row.getColumn(0).isNull()) return std::nullopt;
        return row.getColumn(0).getDouble();
    } catch (const SQLite::Exception& error) {
        rethrow(error, query.file(), Access::Reading);
    }
}

}  // namespace

std::optional<Estimate> estimate(const std::vector<double>& values, double confidence) {
    if (values.empty()) return std::nullopt;
    const std::optional<Interval> interval = mean_interval(values, confidence);
    if (!interval) return Estimate{.count = 1, .mean = values.front(), .half_width = std::nullopt};
    return Estimate{interval->count, interval->mean, interval->half_width};
}

const PointFigure* StudyPoint::find(std::string_view component, std::string_view metric) const {
    const auto found = std::find_if(figures.begin(), figures.end(), [&](const PointFigure& figure) {
        return figure.component == component && figure.metric.name == metric;
    });
    return found == figures.end() ? nullptr : &*found;
}

std::vector<StudyPoint> study_points(const Query& query, const std::vector<PointRuns>& points,
                                     double confidence) {
    std::vector<StudyPoint> all;
    Figures first;
    for (const PointRuns& point : points) {
        StudyPoint result{.runs = point, .figures = {}, .goals = {}};
        Figures figures = figures_of(query, point);
        for (const auto& [name, values] : figures) {
            PointFigure figure{.component = name.first,
                               .metric = values.metric,
                               .value = *estimate(list_of(values.by_replication), confidence),
                               .difference = std::nullopt};
            const auto pair = first.find(name);
            if (!all.empty() && pair != first.end())
                figure.difference = difference_of(pair->second, values, confidence);
            result.figures.push_back(std::move(figure));
        }
        result.goals = goals_of(query, point, confidence);
        if (all.empty()) first = std::move(figures);
        all.push_back(std::move(result));
    }
    return all;
}

void store_points(const std::filesystem::path& file, const std::vector<StudyPoint>& points,
                  double confidence) {
    Store store = Store::writable(file);
    try {
        SQLite::Transaction transaction(store.database(), SQLite::TransactionBehavior::IMMEDIATE);
        for (const StudyPoint& point : points) insert_point(store.database(), point, confidence);
        transaction.commit();
    } catch (const SQLite::Exception& error) {
        rethrow(error, file, Access::Writing);
    }
    store.leave_alone();
}

std::vector<Run> runs_of_study(const Query& query, const RunDescription& like) {
    const auto key = [](const RunDescription& run) {
        return std::tie(run.study, run.scenario_text, run.overrides, run.version, run.commit);
    };
    std::vector<Run> same;
    for (Run& run : query.runs()) {
        if (run.status != RunStatus::Done || key(run.description) != key(like)) continue;
        if (run.description.duration == like.duration) same.push_back(std::move(run));
    }
    return same;
}

std::optional<StoredStudy> stored_study(const Query& query, RunId run) {
    const RunDescription description = query.run(run).description;
    if (description.study.empty()) return std::nullopt;
    const std::vector<PointRuns> points = points_of(query, runs_of_study(query, description));
    if (points.empty()) return std::nullopt;
    const auto confidence = confidence_of(query, points.front().runs.begin()->second);
    if (!confidence) return std::nullopt;
    StoredStudy stored{
        description.study, *confidence, study_points(query, points, *confidence), {}};
    stored.caveats = study_caveats(query, stored.points);
    return stored;
}

}  // namespace fleetsim::results
