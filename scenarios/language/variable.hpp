// Variable: a key of the scenario that takes a number or a quantity, as studies and searches set
// it.
// Models     the way between the text in a file, "20 min", and a number in base units, both ways.
// Leaves out keys that take words, lists or tables: there is nothing between two of their values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/language/document.hpp"
#include "scenarios/language/loader.hpp"
#include "scenarios/language/option_table.hpp"

namespace fleetsim::language {

struct Variable {
    std::string path;  ///< "fleet.meter.count"
    const Option* option = nullptr;
    std::optional<double>
        present;  ///< in the scenario, in base units; nothing: not a single number

    bool is_whole() const;
    /// Limits of the option; for what cannot be negative the least is zero.
    double least() const;
    double most() const;
};

/// The variable at `path`. `place` is what messages call its origin: "--vary". Throws
/// sim::InputError where the path leads nowhere or to something that is no number.
Variable variable_at(const std::string& path, const Loaded& loaded, const std::string& place);

/// "20000" or "15 min" in base units. Throws sim::InputError where it is neither.
double number_of(const Variable& variable, const std::string& text, const std::string& place);

/// The number near `number` that a person could have written: four digits, of a duration in its
/// largest unit; whole where the option is.
double snapped(const Variable& variable, double number);

/// As --set takes it.
std::string text_of(const Variable& variable, double number);

/// Several values to be read one below the other, without quotes: durations in one unit.
std::vector<std::string> texts_in_one_unit(const Variable& variable,
                                           const std::vector<double>& numbers);

/// The number of a value as a document has it; nothing where it is none that fits the option.
std::optional<double> number_of(const Node& node, const Option& option);

/// A number as a value of the option, in TOML.
std::string value_text(double number, const Option& option);

/// A number that a person could have written, with four digits.
double rounded(double number);

}  // namespace fleetsim::language
