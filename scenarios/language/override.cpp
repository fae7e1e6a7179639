#include "scenarios/language/override.hpp"

#include <charconv>
#include <optional>
#include <vector>

#include "scenarios/language/reading.hpp"

namespace fleetsim::language {

namespace {

/// "publish[0]" is the word "publish" and the number 0.
struct Segment {
    std::string word;
    std::optional<std::size_t> index;
};

std::optional<Segment> parse_segment(std::string_view text) {
    Segment segment;
    const std::size_t bracket = text.find('[');
    segment.word = text.substr(0, bracket);
    if (bracket != std::string_view::npos) {
        std::size_t index = 0;
        const char* end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data() + bracket + 1, end, index);
        if (error != std::errc{} || stop + 1 != end || *stop != ']') return std::nullopt;
        segment.index = index;
    }
    if (segment.word.empty()) return std::nullopt;
    return segment;
}

std::optional<std::vector<Segment>> parse_path(std::string_view path) {
    std::vector<Segment> segments;
    while (true) {
        const std::size_t dot = path.find('.');
        const std::optional<Segment> segment = parse_segment(path.substr(0, dot));
        if (!segment) return std::nullopt;
        segments.push_back(*segment);
        if (dot == std::string_view::npos) return segments;
        path.remove_prefix(dot + 1);
    }
}

std::string text_at(const Node& element, std::string_view key) {
    const Node* text = element.table() == nullptr ? nullptr : element.table()->find(key);
    return text == nullptr || text->text() == nullptr ? std::string{} : *text->text();
}

std::string name_of(const Node& element, const Option& option) {
    const std::string name = text_at(element, "name");
    if (!name.empty() || option.key != "link") return name;
    return name_by_ends(text_at(element, "from"), text_at(element, "to"));
}

class Walker {
  public:
    Walker(std::string_view path, Node value, Diagnostics& diagnostics)
        : path_(path), value_(std::move(value)), diagnostics_(diagnostics) {}

    void walk(Node& document) {
        std::optional<std::vector<Segment>> segments = parse_path(path_);
        if (!segments) {
            return refuse("bad-path", in_quotes(path_) + " is not a path",
                          "write it like fleet.meter.count or fleet.meter.publish[0].every");
        }
        segments_ = std::move(*segments);
        in_table(document, file_section());
    }

  private:
    void refuse(std::string code, std::string text, std::string hint) {
        diagnostics_.add(value_.place, std::move(code), std::move(text), std::move(hint));
    }

    bool is_last() const { return at_ + 1 == segments_.size(); }

    void in_table(Node& node, const Section& section) {
        Table* table = std::get_if<Table>(&node.content);
        if (table == nullptr) return;  // the checker has a word about it
        const Segment& segment = segments_[at_];
        const Option* option = section.find(segment.word);
        if (option == nullptr) {
            std::vector<std::string_view> keys;
            for (const Option& known : section.options) keys.push_back(known.key);
            return diagnostics_.add_unknown(
                value_.place, "unknown-key",
                "unknown key " + in_quotes(segment.word) + " in " + std::string(section.title),
                segment.word, keys);
        }
        if (option->type == Type::Tables) return in_list(*table, *option);
        if (segment.index) {
            return refuse("bad-path", in_quotes(segment.word) + " is not a list of tables",
                          "write it without [" + std::to_string(*segment.index) + ']');
        }
        if (is_last()) return put(*table, segment.word);
        step_into(*table, *option);
    }

    void step_into(Table& table, const Option& option) {
        Node* inner = table.find(option.key);
        const bool is_varying =
            option.type == Type::VaryingDuration || option.type == Type::VaryingSize;
        if (is_varying && inner != nullptr && inner->table() != nullptr) {
            ++at_;
            return in_table(*inner, distribution_section());
        }
        if (option.type != Type::Table) {
            return refuse("bad-path", in_quotes(option.key) + " is a value; nothing lies below it",
                          "end the path with it");
        }
        if (inner == nullptr) {
            table.members.push_back({std::string(option.key), value_.place, {}});
            inner = &table.members.back().value;
            inner->content = Table{};
            inner->place = value_.place;
            inner->origin = value_.origin;
        }
        ++at_;
        in_table(*inner, *option.table);
    }

    void in_list(Table& table, const Option& option) {
        Node* node = table.find(option.key);
        List* list = node == nullptr ? nullptr : std::get_if<List>(&node->content);
        std::vector<std::string> names;
        if (list != nullptr) {
            for (const Node& element : *list) names.push_back(name_of(element, option));
        }
        std::optional<std::size_t> index = segments_[at_].index;
        if (!index && !is_last()) {
            ++at_;
            index = index_of(segments_[at_].word, names);
            if (!index) return refuse_element(option, segments_[at_].word, names);
        }
        if (is_last() || !index) {
            return refuse(
                "bad-path", in_quotes(option.key) + " is a list of tables and cannot be replaced",
                "name one of its elements and a key, " + std::string(option.key) +
                    (names.empty() || names[0].empty() ? "[0]" : '.' + names[0]) + ".KEY");
        }
        if (*index >= names.size()) {
            return refuse(
                "bad-path",
                "there is no " + std::string(option.key) + '[' + std::to_string(*index) + ']',
                "there are " + std::to_string(names.size()) + ", counted from 0");
        }
        ++at_;
        in_table((*list)[*index], *option.table);
    }

    static std::optional<std::size_t> index_of(std::string_view word,
                                               const std::vector<std::string>& names) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (names[i] == word) return i;
        }
        return std::nullopt;
    }

    void refuse_element(const Option& option, const std::string& word,
                        const std::vector<std::string>& names) {
        std::vector<std::string_view> given;
        for (const std::string& name : names) {
            if (!name.empty()) given.push_back(name);
        }
        if (given.empty() && !names.empty()) {
            return refuse("bad-path", "the elements of " + in_quotes(option.key) + " have no names",
                          "write " + std::string(option.key) + "[0] for the first");
        }
        diagnostics_.add_unknown(
            value_.place, "unknown-name",
            "there is no " + std::string(option.key) + " named " + in_quotes(word), word, given);
    }

    void put(Table& table, const std::string& key) {
        if (Node* old = table.find(key)) {
            *old = std::move(value_);
        } else {
            const sim::Place place = value_.place;
            table.members.push_back({key, place, std::move(value_)});
        }
    }

    std::string_view path_;
    Node value_;
    Diagnostics& diagnostics_;
    std::vector<Segment> segments_;
    std::size_t at_ = 0;
};

}  // namespace

void apply_override(Node& document, std::string_view path, Node value, Diagnostics& diagnostics) {
    Walker(path, std::move(value), diagnostics).walk(document);
}

const Option* option_at(std::string_view path) {
    const std::optional<std::vector<Segment>> segments = parse_path(path);
    if (!segments) return nullptr;
    const Section* section = &file_section();
    const Option* option = nullptr;
    bool expects_name = false;
    for (const Segment& segment : *segments) {
        if (expects_name) {
            expects_name = false;
            continue;
        }
        if (section == nullptr) return nullptr;
        option = section->find(segment.word);
        if (option == nullptr) return nullptr;
        section = option->table;
        expects_name = option->type == Type::Tables && !segment.index;
    }
    return option;
}

}  // namespace fleetsim::language
