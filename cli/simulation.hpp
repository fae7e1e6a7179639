// Simulation: one run of a loaded scenario, recorded into a results file.
// Models     the way of a run in docs/architecture.md, from the world to the last commit.
// Leaves out what to say about it: summary.hpp reads the results file.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/interrupt.hpp"
#include "results/record.hpp"
#include "scenarios/compose/world.hpp"
#include "scenarios/language/loader.hpp"
#include "sim/engine.hpp"

namespace fleetsim::cli {

/// What the command line says about a run.
struct RunSettings {
    std::string scenario;
    std::filesystem::path out;
    language::Overrides overrides;
    sim::EngineKind engine = sim::EngineKind::Automatic;
    unsigned threads = 1;
    bool is_quiet = false;
    bool wants_json = false;
    bool is_alone = false;  ///< one run of a scenario with a study
};

/// The options that set them, for a command that simulates.
std::vector<Option> run_options();
RunSettings read_run_settings(const Arguments& arguments);

/// Where in a study a run stands; empty for a run of its own.
struct StudyPlace {
    std::string study;
    std::string point;
    std::uint32_t replication = 0;
    /// What repeats the run by itself, where it is one of several.
    std::optional<language::Overrides> alone = {};
};

struct Ended {
    results::RunId run{};
    ExitCode code = ExitCode::Done;
};

/// What the results file will say of the run before it starts, but for the engine.
results::RunDescription describe(const RunSettings& settings, const language::Loaded& loaded,
                                 const StudyPlace& place);

using MakeWorld =
    std::function<std::unique_ptr<scenarios::compose::World>(const scenarios::Scenario& scenario)>;
std::unique_ptr<scenarios::compose::World> make_world(const scenarios::Scenario& scenario);

/// Simulates to the end, or until the interrupt, and records it. Throws sim::InputError where the
/// scenario cannot be built (nothing is written then), sim::SystemError where the machine is too
/// small or the file cannot be written. Tests make worlds with a bug in them, to see it found.
Ended simulate(const RunSettings& settings, const language::Loaded& loaded, const StudyPlace& place,
               const Interrupt& interrupt, const MakeWorld& make = make_world);

/// Of two ends of runs the one to report: what makes a file untrustworthy outranks what fails, and
/// that what disappoints.
ExitCode worse(ExitCode a, ExitCode b);

}  // namespace fleetsim::cli
