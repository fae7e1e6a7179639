// fleetsim plan: how far one value of a scenario can go before a goal is missed.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <unistd.h>
#include <vector>

#include "cli/commands.hpp"
#include "cli/guard.hpp"
#include "cli/json_answer.hpp"
#include "cli/plan_search.hpp"
#include "cli/scenario_names.hpp"
#include "cli/simulation.hpp"
#include "cli/study_answer.hpp"
#include "cli/study_runner.hpp"
#include "cli/text_table.hpp"
#include "cli/warnings.hpp"
#include "cli/world_check.hpp"
#include "results/findings.hpp"
#include "results/overview.hpp"
#include "results/study.hpp"
#include "results/study_caveats.hpp"
#include "results/study_columns.hpp"
#include "results/study_findings.hpp"
#include "scenarios/compose/goal_check.hpp"
#include "scenarios/language/study.hpp"
#include "scenarios/language/variable.hpp"
#include "sim/error.hpp"

namespace fleetsim::cli {

namespace {

using nlohmann::ordered_json;
using Verdict = PlanSearch::Verdict;

/// The question, as the command line asks it.
struct Question {
    RunSettings settings;
    language::Loaded base;
    std::vector<scenarios::Goal> goals;
    language::Variable variable;
    std::uint32_t replications = 1;
    double confidence = 0.95;
    std::int64_t most_trials = 0;

