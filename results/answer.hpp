// Answer: what a run says, in a few sentences: the verdict on its goals, then the figures.
// Models     the opening of the terminal summary and of the report; a figure that the run did not
//            store has no sentence.
// Leaves out what is drawn from several figures (results/findings.hpp), studies
//            (results/study_findings.hpp).
#pragma once

#include <string>
#include <vector>

#include "results/overview.hpp"
#include "results/query.hpp"

namespace fleetsim::results {

/// Never empty. A ledger that does not close, and a run without an end, are told before all else.
std::vector<std::string> answer(const Query& query, const Overview& overview);

}  // namespace fleetsim::results
