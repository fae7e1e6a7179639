// [[rule]]: its statement and where its results go.
#include <algorithm>
#include <array>

#include "models/rules/action_kinds.hpp"
#include "models/rules/program.hpp"
#include "scenarios/language/reading.hpp"
#include "sim/error.hpp"

namespace fleetsim::language {

using namespace scenarios;

namespace {

/// What a predictor of the scenario hears.
constexpr auto kLearning = std::to_array<std::string_view>({"learn", "alarm"});

bool is_sink(std::string_view key) {
    return rules::is_action_kind(key) ||
           std::find(kLearning.begin(), kLearning.end(), key) != kLearning.end();
}

constexpr std::string_view kActionForm = "an action is written { stream = \"alerts\" }";

/// The key that names the sink; the others are its options.
std::optional<Action> read_action(const Node& node, Reading& reading) {
    const Table* table = node.table();
    if (table == nullptr) {
        reading.diagnostics.add(node.place, "wrong-type",
                                "this is " + std::string(describe_type(node)) + ", not an action",
                                std::string(kActionForm));
        return std::nullopt;
    }
    Action action{.place = node.place};
    for (const Member& member : table->members) {
        if (!is_sink(member.key)) {
            action.options.emplace_back(member.key, to_toml(member.value));
            continue;
        }
        if (!action.kind.empty()) {
            reading.contradict(
                member.place,
                "this action has both " + in_quotes(action.kind) + " and " + in_quotes(member.key),
                "make it two actions");
            continue;
        }
        action.kind = member.key;
        if (member.value.text() == nullptr || member.value.text()->empty()) {
            reading.diagnostics.add(member.value.place, "wrong-type",
                                    member.key + ": this is " +
                                        std::string(describe_type(member.value)) +
                                        ", not the name of a sink",
                                    std::string(kActionForm));
            continue;
        }
        action.target = *member.value.text();
    }
    if (!action.kind.empty()) return action;
    const std::string_view first =
        table->members.empty() ? std::string_view{} : std::string_view(table->members[0].key);
    std::vector<std::string_view> sinks(rules::kActionKinds.begin(), rules::kActionKinds.end());
    sinks.insert(sinks.end(), kLearning.begin(), kLearning.end());
    reading.diagnostics.add_unknown(node.place, "unknown-name", "this action names no sink", first,
                                    sinks);
    return std::nullopt;
}

std::vector<Action> read_actions(const Node& node, Reading& reading) {
    std::vector<Action> actions;
    const List* list = node.list();
    if (list == nullptr) {
        reading.diagnostics.add(
            node.place, "wrong-type",
            "actions: this is " + std::string(describe_type(node)) + ", not a list of actions",
            "it is written actions = [{ stream = \"alerts\" }]");
        return actions;
    }
    for (const Node& element : *list) {
        if (std::optional<Action> action = read_action(element, reading)) {
            actions.push_back(std::move(*action));
        }
    }
    return actions;
}

/// The words of the rules' own parser, and where in the statement it stopped.
void check_sql(const Settings& rule, const Scenario& scenario, Reading& reading) {
    try {
        check_lookups(rules::Program::parse(rule.text("sql"), rules::SqlVersion::V2016_03_23),
                      scenario, rule.place("sql"), reading);
    } catch (const sim::InputError& error) {
        const sim::Diagnostic& first = error.diagnostics().front();
        std::string where;
        if (first.place.line > 0) {
            where = " (line " + std::to_string(first.place.line) + ", character " +
                    std::to_string(first.place.column) + " of the statement)";
        }
        reading.diagnostics.add(rule.place("sql"), "bad-sql", "sql: " + first.text + where,
                                first.hint);
    }
}

}  // namespace

std::vector<Rule> read_rules(const Settings& file, const Scenario& scenario, Reading& reading) {
    std::vector<Rule> rules;
    for (const Settings& table : file.tables("rule")) {
        Rule rule;
        rule.name =
            table.has("name") ? table.text("name") : "rule-" + std::to_string(rules.size() + 1);
        if (table.has("sql")) rule.sql = table.text("sql");
        if (table.is_sound("sql")) check_sql(table, scenario, reading);
        if (table.has("actions")) rule.actions = read_actions(table.node("actions"), reading);
        if (table.has("error_action")) {
            rule.error_action = read_action(table.node("error_action"), reading);
        }
        rules.push_back(std::move(rule));
    }
    return rules;
}

}  // namespace fleetsim::language
