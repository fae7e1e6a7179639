// [[goal]]: "broker.publish_latency_seconds.p99 < 200 ms".
//
//   goal       = path comparison value
//   path       = component {"." component} "." metric ["." statistic], "/" or "." between them
//   comparison = "<=" | "<" | ">=" | ">" | "=="
//   value      = a quantity in the unit that the metric's name ends with
#include <algorithm>
#include <array>
#include <optional>

#include "scenarios/language/reading.hpp"
#include "sim/quantity_text.hpp"
#include "sim/trim.hpp"

namespace fleetsim::language {

using namespace scenarios;

namespace {

using Comparison = Goal::Comparison;

/// Longer ones first, so that "<=" is not taken for "<".
constexpr std::array<std::pair<std::string_view, Comparison>, 5> kComparisons = {{
    {"<=", Comparison::LessOrEqual},
    {">=", Comparison::GreaterOrEqual},
    {"==", Comparison::Equal},
    {"<", Comparison::Less},
    {">", Comparison::Greater},
}};

/// The unit of a metric, by the end of its name.
struct MetricUnit {
    std::string_view suffix;
    sim::Dimension dimension;
    double base_units;  ///< one of the metric's unit, in base units of the dimension
    bool may_be_left_out = false;
};
constexpr auto kMetricUnits = std::to_array<MetricUnit>({
    {"_seconds", sim::Dimension::Duration, 1},
    {"_days", sim::Dimension::Duration, 86'400},
    {"_bytes", sim::Dimension::Size, 1},
    {"_joules", sim::Dimension::Energy, 1},
    {"_watts", sim::Dimension::Power, 1},
    {"_ratio", sim::Dimension::Ratio, 1},
    {"_usd", sim::Dimension::Money, 1},
    {"_per_second", sim::Dimension::Frequency, 1, true},
    {"joules_per_device_day", sim::Dimension::Energy, 1, true},
});

/// Short words for what planners ask most.
struct Shorthand {
    std::string_view component;
    std::string_view metric;
    std::string_view full_component;  ///< replaces `component` at the front
    std::string_view full_metric;
};
constexpr auto kShorthands = std::to_array<Shorthand>({
    {"broker", "latency", "broker", "publish_latency_seconds"},
    {"fleet", "battery_life", "battery", "life_days"},
});

constexpr std::string_view kForm =
    "write COMPONENT.METRIC[.STATISTIC] < VALUE, for example "
    "broker.publish_latency_seconds.p99 < 200 ms";

bool is_number(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_percentile(std::string_view text) {
    return text.starts_with('p') && is_number(text.substr(1));
}

/// "p99.9" is, "p990" is not: there are a hundred percent.
bool is_within_hundred(std::string_view percentile) {
    const std::string_view digits = percentile.substr(1, percentile.find('.') - 1);
    return digits.size() <= 2 || (digits == "100" && percentile.size() == 4);
}

bool is_statistic(std::string_view text) {
    constexpr auto kWords =
        std::to_array<std::string_view>({"mean", "min", "max", "count", "sum", "last"});
    return is_percentile(text.substr(0, text.find('.'))) ||
           std::find(kWords.begin(), kWords.end(), text) != kWords.end();
}

/// "broker.x.p99.9" has the parts broker, x and p99.9.
std::vector<std::string> split_path(std::string_view path) {
    std::vector<std::string> parts;
    while (true) {
        const std::size_t dot = path.find('.');
        const std::string_view part = path.substr(0, dot);
        if (!parts.empty() && is_number(part) && is_percentile(parts.back())) {
            parts.back() += '.' + std::string(part);
        } else {
            parts.emplace_back(part);
        }
        if (dot == std::string_view::npos) return parts;
        path.remove_prefix(dot + 1);
    }
}

class GoalReader {
  public:
    GoalReader(std::string that, sim::Place place, Reading& reading)
        : place_(std::move(place)), reading_(reading) {
        goal_.that = std::move(that);
        goal_.name = goal_.that;
    }

    Goal read() {
        const std::optional<std::size_t> at = find_comparison();
        if (!at) {
            refuse("bad-goal", in_quotes(goal_.that) + " compares nothing");
            return goal_;
        }
        const std::string_view that = goal_.that;
        read_path(std::string(sim::trim(that.substr(0, *at))));
        if (is_sound_) read_threshold(sim::trim(that.substr(*at + width_)));
        return goal_;
    }

  private:
    void refuse(std::string code, const std::string& text, std::string hint = std::string(kForm)) {
        is_sound_ = false;
        reading_.diagnostics.add(place_, std::move(code), "that: " + text, std::move(hint));
    }

    std::optional<std::size_t> find_comparison() {
        for (const auto& [text, comparison] : kComparisons) {
            const std::size_t at = goal_.that.find(text);
            if (at == std::string::npos) continue;
            goal_.comparison = comparison;
            width_ = text.size();
            return at;
        }
        return std::nullopt;
    }

    void read_path(std::string path) {
        std::ranges::replace(path, '/', '.');
        std::vector<std::string> parts = split_path(path);
        if (parts.size() > 2 && is_statistic(parts.back())) {
            goal_.statistic = parts.back();
            parts.pop_back();
            if (is_percentile(goal_.statistic.substr(0, goal_.statistic.find('.'))) &&
                !is_within_hundred(goal_.statistic)) {
                return refuse("bad-goal", in_quotes(goal_.statistic) + " is not a percentile",
                              "percentiles go from p0 to p100, for example p99 or p99.9");
            }
        }
        const bool has_hole = std::any_of(parts.begin(), parts.end(),
                                          [](const std::string& part) { return part.empty(); });
        if (parts.size() < 2 || has_hole) {
            return refuse("bad-goal", in_quotes(path) + " names no metric of a component");
        }
        goal_.metric = parts.back();
        parts.pop_back();
        read_stored_statistic();
        check_owner(parts);
        for (const Shorthand& shorthand : kShorthands) {
            if (parts[0] != shorthand.component || goal_.metric != shorthand.metric) continue;
            parts[0] = shorthand.full_component;
            goal_.metric = shorthand.full_metric;
        }
        for (const std::string& part : parts) {
            goal_.component += (goal_.component.empty() ? "" : "/") + part;
        }
    }

    /// A results file has "connections_peak" beside the figure whose "max" it is.
    void read_stored_statistic() {
        for (const auto& [ending, statistic] : {std::pair("_peak", "max"), {"_mean", "mean"}}) {
            if (!goal_.statistic.empty() || !goal_.metric.ends_with(ending)) continue;
            goal_.metric.resize(goal_.metric.size() - std::string_view(ending).size());
            goal_.statistic = statistic;
        }
    }

    /// fleet.NAME and app.NAME must exist.
    void check_owner(const std::vector<std::string>& parts) {
        for (const auto& [word, names] :
             {std::pair("fleet", &reading_.fleets), std::pair("app", &reading_.apps)}) {
            if (parts[0] != word) continue;
            if (parts.size() < 2) {
                return refuse("bad-goal", in_quotes(goal_.that) + " does not say which " + word);
            }
            if (std::find(names->begin(), names->end(), parts[1]) != names->end()) return;
            is_sound_ = false;
            reading_.diagnostics.add_unknown(
                place_, "unknown-name",
                "that: there is no " + std::string(word) + ' ' + in_quotes(parts[1]), parts[1],
                {names->begin(), names->end()});
        }
    }

    void read_threshold(std::string_view text) {
        std::string_view metric = goal_.metric;
        if (metric.ends_with("_total")) metric.remove_suffix(6);
        MetricUnit unit{"", sim::Dimension::Pure, 1};
        for (const MetricUnit& known : kMetricUnits) {
            const bool fits = metric.ends_with(known.suffix) || metric == known.suffix.substr(1);
            if (fits && goal_.statistic != "count") unit = known;
        }
        sim::Parsed<double> parsed = sim::parse_quantity(text, unit.dimension);
        if (!parsed && unit.may_be_left_out)
            if (const auto bare = sim::parse_quantity(text, sim::Dimension::Pure)) parsed = bare;
        if (!parsed && unit.suffix.empty() && parsed.code == "wrong-unit") {
            goal_.wrong_unit = parsed.reason;
            return;
        }
        if (!parsed) {
            return refuse(parsed.code, parsed.reason,
                          in_quotes(goal_.metric) + " is compared with " +
                              std::string(sim::describe(unit.dimension)) + " such as " +
                              std::string(sim::example_of(unit.dimension)));
        }
        goal_.threshold = *parsed / unit.base_units;
    }

    sim::Place place_;
    Reading& reading_;
    Goal goal_;
    std::size_t width_ = 0;
    bool is_sound_ = true;
};

}  // namespace

std::vector<Goal> read_goals(const Settings& file, Reading& reading) {
    std::vector<Goal> goals;
    for (const Settings& table : file.tables("goal")) {
        Goal goal;
        if (table.has("that") && table.is_sound("that")) {
            goal = GoalReader(table.text("that"), table.place("that"), reading).read();
            if (table.has("name")) goal.name = table.text("name");
        }
        goals.push_back(std::move(goal));
        reading.goal_places.push_back(table.place("that"));
    }
    return goals;
}

Goal parse_goal(const std::string& text, const std::string& place, const Scenario& scenario) {
    Diagnostics diagnostics;
    Reading reading{.diagnostics = diagnostics};
    for (const Fleet& fleet : scenario.fleets) reading.fleets.push_back(fleet.name);
    for (const App& app : scenario.apps) reading.apps.push_back(app.name);
    Goal goal = GoalReader(text, {place, 0, 0}, reading).read();
    diagnostics.finish();
    return goal;
}

}  // namespace fleetsim::language
