// [[table]], [[secret]], and the statements that ask for what is in them or in the registry.
#include <algorithm>
#include <array>
#include <set>

#include "models/rules/base64.hpp"
#include "models/rules/calls.hpp"
#include "scenarios/language/effective.hpp"
#include "scenarios/language/reading.hpp"

namespace fleetsim::language {

using namespace scenarios;

namespace {

using Names = std::vector<std::string_view>;

bool can_be_key(const Node& value) {
    return value.text() != nullptr || std::holds_alternative<std::int64_t>(value.content) ||
           std::holds_alternative<double>(value.content);
}

/// Reads the items of one table.
class ItemReader {
  public:
    ItemReader(const cloud::ItemTableSpec& spec, Reading& reading)
        : spec_(spec), reading_(reading) {}

    std::vector<std::string> read(const Node& node) {
        std::vector<std::string> items;
        const List* list = node.list();
        if (list == nullptr) {
            refuse_type(node, "a list of tables");
            return items;
        }
        for (const Node& element : *list)
            if (is_sound(element)) items.push_back(to_json(element));
        return items;
    }

  private:
    void refuse_type(const Node& node, std::string_view wanted) {
        reading_.diagnostics.add(
            node.place, "wrong-type",
            "item: this is " + std::string(describe_type(node)) + ", not " + std::string(wanted),
            "for example item = [{ meter = 17, place = \"cellar\" }]");
    }

    bool is_sound(const Node& item) {
        const Table* table = item.table();
        if (table == nullptr) {
            refuse_type(item, "a table");
            return false;
        }
        std::string keys;
        for (const std::string& name : {spec_.partition_key, spec_.sort_key})
            if (!name.empty() && !add_key(item, *table, name, keys)) return false;
        if (to_json(item).size() > cloud::ItemTable::kMostRead)
            reading_.diagnostics.add(item.place, "out-of-range",
                                     "item: it has more than 8 KB, and no statement can read it");
        if (!seen_.insert(keys).second)
            reading_.diagnostics.add(item.place, "duplicate-name",
                                     "item: another one has the same keys",
                                     "it would take its place");
        return true;
    }

    bool add_key(const Node& item, const Table& table, const std::string& name, std::string& keys) {
        const Node* value = table.find(name);
        if (value == nullptr) {
            reading_.diagnostics.add(item.place, "missing-key",
                                     "item: it lacks " + in_quotes(name) + ", a key of the table");
            return false;
        }
        if (!can_be_key(*value)) {
            reading_.diagnostics.add(value->place, "wrong-type",
                                     name + ": this is " + std::string(describe_type(*value)) +
                                         "; a key is a text or a number");
            return false;
        }
        keys += to_json(*value) + '\n';
        return true;
    }

    const cloud::ItemTableSpec& spec_;
    Reading& reading_;
    std::set<std::string> seen_;
};

cloud::Secret read_secret(const Settings& table, Reading& reading) {
    cloud::Secret secret;
    if (table.has("name")) secret.name = table.text("name");
    const bool is_binary = table.is_given("binary");
    if (is_binary == table.is_given("value")) {
        reading.diagnostics.add(table.place(), is_binary ? "contradiction" : "missing-key",
                                "[[secret]] needs exactly one of \"value\" and \"binary\"",
                                "for example value = '{\"key\": \"abc\"}'");
        return secret;
    }
    secret.form = is_binary ? cloud::Secret::Form::Binary : cloud::Secret::Form::String;
    secret.value = table.text(is_binary ? "binary" : "value");
    if (is_binary && table.is_sound("binary") && !rules::decode_base64(secret.value))
        reading.diagnostics.add(table.place("binary"), "wrong-type", "binary: this is not Base64",
                                "for example binary = \"aGVsbG8=\"");
    return secret;
}

/// The calls of one statement.
class LookupChecker {
  public:
    LookupChecker(const Scenario& scenario, const sim::Place& place, Reading& reading)
        : scenario_(scenario), place_(place), reading_(reading) {}

    void check(const rules::WrittenCall& call) {
        if (call.function == "get_dynamodb" && call.arguments.size() >= 4) check_table(call);
        if (call.function == "get_secret" && call.arguments.size() >= 3) check_secret(call);
        if (call.function == "get_registry_data" && call.arguments.size() == 3)
            check_registry(call);
    }

  private:
    void unknown(std::string text, std::string_view name, const Names& names) {
        reading_.diagnostics.add_unknown(place_, "unknown-name", "sql: " + std::move(text), name,
                                         names);
    }

