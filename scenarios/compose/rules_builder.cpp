#include "scenarios/compose/rules_builder.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "models/cloud/sink_profile.hpp"
#include "models/rules/action_kinds.hpp"
#include "models/rules/calls.hpp"
#include "scenarios/compose/values.hpp"
#include "sim/check.hpp"
#include "sim/error.hpp"
#include "sim/quantity_text.hpp"

namespace fleetsim::scenarios::compose {

namespace {

constexpr std::string_view kRepublish = "republish";
/// Amazon Data Firehose developer guide, "Buffering hints": the defaults of an S3 destination.
constexpr cloud::BufferHints kUsualBuffer{.size = sim::Bytes{5 * 1024 * 1024},
                                          .time = sim::Duration::seconds(300)};

/// The limits a sink has if the scenario names none; kinds without an entry have no limits.
const std::map<std::string, std::string, std::less<>>& default_profiles() {
    static const std::map<std::string, std::string, std::less<>> profiles = {
        {"stream", "kinesis-shard"},     {"firehose", "firehose"}, {"object_store", "s3-prefix"},
        {"table", "dynamodb-partition"}, {"queue", "sqs-fifo"},    {"function", "lambda"}};
    return profiles;
}

class Builder {
  public:
    Builder(const Scenario& scenario, mqtt::PatternList& patterns,
            std::vector<profile::Figure>& assumptions)
        : scenario_(scenario), patterns_(patterns), assumptions_(assumptions) {}

    cloud::RuleStage build() {
        std::vector<cloud::RuleSpec> rules;
        for (const Rule& from : scenario_.rules) {
            rules.push_back(build_rule(from));
            open_called_functions(rules.back().statement);
        }
        if (!diagnostics_.empty()) throw sim::InputError(std::move(diagnostics_));
        cloud::RuleStage stage(std::move(rules), std::move(sinks_), scenario_.seed);
        add_readers(stage);
        add_tables(stage);
        for (const auto& [sink, hints] : buffers_) stage.add_buffer(sink, hints);
        return stage;
    }

  private:
    cloud::RuleSpec build_rule(const Rule& from) {
        cloud::RuleSpec rule{.name = from.name,
                             .statement = rules::Program::parse(
                                 from.sql, rules::SqlVersion::V2016_03_23, from.name)};
        for (const Action& action : from.actions)
            rule.actions.push_back(build_action(from, action, rule.statement));
        if (from.error_action) {
            if (from.error_action->kind == kRepublish || from.error_action->kind == "learn" ||
                from.error_action->kind == "alarm")
                refuse(*from.error_action,
                       "an error action needs a sink here, not a " + from.error_action->kind,
                       "write error_action = { queue = \"failed\" }");
            rule.error_action.push_back(build_action(from, *from.error_action, rule.statement));
        }
        return rule;
    }

    /// aws_lambda() names its function in the statement; where no action has that function too, it
    /// has the limits of an account.
    void open_called_functions(const rules::Program& statement) {
        const bool calls_some = rules::calls(statement, "aws_lambda");
        constexpr std::string_view kArn = "arn:aws:lambda:";
        for (const rules::Value& literal : statement.literals) {
            if (!calls_some || !literal.is(rules::Value::Kind::Text)) continue;
            const std::string_view text = literal.as_text();
            if (!text.starts_with(kArn)) continue;
            const std::string name(text.substr(text.rfind(':') + 1));
            const Action call{.kind = "function", .target = name};
            open_sink(call, limits_of(call), {});
        }
    }

    void add_readers(cloud::RuleStage& stage) const {
        for (std::size_t i = 0; i < scenario_.readers.size(); ++i) {
            const StreamReader& from = scenario_.readers[i];
            for (std::size_t sink = 0; sink < stage.sink_count(); ++sink) {
                if (stage.sink(sink).name() != "stream/" + from.stream) continue;
                const cloud::ConsumerSpec spec{.name = from.name,
                                               .batch = from.batch,
                                               .window = from.window,
                                               .takes = from.takes};
                constexpr std::uint32_t kFirstReader = 1u << 30;  // of draws; sinks come first
                stage.add_consumer(
                    sink, cloud::StreamConsumer(spec, stage.sink(sink).shards(), scenario_.seed,
                                                kFirstReader + static_cast<std::uint32_t>(i)));
            }
        }
    }

    /// Only those that something reads: a fleet's items take memory.
    void add_tables(cloud::RuleStage& stage) const {
        for (const ItemTable& from : scenario_.tables) {
            if (!is_read(from.spec.name, stage.rules())) continue;
            std::optional<std::size_t> behind;
            for (std::size_t sink = 0; sink < stage.sink_count(); ++sink)
                if (stage.sink(sink).name() == "table/" + from.spec.name) behind = sink;
            cloud::ItemTable table(from.spec);
            for (const std::string& json : from.items) {
                std::optional<cloud::ItemTable::Item> item = table.read(json);
                FLEET_CHECK(item, "the loader checks items");
                table.put(*std::move(item));
            }
            stage.add_table(behind, std::move(table));
        }
    }

