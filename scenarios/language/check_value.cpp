#include "scenarios/language/check_value.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <utility>

#include "scenarios/language/distribution.hpp"

namespace fleetsim::language {

namespace {

/// No duration is longer, so that the sum of two never overflows.
constexpr sim::Duration kLongest = sim::Duration::days(36'525);

/// A limit in the words of the option's unit.
std::string limit_text(const Option& option, double limit) {
    switch (option.type) {
        case Type::Ratio:
            return fmt::format("{:g} %", limit * 100);
        case Type::Frequency:
            return limit < 1 ? fmt::format("{:g} /min", limit * 60) : fmt::format("{:g} /s", limit);
        case Type::Whole:
            return fmt::format("{}", static_cast<std::int64_t>(limit));
        case Type::Factor:
            return fmt::format("{:g}", limit);
        case Type::Size:
        case Type::VaryingSize:
        case Type::SizeList:
            return sim::to_text(sim::Bytes{static_cast<std::int64_t>(limit)});
        case Type::BitRate:
            return sim::to_text(sim::BitRate{static_cast<std::int64_t>(limit)});
        default:
            return sim::to_text(sim::Duration::from_seconds(limit));
    }
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
}

/// A control character that no page holds as text.
bool breaks_a_page(char c) {
    const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    return is_control && c != '\t' && c != '\n' && c != '\r';
}

/// Checks the value of one key.
class ValueChecker {
  public:
    ValueChecker(const Option& option, CheckContext& context)
        : option_(option), context_(context) {}

    Setting check(const Node& node) {
        Setting setting;
        setting.node = node;
        setting.value = value(node);
        setting.is_sound = is_sound_;
        // A word typed as a number, --set version=5, reads as it would stand in a file.
        if (const auto* word = std::get_if<std::string>(&setting.value); word && is_sound_) {
            setting.node.content = *word;
        }
        return setting;
    }

  private:
    /// Without one where the type is looked at by whoever reads it.
    decltype(Setting::value) value(const Node& node) {
        switch (option_.type) {
            case Type::Text:
                return filled_text(node);
            case Type::Name:
                return name(node);
            case Type::Choice:
                return choice(node);
            case Type::Profile:
                return profile(node);
            case Type::Flag:
                return flag(node);
            case Type::Whole:
                return whole(node);
            case Type::Factor:
                return factor(node);
            case Type::Ratio:
                return ratio(node);
            case Type::Frequency:
                return frequency(node);
            case Type::Duration:
                return duration(node);
            case Type::Instant:
                return instant(node);
            case Type::Size:
                return size(node);
            case Type::BitRate:
                return bit_rate(node);
            case Type::VaryingDuration:
            case Type::VaryingSize:
                return varying(node);
            case Type::SizeList:
                return sizes(node);
            case Type::Texts:
            case Type::Profiles:
                return texts(node);
            case Type::Pairs:
                return pairs(node);
            case Type::Table:
                return table(node);
            case Type::Tables:
                return tables(node);
            case Type::Figure:
            case Type::Action:
            case Type::Actions:
            case Type::Items:
            case Type::Grid:
            case Type::Grids:
                return {};
        }
        return {};
    }

    void refuse(const Node& node, std::string code, std::string reason, std::string hint = "") {
        is_sound_ = false;
        context_.diagnostics.add(node.place, std::move(code),
                                 std::string(option_.key) + ": " + reason, std::move(hint));
    }

    void refuse_type(const Node& node) {
        // What was typed is not in a file to look at.
        const std::string what =
            node.origin == Origin::CommandLine ? to_toml(node) + " is " : "this is ";
        refuse(node, "wrong-type",
               what + std::string(describe_type(node)) + ", not " + describe_type(option_));
    }

    /// A text; a value typed on the command line counts as written there.
    const std::string* text_of(const Node& node) {
        if (const std::string* text = node.text()) return text;
        if (node.origin == Origin::CommandLine && !node.raw.empty()) return &node.raw;
        return nullptr;
    }

    std::string text(const Node& node) {
        const std::string* text = text_of(node);
        if (text == nullptr) {
            refuse_type(node);
            return {};
        }
        return *text;
    }

    std::string filled_text(const Node& node) {
        std::string written = text(node);
        if (is_sound_ && written.empty() && option_.presence == Presence::Required)
            refuse(node, "missing-key", "this is empty, not " + describe_type(option_));
        if (is_sound_ && std::any_of(written.begin(), written.end(), breaks_a_page))
            refuse(node, "control-character",
                   "this has a control character, which terminals and reports cannot print",
                   "write the text without it; line ends and tabs are allowed");
        return written;
    }

    std::string name(const Node& node) {
        std::string name = text(node);
        if (is_sound_ && !is_name(name)) {
            refuse(node, "bad-name", in_quotes(name) + " is not a name",
                   "a to z, A to Z, digits, \"-\" and \"_\", at most 64 of them");
        }
        return name;
    }

    std::string choice(const Node& node) {
        const std::string* word = text_of(node);
        if (word != nullptr && std::find(option_.choices.begin(), option_.choices.end(), *word) !=
                                   option_.choices.end()) {
            return *word;
        }
        is_sound_ = false;
        const std::string written = word != nullptr ? in_quotes(*word) : to_toml(node);
        context_.diagnostics.add_unknown(node.place, "unknown-name",
                                         std::string(option_.key) + " cannot be " + written,
                                         word != nullptr ? *word : to_toml(node), option_.choices);
        return option_.fallback.empty() ? std::string(option_.choices.front())
                                        : std::string(option_.fallback);
    }

    std::string profile(const Node& node) {
        std::string name = text(node);
        const auto known = context_.known.profiles.find(option_.profile_kind);
        if (!is_sound_ || known == context_.known.profiles.end()) return name;
        if (name.ends_with(".toml")) return profile_file(node, name);
        const std::vector<std::string>& names = known->second;
        if (std::find(names.begin(), names.end(), name) != names.end()) return name;
        is_sound_ = false;
        context_.diagnostics.add_unknown(
            node.place, "missing-profile",
            "there is no " + std::string(option_.profile_kind) + " profile " + in_quotes(name),
            name, {names.begin(), names.end()});
        return name;
    }

    /// Relative to the scenario, so that the two can be moved together.
    std::string profile_file(const Node& node, const std::string& name) {
        const std::string path = (std::filesystem::path(context_.folder) / name).string();
        std::error_code ignored;
        if (!std::filesystem::is_regular_file(path, ignored)) {
            refuse(node, "missing-profile", "there is no file " + in_quotes(path),
                   "the name of a file is relative to the folder of the scenario");
        }
        return path;
    }

    bool flag(const Node& node) {
        if (const bool* flag = std::get_if<bool>(&node.content)) return *flag;
        refuse_type(node);
        return false;
    }

    void check_limits(const Node& node, double value) {
        if (option_.least && value < *option_.least) {
            refuse(
                node, "out-of-range",
                to_toml(node) + " is too small; at least " + limit_text(option_, *option_.least));
        }
        if (option_.most && value > *option_.most) {
            refuse(node, "out-of-range",
                   to_toml(node) + " is too large; at most " + limit_text(option_, *option_.most));
        }
    }

    static bool is_digits(const std::string& text) {
        return !text.empty() &&
               std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    }

    std::int64_t least_whole() const {
        return static_cast<std::int64_t>(option_.least.value_or(0));
    }

    std::int64_t whole(const Node& node) {
        const auto* whole = std::get_if<std::int64_t>(&node.content);
        if (whole == nullptr) {
            is_digits(node.raw) ? refuse(node, "out-of-range", node.raw + " has too many digits")
                                : refuse_type(node);
            return least_whole();
        }
        check_limits(node, static_cast<double>(*whole));
        return is_sound_ ? *whole : least_whole();
    }

    double factor(const Node& node) {
        double value = 0;
        if (const auto* whole = std::get_if<std::int64_t>(&node.content)) {
            value = static_cast<double>(*whole);
        } else if (const auto* real = std::get_if<double>(&node.content)) {
            value = *real;
        } else {
            refuse_type(node);
        }
        return limited(node, value);
    }

    /// The value if it is within its limits, else the nearest thing to it that is.
    double limited(const Node& node, double value) {
        if (!std::isfinite(value)) {
            refuse(node, "out-of-range", to_toml(node) + " is not a finite number");
            value = 0;
        }
        if (is_sound_) check_limits(node, value);
        return std::clamp(value, option_.least.value_or(-1e300), option_.most.value_or(1e300));
    }

    double ratio(const Node& node) {
        if (const std::string* text = node.text()) {
            return limited(node, parsed(node, sim::parse_quantity(*text, sim::Dimension::Ratio)));
        }
        return factor(node);
    }

    double frequency(const Node& node) {
        const std::string* text = quantity_text(node);
        if (text == nullptr) return 1;
        const double rate = parsed(node, sim::parse_quantity(*text, sim::Dimension::Frequency));
        if (is_sound_ && rate <= 0) {
            refuse(node, "out-of-range", to_toml(node) + " is too small; it must be above zero");
        }
        return is_sound_ ? limited(node, rate) : 1;
    }

    /// Takes the value out, or notes why there is none.
    template <class T>
    T parsed(const Node& node, sim::Parsed<T> result) {
        if (result) return *result;
        refuse(node, result.code, result.reason);
        return T{};
    }

    /// The text of a quantity. A number without its unit gets the hint it needs.
    const std::string* quantity_text(const Node& node) {
        if (const std::string* text = node.text()) return text;
        const bool is_number = std::holds_alternative<std::int64_t>(node.content) ||
                               std::holds_alternative<double>(node.content);
        if (!is_number) {
            refuse_type(node);
            return nullptr;
        }
        const sim::Dimension dimension = *dimension_of(option_.type);
        refuse(node, "missing-unit", to_toml(node) + " needs a unit",
               "write it as a text such as \"" + std::string(sim::example_of(dimension)) +
                   "\"; units: " + sim::unit_names(dimension));
        return nullptr;
    }

    sim::Duration duration(const Node& node) {
        const std::string* text = quantity_text(node);
        if (text == nullptr) return {};
        return limited_duration(node, parsed(node, sim::parse_duration(*text)));
    }

    sim::Duration limited_duration(const Node& node, sim::Duration value) {
        if (is_sound_ && value < sim::Duration{}) {
            refuse(node, "out-of-range", to_toml(node) + " is negative");
        }
        if (is_sound_ && value > kLongest) {
            refuse(node, "out-of-range", to_toml(node) + " is too large; at most 100 year");
        }
        // Divided, so that a whole number of seconds is exactly that.
        if (is_sound_) check_limits(node, static_cast<double>(value.count()) / 1e9);
        if (is_sound_) return value;
        return sim::Duration::from_seconds(option_.least.value_or(0));
    }

    sim::Duration instant(const Node& node) {
        if (const auto* clock = std::get_if<sim::Duration>(&node.content)) {
            return limited_duration(node, *clock);
        }
        if (node.text() != nullptr && node.text()->find(':') != std::string::npos) {
            return limited_duration(node, parsed(node, sim::parse_clock(*node.text())));
        }
        return duration(node);
    }

    sim::Bytes size(const Node& node) {
        const std::string* text = quantity_text(node);
        if (text == nullptr) return {};
        const sim::Bytes value = parsed(node, sim::parse_size(*text));
        if (is_sound_ && value.count() < 0) {
            refuse(node, "out-of-range", to_toml(node) + " is negative");
        }
        if (is_sound_) check_limits(node, static_cast<double>(value.count()));
        return is_sound_ ? value : sim::Bytes{};
    }

    sim::BitRate bit_rate(const Node& node) {
        const std::string* text = quantity_text(node);
        if (text == nullptr) return sim::BitRate{1};
        const sim::BitRate value = parsed(node, sim::parse_bit_rate(*text));
        if (is_sound_ && value.count() < 1) {
            refuse(node, "out-of-range", to_toml(node) + " is too small; at least 1 bit/s");
        }
        return is_sound_ ? value : sim::BitRate{1};
    }

    std::vector<sim::Bytes> sizes(const Node& node) {
        std::vector<sim::Bytes> sizes;
        const List* list = node.list();
        if (list == nullptr) {
            refuse_type(node);
            return sizes;
        }
        for (const Node& element : *list) sizes.push_back(size(element));
        return sizes;
    }

    std::vector<std::string> texts(const Node& node) {
        const auto one = [&](const Node& element) {
            return option_.type == Type::Profiles ? profile(element) : text(element);
        };
        const List* list = node.list();
        if (list == nullptr) return {one(node)};
        std::vector<std::string> texts;
        for (const Node& element : *list) texts.push_back(one(element));
        if (texts.empty()) refuse(node, "out-of-range", "the list is empty; it takes one at least");
        return texts;
    }

    std::vector<std::pair<std::string, std::string>> pairs(const Node& node) {
        std::vector<std::pair<std::string, std::string>> pairs;
        if (node.table() == nullptr) {
            refuse_type(node);
            return pairs;
        }
        for (const Member& member : node.table()->members)
            pairs.emplace_back(member.key, text(member.value));
        return pairs;
    }

    sim::Distribution varying(const Node& node) {
        if (node.table() == nullptr) {
            if (option_.type == Type::VaryingSize) {
                return sim::Distribution::constant(static_cast<double>(size(node).count()));
            }
            return sim::Distribution::constant(duration(node).to_seconds());
        }
        const Settings settings = language::check(node, distribution_section(), context_);
        const DistributionReading reading =
            read_distribution(settings, *dimension_of(option_.type), context_);
        is_sound_ = reading.is_sound;
        if (is_sound_) check_limits(node, reading.value);
        return reading.value;
    }

    void check_limits(const Node& node, const sim::Distribution& value) {
        // Where there is no end, half of the draws must be within the limit.
        const double top = std::isfinite(value.maximum()) ? value.maximum() : value.quantile(0.5);
        if (option_.most && top > *option_.most) {
            refuse(node, "out-of-range",
                   "draws are as large as " + limit_text(option_, top) + "; at most " +
                       limit_text(option_, *option_.most));
        }
    }

    std::vector<Settings> table(const Node& node) {
        std::vector<Settings> list;
        if (node.table() != nullptr) {
            list.push_back(language::check(node, *option_.table, context_));
            return list;
        }
        refuse(node, "wrong-type", "this is " + std::string(describe_type(node)) + ", not a table",
               "it is written " + std::string(option_.table->title));
        if (!option_.fallback.empty()) list.push_back(defaults_of(*option_.table));
        return list;
    }

    std::vector<Settings> tables(const Node& node) {
        std::vector<Settings> settings;
        const List* list = node.list();
        const bool are_tables =
            list != nullptr && std::all_of(list->begin(), list->end(), [](const Node& element) {
                return element.table() != nullptr;
            });
        if (!are_tables) {
            refuse(node, "wrong-type",
                   list != nullptr
                       ? "not every element of this list is a table"
                       : "this is " + std::string(describe_type(node)) + ", not a list of tables",
                   "each is written [" + std::string(path_of(*option_.table)) + ']');
            return settings;
        }
        for (const Node& element : *list) {
            settings.push_back(language::check(element, *option_.table, context_));
        }
        return settings;
    }

    /// "[fleet]" of "[[fleet]]".
    static std::string_view path_of(const Section& section) {
        std::string_view title = section.title;
        if (title.starts_with("[[")) title = title.substr(1, title.size() - 2);
        return title;
    }

    const Option& option_;
    CheckContext& context_;
    bool is_sound_ = true;
};

}  // namespace

Setting check_value(const Node& node, const Option& option, CheckContext& context) {
    return ValueChecker(option, context).check(node);
}

}  // namespace fleetsim::language
