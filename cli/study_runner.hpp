// StudyRunner: carries out the runs of a study one after the other, each in a process of its own.
// Models     a run that crashes or is killed ends alone, and the study goes on; a run that the
//            results file already holds, finished by the same program from the same text, is not
//            repeated, so that an interrupted study goes on where it stopped when it is started
//            again.
// Leaves out runs side by side: they write one file, and --threads uses the cores within a run.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "cli/simulation.hpp"
#include "scenarios/language/known_names.hpp"
#include "scenarios/language/study.hpp"

namespace fleetsim::cli {

class StudyRunner {
  public:
    /// Called on every scenario before it runs: a search brings goals of its own.
    using Adapt = std::function<void(language::Loaded&)>;

    /// `study` names the study in the results file. Looks for finished runs there; throws as
    /// results/query.hpp does where the file is something else.
    StudyRunner(RunSettings settings, language::KnownNames names, std::string study,
                const language::Loaded& base, const Interrupt& interrupt, Adapt adapt = {});

    struct End {
        std::optional<results::RunId> run;  ///< nothing: it did not come to its end
        ExitCode code = ExitCode::Done;
        enum class How { Simulated, WasThere } how = How::Simulated;
    };
    End carry_out(const language::StudyRun& point);

    /// Runs that failed in a row: what fails again and again is not the points' fault.
    int failures_in_a_row() const { return failures_in_a_row_; }
    static constexpr int kMostFailures = 3;

  private:
    End simulate_here(const language::StudyRun& point, const std::string& words);
    End simulate_apart(const language::StudyRun& point, const std::string& words);
    End wait_for(int child, int pipe, const std::string& words);

    RunSettings settings_;
    language::KnownNames names_;
    std::string study_;
    const Interrupt& interrupt_;
    Adapt adapt_;
    /// By point and seed.
    std::map<std::pair<std::string, std::uint64_t>, std::pair<results::RunId, ExitCode>> finished_;
    int failures_in_a_row_ = 0;
};

/// "fleet.meter.count=1000, broker.nodes=2", as the results file names a point.
std::string point_text(const language::StudyRun& point);

}  // namespace fleetsim::cli
