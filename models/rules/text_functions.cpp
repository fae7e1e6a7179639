#include <algorithm>
#include <array>

#include "models/rules/functions.hpp"
#include "models/rules/unicode.hpp"

namespace fleetsim::rules {

namespace {

using Arguments = std::span<const Value>;

/// The first two arguments as texts; Undefined if one of them has none.
struct TextPair {
    TextPair(const CallScope& scope, Arguments arguments)
        : first(to_text(arguments[0], scope.arena)), second(to_text(arguments[1], scope.arena)) {}
    explicit operator bool() const { return first && second; }
    std::optional<std::string_view> first;
    std::optional<std::string_view> second;
};

Value chr(const CallScope& scope, Arguments arguments) {
    const auto whole = to_whole_down(arguments[0]);
    const auto code = whole ? whole->to_integer() : std::nullopt;
    constexpr std::int64_t kLastAscii = 127;
    if (!code || *code < 0 || *code > kLastAscii) return {};
    const char character = static_cast<char>(*code);
    return scope.text({&character, 1});
}

Value concat_arrays(const CallScope& scope, Arguments arguments) {
    std::vector<Value> items;
    for (const Value& argument : arguments) {
        if (argument.is(Value::Kind::Array)) {
            items.insert(items.end(), argument.as_array().begin(), argument.as_array().end());
        } else {
            items.push_back(argument);
        }
        if (items.size() > kMostText / sizeof(Value)) return {};
    }
    return Value::array(scope.arena.copy(std::span<const Value>(items)));
}

Value concat(const CallScope& scope, Arguments arguments) {
    if (arguments.empty()) return {};
    if (arguments.size() == 1) return arguments[0];
    const auto any = [&](Value::Kind kind) {
        return std::any_of(arguments.begin(), arguments.end(),
                           [kind](const Value& value) { return value.is(kind); });
    };
    if (any(Value::Kind::Array)) return concat_arrays(scope, arguments);
    if (!any(Value::Kind::Text)) return {};
    std::string joined;
    for (const Value& argument : arguments) {
        const auto text = to_text(argument, scope.arena);
        if (!text || joined.size() > kMostText) return {};
        joined += *text;
    }
    return scope.text(joined);
}

Value starts_with(const CallScope& scope, Arguments arguments) {
    const TextPair texts(scope, arguments);
    return texts ? Value::boolean(texts.first->starts_with(*texts.second)) : Value{};
}

Value ends_with(const CallScope& scope, Arguments arguments) {
    const TextPair texts(scope, arguments);
    return texts ? Value::boolean(texts.first->ends_with(*texts.second)) : Value{};
}

/// -1, as Java's String.indexOf, where there is none: the guide does not say.
Value index_of(const CallScope& scope, Arguments arguments) {
    const TextPair texts(scope, arguments);
    if (!texts) return {};
    const std::size_t place = texts.first->find(*texts.second);
    if (place == std::string_view::npos) return Value::integer(-1);
    return Value::integer(
        static_cast<std::int64_t>(character_count(texts.first->substr(0, place))));
}

Value length(const CallScope& scope, Arguments arguments) {
    const auto text = to_text(arguments[0], scope.arena);
    return text ? Value::integer(static_cast<std::int64_t>(character_count(*text))) : Value{};
}

Value byte_length(const CallScope& scope, Arguments arguments) {
    const auto text = to_text(arguments[0], scope.arena);
    return text ? Value::integer(static_cast<std::int64_t>(text->size())) : Value{};
}

template <std::string (*Mapping)(std::string_view)>
Value in_case(const CallScope& scope, Arguments arguments) {
    const auto text = to_text(arguments[0], scope.arena);
    return text ? scope.text(Mapping(*text)) : Value{};
}

enum class Side : std::uint8_t { Left, Right, Both };

template <Side side>
Value trim(const CallScope& scope, Arguments arguments) {
    const auto text = to_text(arguments[0], scope.arena);
    if (!text) return {};
    constexpr std::string_view kBlanks = " \t\n\v\f\r";
    const std::size_t first = side == Side::Right ? 0 : text->find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return Value::text({});
    const std::size_t last =
        side == Side::Left ? text->size() : text->find_last_not_of(kBlanks) + 1;
    return Value::text(text->substr(first, last - first));
}

template <Side side>
Value pad(const CallScope& scope, Arguments arguments) {
    const auto text = to_text(arguments[0], scope.arena);
    const auto wanted = to_whole_down(arguments[1]);
    if (!text || !wanted) return {};
    constexpr std::int64_t kMostPadding = 1000;
    const std::int64_t most = wanted->sign() < 0 ? 0 : kMostPadding;
    const auto count = std::clamp<std::int64_t>(wanted->to_integer().value_or(most), 0, most);
    const std::string blanks(static_cast<std::size_t>(count), ' ');
    const std::string source(*text);
    return scope.text(side == Side::Left ? blanks + source : source + blanks);
}

Value replace(const CallScope& scope, Arguments arguments) {
    const TextPair texts(scope, arguments);
    const auto replacement = to_text(arguments[2], scope.arena);
    if (!texts || !replacement) return {};
    const std::string_view source = *texts.first;
    const std::string_view wanted = *texts.second;
    if (wanted.empty()) return Value::text(source);
    std::string out;
    std::size_t at = 0;
    while (out.size() <= kMostText) {
        const std::size_t found = source.find(wanted, at);
        out += source.substr(at, found - at);
        if (found == std::string_view::npos) return scope.text(out);
        out += *replacement;
        at = found + wanted.size();
    }
    return {};
}

/// An index brought into [0, length]. The guide's example substring("012345", 2.745) = "2345" shows
/// that the fraction is cut off.
std::optional<std::size_t> to_index(const Value& value, std::size_t length) {
    const auto whole = to_whole_down(value);
    if (!whole) return std::nullopt;
    if (whole->sign() < 0) return 0;
    const auto index = whole->to_integer();
    return index ? std::min(static_cast<std::size_t>(*index), length) : length;
}

Value substring(const CallScope& scope, Arguments arguments) {
    const auto text = to_text(arguments[0], scope.arena);
    if (!text) return {};
    const std::size_t length = character_count(*text);
    const auto first = to_index(arguments[1], length);
    const auto last = arguments.size() > 2 ? to_index(arguments[2], length) : length;
    if (!first || !last) return {};
    return Value::text(*first >= *last ? std::string_view{} : slice(*text, *first, *last));
}

constexpr std::array kText = {
    Function{"chr", 1, 1, kOld, chr},
    Function{"concat", 0, Function::kAnyCount, kOld, concat},
    Function{"endswith", 2, 2, kOld, ends_with},
    Function{"indexof", 2, 2, kNew, index_of},
    Function{"length", 1, 1, kNew, length},
    Function{"lower", 1, 1, kOld, in_case<to_lower>},
    Function{"lpad", 2, 2, kOld, pad<Side::Left>},
    Function{"ltrim", 1, 1, kOld, trim<Side::Left>},
    Function{"numbytes", 1, 1, kNew, byte_length},
    Function{"replace", 3, 3, kOld, replace},
    Function{"rpad", 2, 2, kOld, pad<Side::Right>},
    Function{"rtrim", 1, 1, kOld, trim<Side::Right>},
    Function{"startswith", 2, 2, kOld, starts_with},
    Function{"substring", 2, 3, kOld, substring},
    Function{"trim", 1, 1, kOld, trim<Side::Both>},
    Function{"upper", 1, 1, kOld, in_case<to_upper>},
};

}  // namespace

std::span<const Function> text_functions() { return kText; }

}  // namespace fleetsim::rules
