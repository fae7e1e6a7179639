#include <array>

#include "models/rules/functions.hpp"

namespace fleetsim::rules {

namespace {

using Arguments = std::span<const Value>;

/// The text to search and the compiled pattern.
struct Search {
    Search(const CallScope& scope, Arguments arguments) : text(to_text(arguments[0], scope.arena)) {
        const auto pattern = to_text(arguments[1], scope.arena);
        if (pattern) regex = scope.regexes.find(*pattern);
    }
    explicit operator bool() const { return text && regex != nullptr; }
    std::optional<std::string_view> text;
    const Regex* regex = nullptr;
};

Value matches(const CallScope& scope, Arguments arguments) {
    const Search search(scope, arguments);
    if (!search) return {};
    const auto found = search.regex->matches(*search.text);
    return found ? Value::boolean(*found) : Value{};
}

Value replace_matches(const CallScope& scope, Arguments arguments) {
    const Search search(scope, arguments);
    const auto replacement = to_text(arguments[2], scope.arena);
    if (!search || !replacement) return {};
    const auto replaced = search.regex->replace(*search.text, *replacement);
    return replaced ? scope.text(*replaced) : Value{};
}

Value first_match(const CallScope& scope, Arguments arguments) {
    const Search search(scope, arguments);
    if (!search) return {};
    const auto match = search.regex->first_match(*search.text);
    return match ? scope.text(*match) : Value{};
}

constexpr std::array kRegex = {
    Function{"regexp_matches", 2, 2, kOld, matches},
    Function{"regexp_replace", 3, 3, kOld, replace_matches},
    Function{"regexp_substr", 2, 2, kOld, first_match},
};

}  // namespace

std::span<const Function> regex_functions() { return kRegex; }

}  // namespace fleetsim::rules
