#include <array>

#include "models/rules/functions.hpp"
#include "models/rules/time_text.hpp"

namespace fleetsim::rules {

namespace {

using Arguments = std::span<const Value>;

Value parse_time(const CallScope& scope, Arguments arguments) {
    const auto pattern = to_text(arguments[0], scope.arena);
    const auto whole = to_whole_down(arguments[1]);
    const auto unix_ms = whole ? whole->to_integer() : std::nullopt;
    const auto zone = arguments.size() > 2 ? to_text(arguments[2], scope.arena) : "UTC";
    if (!pattern || !unix_ms || !zone) return {};
    const auto text = format_time(*pattern, *unix_ms, *zone);
    return text ? scope.text(*text) : Value{};
}

Value time_to_epoch(const CallScope& scope, Arguments arguments) {
    const auto text = to_text(arguments[0], scope.arena);
    const auto pattern = to_text(arguments[1], scope.arena);
    if (!text || !pattern) return {};
    const auto unix_ms = read_time(*text, *pattern);
    return unix_ms ? Value::integer(*unix_ms) : Value{};
}

Value timestamp(const CallScope& scope, Arguments) { return Value::integer(scope.context.now_ms); }

constexpr std::array kTime = {
    Function{"parse_time", 2, 3, kNew, parse_time},
    Function{"time_to_epoch", 2, 2, kNew, time_to_epoch},
    Function{"timestamp", 0, 0, kOld, timestamp},
};

}  // namespace

std::span<const Function> time_functions() { return kTime; }

}  // namespace fleetsim::rules
