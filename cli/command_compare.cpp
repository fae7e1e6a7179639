// fleetsim compare: two runs of a results file, figure by figure.
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/json_answer.hpp"
#include "cli/run_choice.hpp"
#include "results/compare.hpp"
#include "results/figure_text.hpp"
#include "sim/error.hpp"

namespace fleetsim::cli {

namespace {
using nlohmann::ordered_json;
using results::FigureDifference;

std::string name_of(const FigureDifference& f) { return f.component + "." + f.metric; }

void print_words(const results::Comparison& c) {
    const auto number = [](const results::Run& run) { return static_cast<std::int64_t>(run.id); };
    fmt::print("run {}: {}, seed {}\nrun {}: {}, seed {}\n", number(c.first),
               c.first.description.scenario_name, c.first.description.seed, number(c.second),
               c.second.description.scenario_name, c.second.description.seed);
    if (c.is_same_run()) fmt::print("the digests are equal: the same run, bit by bit\n");
    for (const results::ParameterDifference& p : c.parameters)
        fmt::print("  {:<48}{:>16}{:>16}\n", p.path, p.first, p.second);
    fmt::print("\n");
    std::size_t equal = 0;
    for (const FigureDifference& f : c.figures) {
        if (!f.is_different()) {
            ++equal;
            continue;
        }
        const auto change = f.change_ratio();
        const auto [first, second] = results::figure_texts(f.first, f.second, f.unit);
        fmt::print("  {:<48}{:>16}{:>16}{:>10}\n", name_of(f), first, second,
                   change ? results::percent_text(*change, results::Sign::Always) : "");
    }
    fmt::print("{} figures differ, {} are equal\n", c.figures.size() - equal, equal);
}

ordered_json maybe(const std::optional<double>& value) {
    return value ? ordered_json(*value) : ordered_json(nullptr);
}

void print_json(const results::Comparison& c) {
    ordered_json parameters = ordered_json::array();
    for (const results::ParameterDifference& p : c.parameters)
        parameters.push_back({{"path", p.path}, {"first", p.first}, {"second", p.second}});
    ordered_json figures = ordered_json::object();
    for (const FigureDifference& f : c.figures)
        figures[name_of(f)] = {{"first", maybe(f.first)},
                               {"second", maybe(f.second)},
                               {"unit", f.unit},
                               {"change", maybe(f.change_ratio())}};
    const ordered_json json = {{"first", static_cast<std::int64_t>(c.first.id)},
                               {"second", static_cast<std::int64_t>(c.second.id)},
                               {"same_digest", c.is_same_run()},
                               {"parameters", std::move(parameters)},
                               {"figures", std::move(figures)}};
    fmt::print("{}", json_answer(json));
}

void print_runs_json(const results::Query& query) {
    ordered_json runs = ordered_json::array();
    for (const results::Run& run : query.runs())
        runs.push_back({{"run", static_cast<std::int64_t>(run.id)},
                        {"scenario", run.description.scenario_name},
                        {"status", results::to_text(run.status)},
                        {"seed", run.description.seed},
                        {"duration_s", run.description.duration.to_seconds()},
                        {"started_utc", run.started_utc},
                        {"settings", settings_of(run.description)}});
    fmt::print("{}", json_answer({{"runs", std::move(runs)}}));
}

ExitCode compare(const Arguments& arguments) {
    const results::Query query(arguments.text("RESULTS"));
    if (arguments.has("FIRST") && !arguments.has("SECOND"))
        throw sim::InputError(sim::Diagnostic{
            {},
            "missing-argument",
            "fleetsim compare needs SECOND, the run to set beside run " + arguments.text("FIRST"),
            run_list(query)});
    if (!arguments.has("FIRST")) {
        if (arguments.has("--json"))
            print_runs_json(query);
        else
            fmt::print("   {}\n", run_list(query));
        return ExitCode::Done;
    }
    const auto comparison = results::compare(query, chosen_run(query, arguments.maybe("FIRST")),
                                             chosen_run(query, arguments.maybe("SECOND")));
    arguments.has("--json") ? print_json(comparison) : print_words(comparison);
    return ExitCode::Done;
}
}  // namespace

Command compare_command() {
    return {"compare",
            "set two runs of a results file side by side, or list its runs",
            {{.name = "RESULTS", .help = "a results file", .required = true},
             {.name = "FIRST", .help = "the number of a run; without any, the runs are listed"},
             {.name = "SECOND", .help = "the number of the other"},
             {.name = "--json", .arity = Arity::Flag, .help = "print one JSON object"}},
            compare};
}

}  // namespace fleetsim::cli
