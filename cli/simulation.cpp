#include "cli/simulation.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <fmt/format.h>
#include <memory>
#include <string_view>
#include <sys/resource.h>

#include "cli/engine_name.hpp"
#include "cli/progress_bar.hpp"
#include "cli/run_record.hpp"
#include "cli/version.hpp"
#include "cli/world_check.hpp"
#include "scenarios/compose/observe_ledgers.hpp"
#include "scenarios/compose/useful_threads.hpp"
#include "sim/error.hpp"

namespace fleetsim::cli {

namespace compose = scenarios::compose;

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::filesystem::path default_results_file(const std::string& scenario) {
    return std::filesystem::path(scenario).filename().replace_extension(".fleetsim");
}

/// A word as a shell reads it back.
std::string quoted(const std::string& word) {
    const auto is_plain = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
               std::string_view("_-./:=,@%+").find(c) != std::string_view::npos;
    };
    if (!word.empty() && std::ranges::all_of(word, is_plain)) return word;
    std::string text = "'";
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

enum class Study { Whole, LeftOut };
std::string repeat_command(const std::string& scenario, const language::Overrides& overrides,
                           Study study) {
    std::string command = "fleetsim run " + quoted(scenario);
    if (study == Study::LeftOut) command += " --alone";
    for (const std::string& set : overrides.set) command += " --set " + quoted(set);
    if (overrides.seed) command += " --seed " + quoted(*overrides.seed);
    if (overrides.duration) command += " --duration " + quoted(*overrides.duration);
    return command;
}

std::int64_t peak_memory_bytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return std::int64_t{usage.ru_maxrss} * 1024;
}

/// Runs to the end, or until the interrupt; a sample at each interval, a commit each second.
void advance(sim::Engine& engine, compose::World& world, RunRecord& record,
             const Interrupt& interrupt, ProgressBar& progress) {
    const sim::Time end = sim::Time::at(world.scenario().duration);
    const sim::Duration interval = world.scenario().sample_interval;
    const sim::Time warm = sim::Time::at(world.scenario().warm_up);
    Clock::time_point committed = Clock::now();
    for (sim::Time next = sim::Time::at(interval); engine.now() < end; next += interval) {
        const sim::Time until = std::min(next, end);
        const bool warms_up = engine.now() < warm && warm <= until;
        if (warms_up) {
            if (engine.run_until(warm, interrupt.flag()) == sim::RunOutcome::Stopped) return;
            world.catch_up(warm);
            world.begin_metering(warm);
            // A sample at the same instant is of the time before.
            if (warm < until) record.end_warm_up(warm, world);
        }
        if (engine.run_until(until, interrupt.flag()) == sim::RunOutcome::Stopped) return;
        world.catch_up(until);
        record.sample(until, world);
        if (warms_up && warm == until) record.end_warm_up(warm, world);
        progress.update(until, engine.events());
        if (seconds_since(committed) < 1) continue;
        record.commit(until);
        committed = Clock::now();
    }
}

results::Outcome outcome_of(const sim::Engine& engine, sim::Time end,
                            const compose::Fingerprint& print, Clock::time_point start) {
    return {.simulated_until = end,
            .wall_seconds = seconds_since(start),
            .events = static_cast<std::int64_t>(engine.events()),
            .peak_memory_bytes = peak_memory_bytes(),
            .digest = compose::hexadecimal(print.whole()),
            .digests = {{"events", compose::hexadecimal(print.events)},
                        {"bytes", compose::hexadecimal(print.bytes)},
                        {"energy", compose::hexadecimal(print.energy)},
                        {"results", compose::hexadecimal(print.results)}}};
}

bool all_closed(const std::vector<compose::Ledger>& ledgers) {
    return std::all_of(ledgers.begin(), ledgers.end(),
                       [](const compose::Ledger& ledger) { return ledger.is_closed(); });
}

}  // namespace

RunSettings read_run_settings(const Arguments& arguments) {
    RunSettings settings;
    settings.scenario = arguments.text("SCENARIO");
    settings.out = arguments.maybe("--out").value_or(default_results_file(settings.scenario));
    if (settings.out.empty()) refuse_value("--out", "", "name a file, such as results.fleetsim");
    if (!settings.out.has_filename())
        refuse_option("--out", "it names a folder, " + settings.out.string(),
                      "name a file in it, such as results.fleetsim");
    settings.overrides.set = arguments.all("--set");
    settings.overrides.seed = arguments.maybe("--seed");
    settings.overrides.duration = arguments.maybe("--duration");
    settings.engine = engine_named(arguments.maybe("--engine").value_or("automatic"));
    settings.threads = static_cast<unsigned>(arguments.integer("--threads", 1, 1, 256));
    settings.wants_json = arguments.has("--json");
    settings.is_quiet = arguments.has("--quiet") || settings.wants_json;
    return settings;
}

