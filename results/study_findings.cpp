#include "results/study_findings.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "results/study_columns.hpp"

namespace fleetsim::results {

namespace {
bool meets_goals(const StudyPoint& point) {
    return !point.goals.empty() &&
           std::all_of(point.goals.begin(), point.goals.end(),
                       [](const PointGoal& goal) { return goal.met == goal.runs; });
}

std::size_t goals_met(const StudyPoint& point) {
    std::size_t met = 0;
    for (const PointGoal& goal : point.goals) met += goal.met;
    return met;
}

double margin_of(const StudyPoint& point) {
    double least = std::numeric_limits<double>::infinity();
    for (const PointGoal& goal : point.goals) least = std::min(least, margin_of(goal));
    return least;
}

bool is_worse(const StudyPoint& a, const StudyPoint& b) {
    if (goals_met(a) != goals_met(b)) return goals_met(a) < goals_met(b);
    return margin_of(a) < margin_of(b);
}

const StudyPoint& best_of(const std::vector<StudyPoint>& points) {
    return *std::max_element(points.begin(), points.end(), is_worse);
}

std::vector<StudyPoint> meeting(const std::vector<StudyPoint>& points) {
    std::vector<StudyPoint> found;
    std::copy_if(points.begin(), points.end(), std::back_inserter(found), meets_goals);
    return found;
}

/// "the goals in every replication", as few of these words as are needed.
std::string goals_text(const std::vector<StudyPoint>& points) {
    const bool is_repeated = std::any_of(points.begin(), points.end(), [](const StudyPoint& one) {
        return one.runs.runs.size() > 1;
    });
    return fmt::format("the goal{}{}", points.front().goals.size() == 1 ? "" : "s",
                       is_repeated ? " in every replication" : "");
}
}  // namespace

double margin_of(const PointGoal& goal) {
    if (!goal.value) return -std::numeric_limits<double>::infinity();
    const double threshold = goal.goal.threshold;
    const double scale = threshold != 0 ? std::abs(threshold) : 1;
    const double below = (threshold - goal.value->mean) / scale;
    switch (goal.goal.that[goal.goal.that.find_first_of("<>=")]) {
        case '<':
            return below;
        case '>':
            return -below;
        default:
            return -std::abs(below);
    }
}

PointsMeet points_meet(const std::vector<StudyPoint>& points) {
    if (points.front().goals.empty()) return PointsMeet::NoGoals;
    const std::size_t met = meeting(points).size();
    return met == points.size() ? PointsMeet::All : met == 0 ? PointsMeet::None : PointsMeet::Some;
}

namespace {
/// "loss = 0 %, keep_alive = 30 min (11.4 ± 0.3 years)": with what its goal came to, if it is one.
std::string name_of(const StudyPoint& point, const std::vector<StudyPoint>& points) {
    if (point.goals.size() != 1) return label_of(point);
    return fmt::format("{} ({})", label_of(point),
                       estimate_text(point, goal_column(points, 0), "±"));
}

/// " At 2 of 4 points a goal is not known."
std::string unknown_sentence(const std::vector<StudyPoint>& points) {
    const auto unknown = std::count_if(points.begin(), points.end(), [](const StudyPoint& point) {
        return goals_unknown(point) > 0;
    });
    if (unknown == 0) return "";
    return fmt::format(" At {} of {} points a goal is not known.", unknown, points.size());
}

std::string met_sentence(const std::vector<StudyPoint>& points) {
    if (points_meet(points) == PointsMeet::NoGoals)
        return fmt::format("A study of {} point{} without goals.", points.size(),
                           points.size() == 1 ? "" : "s");
    if (points.size() == 1)
        return fmt::format("{} goals are met over the replications.",
                           goals_met_text(points.front()));
    const std::string goals = goals_text(points);
    const std::vector<StudyPoint> met = meeting(points);
    if (met.empty())
        return fmt::format("None of the {} points meets {}; the nearest is {}, with {} met.",
                           points.size(), goals, name_of(best_of(points), points),
                           goals_met_text(best_of(points)));
    const std::string sentence = fmt::format("{} of {} points meet{} {}", met.size(), points.size(),
                                             met.size() == 1 ? "s" : "", goals);
    if (met.size() == 1) return fmt::format("{}: {}.", sentence, name_of(met.front(), points));
    const StudyPoint& least = *std::min_element(met.begin(), met.end(), is_worse);
    return fmt::format("{}: with the most margin {}, with the least {}.", sentence,
                       name_of(best_of(met), points), name_of(least, points));
}
}  // namespace

std::string study_sentence(const std::vector<StudyPoint>& points) {
    return met_sentence(points) + unknown_sentence(points);
}

}  // namespace fleetsim::results
