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
#include "scenarios/language/study.hpp"
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
            const Settings& link = network->tables("link")[i];
            if (reading.links[i].empty() && link.has("from") && link.has("to")) {
                reading.links[i] = link.text("from") + '-' + link.text("to");
            }
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

/// Tries the values that a study would set, so that no run of it can fail to load.
class StudyTrial {
  public:
    StudyTrial(std::string_view text, const std::string& file, const Overrides& overrides,
               const KnownNames& known, Diagnostics& diagnostics)
        : text_(text),
          file_(file),
          overrides_(overrides),
          known_(known),
          diagnostics_(diagnostics),
          base_(diagnostics.list()) {}

    void try_all(const Study& study, const std::vector<sim::Place>& places) {
        for (std::size_t i = 0; i < study.axes.size(); ++i) {
            for (std::size_t point = 0; point < study.axes[i].points.size(); ++point)
                try_values(values_of(study.axes[i], point), places[i], Contradictions::Ignored);
        }
        if (diagnostics_.list().empty() && !study.axes.empty()) try_points(study, places[0]);
    }

  private:
    using Values = std::vector<std::string>;  ///< "path=value"
    /// A value alone may contradict one of the file that another axis replaces.
    enum class Contradictions { Ignored, Noted };

    static Values values_of(const Axis& axis, std::size_t point) {
        Values values;
        for (std::size_t column = 0; column < axis.paths.size(); ++column)
            values.push_back(axis.paths[column] + '=' + axis.points[point][column]);
        return values;
    }

    /// As many as take a moment; a later contradiction ends its own run only.
    void try_points(const Study& study, const sim::Place& place) {
        constexpr std::uint64_t kMostTried = 500;
        const std::uint64_t last =
            std::min(run_count(study), kMostTried * std::uint64_t{study.replications});
        for (std::uint64_t run = 0; run < last; run += study.replications) {
            try_values(study_run(study, 0, run).overrides, place, Contradictions::Noted);
        }
    }

    /// Notes the first mistake that comes with the values, once for all that have the same.
    void try_values(const Values& set, const sim::Place& place, Contradictions contradictions) {
        Diagnostics with_values;
        try {
            Overrides with = overrides_;
            with.set.insert(with.set.end(), set.begin(), set.end());
            const Node document = parse_and_apply(text_, file_, with, with_values);
            CheckContext context{with_values, known_, folder_of(file_)};
            Reading reading{.diagnostics = with_values, .folder = folder_of(file_)};
            read_scenario(check(document, file_section(), context), reading);
        } catch (const sim::InputError& error) {
            note(error.diagnostics().front(), set, place);
        }
        const auto found = std::find_if(
            with_values.list().begin(), with_values.list().end(), [&](const sim::Diagnostic& one) {
                const bool counts =
                    contradictions == Contradictions::Noted || one.code != "contradiction";
                return counts && !is_known(one);
            });
        if (found != with_values.list().end()) note(*found, set, place);
    }

    /// The scenario has it without the values, too.
    bool is_known(const sim::Diagnostic& one) const {
        return std::any_of(base_.begin(), base_.end(), [&](const sim::Diagnostic& known) {
            return known.code == one.code && known.text == one.text;
        });
    }

    void note(const sim::Diagnostic& first, const Values& set, const sim::Place& place) {
        if (!said_.insert(first.text).second) return;
        std::string words;
        for (const std::string& one : set) {
            const std::size_t equals = one.find('=');
            words += (words.empty() ? "" : ", ") + one.substr(0, equals) + " = " +
                     one.substr(equals + 1);
        }
        diagnostics_.add(place, first.code, "with " + words + ": " + first.text, first.hint);
    }

    std::string_view text_;
    const std::string& file_;
    const Overrides& overrides_;
    const KnownNames& known_;
    Diagnostics& diagnostics_;
    std::vector<sim::Diagnostic> base_;
    std::set<std::string> said_;
};

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
        StudyTrial(text, file, overrides, known, diagnostics)
            .try_all(loaded.scenario.study, reading.axes);
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