std::vector<Option> run_options() {
    return {
        {.name = "SCENARIO", .value = "FILE", .help = "the scenario file (TOML)", .required = true},
        {.name = "--out,-o",
         .value = "FILE",
         .help = "results file; a run is added to one that is there. Default: the "
                 "scenario file's name with .fleetsim, in the working directory"},
        {.name = "--seed", .value = "N", .help = "instead of the scenario's"},
        {.name = "--threads",
         .value = "N",
         .help = "worker threads, fewer where a world is too small for them; the results do not "
                 "depend on it (default 1)"},
        {.name = "--duration", .value = "D", .help = "instead of the scenario's, e.g. '10 min'"},
        {.name = "--set",
         .arity = Arity::Many,
         .value = "PATH=VALUE",
         .help = "change one value of the scenario, e.g. fleet.meter.count=20000"},
        {.name = "--engine",
         .value = "NAME",
         .help = "automatic, window, heap, reference or shuffled"},
        {.name = "--json",
         .arity = Arity::Flag,
         .value = {},
         .help = "one JSON object on standard output, nothing else"},
        {.name = "--quiet,-q", .arity = Arity::Flag, .value = {}, .help = "no progress"}};
}

results::RunDescription describe(const RunSettings& settings, const language::Loaded& loaded,
                                 const StudyPlace& place) {
    const scenarios::Scenario& scenario = loaded.scenario;
    results::RunDescription run;
    run.scenario_name = scenario.name;
    run.scenario_file = settings.scenario;
    run.scenario_text = loaded.text;
    run.description = scenario.description;
    run.question = scenario.question;
    run.overrides = settings.overrides.set;
    run.study = place.study;
    run.measurement = place.point;
    run.replication = place.replication;
    run.seed = scenario.seed;
    run.duration = scenario.duration;
    run.warm_up = scenario.warm_up;
    run.version = version();
    run.commit = commit();
    const bool leaves_out = !scenario.study.is_single_run() && (place.alone || settings.is_alone);
    run.command = repeat_command(settings.scenario, place.alone.value_or(settings.overrides),
                                 leaves_out ? Study::LeftOut : Study::Whole);
    return run;
}

std::unique_ptr<compose::World> make_world(const scenarios::Scenario& scenario) {
    return std::make_unique<compose::World>(scenario);
}

Ended simulate(const RunSettings& settings, const language::Loaded& loaded, const StudyPlace& place,
               const Interrupt& interrupt, const MakeWorld& make) {
    const Clock::time_point start = Clock::now();
    require_memory(loaded.scenario);
    const std::unique_ptr<compose::World> made = make(loaded.scenario);
    compose::World& world = *made;
    check_goals(loaded, world);
    const sim::Duration window = world.lookahead();
    const unsigned threads = compose::useful_threads(loaded.scenario, window, settings.threads);
    const std::unique_ptr<sim::Engine> engine =
        sim::make_engine(settings.engine, world, {.window = window, .threads = threads});
    results::RunDescription description = describe(settings, loaded, place);
    description.engine = name_of(engine->kind());
    description.threads = engine->shards();
    RunRecord record(settings.out, description, loaded, world);
    world.begin(*engine);
    const sim::Time end = sim::Time::at(loaded.scenario.duration);
    {
        ProgressBar progress(
            end, settings.is_quiet ? ProgressBar::Show::Never : ProgressBar::Show::OnTerminal);
        advance(*engine, world, record, interrupt, progress);
    }
    const bool was_stopped = engine->now() < end;
    const sim::Time reached = was_stopped ? engine->now() : end;
    world.settle(reached);
    const compose::Fingerprint print = compose::fingerprint_of(world, *engine);
    results::Outcome outcome = outcome_of(*engine, reached, print, start);
    const std::vector<compose::Ledger> ledgers = compose::ledgers_of(world, world.drain(*engine));
    const RunRecord::Goals goals = record.conclude(world, ledgers);

    ExitCode code = goals == RunRecord::Goals::Missed ? ExitCode::GoalMissed : ExitCode::Done;
    if (was_stopped) {
        code = ExitCode::Interrupted;
        outcome.status = results::RunStatus::Interrupted;
    }
    if (!all_closed(ledgers)) {
        code = ExitCode::AuditFailed;
        outcome.status = results::RunStatus::AuditFailed;
    }
    outcome.exit_code = static_cast<int>(code);
    record.finish(outcome);
    if (!std::filesystem::exists(settings.out))
        throw sim::SystemError("keep the results file", settings.out.string(),
                               "it was removed while the run wrote it", "repeat the run");
    return {record.run(), code};
}

ExitCode worse(ExitCode a, ExitCode b) {
    constexpr ExitCode kWorstFirst[] = {ExitCode::AuditFailed, ExitCode::Interrupted,
                                        ExitCode::SystemError, ExitCode::BadInput,
                                        ExitCode::GoalMissed};
    for (const ExitCode code : kWorstFirst)
        if (a == code || b == code) return code;
    return ExitCode::Done;
}

}  // namespace fleetsim::cli