    static bool is_read(std::string_view table, const std::vector<cloud::RuleSpec>& rules) {
        const auto reads = [&](const rules::Program& program) {
            const std::vector<rules::WrittenCall> calls = rules::calls_in(program);
            return std::any_of(calls.begin(), calls.end(), [&](const rules::WrittenCall& call) {
                // A name that is computed may be any.
                return call.function == "get_dynamodb" && !call.arguments.empty() &&
                       call.arguments[0].value_or(table) == table;
            });
        };
        const auto any_target = [&](const std::vector<cloud::RuleAction>& actions) {
            return std::any_of(actions.begin(), actions.end(),
                               [&](const cloud::RuleAction& one) { return reads(one.target); });
        };
        return std::any_of(rules.begin(), rules.end(), [&](const cloud::RuleSpec& rule) {
            return reads(rule.statement) || any_target(rule.actions);
        });
    }

    /// The number of the model that a learn or alarm names.
    std::optional<std::size_t> model_named(const Action& from) {
        for (std::size_t i = 0; i < scenario_.predictors.size(); ++i)
            if (scenario_.predictors[i].name == from.target) return i;
        refuse(from, "there is no [[predictor]] \"" + from.target + "\"",
               "add one with this name, its horizon and train_every");
        return std::nullopt;
    }

    cloud::RuleAction build_model_action(const Rule& rule, const Action& from,
                                         const rules::Program& statement) {
        for (const auto& [key, value] : from.options)
            refuse(from, "an action " + from.kind + " has no option \"" + key + "\"",
                   "it has none");
        return {.kind = from.kind,
                .model = model_named(from),
                .target = rules::Program::parse_template("", statement, rule.name)};
    }

    static std::string names_of_options(std::string_view kind) {
        std::string names;
        for (const std::string_view name : rules::action_options(kind))
            names += (names.empty() ? "" : ", ") + std::string(name);
        return names;
    }

    cloud::RuleAction build_action(const Rule& rule, const Action& from,
                                   const rules::Program& statement) {
        if (from.kind == "learn" || from.kind == "alarm")
            return build_model_action(rule, from, statement);
        cloud::RuleAction action{.kind = from.kind};
        std::string target = from.target;
        cloud::SinkLimits limits;
        cloud::BufferHints hints = kUsualBuffer;
        if (from.kind != kRepublish) limits = limits_of(from);
        for (const auto& [key, value] : from.options) {
            const std::string text = unquoted(value);
            if (key == "qos" && from.kind == kRepublish)
                action.qos = static_cast<std::uint8_t>(whole(from, key, text, 0, 1));
            else if (key == "key" && from.kind != kRepublish)
                target = text;
            else if (from.kind == "firehose" && set_hint(from, key, text, hints))
                continue;
            else if (from.kind == kRepublish || !set_limit(from, key, text, limits))
                refuse(from, "an action " + from.kind + " has no option \"" + key + "\"",
                       "it has: " + names_of_options(from.kind));
        }
        action.target = rules::Program::parse_template(target, statement, rule.name);
        if (from.kind == kRepublish)
            add_topic(from, target);
        else
            action.sink = open_sink(from, limits, hints);
        return action;
    }

    cloud::SinkLimits limits_of(const Action& from) {
        const auto named = default_profiles().find(from.kind);
        if (named == default_profiles().end()) return {};
        const profile::Profile file = profile::open("sink", named->second);
        assumptions_.insert(assumptions_.end(), file.figures().begin(), file.figures().end());
        return cloud::open_sink_limits(named->second);
    }