    std::string goals_text() const {
        std::string text;
        for (const scenarios::Goal& goal : goals) text += (text.empty() ? "" : " and ") + goal.that;
        return text;
    }
};

/// One value that was tried, with the replications of it that ended.
struct Tried {
    std::string value;  ///< as --set takes it
    Verdict verdict = Verdict::NotSimulated;
    bool is_sure = true;  ///< no interval reaches over its threshold
    std::optional<double> margin;
    results::StudyPoint point;
};

std::vector<scenarios::Goal> goals_of(const Arguments& arguments, const language::Loaded& base) {
    std::vector<scenarios::Goal> goals;
    for (const std::string& text : arguments.all("--goal"))
        goals.push_back(language::parse_goal(text, "--goal", base.scenario));
    if (goals.empty()) goals = base.scenario.goals;
    if (goals.empty())
        throw sim::InputError(
            sim::Diagnostic{{"--goal", 0, 0},
                            "missing-goal",
                            "there is no goal to plan for, here or in the scenario",
                            "for example --goal 'broker.latency.p99 < 200 ms'"});
    return goals;
}

Question read_question(const Arguments& arguments) {
    Question question;
    question.settings = read_run_settings(arguments);
    question.base =
        language::load(question.settings.scenario, question.settings.overrides, known_names());
    question.goals = goals_of(arguments, question.base);
    question.variable = language::variable_at(arguments.text("--vary"), question.base, "--vary");
    const scenarios::Study& study = question.base.scenario.study;
    constexpr std::int64_t kUsualReplications = 3;
    question.replications = static_cast<std::uint32_t>(arguments.integer(
        "--replications", study.replications > 1 ? study.replications : kUsualReplications, 1,
        1000));
    question.confidence = study.confidence;
    question.most_trials = arguments.integer("--trials", 40, 2, 1000);
    language::Loaded with_goals = question.base;
    with_goals.scenario.goals = question.goals;
    if (arguments.has("--goal")) with_goals.goal_places.clear();
    check_world(with_goals);
    return question;
}

double precision_of(const Arguments& arguments) {
    const std::string text = arguments.maybe("--precision").value_or("2 %");
    const sim::Parsed<double> parsed = sim::parse_quantity(text, sim::Dimension::Ratio);
    if (parsed && *parsed > 0 && *parsed <= 1) return *parsed;
    throw sim::InputError(sim::Diagnostic{{"--precision", 0, 0},
                                          "out-of-range",
                                          "\"" + text + "\" is not a share above zero",
                                          "for example --precision '5 %'"});
}

PlanSearch search_of(const Arguments& arguments, const Question& question) {
    const language::Variable& variable = question.variable;
    PlanSearch::Limits limits{
        .least = variable.least(),
        .most = variable.most(),
        .precision = precision_of(arguments),
        .snap = [variable](double number) { return language::snapped(variable, number); }};
    const bool has_from = arguments.has("--from");
    const bool has_to = arguments.has("--to");
    if (has_from) limits.least = number_of(variable, arguments.text("--from"), "--from");
    if (has_to) limits.most = number_of(variable, arguments.text("--to"), "--to");
    if (limits.least > limits.most)
        throw sim::InputError(sim::Diagnostic{
            {"--from", 0, 0}, "contradiction", "--from is greater than --to", "exchange the two"});
    if (has_from && has_to) return PlanSearch::between(limits);
    if (!variable.present || *variable.present == 0)
        throw sim::InputError(
            sim::Diagnostic{{"--vary", 0, 0},
                            "missing-value",
                            variable.path + " has no value in the scenario to start from",
                            "say where to look with --from and --to"});
    return PlanSearch::around(std::clamp(*variable.present, limits.least, limits.most), limits);
}

/// The means decide; a figure that a run did not measure leaves it open, unless another goal is
/// missed.
void judge(const Question& question, Tried& tried) {
    tried.verdict = Verdict::Met;
    double margin = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < question.goals.size(); ++i) {
        const scenarios::Goal& goal = question.goals[i];
        const std::optional<results::Estimate> value =
            i < tried.point.goals.size() ? tried.point.goals[i].value : std::nullopt;
        if (!value) {
            if (tried.verdict == Verdict::Met) tried.verdict = Verdict::NotKnown;
            continue;
        }
        if (!scenarios::compose::is_met(goal, value->mean)) tried.verdict = Verdict::Missed;
        margin = std::min(margin, results::margin_of(tried.point.goals[i]));
        if (std::abs(value->mean - goal.threshold) < value->half_width.value_or(0))
            tried.is_sure = false;
    }
    if (std::isfinite(margin)) tried.margin = margin;
}

class Planner {
  public:
    Planner(const Question& question, const Interrupt& interrupt)
        : question_(question),
          interrupt_(interrupt),
          runner_(question.settings, known_names(),
                  "plan " + question.variable.path + ": " + question.goals_text(), question.base,
                  interrupt, [this](language::Loaded& loaded) {
                      loaded.scenario.goals = question_.goals;
                      loaded.goal_places.clear();
                  }) {}

    Tried try_value(double number) {
        Tried tried{.value = language::text_of(question_.variable, number)};
        results::PointRuns runs;
        scenarios::Study study;
        study.replications = question_.replications;
        for (std::uint32_t i = 0; i < question_.replications && !interrupt_.came(); ++i) {
            language::StudyRun run = language::study_run(study, question_.base.scenario.seed, i);
            run.overrides = {question_.variable.path + '=' + tried.value};
            runs.set = run.overrides;
            const StudyRunner::End end = runner_.carry_out(run);
            if (end.code == ExitCode::AuditFailed || end.code == ExitCode::Interrupted)
                code_ = worse(code_, end.code);
            if (!end.run) return tried;
            if (end.code == ExitCode::Interrupted) break;
            runs.runs[i] = *end.run;
        }
        if (runs.runs.empty()) return tried;
        const results::Query query(question_.settings.out);
        tried.point = results::study_points(query, {runs}, question_.confidence).front();
        judge(question_, tried);
        return tried;
    }

    ExitCode code() const {
        return interrupt_.came() ? worse(code_, ExitCode::Interrupted) : code_;
    }

