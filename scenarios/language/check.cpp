#include "scenarios/language/check.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/language/check_value.hpp"
#include "sim/check.hpp"

namespace fleetsim::language {

namespace {

/// The default as the file would have it.
Node fallback_of(const Option& option) {
    Node node;
    const bool is_bare =
        option.type == Type::Whole || option.type == Type::Factor || option.type == Type::Flag;
    if (option.type == Type::Table) {
        node.content = Table{};
    } else if (is_bare) {
        node.content = parse_override(option.fallback, "default").content;
    } else {
        node.content = std::string(option.fallback);
    }
    node.origin = Origin::Default;
    return node;
}

/// A section in which a misplaced key would be right, to be named in the hint.
std::string_view home_of(std::string_view key, const Section& section) {
    for (const Option& option : section.options) {
        if (option.table != nullptr && option.table->find(key) != nullptr) {
            return option.table->title;
        }
    }
    return {};
}

void refuse_unknown_key(const Member& member, const Section& section, CheckContext& context) {
    std::vector<std::string_view> keys;
    for (const Option& option : section.options) keys.push_back(option.key);
    std::string hint = hint_of_names(member.key, keys);
    if (const std::string_view home = home_of(member.key, section); !home.empty()) {
        hint = in_quotes(member.key) + " belongs in " + std::string(home);
    } else if (&section != &file_section() && file_section().find(member.key) != nullptr) {
        hint = in_quotes(member.key) + " belongs at the top of the file, above the first [table]";
    }
    context.diagnostics.add(
        member.place, "unknown-key",
        "unknown key " + in_quotes(member.key) + " in " + std::string(section.title), hint);
}

std::string first_sentence(std::string_view text) {
    const std::size_t end = text.find(". ");
    return std::string(text.substr(0, end == std::string_view::npos ? end : end + 1));
}

}  // namespace

Settings check(const Node& table, const Section& section, CheckContext& context) {
    FLEET_CHECK(table.table() != nullptr, "only a table can be checked against a section");
    Settings settings(section, table.place);
    for (const Member& member : table.table()->members) {
        const Option* option = section.find(member.key);
        if (option == nullptr) {
            refuse_unknown_key(member, section, context);
            continue;
        }
        settings.set(*option, check_value(member.value, *option, context));
    }
    for (const Option& option : section.options) {
        if (settings.has(option.key)) continue;
        if (!option.fallback.empty()) {
            settings.set(option, check_value(fallback_of(option), option, context));
        } else if (option.presence == Presence::Required) {
            context.diagnostics.add(
                table.place, "missing-key",
                std::string(section.title) + " needs the key " + in_quotes(option.key),
                option.table != nullptr
                    ? "it is written " + std::string(option.table->title)
                    : first_sentence(option.help) + " For example " + std::string(option.key) +
                          " = " + std::string(option.example));
        }
    }
    return settings;
}

Settings defaults_of(const Section& section) {
    Diagnostics diagnostics;
    const KnownNames known;
    CheckContext context{diagnostics, known, ""};
    Node empty;
    empty.content = Table{};
    empty.origin = Origin::Default;
    return check(empty, section, context);
}

}  // namespace fleetsim::language
