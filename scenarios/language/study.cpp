#include "scenarios/language/study.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <optional>

#include "scenarios/language/override.hpp"
#include "scenarios/language/reading.hpp"
#include "scenarios/language/variable.hpp"
#include "sim/event_hash.hpp"

namespace fleetsim::language {

using namespace scenarios;

namespace {

constexpr std::uint64_t kMostRuns = 100'000;
constexpr std::int64_t kMostSteps = 10'000;

/// One key of [study.vary] with its values.
struct Column {
    std::string path;
    sim::Place place;
    std::vector<std::string> values;
};

/// { from, to, steps, scale }, in the option's base unit.
struct Range {
    double from = 0;
    double to = 0;
    std::int64_t steps = 0;
    bool is_log = false;
};

class StudyReader {
  public:
    explicit StudyReader(Reading& reading) : reading_(reading) {}

    void read_vary(const Node& node, Study& study) {
        for (Column& column : columns_of(node)) {
            Axis axis;
            axis.paths.push_back(column.path);
            for (std::string& value : column.values) axis.points.push_back({std::move(value)});
            study.axes.push_back(std::move(axis));
            reading_.axes.push_back(column.place);
        }
    }

    void read_together(const Node& node, Study& study) {
        const List* list = node.list();
        if (list == nullptr) {
            return refuse(
                node.place, "wrong-type",
                "together: this is " + std::string(describe_type(node)) + ", not a list of tables",
                "each is written [[study.together]]");
        }
        for (const Node& element : *list) {
            const std::vector<Column> columns = columns_of(element);
            if (columns.empty()) continue;
            study.axes.push_back(join(columns));
            reading_.axes.push_back(element.place);
        }
    }

  private:
    void refuse(const sim::Place& place, std::string code, std::string text,
                std::string hint = "") {
        reading_.diagnostics.add(place, std::move(code), std::move(text), std::move(hint));
    }

    std::vector<Column> columns_of(const Node& node) {
        std::vector<Column> columns;
        if (node.table() == nullptr) {
            refuse(node.place, "wrong-type",
                   "this is " + std::string(describe_type(node)) + ", not a table of paths",
                   "for example \"fleet.meter.count\" = [10_000, 100_000]");
            return columns;
        }
        collect(*node.table(), "", columns);
        return columns;
    }

    /// Keys may be written in quotes, "fleet.meter.count", or as dotted keys, which TOML nests.
    void collect(const Table& table, const std::string& prefix, std::vector<Column>& columns) {
        for (const Member& member : table.members) {
            const std::string path = prefix.empty() ? member.key : prefix + '.' + member.key;
            const Table* inner = member.value.table();
            const bool is_range = inner != nullptr && inner->find("from") != nullptr;
            if (inner != nullptr && !is_range) {
                collect(*inner, path, columns);
                continue;
            }
            columns.push_back({path, member.place, values_of(path, member)});
        }
    }

    std::vector<std::string> values_of(const std::string& path, const Member& member) {
        std::vector<std::string> values;
        if (path.starts_with("study.") || path == "study") {
            refuse(member.place, "contradiction", "a study cannot vary " + in_quotes(path));
            return values;
        }
        if (member.value.table() != nullptr) return range_values(path, member.value);
        const List* list = member.value.list();
        if (list == nullptr || list->empty()) {
            refuse(member.value.place, "wrong-type",
                   in_quotes(path) + " needs a list of values, or { from, to, steps }",
                   "for example [10_000, 100_000]");
            return values;
        }
        for (const Node& element : *list) values.push_back(to_toml(element));
        return values;
    }

    std::vector<std::string> range_values(const std::string& path, const Node& node) {
        const Option* option = option_at(path);
        if (option == nullptr) return {};  // the path itself is refused where it is applied
        const std::optional<Range> range = range_of(path, node, *option);
        if (!range) return {};
        std::vector<std::string> values;
        for (std::int64_t i = 0; i < range->steps; ++i) {
            const double share =
                range->steps == 1 ? 0
                                  : static_cast<double>(i) / static_cast<double>(range->steps - 1);
            const double value = range->is_log
                                     ? range->from * std::pow(range->to / range->from, share)
                                     : range->from + (range->to - range->from) * share;
            const bool is_end = i == 0 || i == range->steps - 1;
            values.push_back(
                value_text(is_end ? (i == 0 ? range->from : range->to) : rounded(value), *option));
        }
        return values;
    }

