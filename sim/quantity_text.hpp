// Quantities as people write them: "20 min", "1.5 h", "128 KiB", "10 %", "2.4 Ah", "10 /s".
// Models     a decimal number, an optional space, a unit. Durations may be sums in falling order,
//            "1 h 30 min". Digits may be grouped, "1_000 ms".
// Leaves out a second way to write a unit: one spelling each, and the reason names it.
// Error      none: what must be whole (nanoseconds, bytes, bit/s, nanojoules, millionths of a
//            currency) is computed in 128-bit integers, and refused where it is not whole.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/time.hpp"
#include "sim/unit_table.hpp"
#include "sim/units.hpp"

namespace fleetsim::sim {

/// A value, or why there is none. `code` is a word for sim::Diagnostic: "no-number", "bad-value",
/// "missing-unit", "wrong-unit" or "out-of-range"; `reason` begins with the text in quotes.
template <class T>
struct Parsed {
    std::optional<T> value;
    std::string code{};
    std::string reason{};

    explicit operator bool() const { return value.has_value(); }
    const T& operator*() const { return *value; }
};

Parsed<Duration> parse_duration(std::string_view text);
/// "06:30" or "06:30:15": hours, minutes, seconds. Hours may pass 24.
Parsed<Duration> parse_clock(std::string_view text);
Parsed<Bytes> parse_size(std::string_view text);
Parsed<BitRate> parse_bit_rate(std::string_view text);
/// Any dimension, in its SI base unit. Ratio and Pure may stand without a unit.
Parsed<double> parse_quantity(std::string_view text, Dimension dimension);

/// The shortest exact way to write it that parses back: "20 min", "1500 ms", "128 KiB".
std::string to_text(Duration duration);
std::string to_text(Bytes size);
std::string to_text(BitRate rate);

}  // namespace fleetsim::sim
