// fleetsim check: reads a scenario and says what is wrong with it, or what it comes to.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/json_answer.hpp"
#include "cli/scenario_names.hpp"
#include "cli/world_check.hpp"
#include "results/figure_text.hpp"
#include "scenarios/language/loader.hpp"
#include "scenarios/language/study.hpp"
#include "sim/quantity_text.hpp"

namespace fleetsim::cli {

namespace {

using Json = nlohmann::ordered_json;

Json summary_of(const language::Loaded& loaded) {
    const scenarios::Scenario& scenario = loaded.scenario;
    std::uint64_t devices = 0;
    for (const scenarios::Fleet& fleet : scenario.fleets) devices += fleet.count;
    return {{"ok", true},
            {"scenario", scenario.name},
            {"devices", devices},
            {"simulated_s", scenario.duration.to_seconds()},
            {"seed", scenario.seed},
            {"runs", language::run_count(scenario.study)},
            {"memory_bytes", std::round(memory_bytes(scenario))},
            {"diagnostics", Json::array()},
            {"effective", Json::parse(loaded.effective_json)}};
}

/// "1 node", "2 nodes".
std::string counted(std::size_t count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

void print_words(const std::string& file, const language::Loaded& loaded) {
    const scenarios::Scenario& scenario = loaded.scenario;
    fmt::print("{}: no mistakes\n\n", file);
    fmt::print("  {:<10} {}\n", "scenario", scenario.name);
    if (!scenario.question.empty()) fmt::print("  {:<10} {}\n", "question", scenario.question);
    fmt::print("  {:<10} {}, seed {}\n", "simulates", sim::to_text(scenario.duration),
               scenario.seed);
    for (const scenarios::Fleet& fleet : scenario.fleets) {
        fmt::print("  {:<10} {}: {} x {} on {}, {}, {} publish, {} subscribe\n", "fleet",
                   fleet.name, fleet.count, fleet.device, fleet.radio,
                   fleet.mqtt ? "MQTT" : "HTTPS", fleet.publish.size(), fleet.subscribe.size());
    }
    for (const scenarios::App& app : scenario.apps) {
        fmt::print("  {:<10} {}: {} subscribe, {} publish\n", "app", app.name, app.subscribe.size(),
                   app.publish.size());
    }
    fmt::print("  {:<10} {}, {}\n", "network", counted(scenario.network.nodes.size(), "node"),
               counted(scenario.network.links.size(), "link"));
    for (const scenarios::Goal& goal : scenario.goals) {
        fmt::print("  {:<10} {}\n", "goal", goal.that);
    }
    fmt::print("  {:<10} {}\n", "study", language::describe(scenario.study));
    fmt::print("  {:<10} about {}\n", "memory", results::figure_text(memory_bytes(scenario), "B"));
}

void print_effective(const language::Loaded& loaded) {
    std::size_t width = 0;
    for (const language::Parameter& parameter : loaded.parameters) {
        width = std::max(width, parameter.path.size() + parameter.value.size());
    }
    for (const language::Parameter& parameter : loaded.parameters) {
        const std::string line = parameter.path + " = " + parameter.value;
        if (parameter.origin == "file") {
            fmt::print("{}\n", line);
        } else {
            fmt::print("{:<{}}  # {}\n", line, std::min<std::size_t>(width + 3, 60),
                       parameter.origin);
        }
    }
}

ExitCode check(const Arguments& arguments) {
    const std::string& file = arguments.text("SCENARIO");
    const language::Overrides overrides{.set = arguments.all("--set"),
                                        .seed = arguments.maybe("--seed"),
                                        .duration = arguments.maybe("--duration")};
    const language::Loaded loaded = language::load(file, overrides, known_names());
    check_world(loaded);
    if (arguments.has("--json"))
        fmt::print("{}", json_answer(summary_of(loaded)));
    else if (arguments.has("--effective"))
        print_effective(loaded);
    else
        print_words(file, loaded);
    return ExitCode::Done;
}

}  // namespace

Command check_command() {
    return {"check",
            "check a scenario without running it",
            {{"SCENARIO", Arity::One, "", "the scenario file", true},
             {"--set", Arity::Many, "PATH=VALUE", "override a value: fleet.meter.count=20000"},
             {"--seed", Arity::One, "N", "override the seed"},
             {"--duration", Arity::One, "TIME", "override the duration: \"2 h\""},
             {"--effective", Arity::Flag, "", "print every value, with the defaults"},
             {"--json", Arity::Flag, "",
              "answer in JSON: the mistakes with their places, or the effective scenario"}},
            check};
}

}  // namespace fleetsim::cli
