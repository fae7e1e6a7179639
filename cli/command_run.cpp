// fleetsim run: a scenario file in, a results file and an answer out.
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <unistd.h>
#include <vector>

#include "cli/commands.hpp"
#include "cli/guard.hpp"
#include "cli/json_answer.hpp"
#include "cli/junit_option.hpp"
#include "cli/scenario_names.hpp"
#include "cli/simulation.hpp"
#include "cli/study_answer.hpp"
#include "cli/study_runner.hpp"
#include "cli/summary.hpp"
#include "cli/warnings.hpp"
#include "results/study_caveats.hpp"
#include "scenarios/language/study.hpp"

namespace fleetsim::cli {

namespace {

void answer(const RunSettings& settings, results::RunId run) {
    const results::Query query(settings.out);
    const std::string text =
        settings.wants_json ? summary_json(query, run) : summary_text(query, run);
    std::fputs(text.c_str(), stdout);
}

/// What became of a study.
struct StudyEnd {
    std::vector<results::PointRuns> points;
    std::optional<results::RunId> last;
    std::uint64_t there_before = 0;
    std::uint64_t failed = 0;
    bool was_interrupted = false;
    ExitCode code = ExitCode::Done;
};

void say_progress(const RunSettings& settings, std::uint64_t number, std::uint64_t runs,
                  const language::StudyRun& point) {
    if (settings.is_quiet || isatty(STDERR_FILENO) == 0) return;
    fmt::print(
        stderr, "run {} of {}: {}{}\n", number + 1, runs, point_text(point),
        point.replication == 0 ? "" : fmt::format(", replication {}", point.replication + 1));
}

StudyEnd run_all(const RunSettings& settings, const language::Loaded& base,
                 const Interrupt& interrupt) {
    const scenarios::Study& study = base.scenario.study;
    StudyRunner runner(settings, known_names(), language::describe(study), base, interrupt);
    StudyEnd end;
    const std::uint64_t runs = language::run_count(study);
    for (std::uint64_t number = 0; number < runs && !interrupt.came(); ++number) {
        const language::StudyRun point = language::study_run(study, base.scenario.seed, number);
        if (point.replication == 0) end.points.push_back({.set = point.overrides});
        say_progress(settings, number, runs, point);
        const StudyRunner::End ended = runner.carry_out(point);
        end.code = worse(end.code, ended.code);
        if (ended.how == StudyRunner::End::How::WasThere) ++end.there_before;
        if (ended.code == ExitCode::Interrupted) break;
        if (!ended.run) {
            ++end.failed;
            if (runner.failures_in_a_row() < StudyRunner::kMostFailures) continue;
            complain("fleetsim: several runs failed one after the other; the study ends here");
            break;
        }
        end.points.back().runs[point.replication] = *ended.run;
        end.last = ended.run;
    }
    end.was_interrupted = interrupt.came();
    if (end.was_interrupted) end.code = worse(end.code, ExitCode::Interrupted);
    std::erase_if(end.points, [](const results::PointRuns& one) { return one.runs.empty(); });
    return end;
}

std::vector<results::RunId> runs_of(const StudyEnd& end) {
    std::vector<results::RunId> runs;
    for (const results::PointRuns& point : end.points)
        for (const auto& [replication, run] : point.runs) runs.push_back(run);
    return runs;
}

nlohmann::ordered_json counts_json(const language::Loaded& base, const StudyEnd& end,
                                   std::uint64_t runs) {
    return {{"runs", runs},
            {"runs_wanted", language::run_count(base.scenario.study)},
            {"runs_there_before", end.there_before},
            {"runs_failed", end.failed}};
}

void write_junit_of(const std::optional<std::filesystem::path>& file, const RunSettings& settings,
                    const std::vector<results::RunId>& ids) {
    const results::Query query(settings.out);
    std::vector<results::Run> runs;
    for (const results::RunId id : ids) runs.push_back(query.run(id));
    write_junit(file, query, runs);
}

/// What a study says of which no run has ended: why was told when it happened.
void print_nothing(const RunSettings& settings, const language::Loaded& base, const StudyEnd& end) {
    if (settings.wants_json)
        std::fputs(json_answer({{"scenario", base.scenario.name},
                                {"exit_code", static_cast<int>(end.code)},
                                {"study", counts_json(base, end, 0)}})
                       .c_str(),
                   stdout);
    else if (end.was_interrupted)
        fmt::print("interrupted before a run of the study had ended\n");
}

void print_study(const RunSettings& settings, const language::Loaded& base, const StudyEnd& end,
                 const std::vector<results::StudyPoint>& points) {
    const std::vector<results::LogEntry> caveats =
        results::study_caveats(results::Query(settings.out), points);
    const double confidence = base.scenario.study.confidence;
    const std::uint64_t runs = runs_of(end).size();
    if (settings.wants_json) {
        const results::Query query(settings.out);
        auto json = nlohmann::ordered_json::parse(summary_json(query, *end.last));
        json["exit_code"] = static_cast<int>(end.code);
        json["study"] = study_json(points, confidence, caveats);
        json["study"].update(counts_json(base, end, runs));
        std::fputs(json_answer(json).c_str(), stdout);
        return;
    }
    fmt::print("{}: {}\n", base.scenario.name, language::describe(base.scenario.study));
    if (end.there_before > 0)
        fmt::print("{} of them were in {} already\n", end.there_before, settings.out.string());
    if (end.failed > 0) fmt::print("{} FAILED and are missing below\n", end.failed);
    if (end.was_interrupted)
        fmt::print("interrupted after {} runs; the same command goes on from here\n", runs);
    if (!base.scenario.question.empty()) fmt::print("\n{}\n", base.scenario.question);
    std::fputs((study_text(points, confidence) + warnings_text(caveats)).c_str(), stdout);
    fmt::print("\nresults: {}\nnext: fleetsim compare {}\n", settings.out.string(),
               settings.out.string());
}

ExitCode run_study(const RunSettings& settings, const language::Loaded& base,
                   const Interrupt& interrupt, const std::optional<std::filesystem::path>& junit) {
    const StudyEnd end = run_all(settings, base, interrupt);
    if (!end.last) {
        print_nothing(settings, base, end);
        return end.code;
    }
    write_junit_of(junit, settings, runs_of(end));
    const double confidence = base.scenario.study.confidence;
    const std::vector<results::StudyPoint> points =
        results::study_points(results::Query(settings.out), end.points, confidence);
    results::store_points(settings.out, points, confidence);
    print_study(settings, base, end, points);
    return end.code;
}

ExitCode run_scenario(const Arguments& arguments) {
    RunSettings settings = read_run_settings(arguments);
    settings.is_alone = arguments.has("--alone");
    const std::optional<std::filesystem::path> junit = junit_file(arguments);
    const language::Loaded base =
        language::load(settings.scenario, settings.overrides, known_names());
    const Interrupt interrupt;
    if (!settings.is_alone && !base.scenario.study.is_single_run())
        return run_study(settings, base, interrupt, junit);
    const Ended ended = simulate(settings, base, {}, interrupt);
    answer(settings, ended.run);
    write_junit_of(junit, settings, {ended.run});
    return ended.code;
}

}  // namespace

Command run_command() {
    std::vector<Option> options = run_options();
    options.push_back({.name = "--alone",
                       .arity = Arity::Flag,
                       .value = {},
                       .help = "one run; [study] is left out"});
    options.push_back(junit_option());
    return {.name = "run",
            .summary = "simulate a scenario and print the answer",
            .options = std::move(options),
            .run = run_scenario};
}

}  // namespace fleetsim::cli
