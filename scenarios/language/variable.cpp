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

double to_digits(double number, int digits) {
    if (number == 0) return 0;
    const double scale = std::pow(10, digits - 1 - std::floor(std::log10(std::abs(number))));
    return std::round(number * scale) / scale;
}

struct Unit {
    double seconds;
    const char* name;
};
constexpr auto kUnits = std::to_array<Unit>({{86'400, "d"}, {3'600, "h"}, {60, "min"}, {1, "s"}});

bool is_close(double a, double b) { return std::abs(a - b) <= 1e-9 * std::abs(b); }

/// The largest unit that says so many seconds with three digits: "4.5 h", "160 min".
const Unit* usual_unit(double seconds) {
    for (const Unit& unit : kUnits) {
        const double count = seconds / unit.seconds;
        if (count >= 1 && count < 1000 && is_close(to_digits(count, 3), count)) return &unit;
    }
    return nullptr;
}

/// ... in which it is at least one.
const Unit& largest_unit(double seconds) {
    return *std::find_if(kUnits.begin(), kUnits.end() - 1,
                         [=](const Unit& unit) { return seconds >= unit.seconds; });
}

std::string duration_text(double seconds) {
    const Unit* usual = usual_unit(seconds);
    const Unit& unit = usual != nullptr ? *usual : largest_unit(seconds);
    const double count = seconds / unit.seconds;
    if (usual != nullptr || (count >= 1 && is_close(rounded(count), count)))
        return fmt::format("{} {}", std::round(count * 1e6) / 1e6, unit.name);
    return sim::to_text(sim::Duration::from_seconds(seconds));
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

double rounded(double number) { return to_digits(number, 4); }

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
    const double four_digits = rounded(number);
    if (variable.is_whole()) return std::round(four_digits);
    const bool is_long =
        dimension_of(variable.option->type) == sim::Dimension::Duration && number >= 10;
    if (!is_long) return four_digits;
    const double whole = std::round(four_digits);
    if (usual_unit(whole) != nullptr) return whole;
    const double unit = largest_unit(number).seconds;
    return rounded(number / unit) * unit;
}

std::string text_of(const Variable& variable, double number) {
    return value_text(number, *variable.option);
}

std::vector<std::string> texts_in_one_unit(const Variable& variable,
                                           const std::vector<double>& numbers) {
    const auto thousandths = [](double count) { return std::round(count * 1e3) / 1e3; };
    const auto suits = [&](const Unit& unit) {
        return std::all_of(numbers.begin(), numbers.end(), [&](double number) {
            const double count = number / unit.seconds;
            return number == 0 || (count >= 0.5 && is_close(thousandths(count), count));
        });
    };
    const bool are_spans = dimension_of(variable.option->type) == sim::Dimension::Duration;
    const auto* unit = are_spans ? std::find_if(kUnits.begin(), kUnits.end(), suits) : kUnits.end();
    std::vector<std::string> texts;
    for (const double number : numbers) {
        texts.push_back(
            unit == kUnits.end()
                ? text_of(variable, number)
                : fmt::format("{} {}", thousandths(number / unit->seconds), unit->name));
        std::erase(texts.back(), '"');
    }
    return texts;
}

}  // namespace fleetsim::language
