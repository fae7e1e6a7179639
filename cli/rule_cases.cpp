#include "cli/rule_cases.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <optional>
#include <span>

#include "models/rules/base64.hpp"
#include "models/rules/evaluator.hpp"
#include "sim/error.hpp"

namespace fleetsim::cli {

namespace {

using rules::Value;

/// What came of a case, in the words its file expects it in.
struct Outcome {
    bool is_refused = false;
    bool fires = false;
    std::string text;  ///< outgoing bytes, a template's text, or why the statement was refused

    std::string description() const {
        if (is_refused) return fmt::format("refused: {}", text);
        return fires ? text : "the rule does not fire";
    }
};

constexpr std::string_view kNewestVersion = "2016-03-23";

std::string json_of(const Value& value) {
    std::string text;
    rules::write_json(value, text);
    return text;
}

std::string text_member(const Value& object, std::string_view name, std::string_view fallback) {
    const Value value = object.member(name);
    return std::string(value.is(Value::Kind::Text) ? value.as_text() : fallback);
}

/// Of a case that names no tolerance: recorded answers are often doubles, and end where those do.
constexpr double kDefaultTolerance = 1e-12;

/// Relative, below one absolute: a case that expects 0 may have a tolerance too.
using Tolerance = std::optional<double>;

bool is_near_number(const Value& expected, const Value& found, Tolerance tolerance) {
    if (rules::is_equal(expected, found)) return true;
    const bool are_whole = expected.as_number().is_whole() && found.as_number().is_whole();
    if (are_whole && !tolerance) return false;
    const double wanted = expected.as_number().to_double();
    const double off = std::abs(wanted - found.as_number().to_double());
    if (!tolerance) return off <= kDefaultTolerance * std::abs(wanted);
    return off <= *tolerance * std::max(1.0, std::abs(wanted));
}

bool is_near(const Value& expected, const Value& found, Tolerance tolerance);

bool has_near_members(const Value& expected, const Value& found, Tolerance tolerance) {
    const auto members = expected.as_object();
    return members.size() == found.as_object().size() &&
           std::all_of(members.begin(), members.end(), [&](const rules::Member& member) {
               return is_near(member.value, found.member(member.name), tolerance);
           });
}

bool is_near(const Value& expected, const Value& found, Tolerance tolerance) {
    if (expected.kind() != found.kind()) return false;
    switch (expected.kind()) {
        case Value::Kind::Number:
            return is_near_number(expected, found, tolerance);
        case Value::Kind::Array: {
            const auto items = expected.as_array();
            const auto others = found.as_array();
            return std::equal(
                items.begin(), items.end(), others.begin(), others.end(),
                [&](const Value& a, const Value& b) { return is_near(a, b, tolerance); });
        }
        case Value::Kind::Object:
            return has_near_members(expected, found, tolerance);
        default:
            return rules::is_equal(expected, found);
    }
}

constexpr std::array<std::string_view, 6> kExpectKeys = {"error",       "fires",  "text",
                                                         "output_text", "output", "any_of"};
constexpr std::array<std::string_view, 4> kOutputKeys = {"text", "output_text", "output", "any_of"};

/// Empty, or the first key that is not among `known`.
std::string_view unknown_key(const Value& object, std::span<const std::string_view> known) {
    for (const rules::Member& member : object.as_object()) {
        if (std::find(known.begin(), known.end(), member.name) == known.end()) return member.name;
    }
    return {};
}

/// Empty, or why the entry cannot be asked: whatever would let it pass without a look.
std::string fault_of(const Value& entry) {
    if (!entry.is(Value::Kind::Object)) return "it is not an object";
    const Value expected = entry.member("expect");
    if (!expected.is(Value::Kind::Object) || expected.as_object().empty()) {
        return "it expects nothing";
    }
    if (const auto key = unknown_key(expected, kExpectKeys); !key.empty()) {
        return fmt::format("there is no field \"expect.{}\"", key);
    }
    const std::string version = text_member(entry, "sql_version", kNewestVersion);
    if (!rules::parse_sql_version(version)) {
        return fmt::format("there is no SQL version \"{}\"", version);
    }
    const std::string profile = text_member(entry, "profile", "aws");
    if (profile != "aws" && profile != "mqtt") {
        return fmt::format("there is no profile \"{}\"", profile);
    }
    return {};
}

class Case {
  public:
    explicit Case(const Value& entry) : entry_(entry), expected_(entry.member("expect")) {}

    /// A case that names no profile must hold in both.
    std::optional<RuleCasesAnswer::Failure> run() {
        const std::string named = text_member(entry_, "profile", "");
        for (const auto profile : {rules::TopicProfile::Mqtt, rules::TopicProfile::Aws}) {
            const std::string_view name = profile == rules::TopicProfile::Mqtt ? "mqtt" : "aws";
            if (!named.empty() && named != name) continue;
            const Outcome outcome = evaluate(profile);
            if (holds(outcome)) continue;
            return RuleCasesAnswer::Failure{text_member(entry_, "id", "?"), json_of(expected_),
                                            outcome.description()};
        }
        return std::nullopt;
    }