    /// False if there is no such option.
    bool set_limit(const Action& from, const std::string& key, const std::string& text,
                   cloud::SinkLimits& limits) {
        constexpr std::int64_t kMost = 1'000'000'000;
        if (key == "shards")
            limits.shards = static_cast<int>(whole(from, key, text, 1, 100'000));
        else if (key == "records")
            limits.records_per_second = whole(from, key, text, 1, kMost);
        else if (key == "concurrency")
            limits.concurrency = whole(from, key, text, 1, kMost);
        else if (key == "waiting")
            limits.queue = whole(from, key, text, 0, kMost);
        else if (key == "latency")
            limits.latency = constant_seconds(from, key, text);
        else if (key == "cold_start")
            limits.cold_start = constant_seconds(from, key, text);
        else if (key == "warm_for")
            limits.warm_for = span(from, key, text);
        else if (key == "time_out")
            limits.time_out = span(from, key, text);
        else
            return false;
        return true;
    }

    std::int64_t whole(const Action& from, const std::string& key, const std::string& text,
                       std::int64_t least, std::int64_t most) {
        std::int64_t value = least - 1;
        const auto end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data(), end, value);
        if (parsed.ptr == end && value >= least && value <= most) return value;
        refuse(from,
               key + " = " + text + " is not a whole number from " + std::to_string(least) +
                   " to " + std::to_string(most),
               "");
        return least;
    }

    enum class Zero { Allowed, Refused };
    sim::Duration span(const Action& from, const std::string& key, const std::string& text,
                       Zero zero = Zero::Allowed) {
        const sim::Parsed<sim::Duration> duration = sim::parse_duration(text);
        const sim::Duration least = sim::Duration::nanoseconds(zero == Zero::Allowed ? 0 : 1);
        if (duration && *duration >= least) return *duration;
        const std::string limit = zero == Zero::Allowed ? "below zero" : "not above zero";
        refuse(from, key + ": " + (duration ? text + " is " + limit : duration.reason),
               "such as \"20 ms\"");
        return {};
    }

    sim::Distribution constant_seconds(const Action& from, const std::string& key,
                                       const std::string& text) {
        return sim::Distribution::constant(span(from, key, text).to_seconds());
    }

    /// False if it is none of a firehose's own options.
    bool set_hint(const Action& from, const std::string& key, const std::string& text,
                  cloud::BufferHints& hints) {
        if (key == "buffer_time") {
            hints.time = span(from, key, text, Zero::Refused);
            return true;
        }
        if (key != "buffer_size") return false;
        const sim::Parsed<sim::Bytes> size = sim::parse_size(text);
        if (size && (*size).count() > 0)
            hints.size = *size;
        else
            refuse(from, key + ": " + (size ? "more than nothing is needed" : size.reason),
                   "such as \"5 MiB\"");
        return true;
    }

    /// The topics a republish may go to: its template with the one ${...} as a number.
    void add_topic(const Action& from, std::string target) {
        if (target.starts_with("$$")) target.erase(0, 1);  // so written for a reserved topic
        const std::size_t open = target.find("${");
        if (open == std::string::npos) {
            patterns_.number_of({.before = target, .after = "", .numbered = false});
            return;
        }
        const std::size_t close = target.find('}', open);
        if (close == std::string::npos || target.find("${", close) != std::string::npos) {
            refuse(from, "a simulated republish varies in one place of its topic",
                   "such as \"alerts/${topic(2)}\"");
            return;
        }
        patterns_.number_of({.before = target.substr(0, open),
                             .after = target.substr(close + 1),
                             .numbered = true});
    }

    /// What actions say of a sink.
    using Said = std::map<std::string, std::string>;

    static Said said_of_sink(const Action& action) {
        Said said(action.options.begin(), action.options.end());
        said.erase("key");  // the record's own
        for (auto& [option, text] : said) text = in_one_form(unquoted(text));
        return said;
    }

    /// "3600 s" and "1 h" say the same, and so do "1024 KiB" and "1 MiB".
    static std::string in_one_form(const std::string& text) {
        if (const auto duration = sim::parse_duration(text)) return sim::to_text(*duration);
        if (const auto size = sim::parse_size(text)) return sim::to_text(*size);
        return text;
    }

    /// Actions that name the same sink share it; one of them, or all alike, say what it is.
    std::size_t open_sink(const Action& from, const cloud::SinkLimits& limits,
                          const cloud::BufferHints& hints) {
        const std::string name = from.kind + "/" + from.target;
        Said said = said_of_sink(from);
        const auto same = std::find_if(sinks_.begin(), sinks_.end(), [&](const cloud::Sink& sink) {
            return sink.name() == name;
        });
        const auto index = static_cast<std::size_t>(same - sinks_.begin());
        if (same == sinks_.end()) {
            sinks_.emplace_back(name, limits);
            said_.emplace_back();
        } else if (said.empty() || said == said_[index]) {
            return index;
        } else if (!said_[index].empty()) {
            add(from, "contradiction",
                "another action says otherwise of this " + from.kind + ", \"" + from.target + '"',
                "all actions of one sink share it: give its options once, or alike");
            return index;
        }
        sinks_[index] = cloud::Sink(name, limits);
        said_[index] = std::move(said);
        if (from.kind == "firehose") buffers_.insert_or_assign(index, hints);
        return index;
    }

    void refuse(const Action& action, std::string text, std::string hint) {
        add(action, "bad-action", std::move(text), std::move(hint));
    }
    void add(const Action& action, std::string code, std::string text, std::string hint) {
        diagnostics_.push_back({action.place, std::move(code), std::move(text), std::move(hint)});
    }

    static std::string unquoted(const std::string& toml) {
        const bool is_quoted = toml.size() >= 2 && (toml.front() == '"' || toml.front() == '\'');
        return is_quoted ? toml.substr(1, toml.size() - 2) : toml;
    }

    const Scenario& scenario_;
    mqtt::PatternList& patterns_;
    std::vector<profile::Figure>& assumptions_;
    std::vector<cloud::Sink> sinks_;
    std::vector<Said> said_;                             ///< of each sink
    std::map<std::size_t, cloud::BufferHints> buffers_;  ///< by sink
    std::vector<sim::Diagnostic> diagnostics_;
};

}  // namespace

cloud::RuleStage build_rules(const Scenario& scenario, mqtt::PatternList& patterns,
                             std::vector<profile::Figure>& assumptions) {
    return Builder(scenario, patterns, assumptions).build();
}

}  // namespace fleetsim::scenarios::compose
