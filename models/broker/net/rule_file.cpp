#include "models/broker/net/rule_file.hpp"

#include <algorithm>
#include <array>
#include <toml++/toml.h>

#include "models/broker/net/text_file.hpp"
#include "models/rules/action_kinds.hpp"
#include "sim/error.hpp"
#include "sim/nearest_name.hpp"

namespace fleetsim::broker::net {

namespace {

constexpr auto kRuleKeys =
    std::to_array<std::string_view>({"name", "sql", "sql_version", "actions", "error_action"});
constexpr std::string_view kActionForm =
    "an action is written { republish = { topic = \"alerts/${topic(2)}\", qos = 1 } }";

class RuleReader {
  public:
    explicit RuleReader(std::string file) : file_(std::move(file)) {}

    std::vector<BrokerRule> read(const toml::table& tree) {
        std::vector<BrokerRule> rules;
        for (const auto& [key, node] : tree) {
            if (key.str() == "rule") continue;
            refuse(node, "unknown-key", "unknown key \"" + std::string(key.str()) + '"',
                   "the file holds [[rule]] tables");
        }
        const toml::array* tables = tree["rule"].as_array();
        if (tables == nullptr || tables->empty()) {
            refuse(tree, "missing-key", "there is no rule here", "a rule begins with [[rule]]");
        } else {
            for (const toml::node& node : *tables) read_rule(node, rules);
        }
        if (!mistakes_.empty()) throw sim::InputError(std::move(mistakes_));
        return rules;
    }

  private:
    void refuse(const toml::node& node, std::string code, std::string text, std::string hint) {
        const toml::source_position at = node.source().begin;
        mistakes_.push_back(
            {{file_, at.line, at.column}, std::move(code), std::move(text), std::move(hint)});
    }

    template <typename Names>
    void refuse_key(const toml::node& node, std::string_view key, const Names& names) {
        const std::vector<std::string_view> known(names.begin(), names.end());
        std::string hint;
        if (const auto nearest = sim::nearest_name(key, known)) {
            hint = "did you mean \"" + std::string(*nearest) + "\"?";
        }
        refuse(node, "unknown-key", "unknown key \"" + std::string(key) + '"', std::move(hint));
    }

    template <typename Names>
    void refuse_others(const toml::table& table, const Names& known) {
        for (const auto& [key, value] : table) {
            if (std::find(known.begin(), known.end(), key.str()) == known.end())
                refuse_key(value, key.str(), known);
        }
    }

    /// Empty, after a complaint, if there is no text.
    std::string text(const toml::table& table, std::string_view key) {
        const toml::node* node = table.get(key);
        if (node == nullptr) {
            refuse(table, "missing-key", '"' + std::string(key) + "\" is missing", "");
        } else if (const auto* value = node->as_string()) {
            if (value->get().empty())
                refuse(*node, "missing-key", '"' + std::string(key) + "\" is empty", "");
            return value->get();
        } else {
            refuse(*node, "wrong-type", '"' + std::string(key) + "\" is not a text",
                   "a text stands in quotes");
        }
        return {};
    }

    void read_rule(const toml::node& node, std::vector<BrokerRule>& rules) {
        const toml::table* table = node.as_table();
        if (table == nullptr) {
            return refuse(node, "wrong-type", "this is no rule", "a rule begins with [[rule]]");
        }
        refuse_others(*table, kRuleKeys);
        BrokerRule rule;
        rule.name = table->contains("name") ? text(*table, "name")
                                            : "rule-" + std::to_string(rules.size() + 1);
        read_statement(*table, rule);
        const toml::node* actions = table->get("actions");
        const toml::array* list = actions == nullptr ? nullptr : actions->as_array();
        if (list == nullptr) {
            refuse(actions == nullptr ? node : *actions, "missing-key",
                   "\"actions\" must be a list of actions", std::string(kActionForm));
        } else {
            for (const toml::node& action : *list) {
                if (auto read = read_action(action, rule)) rule.actions.push_back(*std::move(read));
            }
        }
        if (const toml::node* action = table->get("error_action")) {
            rule.error_action = read_action(*action, rule);
        }
        rules.push_back(std::move(rule));
    }

