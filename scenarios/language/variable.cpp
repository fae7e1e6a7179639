#include "scenarios/language/variable.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "scenarios/language/diagnostics.hpp"
#include "scenarios/language/override.hpp"
#include "sim/quantity_text.hpp"

namespace fleetsim::language {

namespace {

constexpr auto kNumberTypes = std::to_array<Type>(
    {Type::Whole, Type::Factor, Type::Ratio, Type::Duration, Type::Instant, Type::Size,
     Type::BitRate, Type::Frequency, Type::VaryingDuration, Type::VaryingSize});

bool takes_numbers(const Option& option) {
    return std::find(kNumberTypes.begin(), kNumberTypes.end(), option.type) != kNumberTypes.end();
}

[[noreturn]] void refuse(const std::string& place, std::string code, std::string text,
                         std::string hint) {
    throw sim::InputError(
        sim::Diagnostic{{place, 0, 0}, std::move(code), std::move(text), std::move(hint)});
}

struct Unit {
    double seconds;
    const char* name;
};

/// The one in which somebody would say so long a time: two of it at least.
const Unit& unit_of(double seconds) {
    static constexpr auto kUnits =
        std::to_array<Unit>({{86'400, "d"}, {3'600, "h"}, {60, "min"}, {1, "s"}});
    return *std::find_if(kUnits.begin(), kUnits.end() - 1,
                         [=](const Unit& unit) { return seconds >= 2 * unit.seconds; });
}

/// Exact: what four digits do not say is said in a smaller unit.
std::string duration_text(double seconds) {
    const Unit& unit = unit_of(seconds);
    const double count = rounded(seconds / unit.seconds);
    const bool is_exact = std::abs(count * unit.seconds - seconds) <= 1e-9 * seconds;
    return is_exact && count >= 1 ? fmt::format("{} {}", count, unit.name)
                                  : sim::to_text(sim::Duration::from_seconds(seconds));
}

}  // namespace

bool Variable::is_whole() const { return option->type == Type::Whole; }

double Variable::least() const {
    if (option->least) return *option->least;
    return option->type == Type::Factor ? std::numeric_limits<double>::lowest() : 0;
}

double Variable::most() const { return option->most.value_or(std::numeric_limits<double>::max()); }

std::optional<double> number_of(const Node& node, const Option& option) {
    if (const auto* whole = std::get_if<std::int64_t>(&node.content)) {
        return static_cast<double>(*whole);
    }
    if (const auto* real = std::get_if<double>(&node.content)) return *real;
    const std::optional<sim::Dimension> dimension = dimension_of(option.type);
    if (!dimension || node.text() == nullptr) return std::nullopt;
    return sim::parse_quantity(*node.text(), *dimension).value;
}

double rounded(double number) {
    if (number == 0) return 0;
    const double scale = std::pow(10, 3 - std::floor(std::log10(std::abs(number))));
    return std::round(number * scale) / scale;
}

std::string value_text(double number, const Option& option) {
    switch (option.type) {
        case Type::Whole:
            return fmt::format("{}", std::llround(number));
        case Type::Factor:
        case Type::Ratio:
            return fmt::format("{}", number);
        case Type::Size:
        case Type::VaryingSize:
            return in_quotes(sim::to_text(sim::Bytes{std::llround(number)}));
        case Type::BitRate:
            return in_quotes(sim::to_text(sim::BitRate{std::llround(number)}));
        case Type::Frequency:
            return in_quotes(fmt::format("{} /s", number));
        default:
            return in_quotes(duration_text(number));
    }
}

Variable variable_at(const std::string& path, const Loaded& loaded, const std::string& place) {
    Variable variable{.path = path, .option = option_at(path), .present = std::nullopt};
    if (variable.option == nullptr || !takes_numbers(*variable.option)) {
        std::vector<std::string_view> known;
        for (const Parameter& parameter : loaded.parameters) {
            const Option* option = option_at(parameter.path);
            if (option != nullptr && takes_numbers(*option)) known.push_back(parameter.path);
        }
        Diagnostics diagnostics;
        diagnostics.add_unknown({place, 0, 0}, "bad-path",
                                variable.option == nullptr
                                    ? "no key of the scenario is at " + in_quotes(path)
                                    : in_quotes(path) + " takes no number",
                                path, known);
        diagnostics.finish();
    }
    for (const Parameter& parameter : loaded.parameters) {
        if (parameter.path != path) continue;
        variable.present = number_of(parse_override(parameter.value, place), *variable.option);
    }
    return variable;
}

double number_of(const Variable& variable, const std::string& text, const std::string& place) {
    const Node node = parse_override(text, place);
    const bool needs_unit = dimension_of(variable.option->type).has_value() &&
                            variable.option->type != Type::Ratio && node.text() == nullptr;
    const std::optional<double> number =
        needs_unit ? std::nullopt : number_of(node, *variable.option);
    const std::string wanted = variable.path + " takes " + describe_type(*variable.option);
    if (!number || !std::isfinite(*number)) {
        refuse(place, "wrong-type", in_quotes(text) + " is not a value to search from", wanted);
    }
    if (*number < variable.least() || *number > variable.most()) {
        refuse(place, "out-of-range", in_quotes(text) + " is beyond the limits of " + variable.path,
               "it lies between " + value_text(variable.least(), *variable.option) + " and " +
                   (variable.option->most ? value_text(variable.most(), *variable.option)
                                          : std::string("any that fits")));
    }
    if (variable.is_whole() && std::round(*number) != *number) {
        refuse(place, "wrong-type", in_quotes(text) + " is not a whole number", wanted);
    }
    return *number;
}

double snapped(const Variable& variable, double number) {
    if (variable.is_whole()) return std::round(rounded(number));
    if (dimension_of(variable.option->type) != sim::Dimension::Duration) return rounded(number);
    const double unit = unit_of(number).seconds;
    return rounded(number / unit) * unit;
}

std::string text_of(const Variable& variable, double number) {
    return value_text(number, *variable.option);
}

}  // namespace fleetsim::language
