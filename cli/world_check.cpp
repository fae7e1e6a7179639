#include "cli/world_check.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "results/figure_text.hpp"
#include "scenarios/compose/history.hpp"
#include "scenarios/compose/observe.hpp"
#include "scenarios/compose/observe_account.hpp"
#include "scenarios/compose/observe_ledgers.hpp"
#include "scenarios/language/diagnostics.hpp"
#include "sim/error.hpp"

namespace fleetsim::cli {

namespace compose = scenarios::compose;

namespace {

/// What may be asked of a figure, besides the figure itself.
using Statistics = std::vector<std::string_view>;
const Statistics kOfTotals = {"last"};
const Statistics kOfLines = {"min", "max", "mean", "last"};
const Statistics kOfDistributions = {"min", "max", "mean", "count", "sum", "p50", "p99", "p99.9"};

struct FigureName {
    std::string component;
    std::string metric;
    const Statistics* statistics;  ///< null: nothing
};

/// What a goal may name, at the end or over time.
std::vector<FigureName> figure_names(const compose::World& world) {
    const std::vector<compose::Figure> totals = compose::figures_of(world, sim::Time::zero());
    std::vector<FigureName> names;
    for (const compose::Figure& figure : totals)
        names.push_back({figure.component, figure.metric, &kOfTotals});
    for (const compose::Figure& figure : compose::final_account_figures(world))
        names.push_back({figure.component, figure.metric, &kOfTotals});
    for (const compose::Figure& figure :
         compose::final_figures(world, totals, compose::Unmeasured::Included))
        names.push_back({figure.component, figure.metric, &kOfTotals});
    compose::History history(sim::Time::zero());
    history.add(sim::Time::zero(), totals);
    for (const compose::Line& line : history.lines())
        names.push_back({line.component, line.metric, &kOfLines});
    for (const compose::Distribution& one :
         compose::distributions_of(world, compose::Unmeasured::Included))
        names.push_back({one.component, one.metric, &kOfDistributions});
    for (const compose::Ledger& ledger : compose::ledgers_of(world, {})) {
        names.push_back({"ledger/" + ledger.name, "difference", nullptr});
        names.push_back({"ledger/" + ledger.name, "closed", nullptr});
    }
    return names;
}

std::vector<std::string_view> distinct(const std::vector<FigureName>& names,
                                       std::string FigureName::*part,
                                       const std::string* component) {
    std::set<std::string_view> found;
    for (const FigureName& name : names)
        if (component == nullptr || name.component == *component) found.insert(name.*part);
    return {found.begin(), found.end()};
}

bool has_statistic(const Statistics* statistics, const std::string& wanted) {
    if (wanted.empty()) return true;
    if (statistics == nullptr) return false;
    // Any percentile is as good as those that are named.
    if (wanted.starts_with('p')) return statistics == &kOfDistributions;
    return std::find(statistics->begin(), statistics->end(), wanted) != statistics->end();
}

void check_statistic(const scenarios::Goal& goal, const std::vector<FigureName>& names,
                     const sim::Place& place, language::Diagnostics& diagnostics) {
    std::set<std::string_view> offered;
    for (const FigureName& name : names) {
        if (name.component != goal.component || name.metric != goal.metric) continue;
        if (has_statistic(name.statistics, goal.statistic)) return;
        if (name.statistics != nullptr)
            offered.insert(name.statistics->begin(), name.statistics->end());
    }
    diagnostics.add_unknown(place, "unknown-name",
                            "that: " + language::in_quotes(goal.metric) + " has no statistic " +
                                language::in_quotes(goal.statistic),
                            goal.statistic, {offered.begin(), offered.end()});
}

/// Bytes that may still be taken; nothing where the system does not say.
std::optional<double> free_memory() {
    std::ifstream file("/proc/meminfo");
    std::string word;
    double kibibytes = 0;
    while (file >> word) {
        if (word != "MemAvailable:" && word != "SwapFree:") continue;
        double value = 0;
        if (file >> value) kibibytes += value;
    }
    if (kibibytes == 0) return std::nullopt;
    return kibibytes * 1024;
}

double device_count(const scenarios::Scenario& scenario) {
    double devices = 0;
    for (const scenarios::Fleet& fleet : scenario.fleets) devices += fleet.count;
    return devices;
}

}  // namespace

void check_goals(const language::Loaded& loaded, const compose::World& world) {
    if (loaded.scenario.goals.empty()) return;
    const std::vector<FigureName> names = figure_names(world);
    language::Diagnostics diagnostics;
    for (std::size_t i = 0; i < loaded.scenario.goals.size(); ++i) {
        const scenarios::Goal& goal = loaded.scenario.goals[i];
        const sim::Place place =
            i < loaded.goal_places.size() ? loaded.goal_places[i] : sim::Place{"--goal", 0, 0};
        const std::vector<std::string_view> components =
            distinct(names, &FigureName::component, nullptr);
        if (std::find(components.begin(), components.end(), goal.component) == components.end()) {
            diagnostics.add_unknown(place, "unknown-name",
                                    "that: no run of this scenario has figures of " +
                                        language::in_quotes(goal.component),
                                    goal.component, components);
            continue;
        }
        std::vector<std::string_view> metrics =
            distinct(names, &FigureName::metric, &goal.component);
        if (std::find(metrics.begin(), metrics.end(), goal.metric) == metrics.end()) {
            if (goal.component == "broker") metrics.emplace_back("latency");
            if (goal.component.starts_with("fleet/")) metrics.emplace_back("battery_life");
            diagnostics.add_unknown(place, "unknown-name",
                                    "that: " + language::in_quotes(goal.component) +
                                        " has no figure " + language::in_quotes(goal.metric),
                                    goal.metric, metrics);
            continue;
        }
        check_statistic(goal, names, place, diagnostics);
        if (!goal.wrong_unit.empty())
            diagnostics.add(place, "wrong-unit", "that: " + goal.wrong_unit,
                            language::in_quotes(goal.metric) + " is compared with a number");
    }
    diagnostics.finish();
}

void check_world(const language::Loaded& loaded) {
    scenarios::Scenario small = loaded.scenario;
    for (scenarios::Fleet& fleet : small.fleets) fleet.count = std::min(fleet.count, 2u);
    check_goals(loaded, compose::World(small));
}

double memory_bytes(const scenarios::Scenario& scenario) {
    // Row, timers, connection and session of a device that is connected: peak_rss_bytes of
    // `fleetsim run scenarios/city-meters.toml --duration "20 min" --json` is 42.2 MB with 100,000
    // devices and 134.6 MB with 1,000,000.
    constexpr double kBytesPerDevice = 103;
    constexpr double kProgram = 32e6;
    return kProgram + device_count(scenario) * kBytesPerDevice;
}

void require_memory(const scenarios::Scenario& scenario) {
    const double needed = memory_bytes(scenario);
    const std::optional<double> free = free_memory();
    if (!free || needed < *free) return;
    throw sim::SystemError(
        "simulate", scenario.name,
        fmt::format("{} devices need about {} of memory, and {} are free",
                    results::count_text(device_count(scenario)), results::figure_text(needed, "B"),
                    results::figure_text(*free, "B")),
        "take fewer devices, each standing for many, or a machine with more memory");
}

}  // namespace fleetsim::cli
