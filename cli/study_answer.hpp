// What a study says: a table of its points for people, the same as JSON for programs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "results/study.hpp"

namespace fleetsim::cli {

/// A row a point: what was set, then the goals' figures and the main figures of the runs, each with
/// its confidence interval.
std::string study_text(const std::vector<results::StudyPoint>& points, double confidence);

nlohmann::ordered_json study_json(const std::vector<results::StudyPoint>& points, double confidence,
                                  const std::vector<results::LogEntry>& caveats);

nlohmann::ordered_json to_json(const std::optional<results::Estimate>& value);
nlohmann::ordered_json goals_json(const std::vector<results::PointGoal>& goals);
nlohmann::ordered_json runs_json(const results::PointRuns& point);

}  // namespace fleetsim::cli