  private:
    const Question& question_;
    const Interrupt& interrupt_;
    StudyRunner runner_;
    ExitCode code_ = ExitCode::Done;
};

std::string verdict_text(const Tried& tried) {
    if (tried.verdict == Verdict::NotSimulated) return "not simulated";
    if (tried.verdict == Verdict::NotKnown) return "not known";
    const std::string word = tried.verdict == Verdict::Met ? "met" : "missed";
    return tried.is_sure ? word : word + ", not sure";
}

/// What the answer calls the values that were tried, all in one unit.
class ValueNames {
  public:
    ValueNames(const Question& question, const PlanSearch& search) {
        std::vector<double> values;
        for (const PlanSearch::Trial& trial : search.trials()) values.push_back(trial.value);
        std::vector<std::string> texts = language::texts_in_one_unit(question.variable, values);
        for (std::size_t i = 0; i < values.size(); ++i) names_[values[i]] = std::move(texts[i]);
    }
    const std::string& of(double value) const { return names_.at(value); }

  private:
    std::map<double, std::string> names_;
};

std::vector<results::StudyPoint> points_of(const std::vector<Tried>& tried) {
    std::vector<results::StudyPoint> points;
    for (const Tried& one : tried)
        if (!one.point.runs.runs.empty()) points.push_back(one.point);
    return points;
}

/// Those of the goals' figures: lives and bills that nobody asked for are not in the answer.
std::vector<results::LogEntry> caveats_of(const Question& question,
                                          const std::vector<Tried>& tried) {
    const std::vector<results::StudyPoint> points = points_of(tried);
    if (points.empty()) return {};
    std::vector<results::LogEntry> caveats =
        results::study_caveats(results::Query(question.settings.out), points);
    std::erase_if(caveats, [&](const results::LogEntry& caveat) {
        const std::string subject = caveat.component.substr(0, caveat.component.find('/'));
        return (subject == "battery" || subject == "cost") &&
               std::none_of(question.goals.begin(), question.goals.end(),
                            [&](const scenarios::Goal& goal) {
                                return goal.component.starts_with(subject + "/");
                            });
    });
    return caveats;
}

/// "the largest fleet.meter.count that meets the goal is 12300; 12500 misses it".
std::string verdict_sentence(const Question& question, const PlanSearch& search,
                             const ValueNames& names) {
    const std::string& path = question.variable.path;
    const auto text = [&](double value) { return names.of(value); };
    const bool are_many = question.goals.size() > 1;
    const std::string goal = are_many ? "the goals" : "the goal";
    const std::string it = are_many ? "them" : "it";
    if (search.met() && search.missed())
        return fmt::format("the {} {} that meets {} is {}; {} misses {}",
                           *search.met() < *search.missed() ? "largest" : "smallest", path, goal,
                           text(*search.met()), text(*search.missed()), it);
    const std::string is = are_many ? "are" : "is";
    if (search.unknown() && !search.met() && !search.missed())
        return fmt::format("{} {} not known at any {} that was tried", goal, is, path);
    const std::string but =
        search.unknown() ? fmt::format(", where {} {} known", it, is) : std::string();
    if (search.met())
        return fmt::format("{} {} met at every {} that was tried{}", goal, is, path, but);
    if (search.missed())
        return fmt::format("{} {} missed at every {} that was tried{}", goal, is, path, but);
    return fmt::format("no {} could be simulated", path);
}

/// "; at 12300, 5 of 100 copies for subscribers, 5 %, were dropped: queue full": a latency is that
/// of those that came through.
std::string drops_text(const Question& question, const PlanSearch& search,
                       const std::vector<Tried>& tried, const ValueNames& names) {
    for (std::size_t i = 0; i < tried.size(); ++i) {
        if (search.met() != search.trials()[i].value || tried[i].point.runs.runs.empty()) continue;
        const results::Query query(question.settings.out);
        std::string dropped = results::drops_sentence(
            results::overview(query, tried[i].point.runs.runs.begin()->second));
        if (dropped.empty()) return {};
        dropped.pop_back();  // the full stop
        return fmt::format("; at {}, {}", names.of(search.trials()[i].value), dropped);
    }
    return {};
}

std::string sentence(const Question& question, const PlanSearch& search,
                     const std::vector<Tried>& tried, const Interrupt& interrupt) {
    const ValueNames names(question, search);
    std::string text = interrupt.came() ? "interrupted" : "";
    if (!tried.empty() || text.empty())
        text += (text.empty() ? "" : "; so far ") + verdict_sentence(question, search, names);
    text += drops_text(question, search, tried, names);
    if (search.ran_into_plateau() && !(search.met() && search.missed()))
        text +=
            "; over the last doublings or halvings no goal's figure changed, so the search "
            "ended there: --from and --to look elsewhere";
    else if (search.hardly_reacts())
        text += fmt::format("; the {} hardly changes with it: what limits it is something else",
                            question.goals.size() > 1 ? "goals' figures" : "goal's figure");
    return text;
}

/// A column for each goal, in one unit.
std::vector<results::StudyColumn> goal_columns(const Question& question,
                                               const std::vector<Tried>& tried) {
    const std::vector<results::StudyPoint> points = points_of(tried);
    std::vector<results::StudyColumn> columns;
    for (std::size_t i = 0; i < question.goals.size() && !points.empty(); ++i)
        columns.push_back(results::goal_column(points, i));
    return columns;
}

void print_words(const Question& question, const PlanSearch& search,
                 const std::vector<Tried>& tried, const Interrupt& interrupt) {
    fmt::print("{}: how far can {} go?\n", question.base.scenario.name, question.variable.path);
    std::vector<std::string> titles;
    for (const scenarios::Goal& goal : question.goals) titles.push_back(goal.that);
    TextTable table(question.variable.path, titles);
    const ValueNames names(question, search);
    const std::vector<results::StudyColumn> columns = goal_columns(question, tried);
    std::vector<const Tried*> rows;
    for (const Tried& one : tried) rows.push_back(&one);
    const std::vector<PlanSearch::Trial>& trials = search.trials();
    std::sort(rows.begin(), rows.end(), [&](const Tried* a, const Tried* b) {
        return trials[static_cast<std::size_t>(a - tried.data())].value <
               trials[static_cast<std::size_t>(b - tried.data())].value;
    });
    for (const Tried* row : rows) {
        std::vector<std::string> cells(question.goals.size(), "-");
        for (std::size_t i = 0; i < columns.size(); ++i)
            cells[i] = results::estimate_text(row->point, columns[i]);
        const double value = trials[static_cast<std::size_t>(row - tried.data())].value;
        table.add(names.of(value), cells, "  " + verdict_text(*row));
    }
    std::fputs(table.text().c_str(), stdout);
    if (question.replications > 1)
        fmt::print("  means of {} replications, +- half a {:g} % confidence interval\n",
                   question.replications, question.confidence * 100);
    fmt::print("\n{}\n", sentence(question, search, tried, interrupt));
    if (std::any_of(tried.begin(), tried.end(), [](const Tried& one) { return !one.is_sure; }))
        fmt::print(
            "where it is not sure, the interval reaches over the threshold; more "
            "--replications narrow it\n");
    if (!search.is_consistent() && search.met() && search.missed())
        fmt::print("the verdict turns more than once; look closer with [study.vary]\n");
    std::fputs(warnings_text(caveats_of(question, tried)).c_str(), stdout);
    fmt::print("\nresults: {}\n", question.settings.out.string());
}

void print_json(const Question& question, const PlanSearch& search, const std::vector<Tried>& tried,
                const Interrupt& interrupt) {
    ordered_json trials = ordered_json::array();
    for (std::size_t i = 0; i < tried.size(); ++i) {
        trials.push_back({{"value", search.trials()[i].value},
                          {"text", tried[i].value},
                          {"verdict", tried[i].verdict == Verdict::Met      ? "met"
                                      : tried[i].verdict == Verdict::Missed ? "missed"
                                                                            : "not simulated"},
                          {"sure", tried[i].is_sure},
                          {"runs", runs_json(tried[i].point.runs)},
                          {"goals", goals_json(tried[i].point.goals)}});
    }
    const auto maybe = [](std::optional<double> value) {
        return value ? ordered_json(*value) : ordered_json(nullptr);
    };
    ordered_json goals = ordered_json::array();
    for (const scenarios::Goal& goal : question.goals) goals.push_back(goal.that);
    const ordered_json json = {{"scenario", question.base.scenario.name},
                               {"results", question.settings.out.string()},
                               {"vary", question.variable.path},
                               {"goals", std::move(goals)},
                               {"replications", question.replications},
                               {"confidence", question.confidence},
                               {"interrupted", interrupt.came()},
                               {"answer",
                                {{"text", sentence(question, search, tried, interrupt)},
                                 {"met", maybe(search.met())},
                                 {"missed", maybe(search.missed())},
                                 {"turns_once", search.is_consistent()}}},
                               {"warnings", warnings_json(caveats_of(question, tried))},
                               {"trials", std::move(trials)}};
    std::fputs(json_answer(json).c_str(), stdout);
}

void say_progress(const Question& question, const Tried& tried) {
    if (question.settings.is_quiet || isatty(STDERR_FILENO) == 0) return;
    fmt::print(stderr, "{} = {}: {}\n", question.variable.path, tried.value, verdict_text(tried));
}

ExitCode plan(const Arguments& arguments) {
    const Question question = read_question(arguments);
    PlanSearch search = search_of(arguments, question);
    const Interrupt interrupt;
    Planner planner(question, interrupt);
    std::vector<Tried> tried;
    while (static_cast<std::int64_t>(tried.size()) < question.most_trials) {
        const std::optional<double> value = search.next();
        if (!value) break;
        Tried one = planner.try_value(*value);
        if (interrupt.came()) break;
        say_progress(question, one);
        search.note(*value, one.verdict, one.margin);
        tried.push_back(std::move(one));
    }
    if (tried.empty() && !interrupt.came()) return planner.code();
    const std::vector<results::StudyPoint> points = points_of(tried);
    if (!points.empty()) results::store_points(question.settings.out, points, question.confidence);
    question.settings.wants_json ? print_json(question, search, tried, interrupt)
                                 : print_words(question, search, tried, interrupt);
    if (planner.code() != ExitCode::Done) return planner.code();
    if (search.met()) return ExitCode::Done;
    return search.missed() || search.unknown() ? ExitCode::GoalMissed : ExitCode::SystemError;
}

}  // namespace

Command plan_command() {
    std::vector<Option> options = run_options();
    const std::vector<Option> own = {
        {.name = "--vary",
         .value = "PATH",
         .help = "the value to change, e.g. fleet.meter.count",
         .required = true},
        {.name = "--goal",
         .arity = Arity::Many,
         .value = "GOAL",
         .help = "what must hold, e.g. 'broker.latency.p99 < 200 ms'; default: the scenario's "
                 "goals"},
        {.name = "--from", .value = "VALUE", .help = "look no lower"},
        {.name = "--to",
         .value = "VALUE",
         .help = "look no higher; with --from, these two are tried first"},
        {.name = "--precision",
         .value = "RATIO",
         .help = "how closely to find the turn (default '2 %')"},
        {.name = "--replications",
         .value = "N",
         .help = "runs for each value, with seeds of their own (default: the scenario's, or 3)"},
        {.name = "--trials", .value = "N", .help = "try no more values than this (default 40)"}};
    options.insert(options.begin() + 1, own.begin(), own.end());
    return {.name = "plan",
            .summary = "find how far a value can go before a goal is missed",
            .options = std::move(options),
            .run = plan};
}

}  // namespace fleetsim::cli
