#include "models/profile/document.hpp"

#include <cmath>
#include <fmt/format.h>
#include <toml++/toml.h>
#include <utility>

namespace fleetsim::profile::detail {

namespace {

using Sources = std::map<std::string, std::string, std::less<>>;

/// Turns the TOML tree into ours, remembering places and collecting mistakes.
class Reader {
  public:
    Reader(Document& document, const Sources& sources) : document_(document), sources_(sources) {}

    void read(const toml::table& from, Table& into) {
        into.place = place(from);
        for (const auto& [key, node] : from) {
            const std::string name{key.str()};
            if (into.path.empty() && name == "sources") continue;
            const std::string path = into.path.empty() ? name : into.path + '.' + name;
            if (std::optional<Entry> entry = entry_of(node, path)) {
                into.entries.emplace(name, *std::move(entry));
            }
        }
    }

  private:
    sim::Place place(const toml::node& node) const {
        return {document_.file, node.source().begin.line, node.source().begin.column};
    }

    void refuse(const toml::node& node, std::string code, std::string text, std::string hint) {
        document_.mistakes.push_back(
            {place(node), std::move(code), std::move(text), std::move(hint)});
    }

    std::optional<Entry> entry_of(const toml::node& node, const std::string& path) {
        Entry entry;
        entry.place = place(node);
        if (const auto* text = node.as_string()) {
            entry.content = text->get();
            return entry;
        }
        if (const auto* table = node.as_table()) {
            if (table->contains("value")) return figure(*table, path);
            auto child = std::make_unique<Table>();
            child->path = path;
            read(*table, *child);
            entry.content = std::move(child);
            return entry;
        }
        if (const auto* array = node.as_array(); array != nullptr && array->is_array_of_tables()) {
            entry.content = children(*array, path);
            return entry;
        }
        refuse(node, "wrong-type", '"' + path + "\" is neither a text, a figure nor a table",
               "a figure is written { value = 0.38, unit = \"W\", source = \"...\" }");
        return std::nullopt;
    }

    std::vector<std::unique_ptr<Table>> children(const toml::array& array,
                                                 const std::string& path) {
        std::vector<std::unique_ptr<Table>> list;
        for (const toml::node& element : array) {
            const toml::table& table = *element.as_table();
            auto child = std::make_unique<Table>();
            child->path = path + '.' + table["name"].value_or(std::to_string(list.size() + 1));
            read(table, *child);
            list.push_back(std::move(child));
        }
        return list;
    }

    std::optional<Entry> figure(const toml::table& table, const std::string& path) {
        for (const auto& [key, node] : table) {
            const std::string_view k = key.str();
            if (k != "value" && k != "unit" && k != "source" && k != "verified") {
                refuse(node, "unknown-key", "unknown key \"" + std::string(k) + "\" in a figure",
                       "a figure has value, unit, source and, if it was not read there, "
                       "verified = false");
            }
        }
        std::optional<double> value = table["value"].value<double>();
        const std::optional<std::string> source = table["source"].value<std::string>();
        if (!value)
            refuse(table, "wrong-type", "the value of \"" + path + "\" is not a number", "");
        if (value && !std::isfinite(*value)) {
            refuse(table, "out-of-range", fmt::format("\"{}\" is {}", path, *value),
                   "a figure is a finite number");
            value = 0;
        }
        if (!source || source->empty()) {
            refuse(table, "no-source", "\"" + path + "\" names no source",
                   "every figure says where it was read: source = \"...\"");
        }
        if (!value || !source) return std::nullopt;
        const Mark mark = table["verified"].value_or(true) ? Mark::Verified : Mark::Unverified;
        const std::string unit = table["unit"].value_or(std::string{});
        document_.figures.push_back(
            {document_.name, path, *value, unit, full_source(table, *source), mark});
        Entry entry;
        entry.place = place(table);
        entry.content = Quantity{*value, unit, document_.figures.size() - 1};
        return entry;
    }

    std::string full_source(const toml::table& table, const std::string& word) {
        if (const auto found = sources_.find(word); found != sources_.end()) return found->second;
        if (word.find(' ') == std::string::npos) {
            refuse(table, "unknown-source", "no source \"" + word + "\" in [sources]",
                   "add it there, or write the source out");
        }
        return word;
    }

    Document& document_;
    const Sources& sources_;
};

std::string required_text(const toml::table& table, std::string_view key, Document& document) {
    const auto text = table[key].value<std::string>();
    if (!text || text->empty()) {
        document.mistakes.push_back({{document.file, 1, 1},
                                     "missing-key",
                                     "a profile needs the text \"" + std::string(key) + '"',
                                     "name, kind and summary stand at the top of the file"});
    }
    return text.value_or("");
}

}  // namespace

void parse(std::string_view text, Document& document) {
    toml::table tree;
    try {
        tree = toml::parse(text, document.file);
    } catch (const toml::parse_error& error) {
        throw sim::InputError(
            sim::Diagnostic{{document.file, error.source().begin.line, error.source().begin.column},
                            "bad-toml",
                            std::string(error.description()),
                            ""});
    }
    document.name = required_text(tree, "name", document);
    document.kind = required_text(tree, "kind", document);
    document.summary = required_text(tree, "summary", document);
    Sources sources;
    if (const toml::table* words = tree["sources"].as_table()) {
        for (const auto& [word, source] : *words) {
            sources.emplace(word.str(), source.value_or(std::string{}));
        }
    }
    Reader{document, sources}.read(tree, document.root);
    for (const char* key : {"name", "kind", "summary"}) {
        if (const auto entry = document.root.entries.find(key);
            entry != document.root.entries.end()) {
            entry->second.was_read = true;
        }
    }
}

}  // namespace fleetsim::profile::detail