    void read_statement(const toml::table& table, BrokerRule& rule) {
        const std::string sql = text(table, "sql");
        const std::string word =
            table.contains("sql_version") ? text(table, "sql_version") : "2016-03-23";
        if (sql.empty() || word.empty()) return;
        const auto version = rules::parse_sql_version(word);
        if (!version) {
            return refuse(*table.get("sql_version"), "bad-value",
                          "there is no SQL version \"" + word + '"', "2015-10-08 or 2016-03-23");
        }
        parse(*table.get("sql"), "sql",
              [&] { rule.statement = rules::Program::parse(sql, *version); });
    }

    /// What the rules' own parser says, and where in the text it stopped.
    template <typename Parse>
    void parse(const toml::node& node, const std::string& key, Parse parse_text) {
        try {
            parse_text();
        } catch (const sim::InputError& error) {
            const sim::Diagnostic& first = error.diagnostics().front();
            refuse(node, "bad-sql",
                   key + ": " + first.text + " (line " + std::to_string(first.place.line) +
                       ", character " + std::to_string(first.place.column) + " of it)",
                   first.hint);
        }
    }

    std::optional<RuleAction> read_action(const toml::node& node, const BrokerRule& rule) {
        const toml::table* table = node.as_table();
        if (table == nullptr) {
            refuse(node, "wrong-type", "this is no action", std::string(kActionForm));
            return std::nullopt;
        }
        RuleAction action;
        for (const auto& [key, value] : *table) {
            if (!rules::is_action_kind(key.str())) continue;
            if (!action.kind.empty()) {
                refuse(value, "contradiction",
                       "this action has both \"" + action.kind + "\" and \"" +
                           std::string(key.str()) + '"',
                       "make it two actions");
                return std::nullopt;
            }
            action.kind = key.str();
        }
        if (action.kind.empty()) {
            refuse_without_sink(*table);
            return std::nullopt;
        }
        if (action.kind == "republish") {
            read_republish(*table, rule, action);
        } else {
            refuse_others(*table, keys_of(action.kind));
            action.target = text(*table, action.kind);
        }
        return action;
    }

    void refuse_without_sink(const toml::table& action) {
        if (action.empty()) {
            refuse(action, "missing-key", "this action names no sink", std::string(kActionForm));
        } else {
            refuse_key(action.begin()->second, action.begin()->first.str(), rules::kActionKinds);
        }
    }

    static std::vector<std::string_view> keys_of(std::string_view kind) {
        std::vector<std::string_view> keys = rules::action_options(kind);
        keys.push_back(kind);
        return keys;
    }

    /// { republish = "topic", qos = 1 } or { republish = { topic = "topic", qos = 1 } }
    void read_republish(const toml::table& table, const BrokerRule& rule, RuleAction& action) {
        const toml::table* inner = table["republish"].as_table();
        if (inner != nullptr) refuse_others(table, std::array{std::string_view("republish")});
        const toml::table& fields = inner == nullptr ? table : *inner;
        const std::string_view topic_key = inner == nullptr ? "republish" : "topic";
        refuse_others(fields, std::array{topic_key, std::string_view("qos")});
        action.target = text(fields, topic_key);
        if (const toml::node* qos = fields.get("qos")) {
            const std::int64_t level = qos->value_or(std::int64_t{-1});
            if (level != 0 && level != 1) {
                refuse(*qos, "bad-value", "\"qos\" must be 0 or 1", "");
            } else {
                action.qos = static_cast<mqtt::Qos>(level);
            }
        }
        if (action.target.empty()) return;
        parse(*fields.get(topic_key), "topic", [&] {
            action.topic = rules::Program::parse_template(action.target, rule.statement);
        });
    }

    std::string file_;
    std::vector<sim::Diagnostic> mistakes_;
};

}  // namespace

std::vector<BrokerRule> parse_rules(std::string_view text, const std::string& file) {
    toml::table tree;
    try {
        tree = toml::parse(text, file);
    } catch (const toml::parse_error& error) {
        const toml::source_position at = error.source().begin;
        throw sim::InputError(sim::Diagnostic{
            {file, at.line, at.column}, "bad-toml", std::string(error.description()), ""});
    }
    return RuleReader(file).read(tree);
}

std::vector<BrokerRule> read_rules(const std::string& file) {
    return parse_rules(read_text_file(file, "rules", "the form of such a file is in docs/serve.md"),
                       file);
}

}  // namespace fleetsim::broker::net