    std::optional<Range> range_of(const std::string& path, const Node& node, const Option& option) {
        const Table& table = *node.table();
        for (const Member& member : table.members) {
            const std::vector<std::string_view> keys = {"from", "to", "steps", "scale"};
            if (std::find(keys.begin(), keys.end(), member.key) != keys.end()) continue;
            reading_.diagnostics.add_unknown(
                member.place, "unknown-key",
                "unknown key " + in_quotes(member.key) + " in the range of " + in_quotes(path),
                member.key, keys);
        }
        const Node* to = table.find("to");
        const Node* steps = table.find("steps");
        const Node* scale = table.find("scale");
        Range range;
        const auto* count = steps ? std::get_if<std::int64_t>(&steps->content) : nullptr;
        const std::optional<double> first = number_of(*table.find("from"), option);
        const std::optional<double> last = to ? number_of(*to, option) : std::nullopt;
        if (!first || !last || count == nullptr || *count < 1 || *count > kMostSteps) {
            refuse(node.place, "wrong-type", "the range of " + in_quotes(path) + " is not complete",
                   "it is written { from = ..., to = ..., steps = 5 }, with bounds such as " +
                       std::string(option.example) + " and at most 10000 steps");
            return std::nullopt;
        }
        range = {*first, *last, *count, false};
        if (scale != nullptr) {
            const std::string word = scale->text() ? *scale->text() : to_toml(*scale);
            range.is_log = word == "log";
            if (word != "log" && word != "linear") {
                reading_.diagnostics.add_unknown(scale->place, "unknown-name",
                                                 "scale cannot be " + in_quotes(word), word,
                                                 {"linear", "log"});
                return std::nullopt;
            }
        }
        if (range.is_log && (range.from <= 0 || range.to <= 0)) {
            refuse(node.place, "out-of-range",
                   "a logarithmic range of " + in_quotes(path) + " needs bounds above zero");
            return std::nullopt;
        }
        return range;
    }

    Axis join(const std::vector<Column>& columns) {
        Axis axis;
        const std::size_t length = columns.front().values.size();
        for (const Column& column : columns) {
            axis.paths.push_back(column.path);
            if (column.values.size() == length || column.values.empty()) continue;
            refuse(column.place, "contradiction",
                   in_quotes(column.path) + " has " + std::to_string(column.values.size()) +
                       " values, " + in_quotes(columns.front().path) + " has " +
                       std::to_string(length),
                   "columns of one [[study.together]] change in step");
            return axis;
        }
        for (std::size_t i = 0; i < length; ++i) {
            std::vector<std::string> point;
            for (const Column& column : columns) {
                if (i < column.values.size()) point.push_back(column.values[i]);
            }
            if (point.size() == axis.paths.size()) axis.points.push_back(std::move(point));
        }
        return axis;
    }

    Reading& reading_;
};

/// No more runs than anyone could want: a slip of a digit should not fill a disk.
void check_size(const Settings& settings, const Study& study, Reading& reading) {
    double runs = study.replications;
    for (const Axis& axis : study.axes) runs *= static_cast<double>(axis.points.size());
    if (runs <= static_cast<double>(kMostRuns)) return;
    reading.diagnostics.add(settings.place(), "out-of-range",
                            fmt::format("this study has {:.0f} runs; at most {}", runs, kMostRuns));
}

}  // namespace

Study read_study(const Settings& file, Reading& reading) {
    Study study;
    const Settings* settings = file.table("study");
    if (settings == nullptr) return study;
    study.replications = static_cast<std::uint32_t>(settings->whole("replications"));
    study.confidence = settings->number("confidence");
    StudyReader reader(reading);
    if (settings->has("vary")) reader.read_vary(settings->node("vary"), study);
    if (settings->has("together")) reader.read_together(settings->node("together"), study);
    check_size(*settings, study, reading);
    return study;
}

std::uint64_t run_count(const Study& study) {
    std::uint64_t runs = study.replications;
    for (const Axis& axis : study.axes) runs *= axis.points.size();
    return runs;
}

StudyRun study_run(const Study& study, std::uint64_t seed, std::uint64_t number) {
    StudyRun run;
    run.replication = static_cast<std::uint32_t>(number % study.replications);
    run.point = number / study.replications;
    run.seed = run.replication == 0 ? seed : sim::mix64(seed + sim::mix64(run.replication));
    run.seed &= INT64_MAX;  // as a scenario file could say it
    std::uint64_t rest = run.point;
    std::vector<std::size_t> places(study.axes.size());
    for (std::size_t i = study.axes.size(); i-- > 0;) {
        places[i] = rest % study.axes[i].points.size();
        rest /= study.axes[i].points.size();
    }
    for (std::size_t i = 0; i < study.axes.size(); ++i) {
        const Axis& axis = study.axes[i];
        for (std::size_t column = 0; column < axis.paths.size(); ++column) {
            run.overrides.push_back(axis.paths[column] + '=' + axis.points[places[i]][column]);
        }
    }
    return run;
}

std::string describe(const Study& study) {
    std::string points;
    for (const Axis& axis : study.axes) {
        points += (points.empty() ? "" : " x ") + std::to_string(axis.points.size());
    }
    std::string text;
    if (!points.empty()) text = points + (points == "1" ? " point" : " points");
    if (study.replications > 1) {
        text += (text.empty() ? "" : " x ") + std::to_string(study.replications) + " replications";
    }
    const std::uint64_t runs = run_count(study);
    if (text.empty()) return "1 run";
    return text + " = " + std::to_string(runs) + (runs == 1 ? " run" : " runs");
}

}  // namespace fleetsim::language
