#include "scenarios/language/loader.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <set>
#include <sstream>

#include "models/mqtt/utf8.hpp"
#include "scenarios/language/check.hpp"
#include "scenarios/language/effective.hpp"
#include "scenarios/language/override.hpp"
#include "scenarios/language/reading.hpp"
#include "scenarios/language/study_trial.hpp"
#include "sim/whole_file.hpp"

namespace fleetsim::language {

using namespace scenarios;

namespace {

constexpr std::int64_t kUsualSamples = 500;
constexpr std::int64_t kMostSamples = 1'000'000;

void apply(Node& document, const Overrides& overrides, Diagnostics& diagnostics) {
    for (const std::string& text : overrides.set) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0) {
            diagnostics.add({"--set " + text, 0, 0}, "bad-path", "this is not path=value",
                            "write it like --set fleet.meter.count=20000");
            continue;
        }
        const std::string path = text.substr(0, equals);
        if (mqtt::check_utf8(text) == mqtt::Utf8Fault::IllFormed) {
            diagnostics.add({"--set " + path, 0, 0}, "bad-toml", "the text is not UTF-8", "");
            continue;
        }
        apply_override(document, path, parse_override(text.substr(equals + 1), "--set " + path),
                       diagnostics);
    }
    if (overrides.seed) {
        apply_override(document, "scenario.seed", parse_override(*overrides.seed, "--seed"),
                       diagnostics);
    }
    if (overrides.duration) {
        apply_override(document, "scenario.duration",
                       parse_override(*overrides.duration, "--duration"), diagnostics);
    }
}

/// Names of a list's elements in order, "" for one without; a name used twice is noted.
std::vector<std::string> names_of(const std::vector<Settings>& tables, std::string_view what,
                                  Diagnostics& diagnostics) {
    std::vector<std::string> names;
    std::set<std::string> seen;
    for (const Settings& table : tables) {
        names.push_back(table.has("name") ? table.text("name") : "");
        if (names.back().empty() || seen.insert(names.back()).second) continue;
        diagnostics.add(
            table.place("name"), "duplicate-name",
            "there is another " + std::string(what) + " named " + in_quotes(names.back()),
            "names tell them apart; choose another");
    }
    return names;
}

void collect_names(const Settings& file, Reading& reading) {
    Diagnostics& diagnostics = reading.diagnostics;
    reading.fleets = names_of(file.tables("fleet"), "fleet", diagnostics);
    reading.apps = names_of(file.tables("app"), "application", diagnostics);
    names_of(file.tables("rule"), "rule", diagnostics);
    reading.policies = names_of(file.tables("policy"), "policy", diagnostics);
    names_of(file.tables("job"), "job", diagnostics);
    names_of(file.tables("predictor"), "predictor", diagnostics);
    names_of(file.tables("reader"), "reader", diagnostics);
    names_of(file.tables("table"), "table", diagnostics);
    names_of(file.tables("secret"), "secret", diagnostics);
    if (const Settings* network = file.table("network")) {
        reading.nodes = names_of(network->tables("node"), "node", diagnostics);
        reading.links = names_of(network->tables("link"), "link", diagnostics);
        for (std::size_t i = 0; i < reading.links.size(); ++i) {
            if (reading.links[i].empty())
                reading.links[i] = name_by_ends(network->tables("link")[i]);
        }
    }
    if (reading.nodes.empty()) reading.nodes.push_back("site");
}

/// A round step that gives about 500 samples.
sim::Duration usual_interval(sim::Duration duration) {
    constexpr auto kSteps = std::to_array<std::int64_t>({1, 2, 5, 10, 15, 30});
    for (const sim::Duration unit :
         {sim::Duration::milliseconds(1), sim::Duration::milliseconds(100),
          sim::Duration::seconds(1), sim::Duration::minutes(1), sim::Duration::hours(1),
          sim::Duration::days(1)}) {
        for (const std::int64_t step : kSteps) {
            if (duration / (unit * step) <= kUsualSamples) return unit * step;
        }
    }
    return sim::Duration::days(100);
}

void read_head(const Settings& file, Scenario& scenario, Reading& reading) {
    const Settings* head = file.table("scenario");
    if (head == nullptr) return;
    for (const auto& [key, member] :
         {std::pair("name", &scenario.name), std::pair("description", &scenario.description),
          std::pair("question", &scenario.question)}) {
        if (head->has(key)) *member = head->text(key);
    }
    // Zero says: not known, because of a mistake.
    if (head->is_sound("duration")) scenario.duration = head->duration("duration");
    scenario.seed = static_cast<std::uint64_t>(head->whole("seed"));
    scenario.warm_up = head->duration("warm_up");
    scenario.sample_interval = head->has("sample_interval") ? head->duration("sample_interval")
                                                            : usual_interval(scenario.duration);
    if (!head->is_sound("duration")) return;
    if (head->is_given("warm_up") && scenario.warm_up >= scenario.duration) {
        reading.contradict(head->place("warm_up"), "warm_up: " + sim::to_text(scenario.warm_up) +
                                                       " is not shorter than the scenario, " +
                                                       sim::to_text(scenario.duration));
    }
    if (!head->is_given("sample_interval") || !head->is_sound("sample_interval")) return;
    if (scenario.sample_interval > scenario.duration) {
        reading.contradict(head->place("sample_interval"),
                           "sample_interval: " + sim::to_text(scenario.sample_interval) +
                               " is longer than the scenario, " + sim::to_text(scenario.duration));
    }
    if (scenario.duration / scenario.sample_interval > kMostSamples) {
        reading.diagnostics.add(
            head->place("sample_interval"), "out-of-range",
            "sample_interval: " + sim::to_text(scenario.sample_interval) + " would give " +
                std::to_string(scenario.duration / scenario.sample_interval) +
                " samples of every series; at most " + std::to_string(kMostSamples));
    }
}

