// Study: the runs of one study, point by point: each figure's mean over the replications, how well
// that mean is known, and how it differs from the first point's.
// Models     Student's t intervals (results/interval.hpp). Replication n of every point shares its
//            random draws, so differences between points are taken pair by pair.
// Leaves out which points there will be: whoever makes the study knows, and names their runs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "results/interval.hpp"
#include "results/query.hpp"

namespace fleetsim::results {

/// The finished runs of a point, by replication.
struct PointRuns {
    std::vector<std::string> set{};  ///< "fleet.meter.count=1000", a value each
    std::map<std::uint32_t, RunId> runs{};
};

/// A mean over replications; no half width where there is but one.
struct Estimate {
    std::size_t count = 0;
    double mean = 0;
    std::optional<double> half_width;
};
/// Nothing for no values.
std::optional<Estimate> estimate(const std::vector<double>& values, double confidence);

struct PointFigure {
    std::string component;
    Metric metric;
    Estimate value;
    std::optional<Estimate> difference;  ///< to the first point, over the pairs; none for itself
};

struct PointGoal {
    Goal goal;  ///< of the first replication
    std::size_t met = 0;
    std::size_t unknown = 0;  ///< not measured
    std::size_t runs = 0;
    std::optional<Estimate> value;
};

struct StudyPoint {
    PointRuns runs;
    std::vector<PointFigure> figures;  ///< every scalar, by component and metric
    std::vector<PointGoal> goals;

    const PointFigure* find(std::string_view component, std::string_view metric) const;
};

std::vector<StudyPoint> study_points(const Query& query, const std::vector<PointRuns>& points,
                                     double confidence);

/// Stores the figures in the table point_figure, in place of those stored for the same points.
/// Throws as results/store.hpp says.
void store_points(const std::filesystem::path& file, const std::vector<StudyPoint>& points,
                  double confidence);

/// The finished runs in `query` that are of the same study as `like`: the same scenario, overrides
/// and program, so that a run of them need not be repeated.
std::vector<Run> runs_of_study(const Query& query, const RunDescription& like);

struct StoredStudy {
    std::string study;  ///< "2 points x 3 replications = 6 runs"
    double confidence = 0;
    std::vector<StudyPoint> points;  ///< in the order of their first runs
    std::vector<LogEntry> caveats;   ///< results/study_caveats.hpp
};
/// The study that the run is of, as far as it came; nothing where the run is of none, or the
/// study's points are not stored yet.
std::optional<StoredStudy> stored_study(const Query& query, RunId run);

}  // namespace fleetsim::results
