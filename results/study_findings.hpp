// Study findings: what a study came to, for the head of its report.
// Models     a point meets the goals where each of its replications does; the margin is the mean's
//            distance to the threshold, in shares of the threshold, at the goal that has least.
// Leaves out the figures, which stand side by side in a table (results/study_columns.hpp).
#pragma once

#include <string>
#include <vector>

#include "results/study.hpp"

namespace fleetsim::results {

/// How far the mean is inside its goal, in shares of the threshold; below zero: outside. Minus
/// infinity where no run measured it.
double margin_of(const PointGoal& goal);

enum class PointsMeet { NoGoals, None, Some, All };
PointsMeet points_meet(const std::vector<StudyPoint>& points);

/// "3 of 12 points meet the goals in every replication: with the most margin count = 1, with the
/// least count = 3."
std::string study_sentence(const std::vector<StudyPoint>& points);

}  // namespace fleetsim::results
