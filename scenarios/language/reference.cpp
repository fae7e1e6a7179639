#include "scenarios/language/reference.hpp"

#include <set>

#include "scenarios/language/option_table.hpp"

namespace fleetsim::language {

namespace {

/// A bar would end the cell of a table.
std::string cell(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '|') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

std::string code(std::string_view text) {
    return text.empty() ? std::string{} : '`' + cell(text) + '`';
}

std::string_view kind_of(const Option& option) {
    switch (option.type) {
        case Type::Text:
            return "text";
        case Type::Name:
            return "name";
        case Type::Flag:
            return "true or false";
        case Type::Whole:
            return "whole number";
        case Type::Factor:
            return "number";
        case Type::Ratio:
            return "ratio";
        case Type::Duration:
            return "duration";
        case Type::Instant:
            return "time since the start";
        case Type::Size:
            return "size";
        case Type::BitRate:
            return "data rate";
        case Type::Frequency:
            return "frequency";
        case Type::VaryingDuration:
            return "duration, may vary";
        case Type::VaryingSize:
            return "size, may vary";
        case Type::Choice:
            return "one of";
        case Type::Profile:
            return "profile";
        case Type::SizeList:
            return "list of sizes";
        case Type::Texts:
            return "text, or a list";
        case Type::Profiles:
            return "profile, or a list";
        case Type::Pairs:
            return "table of texts";
        case Type::Table:
            return "table";
        case Type::Tables:
            return "list of tables";
        case Type::Figure:
            return "quantity";
        case Type::Action:
            return "action";
        case Type::Actions:
            return "list of actions";
        case Type::Items:
            return "list of tables, keys of your own";
        case Type::Grid:
            return "paths with values";
        case Type::Grids:
            break;
    }
    return "list of paths with values";
}

std::string type_cell(const Option& option) {
    std::string text(kind_of(option));
    for (std::size_t i = 0; i < option.choices.size(); ++i) {
        text += (i == 0 ? " " : ", ") + code(option.choices[i]);
    }
    return text;
}

std::string default_cell(const Option& option) {
    if (option.presence == Presence::Required) return "*required*";
    return code(option.fallback);
}

void write(const Section& section, std::set<const Section*>& done, std::string& text) {
    if (!done.insert(&section).second) return;
    text += "\n### `" + std::string(section.title) + "`\n\n" + std::string(section.help) + "\n\n";
    text += "| key | type | default | meaning | example |\n|---|---|---|---|---|\n";
    for (const Option& option : section.options) {
        text += "| " + code(option.key) + " | " + type_cell(option) + " | " + default_cell(option) +
                " | " + cell(option.help) + " | " + code(option.example) + " |\n";
    }
    for (const Option& option : section.options) {
        if (option.table != nullptr) write(*option.table, done, text);
    }
}

}  // namespace

std::string markdown_reference() {
    std::string text;
    std::set<const Section*> done{&file_section()};
    for (const Option& option : file_section().options) write(*option.table, done, text);
    write(distribution_section(), done, text);
    return text;
}

}  // namespace fleetsim::language