    void check_table(const rules::WrittenCall& call) {
        const auto& arguments = call.arguments;
        if (!arguments[0]) return;
        Names names;
        const cloud::ItemTableSpec* spec = nullptr;
        for (const ItemTable& table : scenario_.tables) {
            names.push_back(table.spec.name);
            if (spec == nullptr && table.spec.name == *arguments[0]) spec = &table.spec;
        }
        if (spec == nullptr)
            return unknown("there is no [[table]] " + in_quotes(*arguments[0]), *arguments[0],
                           names);
        const std::size_t wanted = spec->sort_key.empty() ? 4 : 6;
        if (arguments.size() != wanted)
            return reading_.contradict(
                place_,
                "sql: the table " + in_quotes(spec->name) +
                    (wanted == 4 ? " has no sort_key" : " has a sort_key, too"),
                "it is asked with " + form_of(*spec));
        check_key(*spec, spec->partition_key, arguments[1]);
        if (wanted == 6) check_key(*spec, spec->sort_key, arguments[3]);
    }

    static std::string form_of(const cloud::ItemTableSpec& spec) {
        std::string form = "get_dynamodb('" + spec.name + "', '" + spec.partition_key + "', value";
        if (!spec.sort_key.empty()) form += ", '" + spec.sort_key + "', value";
        return form + ", 'ROLE')";
    }

    void check_key(const cloud::ItemTableSpec& spec, const std::string& key,
                   const std::optional<std::string_view>& written) {
        if (!written || *written == key) return;
        unknown("the table " + in_quotes(spec.name) + " has no key " + in_quotes(*written),
                *written, {key});
    }

    void check_secret(const rules::WrittenCall& call) {
        const auto& id = call.arguments[0];
        if (id && cloud::find_secret(scenario_.secrets, *id) == nullptr) {
            Names names;
            for (const cloud::Secret& secret : scenario_.secrets) names.push_back(secret.name);
            unknown("there is no [[secret]] " + in_quotes(*id), *id, names);
        }
        const auto& type = call.arguments[1];
        if (type && *type != "SecretString" && *type != "SecretBinary")
            unknown("get_secret() cannot give a " + in_quotes(*type), *type,
                    {"SecretString", "SecretBinary"});
    }

    void check_registry(const rules::WrittenCall& call) {
        const auto& operation = call.arguments[0];
        if (operation && !cloud::read_registry_query(*operation))
            unknown("get_registry_data() cannot ask for " + in_quotes(*operation), *operation,
                    {"DescribeThing", "ListThingGroupsForThing"});
        const bool has_things =
            std::any_of(scenario_.fleets.begin(), scenario_.fleets.end(),
                        [](const Fleet& fleet) { return fleet.thing.has_value(); });
        if (has_things) return;
        reading_.contradict(place_,
                            "sql: get_registry_data() finds nothing: no fleet is in the "
                            "registry",
                            "add [fleet.thing] to the one it asks for");
    }

    const Scenario& scenario_;
    sim::Place place_;
    Reading& reading_;
};

}  // namespace

std::vector<ItemTable> read_tables(const Settings& file, Reading& reading) {
    std::vector<ItemTable> tables;
    for (const Settings& table : file.tables("table")) {
        ItemTable one;
        if (table.has("name")) one.spec.name = table.text("name");
        if (table.has("partition_key")) one.spec.partition_key = table.text("partition_key");
        if (table.has("sort_key")) one.spec.sort_key = table.text("sort_key");
        if (!one.spec.sort_key.empty() && one.spec.sort_key == one.spec.partition_key)
            reading.contradict(table.place("sort_key"),
                               "sort_key: it is the partition_key already");
        if (table.has("item") && table.is_sound("partition_key"))
            one.items = ItemReader(one.spec, reading).read(table.node("item"));
        tables.push_back(std::move(one));
    }
    return tables;
}

std::vector<cloud::Secret> read_secrets(const Settings& file, Reading& reading) {
    std::vector<cloud::Secret> secrets;
    for (const Settings& table : file.tables("secret"))
        secrets.push_back(read_secret(table, reading));
    return secrets;
}

void check_lookups(const rules::Program& statement, const Scenario& scenario,
                   const sim::Place& place, Reading& reading) {
    LookupChecker checker(scenario, place, reading);
    for (const rules::WrittenCall& call : rules::calls_in(statement)) checker.check(call);
}

}  // namespace fleetsim::language
