// What to know before trusting the figures of a study: the warnings of its runs, each told once.
// Models     one entry for each code and component, with the words of the first run that has it,
//            and the points that it concerns where those are not all.
// Leaves out in which replications of a point, where it has been told of the point.
#pragma once

#include <vector>

#include "results/query.hpp"
#include "results/study.hpp"

namespace fleetsim::results {

/// "at 2 of 4 points, count = 1000 and count = 2000: the lives of ...", in the order of the runs.
std::vector<LogEntry> study_caveats(const Query& query, const std::vector<StudyPoint>& points);

}  // namespace fleetsim::results