void check_starts(const Settings& file, const Scenario& scenario, Reading& reading) {
    if (scenario.duration == sim::Duration{}) return;
    for (std::size_t i = 0; i < scenario.fleets.size(); ++i) {
        const Settings* start = file.tables("fleet")[i].table("start");
        if (scenario.fleets[i].start.at < scenario.duration) continue;
        reading.contradict(start->place("at"), "at: the scenario ends after " +
                                                   sim::to_text(scenario.duration) +
                                                   ", before this fleet starts");
    }
}

Scenario read_scenario(const Settings& file, Reading& reading) {
    collect_names(file, reading);
    Scenario scenario;
    read_head(file, scenario, reading);
    scenario.network = read_network(file, reading);
    scenario.broker = read_broker(file, reading);
    scenario.fleets = read_fleets(file, reading);
    scenario.apps = read_apps(file, scenario.broker.node, reading);
    scenario.tables = read_tables(file, reading);
    scenario.secrets = read_secrets(file, reading);
    scenario.rules = read_rules(file, scenario, reading);
    scenario.jobs = read_jobs(file, scenario, reading);
    scenario.predictors = read_predictors(file, scenario, reading);
    scenario.readers = read_readers(file, scenario, reading);
    scenario.faults = read_faults(file, scenario, reading);
    scenario.goals = read_goals(file, reading);
    scenario.policies = read_policies(file, scenario.fleets, reading);
    scenario.cloud = read_cloud(file);
    scenario.prices = read_prices(file, reading);
    scenario.study = read_study(file, reading);
    check_starts(file, scenario, reading);
    check_routes(file, scenario, reading);
    return scenario;
}

/// Where a table has a short form, prices = "aws-iot-core", the long one: [prices] with its book.
void write_out(Node& document) {
    for (const Option& option : file_section().options) {
        if (option.short_for.empty()) continue;
        Node* const table = std::get<Table>(document.content).find(option.key);
        if (table == nullptr || (table->text() == nullptr && table->list() == nullptr)) continue;
        Node value = std::move(*table);
        *table = {.content = Table{}, .place = value.place, .origin = value.origin, .raw = {}};
        const sim::Place place = value.place;
        std::get<Table>(table->content)
            .members.push_back({std::string(option.short_for), place, std::move(value)});
    }
}

Node parse_and_apply(std::string_view text, const std::string& file, const Overrides& overrides,
                     Diagnostics& diagnostics) {
    Node document = parse_document(text, file);
    write_out(document);
    apply(document, overrides, diagnostics);
    write_out(document);
    return document;
}

std::string folder_of(const std::string& file) {
    return std::filesystem::path(file).parent_path().string();
}

std::string read_whole(const std::string& path) {
    constexpr std::size_t kMostBytes = 64 << 20;  // more than any scenario has
    sim::WholeFile file = path == "-" ? sim::read_to_end(std::cin, kMostBytes)
                                      : sim::read_whole_file(path, kMostBytes);
    if (!file.text)
        throw sim::InputError(
            sim::Diagnostic{{path, 0, 0},
                            sim::unread_code(path),
                            "cannot read the scenario: " + file.reason,
                            "`fleetsim list` shows the scenarios that come with fleetsim"});
    return std::move(*file.text);
}

}  // namespace

std::uint32_t Reading::index_of(const Settings& settings, std::string_view key,
                                const std::vector<std::string>& names, std::string_view what,
                                std::uint32_t fallback) {
    if (!settings.has(key)) return fallback;
    if (!settings.is_sound(key)) {
        is_network_sound = false;
        return fallback;
    }
    const auto found = std::find(names.begin(), names.end(), settings.text(key));
    if (found != names.end()) return static_cast<std::uint32_t>(found - names.begin());
    is_network_sound = false;
    diagnostics.add_unknown(settings.place(key), "unknown-name",
                            std::string(key) + ": there is no " + std::string(what) + ' ' +
                                in_quotes(settings.text(key)),
                            settings.text(key), {names.begin(), names.end()});
    return fallback;
}

Loaded load_text(std::string_view text, const std::string& file, const Overrides& overrides,
                 const KnownNames& known) {
    Diagnostics diagnostics;
    const Node document = parse_and_apply(text, file, overrides, diagnostics);
    CheckContext context{diagnostics, known, folder_of(file)};
    const Settings settings = check(document, file_section(), context);
    Loaded loaded;
    Reading reading{.diagnostics = diagnostics, .folder = folder_of(file)};
    loaded.scenario = read_scenario(settings, reading);
    if (overrides.study_values == Overrides::StudyValues::Try) {
        const auto load_again = [&](const Overrides& others, Diagnostics& mistakes) {
            const Node again = parse_and_apply(text, file, others, mistakes);
            CheckContext with{mistakes, known, folder_of(file)};
            Reading unused{.diagnostics = mistakes, .folder = folder_of(file)};
            read_scenario(check(again, file_section(), with), unused);
        };
        try_study(loaded.scenario.study, reading.axes, overrides, load_again, diagnostics);
    }
    diagnostics.finish();
    loaded.text = text;
    loaded.parameters = parameters_of(settings);
    loaded.effective_json = to_json(settings);
    loaded.goal_places = std::move(reading.goal_places);
    return loaded;
}

Loaded load(const std::string& path, const Overrides& overrides, const KnownNames& known) {
    return load_text(read_whole(path), path, overrides, known);
}

}  // namespace fleetsim::language
