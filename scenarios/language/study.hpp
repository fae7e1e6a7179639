// Studies: [study] expanded into the runs it asks for.
// Leaves out whether each of them loads (study_trial.hpp) and running them (cli/study_runner.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/scenario.hpp"

namespace fleetsim::language {

/// One run of a study.
struct StudyRun {
    /// "path=value", to be applied after the overrides of the command line.
    std::vector<std::string> overrides;
    std::uint64_t point = 0;        ///< of the grid, from 0
    std::uint32_t replication = 0;  ///< from 0
    /// Equal for the same replication of all points, so that points are compared in pairs. That of
    /// replication 0 is the scenario's own.
    std::uint64_t seed = 0;
};

/// Points of the grid times replications.
std::uint64_t run_count(const scenarios::Study& study);

/// The run with this number, below run_count(): the first axis varies slowest, replications
/// fastest.
StudyRun study_run(const scenarios::Study& study, std::uint64_t seed, std::uint64_t number);

/// "3 x 2 points x 10 replications = 60 runs".
std::string describe(const scenarios::Study& study);

}  // namespace fleetsim::language
