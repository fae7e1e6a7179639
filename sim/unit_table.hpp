// The units quantities are written in, one spelling each.
// Models     a unit as an exact fraction of its dimension's base unit.
// Leaves out prefixes by rule: what is not in the table is no unit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fleetsim::sim {

enum class Dimension {
    Duration,
    Power,
    Energy,
    Voltage,
    Current,
    Charge,
    Size,
    Rate,       ///< of data, bit/s
    Frequency,  ///< of events or a clock, 1/s
    Ratio,
    Resistance,
    Temperature,
    Money,
    Pure,
};

struct Unit {
    std::string_view name;
    Dimension dimension;
    std::int64_t numerator;
    std::int64_t denominator;
};

/// Null where the dimension has no such unit. Without a name: where no unit is needed.
const Unit* find_unit(std::string_view name, Dimension dimension);
const Unit* find_unit_anywhere(std::string_view name);
/// The unit that people mean who write it otherwise, "h" for "hours"; empty if there is none.
std::string_view meant_unit(std::string_view written, Dimension dimension);

/// One `unit` in SI base units (s, W, J, V, A, C, B, bit/s, 1/s, 1, ohm, degC); nothing for a unit
/// of another dimension or an unknown one.
std::optional<double> unit_scale(std::string_view unit, Dimension dimension);
/// The units of a dimension, smallest first: "ns, us, ms, s, min, h, d, week, year".
std::string unit_names(Dimension dimension);
/// "a duration", "a size".
std::string_view describe(Dimension dimension);
/// How one is written, for hints: "20 min".
std::string_view example_of(Dimension dimension);

}  // namespace fleetsim::sim
