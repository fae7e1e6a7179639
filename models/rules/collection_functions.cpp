#include <algorithm>
#include <array>

#include "models/rules/functions.hpp"
#include "models/rules/unicode.hpp"

namespace fleetsim::rules {

namespace {

using Arguments = std::span<const Value>;

/// By the standard conversion: a Decimal to the nearest, a text truncated.
std::optional<std::size_t> to_position(const Value& value) {
    const auto whole = to_whole(value);
    const auto index = whole ? whole->to_integer() : std::nullopt;
    if (!index || *index < 0) return std::nullopt;
    return static_cast<std::size_t>(*index);
}

/// No conversion of the collection; an index is converted, a key is not.
Value get(const CallScope&, Arguments arguments) {
    const Value& from = arguments[0];
    if (from.is(Value::Kind::Object)) {
        return arguments[1].is(Value::Kind::Text) ? from.member(arguments[1].as_text()) : Value{};
    }
    const auto position = to_position(arguments[1]);
    if (!position) return {};
    if (from.is(Value::Kind::Array)) {
        return *position < from.as_array().size() ? from.as_array()[*position] : Value{};
    }
    if (!from.is(Value::Kind::Text) || *position >= character_count(from.as_text())) return {};
    return Value::text(slice(from.as_text(), *position, *position + 1));
}

Value is_null(const CallScope&, Arguments arguments) {
    return Value::boolean(arguments[0].is_null());
}

/// Nothing fails here but as Undefined, so one question covers the guide's "null, undefined or
/// fails".
Value get_or_default(const CallScope&, Arguments arguments) {
    if (!arguments[0].is_missing()) return arguments[0];
    return arguments.size() > 1 ? arguments[1] : Value{};
}

Value is_undefined(const CallScope&, Arguments arguments) {
    return Value::boolean(arguments[0].is_undefined());
}

/// The members of both; where both have a name, the one that enriches wins.
Value joined(const CallScope& scope, const Value& item, const Value& additions) {
    if (!item.is(Value::Kind::Object)) return item;
    std::vector<Member> members(item.as_object().begin(), item.as_object().end());
    for (const Member& addition : additions.as_object()) {
        const auto same = std::find_if(members.begin(), members.end(), [&](const Member& other) {
            return other.name == addition.name;
        });
        if (same == members.end()) {
            members.push_back(addition);
        } else {
            same->value = addition.value;
        }
    }
    return Value::object(scope.arena.copy(std::span<const Member>(members)));
}

/// The one item of a list of one: the guide's third example gives nested queries as arguments, and
/// a nested query over an object is a list.
const Value& unwrapped(const Value& value, Value::Kind kind) {
    const bool is_wrapped = value.is(Value::Kind::Array) && value.as_array().size() == 1 &&
                            value.as_array().front().is(kind);
    return is_wrapped ? value.as_array().front() : value;
}

Value transform(const CallScope& scope, Arguments arguments) {
    const bool is_known =
        arguments[0].is(Value::Kind::Text) && arguments[0].as_text() == "enrichArray";
    const Value& additions = unwrapped(arguments[1], Value::Kind::Object);
    const Value& list = unwrapped(arguments[2], Value::Kind::Array);
    if (!is_known || !additions.is(Value::Kind::Object) || !list.is(Value::Kind::Array)) return {};
    std::vector<Value> items;
    for (const Value& item : list.as_array()) items.push_back(joined(scope, item, additions));
    return Value::array(scope.arena.copy(std::span<const Value>(items)));
}

constexpr std::array kCollection = {
    Function{"get", 2, 2, kOld, get},
    Function{"get_or_default", 1, 2, kNew, get_or_default},
    Function{"isnull", 1, 1, kOld, is_null},
    Function{"isundefined", 1, 1, kNew, is_undefined},
    Function{"transform", 3, 3, kNew, transform},
};

}  // namespace

std::span<const Function> collection_functions() { return kCollection; }

}  // namespace fleetsim::rules
