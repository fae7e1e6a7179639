#include "scenarios/language/schema.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "scenarios/language/option_table.hpp"

namespace fleetsim::language {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kNumber = R"([0-9][0-9_]*(\.[0-9]+)?([eE][-+]?[0-9]+)?)";

/// "(ms|s|min)"; characters that mean something in a pattern are escaped.
std::string unit_pattern(sim::Dimension dimension) {
    std::string pattern = "(";
    const std::string names = sim::unit_names(dimension);
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == ',') {
            pattern += '|';
            ++i;  // the space after it
        } else {
            pattern += names[i];
        }
    }
    return pattern + ')';
}

std::string quantity_pattern(sim::Dimension dimension) {
    const std::string one = std::string(kNumber) + " *" + unit_pattern(dimension);
    switch (dimension) {
        case sim::Dimension::Duration:
            return "^ *" + one + "( +" + one + ")* *$";
        case sim::Dimension::Frequency:
            return "^ *" + std::string(kNumber) + " *(" + unit_pattern(dimension) +
                   "|(/|per) +(s|min|h|d)) *$";
        case sim::Dimension::Ratio:
            return "^ *" + std::string(kNumber) + " *%? *$";
        default:
            return "^ *" + one + " *$";
    }
}

/// "[[fleet.publish]]" is defined under "fleet.publish".
std::string definition_name(const Section& section) {
    std::string name;
    for (const char c : section.title) {
        const bool is_kept = (c >= 'a' && c <= 'z') || c == '.' || c == '_';
        if (is_kept) name += c;
    }
    return &section == &distribution_section() ? "distribution" : name;
}

Json reference_to(const Section& section) {
    return {{"$ref", "#/definitions/" + definition_name(section)}};
}

Json with_limits(const Option& option, Json schema) {
    const auto limit = [](double value) -> Json {
        if (value == std::floor(value)) return static_cast<std::int64_t>(value);
        return value;
    };
    if (option.least) schema["minimum"] = limit(*option.least);
    if (option.most) schema["maximum"] = limit(*option.most);
    return schema;
}

Json text_of(sim::Dimension dimension) {
    return {{"type", "string"}, {"pattern", quantity_pattern(dimension)}};
}

Json any_of(Json first, Json second) { return {{"anyOf", Json::array({first, second})}}; }

Json list_of(Json element) { return {{"type", "array"}, {"items", std::move(element)}}; }

/// What a value of the option looks like.
Json shape_of(const Option& option) {
    switch (option.type) {
        case Type::Text:
        case Type::Profile:
            return {{"type", "string"}};
        case Type::Name:
            return {{"type", "string"}, {"pattern", "^[A-Za-z0-9_-]{1,64}$"}};
        case Type::Flag:
            return {{"type", "boolean"}};
        case Type::Whole:
            return with_limits(option, {{"type", "integer"}});
        case Type::Factor:
            return with_limits(option, {{"type", "number"}});
        case Type::Ratio:
            return any_of(text_of(sim::Dimension::Ratio),
                          with_limits(option, {{"type", "number"}}));
        // A TOML time of day reaches a schema as a text or as no JSON type at all.
        case Type::Instant:
            return any_of(text_of(sim::Dimension::Duration),
                          {{"type", "string"},
                           {"pattern", "^ *[0-9]+:[0-5][0-9](:[0-5][0-9](\\.[0-9]+)?)? *$"}});
        case Type::VaryingDuration:
        case Type::VaryingSize:
            return any_of(text_of(*dimension_of(option.type)),
                          reference_to(distribution_section()));
        case Type::Choice: {
            Json words = Json::array();
            for (const std::string_view word : option.choices) words.push_back(word);
            return {{"enum", words}};
        }
        case Type::SizeList:
            return list_of(text_of(sim::Dimension::Size));
        case Type::Texts:
        case Type::Profiles:
            return any_of({{"type", "string"}}, list_of({{"type", "string"}}));
        case Type::Pairs:
            return {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}};
        case Type::Table:
            if (!option.short_for.empty())
                return any_of(reference_to(*option.table),
                              shape_of(*option.table->find(option.short_for)));
            return reference_to(*option.table);
        case Type::Tables:
            return list_of(reference_to(*option.table));
        case Type::Figure:
            return {{"type", "string"}};
        case Type::Action:
        case Type::Grid:
            return {{"type", "object"}};
        case Type::Actions:
        case Type::Items:
        case Type::Grids:
            return list_of({{"type", "object"}});
        default:
            return text_of(*dimension_of(option.type));
    }
}

Json fallback_of(const Option& option) {
    const bool is_bare = option.type == Type::Whole || option.type == Type::Factor ||
                         option.type == Type::Flag || option.type == Type::Table;
    return is_bare ? Json::parse(option.fallback) : Json(option.fallback);
}

Json schema_of(const Option& option) {
    Json shape = shape_of(option);
    std::string description(option.help);
    if (!option.example.empty()) {
        description += " Example: " + std::string(option.key) + " = " + std::string(option.example);
    }
    // Beside a $ref Draft 4 reads nothing else.
    if (shape.contains("$ref")) shape = {{"allOf", Json::array({shape})}};
    shape["description"] = description;
    if (!option.fallback.empty()) shape["default"] = fallback_of(option);
    return shape;
}

/// Everything written in a definition's properties comes from its section.
void define(const Section& section, Json& definition, Json& definitions) {
    definition["description"] = section.help;
    definition["type"] = "object";
    Json required = Json::array();
    Json& properties = definition["properties"] = Json::object();
    for (const Option& option : section.options) {
        properties[std::string(option.key)] = schema_of(option);
        if (option.presence == Presence::Required) required.push_back(option.key);
        if (option.table == nullptr) continue;
        const std::string name = definition_name(*option.table);
        if (definitions.contains(name)) continue;
        definitions[name] = Json::object();
        Json inner;
        define(*option.table, inner, definitions);
        definitions[name] = std::move(inner);
    }
    if (!required.empty()) definition["required"] = required;
    definition["additionalProperties"] = false;
}

}  // namespace

std::string json_schema() {
    Json schema = {{"$schema", "http://json-schema.org/draft-04/schema#"},
                   {"title", "fleetsim scenario"}};
    Json definitions = Json::object();
    Json distribution;
    define(distribution_section(), distribution, definitions);
    definitions["distribution"] = std::move(distribution);
    define(file_section(), schema, definitions);
    schema["definitions"] = std::move(definitions);
    return schema.dump(2) + '\n';
}

}  // namespace fleetsim::language