  private:
    Outcome evaluate(rules::TopicProfile profile);
    bool holds(const Outcome& outcome);
    bool is_output(const Value& expected, const Outcome& outcome);
    std::string payload() const;
    bool is_template() const { return entry_.member("template").is(Value::Kind::Text); }

    const Value& entry_;
    Value expected_;
    rules::Evaluator evaluator_;
    rules::JsonReader json_;
    rules::Arena arena_;
};

std::string Case::payload() const {
    const Value base64 = entry_.member("payload_base64");
    if (base64.is(Value::Kind::Text)) {
        return rules::decode_base64(base64.as_text()).value_or(std::string{});
    }
    const Value text = entry_.member("payload_text");
    return text.is(Value::Kind::Text) ? std::string(text.as_text())
                                      : json_of(entry_.member("payload"));
}

Outcome Case::evaluate(rules::TopicProfile profile) {
    const std::string sql = text_member(entry_, "sql", "");
    const std::string topic = text_member(entry_, "topic", "");
    const std::string client = text_member(entry_, "client_id", "");
    const std::string bytes = payload();
    rules::Message message{.topic = topic, .payload = bytes};
    if (entry_.member("client_id").is(Value::Kind::Text)) message.client_id = client;
    rules::Context context;
    context.profile = profile;
    if (const auto now = rules::to_decimal(entry_.member("now_ms"))) {
        context.now_ms = now->to_integer().value_or(0);
    }
    const auto version =
        rules::parse_sql_version(text_member(entry_, "sql_version", kNewestVersion));
    try {
        const auto program = rules::Program::parse(sql, version.value());
        if (is_template()) {
            const std::string source = text_member(entry_, "template", "");
            const auto text = rules::Program::parse_template(source, program);
            return {.fires = true,
                    .text = std::string(evaluator_.expand(text, program, message, context))};
        }
        const auto output = evaluator_.evaluate(program, message, context);
        return {.fires = output.has_value(),
                .text = std::string(output.value_or(std::string_view{}))};
    } catch (const sim::InputError& error) {
        return {.is_refused = true, .text = error.what()};
    }
}

bool Case::is_output(const Value& expected, const Outcome& outcome) {
    if (is_template()) return expected.is(Value::Kind::Text) && expected.as_text() == outcome.text;
    const auto given = rules::to_decimal(entry_.member("tolerance"));
    const Tolerance tolerance = given ? Tolerance(given->to_double()) : std::nullopt;
    arena_.reset();
    const auto found = json_.read(outcome.text, rules::WholeNumbers::Keep, arena_);
    return found && is_near(expected, *found, tolerance);
}

bool Case::holds(const Outcome& outcome) {
    if (!expected_.member("error").is_undefined()) return outcome.is_refused;
    if (outcome.is_refused) return false;
    const Value fires = expected_.member("fires");
    if (fires.is(Value::Kind::Boolean) && fires.as_boolean() != outcome.fires) return false;
    if (!outcome.fires) {
        return std::none_of(kOutputKeys.begin(), kOutputKeys.end(), [&](std::string_view key) {
            return !expected_.member(key).is_undefined();
        });
    }
    for (const std::string_view exact : {"text", "output_text"}) {
        const Value text = expected_.member(exact);
        if (text.is(Value::Kind::Text) && text.as_text() != outcome.text) return false;
    }
    const Value output = expected_.member("output");
    if (!output.is_undefined() && !is_output(output, outcome)) return false;
    const Value choices = expected_.member("any_of");
    if (choices.is_undefined()) return true;
    if (!choices.is(Value::Kind::Array)) return false;
    const auto items = choices.as_array();
    return std::any_of(items.begin(), items.end(),
                       [&](const Value& choice) { return is_output(choice, outcome); });
}

}  // namespace

RuleCasesAnswer run_rule_cases(std::string_view text, const std::string& path) {
    rules::JsonReader json;
    rules::Arena arena;
    const auto file = json.read(text, rules::WholeNumbers::Keep, arena);
    const Value cases =
        file ? (file->is(Value::Kind::Array) ? *file : file->member("cases")) : Value{};
    if (!cases.is(Value::Kind::Array)) {
        throw sim::InputError(
            sim::Diagnostic{{path, 0, 0},
                            "not-cases",
                            file ? "there is no list \"cases\"" : "the file is not JSON",
                            "the format is described in docs/models/rules.md"});
    }
    RuleCasesAnswer answer;
    for (const Value& entry : cases.as_array()) {
        // One entry that is no case does not hide the others.
        if (const std::string fault = fault_of(entry); !fault.empty()) {
            answer.failures.push_back({text_member(entry, "id", "?"), "a case", fault});
        } else if (const auto failure = Case(entry).run()) {
            answer.failures.push_back(*failure);
        } else {
            ++answer.passed;
        }
    }
    return answer;
}

}  // namespace fleetsim::cli
