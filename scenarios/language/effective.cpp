#include "scenarios/language/effective.hpp"

#include <nlohmann/json.hpp>

namespace fleetsim::language {

namespace {

using Json = nlohmann::ordered_json;

bool is_table_like(const Option& option) {
    return option.type == Type::Table || option.type == Type::Tables;
}

Json json_of(const Node& node);

struct JsonWriter {
    Json operator()(Date) const { return nullptr; }
    Json operator()(bool flag) const { return flag; }
    Json operator()(std::int64_t whole) const { return whole; }
    Json operator()(double real) const { return real; }
    Json operator()(const std::string& text) const { return text; }
    Json operator()(sim::Duration time) const { return sim::to_text(time); }
    Json operator()(const List& list) const {
        Json json = Json::array();
        for (const Node& element : list) json.push_back(json_of(element));
        return json;
    }
    Json operator()(const Table& table) const {
        Json json = Json::object();
        for (const Member& member : table.members) json[member.key] = json_of(member.value);
        return json;
    }
};

Json json_of(const Node& node) { return std::visit(JsonWriter{}, node.content); }

Json json_of(const Settings& settings) {
    Json json = Json::object();
    for (const Option& option : settings.section().options) {
        const std::string key(option.key);
        if (!settings.has(option.key)) continue;
        if (option.type == Type::Table && settings.table(option.key) != nullptr) {
            json[key] = json_of(*settings.table(option.key));
        } else if (option.type == Type::Tables) {
            json[key] = Json::array();
            for (const Settings& one : settings.tables(option.key))
                json[key].push_back(json_of(one));
        } else {
            json[key] = json_of(settings.node(option.key));
        }
    }
    return json;
}

std::string_view name_of(Origin origin) {
    switch (origin) {
        case Origin::File:
            return "file";
        case Origin::CommandLine:
            return "set";
        case Origin::Default:
            break;
    }
    return "default";
}

void collect(const Settings& settings, const std::string& prefix, std::vector<Parameter>& into) {
    for (const Option& option : settings.section().options) {
        if (!settings.has(option.key)) continue;
        const std::string path = prefix + std::string(option.key);
        if (!is_table_like(option)) {
            const Node& node = settings.node(option.key);
            into.push_back({path, to_toml(node), std::string(name_of(node.origin))});
            continue;
        }
        const std::vector<Settings>& tables = settings.tables(option.key);
        for (std::size_t i = 0; i < tables.size(); ++i) {
            std::string element = path;
            const Option* name = tables[i].section().find("name");
            const bool has_name =
                name != nullptr && name->type == Type::Name && tables[i].has("name");
            if (option.type == Type::Tables) {
                element += has_name ? '.' + tables[i].text("name") : '[' + std::to_string(i) + ']';
            }
            collect(tables[i], element + '.', into);
        }
    }
}

}  // namespace

std::vector<Parameter> parameters_of(const Settings& file) {
    std::vector<Parameter> parameters;
    collect(file, "", parameters);
    return parameters;
}

std::string to_json(const Settings& file) { return json_of(file).dump(2); }

std::string to_json(const Node& value) { return json_of(value).dump(); }

}  // namespace fleetsim::language
