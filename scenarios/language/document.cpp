#include "scenarios/language/document.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <toml++/toml.h>
#include <utility>

namespace fleetsim::language {

namespace {

sim::Place place_of(const toml::source_position& position, const std::string& file) {
    return {file, position.line, position.column};
}

bool stands_before(const sim::Place& a, const sim::Place& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
}

/// Copies toml++'s tree into ours.
class Copier {
  public:
    explicit Copier(const std::string& file) : file_(file) {}

    Node copy(const toml::node& from) const {
        Node node;
        node.place = place_of(from.source().begin, file_);
        if (const auto* table = from.as_table()) {
            node.content = copy_table(*table);
        } else if (const auto* array = from.as_array()) {
            List list;
            for (const toml::node& element : *array) list.push_back(copy(element));
            node.content = std::move(list);
        } else {
            copy_scalar(from, node);
        }
        return node;
    }

  private:
    Table copy_table(const toml::table& from) const {
        Table table;
        for (const auto& [key, value] : from) {
            table.members.push_back(
                {std::string(key.str()), place_of(key.source().begin, file_), copy(value)});
        }
        // toml++ hands them out in alphabetical order.
        std::stable_sort(
            table.members.begin(), table.members.end(),
            [](const Member& a, const Member& b) { return stands_before(a.place, b.place); });
        return table;
    }

    static void copy_scalar(const toml::node& from, Node& node) {
        if (const auto* text = from.as_string()) node.content = text->get();
        if (const auto* whole = from.as_integer()) node.content = whole->get();
        if (const auto* real = from.as_floating_point()) node.content = real->get();
        if (const auto* flag = from.as_boolean()) node.content = flag->get();
        if (const auto* time = from.as_time()) {
            const toml::time& t = time->get();
            node.content = sim::Duration::hours(t.hour) + sim::Duration::minutes(t.minute) +
                           sim::Duration::seconds(t.second) +
                           sim::Duration::nanoseconds(t.nanosecond);
        }
    }

    const std::string& file_;
};

std::string quoted_toml(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        switch (c) {
            case '"':
                quoted += "\\\"";
                break;
            case '\\':
                quoted += "\\\\";
                break;
            case '\n':
                quoted += "\\n";
                break;
            case '\t':
                quoted += "\\t";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
                    quoted += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
                } else {
                    quoted += c;
                }
        }
    }
    return quoted + '"';
}

std::string to_toml(const Table& table) {
    std::string text;
    for (const Member& member : table.members) {
        text += (text.empty() ? " " : ", ") + member.key + " = " + to_toml(member.value);
    }
    return '{' + text + " }";
}

std::string to_toml(const List& list) {
    std::string text;
    for (const Node& element : list) text += (text.empty() ? "" : ", ") + to_toml(element);
    return '[' + text + ']';
}

struct Writer {
    std::string operator()(Date) const { return "a date"; }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(std::int64_t whole) const { return std::to_string(whole); }
    std::string operator()(double real) const { return fmt::format("{:#}", real); }
    std::string operator()(const std::string& text) const { return quoted_toml(text); }
    std::string operator()(sim::Duration t) const {
        const std::int64_t s = t / sim::Duration::seconds(1);
        return fmt::format("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
    }
    std::string operator()(const List& list) const { return to_toml(list); }
    std::string operator()(const Table& table) const { return to_toml(table); }
};

struct Describer {
    std::string_view operator()(Date) const { return "a date"; }
    std::string_view operator()(bool) const { return "true or false"; }
    std::string_view operator()(std::int64_t) const { return "a whole number"; }
    std::string_view operator()(double) const { return "a number"; }
    std::string_view operator()(const std::string&) const { return "a text"; }
    std::string_view operator()(sim::Duration) const { return "a time of day"; }
    std::string_view operator()(const List&) const { return "a list"; }
    std::string_view operator()(const Table&) const { return "a table"; }
};

void mark_as_typed(Node& node, const std::string& option) {
    node.place = {option, 0, 0};
    node.origin = Origin::CommandLine;
    if (auto* list = std::get_if<List>(&node.content)) {
        for (Node& element : *list) mark_as_typed(element, option);
    }
    if (auto* table = std::get_if<Table>(&node.content)) {
        for (Member& member : table->members) {
            member.place = {option, 0, 0};
            mark_as_typed(member.value, option);
        }
    }
}

/// What usually lies behind the parser's words.
std::string_view advice_on(std::string_view description) {
    const auto says = [&](std::string_view words) {
        return description.find(words) != std::string_view::npos;
    };
    if (says("unescaped control characters")) {
        return "is a closing quote missing on this line? the mistakes after it show when this one "
               "is gone";
    }
    if (says("redefine")) {
        return "a key stands once in its table; a second element of a list begins with its "
               "[[heading]]";
    }
    if (says("inline table")) {
        return "a table in braces stays on one line; a longer one gets a heading of its own, such "
               "as [fleet.mqtt]";
    }
    return "the text is not TOML here; the mistakes after it show when this one is gone";
}

}  // namespace

const Node* Table::find(std::string_view key) const {
    for (const Member& member : members) {
        if (member.key == key) return &member.value;
    }
    return nullptr;
}

Node* Table::find(std::string_view key) {
    return const_cast<Node*>(std::as_const(*this).find(key));
}

Node parse_document(std::string_view text, const std::string& file) {
    try {
        const toml::table tree = toml::parse(text, file);
        return Copier{file}.copy(tree);
    } catch (const toml::parse_error& error) {
        throw sim::InputError(sim::Diagnostic{place_of(error.source().begin, file), "bad-toml",
                                              std::string(error.description()),
                                              std::string(advice_on(error.description()))});
    }
}

Node parse_override(std::string_view value, const std::string& option) {
    Node node;
    try {
        Node document = parse_document("value = " + std::string(value), option);
        Table& table = std::get<Table>(document.content);
        if (table.members.size() == 1) node = std::move(table.members.front().value);
    } catch (const sim::InputError&) {
        node.content = std::string(value);
    }
    if (std::holds_alternative<Date>(node.content)) node.content = std::string(value);
    mark_as_typed(node, option);
    node.raw = value;
    return node;
}

std::string_view describe_type(const Node& node) { return std::visit(Describer{}, node.content); }

std::string to_toml(const Node& node) { return std::visit(Writer{}, node.content); }

}  // namespace fleetsim::language
