#include "sim/quantity_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace fleetsim::sim {

namespace {

using detail::Int128;

/// A unit as an exact fraction of its dimension's base unit.
struct Unit {
    std::string_view name;
    Dimension dimension;
    std::int64_t numerator;
    std::int64_t denominator;
};

constexpr std::int64_t kKilo = 1'000;
constexpr std::int64_t kMega = 1'000'000;
constexpr std::int64_t kGiga = 1'000'000'000;
constexpr std::int64_t kTera = 1'000'000'000'000;
constexpr std::int64_t kDay = 86'400;

// The empty name stands where no unit is needed.
constexpr auto kUnits = std::to_array<Unit>({
    {"ns", Dimension::Duration, 1, kGiga},
    {"us", Dimension::Duration, 1, kMega},
    {"ms", Dimension::Duration, 1, kKilo},
    {"s", Dimension::Duration, 1, 1},
    {"min", Dimension::Duration, 60, 1},
    {"h", Dimension::Duration, 3'600, 1},
    {"d", Dimension::Duration, kDay, 1},
    {"week", Dimension::Duration, 7 * kDay, 1},
    {"year", Dimension::Duration, 36'525 * (kDay / 100), 1},  // the Julian year, 365.25 d
    {"nW", Dimension::Power, 1, kGiga},
    {"uW", Dimension::Power, 1, kMega},
    {"mW", Dimension::Power, 1, kKilo},
    {"W", Dimension::Power, 1, 1},
    {"kW", Dimension::Power, kKilo, 1},
    {"nJ", Dimension::Energy, 1, kGiga},
    {"uJ", Dimension::Energy, 1, kMega},
    {"mJ", Dimension::Energy, 1, kKilo},
    {"J", Dimension::Energy, 1, 1},
    {"kJ", Dimension::Energy, kKilo, 1},
    {"mWh", Dimension::Energy, 36, 10},
    {"Wh", Dimension::Energy, 3'600, 1},
    {"kWh", Dimension::Energy, 3'600'000, 1},
    {"uV", Dimension::Voltage, 1, kMega},
    {"mV", Dimension::Voltage, 1, kKilo},
    {"V", Dimension::Voltage, 1, 1},
    {"nA", Dimension::Current, 1, kGiga},
    {"uA", Dimension::Current, 1, kMega},
    {"mA", Dimension::Current, 1, kKilo},
    {"A", Dimension::Current, 1, 1},
    {"nC", Dimension::Charge, 1, kGiga},
    {"uC", Dimension::Charge, 1, kMega},
    {"mC", Dimension::Charge, 1, kKilo},
    {"C", Dimension::Charge, 1, 1},
    {"uAh", Dimension::Charge, 36, 10'000},
    {"mAh", Dimension::Charge, 36, 10},
    {"Ah", Dimension::Charge, 3'600, 1},
    {"B", Dimension::Size, 1, 1},
    {"kB", Dimension::Size, kKilo, 1},
    {"KiB", Dimension::Size, 1 << 10, 1},
    {"MB", Dimension::Size, kMega, 1},
    {"MiB", Dimension::Size, 1 << 20, 1},
    {"GB", Dimension::Size, kGiga, 1},
    {"GiB", Dimension::Size, 1 << 30, 1},
    {"TB", Dimension::Size, kTera, 1},
    {"TiB", Dimension::Size, std::int64_t{1} << 40, 1},
    {"bit/s", Dimension::Rate, 1, 1},
    {"B/s", Dimension::Rate, 8, 1},
    {"kbit/s", Dimension::Rate, kKilo, 1},
    {"kB/s", Dimension::Rate, 8 * kKilo, 1},
    {"Mbit/s", Dimension::Rate, kMega, 1},
    {"MB/s", Dimension::Rate, 8 * kMega, 1},
    {"Gbit/s", Dimension::Rate, kGiga, 1},
    {"GB/s", Dimension::Rate, 8 * kGiga, 1},
    {"/d", Dimension::Frequency, 1, kDay},
    {"/h", Dimension::Frequency, 1, 3'600},
    {"/min", Dimension::Frequency, 1, 60},
    {"/s", Dimension::Frequency, 1, 1},
    {"Hz", Dimension::Frequency, 1, 1},
    {"kHz", Dimension::Frequency, kKilo, 1},
    {"MHz", Dimension::Frequency, kMega, 1},
    {"GHz", Dimension::Frequency, kGiga, 1},
    {"%", Dimension::Ratio, 1, 100},
    {"", Dimension::Ratio, 1, 1},
    {"mohm", Dimension::Resistance, 1, kKilo},
    {"ohm", Dimension::Resistance, 1, 1},
    {"kohm", Dimension::Resistance, kKilo, 1},
    {"degC", Dimension::Temperature, 1, 1},
    {"USD", Dimension::Money, 1, 1},
    {"EUR", Dimension::Money, 1, 1},
    {"", Dimension::Pure, 1, 1},
});

/// What people write instead, and the spelling that is meant.
struct Alias {
    std::string_view written;
    std::string_view meant;
};
constexpr auto kAliases = std::to_array<Alias>({
    {"sec", "s"},       {"secs", "s"},        {"second", "s"},    {"seconds", "s"},
    {"m", "min"},       {"mins", "min"},      {"minute", "min"},  {"minutes", "min"},
    {"hr", "h"},        {"hrs", "h"},         {"hour", "h"},      {"hours", "h"},
    {"day", "d"},       {"days", "d"},        {"weeks", "week"},  {"years", "year"},
    {"w", "week"},      {"y", "year"},        {"a", "year"},      {"\u00b5s", "us"},
    {"\u03bcs", "us"},  {"msec", "ms"},       {"usec", "us"},     {"byte", "B"},
    {"bytes", "B"},     {"KB", "kB"},         {"K", "KiB"},       {"k", "kB"},
    {"M", "MB"},        {"G", "GB"},          {"Kib", "KiB"},     {"kib", "KiB"},
    {"kb", "kB"},       {"mb", "MB"},         {"gb", "GB"},       {"bps", "bit/s"},
    {"kbps", "kbit/s"}, {"Kbps", "kbit/s"},   {"Mbps", "Mbit/s"}, {"mbps", "Mbit/s"},
    {"Gbps", "Gbit/s"}, {"Kbit/s", "kbit/s"}, {"percent", "%"},   {"mah", "mAh"},
    {"ah", "Ah"},       {"wh", "Wh"},         {"C/s", "A"},       {"\u00b0C", "degC"},
    {"$", "USD"},       {"\u20ac", "EUR"},    {"hz", "Hz"},       {"/sec", "/s"},
    {"/second", "/s"},  {"/minute", "/min"},  {"/hour", "/h"},    {"/day", "/d"},
});

const Unit* find_unit(std::string_view name, Dimension dimension) {
    const auto found = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& unit) {
        return unit.name == name && unit.dimension == dimension;
    });
    return found == kUnits.end() ? nullptr : &*found;
}

const Unit* find_unit_anywhere(std::string_view name) {
    const auto found = std::find_if(kUnits.begin(), kUnits.end(),
                                    [&](const Unit& unit) { return unit.name == name; });
    return found == kUnits.end() ? nullptr : &*found;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

/// digits x 10^exponent, exactly as written.
struct Decimal {
    std::int64_t digits = 0;
    int exponent = 0;
    double approximate = 0;
};

constexpr int kMostDigits = 18;  ///< so that `digits` cannot overflow
constexpr int kMostExponent = 30;

/// Takes a number off the front of `text`. Nothing if there is none, or one too long to be meant.
std::optional<Decimal> take_number(std::string_view& text) {
    std::string plain;
    std::size_t at = 0;
    bool after_point = false;
    Decimal number;
    int significant = 0;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) {
        if (text[at] == '-') plain += '-';
        ++at;
    }
    const std::size_t first = at;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        const bool has_digit_before = at > first && is_digit(text[at - 1]);
        const bool has_digit_after = at + 1 < text.size() && is_digit(text[at + 1]);
        if (c == '_' && has_digit_before && has_digit_after) continue;
        if (c == '.' && !after_point && has_digit_before && has_digit_after) {
            after_point = true;
            plain += c;
            continue;
        }
        if (!is_digit(c)) break;
        plain += c;
        number.digits = number.digits * 10 + (c - '0');
        if (number.digits != 0 && ++significant > kMostDigits) return std::nullopt;
        if (after_point) --number.exponent;
    }
    if (at == first) return std::nullopt;
    if (plain.front() == '-') number.digits = -number.digits;

    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        std::size_t from = at + 1;
        if (from < text.size() && text[from] == '+') ++from;
        int power = 0;
        const auto [end, error] =
            std::from_chars(text.data() + from, text.data() + text.size(), power);
        if (error == std::errc{} && power >= -kMostExponent && power <= kMostExponent) {
            plain += 'e' + std::to_string(power);
            number.exponent += power;
            at = static_cast<std::size_t>(end - text.data());
        }
    }
    std::from_chars(plain.data(), plain.data() + plain.size(), number.approximate);
    text = text.substr(at);
    return number;
}

/// "per s" and "/ s" are "/s".
std::string normal_unit(std::string_view unit) {
    unit = trim(unit);
    if (unit.starts_with("per ")) return '/' + std::string(trim(unit.substr(4)));
    if (unit.starts_with("/ ")) return '/' + std::string(trim(unit.substr(2)));
    return std::string(unit);
}

template <class T>
Parsed<T> refuse(std::string code, std::string reason) {
    return {std::nullopt, std::move(code), std::move(reason)};
}

template <class T>
Parsed<T> refuse_number(std::string_view text) {
    const std::string_view digits = trim(text).substr(0, trim(text).find_first_of(" .,eE"));
    const bool is_long =
        digits.size() > kMostDigits && std::all_of(digits.begin() + 1, digits.end(), is_digit);
    if (is_long) return refuse<T>("out-of-range", quoted(text) + " has too many digits");
    return refuse<T>("no-number", quoted(text) + " does not begin with a number");
}

template <class T>
Parsed<T> refuse_unit(std::string_view text, const std::string& unit, Dimension dimension) {
    const std::string names = unit_names(dimension);
    const std::string units = names.empty() ? "" : "; units: " + names;
    if (unit.empty()) {
        return refuse<T>("missing-unit", quoted(text) + " needs a unit" + units);
    }
    for (const Alias& alias : kAliases) {
        if (alias.written == unit && find_unit(alias.meant, dimension) != nullptr) {
            return refuse<T>("wrong-unit", quoted(text) + ": " + quoted(unit) + " is written " +
                                               quoted(alias.meant) + " here");
        }
    }
    const bool is_exponent = unit.size() > 1 && (unit[0] == 'e' || unit[0] == 'E') &&
                             (is_digit(unit[1]) || unit[1] == '-' || unit[1] == '+');
    if (is_exponent) {
        return refuse<T>("out-of-range", quoted(text) + " has an exponent beyond 30");
    }
    if (const Unit* other = find_unit_anywhere(unit)) {
        return refuse<T>("wrong-unit", quoted(text) + " is " +
                                           std::string(describe(other->dimension)) + ", not " +
                                           std::string(describe(dimension)) + units);
    }
    return refuse<T>("wrong-unit", quoted(text) + ": there is no unit " + quoted(unit) + units);
}

enum class Exactness { Whole, Fraction, TooLarge };

/// number x unit x `resolution` as a whole number.
Exactness scale_exactly(const Decimal& number, const Unit& unit, std::int64_t resolution,
                        std::int64_t& result) {
    Int128 above = number.digits;
    Int128 below = unit.denominator;
    bool overflow = __builtin_mul_overflow(above, Int128{unit.numerator}, &above);
    overflow |= __builtin_mul_overflow(above, Int128{resolution}, &above);
    for (int i = 0; i < number.exponent; ++i) overflow |= __builtin_mul_overflow(above, 10, &above);
    for (int i = number.exponent; i < 0; ++i) overflow |= __builtin_mul_overflow(below, 10, &below);
    if (overflow) return number.exponent < 0 ? Exactness::Fraction : Exactness::TooLarge;
    if (above % below != 0) return Exactness::Fraction;
    const Int128 whole = above / below;
    if (whole > INT64_MAX || whole < -INT64_MAX) return Exactness::TooLarge;
    result = static_cast<std::int64_t>(whole);
    return Exactness::Whole;
}

/// A dimension whose values must be whole multiples of a step.
struct Grain {
    Dimension dimension;
    std::int64_t steps_per_base_unit;
    std::string_view step;
    std::string_view most;
};
constexpr Grain kDurationGrain{Dimension::Duration, kGiga, "nanoseconds", "292 years"};
constexpr Grain kSizeGrain{Dimension::Size, 1, "bytes", "9 EB"};
constexpr Grain kRateGrain{Dimension::Rate, 1, "bit/s", "9 Ebit/s"};
constexpr Grain kEnergyGrain{Dimension::Energy, kGiga, "nanojoules", "9 GJ"};
constexpr Grain kMoneyGrain{Dimension::Money, kMega, "millionths", "9 trillion"};

Parsed<std::int64_t> to_steps(std::string_view text, const Decimal& number, const Unit& unit,
                              const Grain& grain) {
    std::int64_t steps = 0;
    switch (scale_exactly(number, unit, grain.steps_per_base_unit, steps)) {
        case Exactness::Whole:
            return {steps};
        case Exactness::Fraction:
            return refuse<std::int64_t>(
                "out-of-range",
                quoted(text) + " is not a whole number of " + std::string(grain.step));
        case Exactness::TooLarge:
            break;
    }
    return refuse<std::int64_t>("out-of-range",
                                quoted(text) + " is more than the largest " +
                                    std::string(describe(grain.dimension).substr(2)) + ", about " +
                                    std::string(grain.most));
}

Parsed<std::int64_t> parse_steps(std::string_view text, const Grain& grain) {
    std::string_view rest = trim(text);
    const std::optional<Decimal> number = take_number(rest);
    if (!number) return refuse_number<std::int64_t>(text);
    const std::string name = normal_unit(rest);
    const Unit* unit = find_unit(name, grain.dimension);
    if (unit == nullptr) return refuse_unit<std::int64_t>(text, name, grain.dimension);
    return to_steps(text, *number, *unit, grain);
}

template <class T>
Parsed<T> converted(Parsed<std::int64_t> steps, T (*convert)(std::int64_t)) {
    if (!steps) return {std::nullopt, std::move(steps.code), std::move(steps.reason)};
    return {convert(*steps)};
}

bool starts_number(char c) { return is_digit(c) || c == '-' || c == '+'; }

/// The whole number of the largest unit that needs no fraction.
std::string in_largest_unit(std::int64_t steps, const Grain& grain,
                            std::span<const std::string_view> units) {
    std::string text;
    for (const std::string_view name : units) {
        const Unit& unit = *find_unit(name, grain.dimension);
        const std::int64_t in_steps = static_cast<std::int64_t>(
            Int128{unit.numerator} * grain.steps_per_base_unit / unit.denominator);
        if (steps % in_steps != 0) continue;
        return std::to_string(steps / in_steps) + ' ' + std::string(name);
    }
    return text;
}

}  // namespace

std::optional<double> unit_scale(std::string_view unit, Dimension dimension) {
    const Unit* found = find_unit(unit, dimension);
    if (found == nullptr) return std::nullopt;
    return static_cast<double>(found->numerator) / static_cast<double>(found->denominator);
}

std::string unit_names(Dimension dimension) {
    std::string names;
    for (const Unit& unit : kUnits) {
        if (unit.dimension != dimension || unit.name.empty()) continue;
        names += (names.empty() ? "" : ", ") + std::string(unit.name);
    }
    return names;
}

std::string_view describe(Dimension dimension) {
    switch (dimension) {
        case Dimension::Duration:
            return "a duration";
        case Dimension::Power:
            return "a power";
        case Dimension::Energy:
            return "an energy";
        case Dimension::Voltage:
            return "a voltage";
        case Dimension::Current:
            return "a current";
        case Dimension::Charge:
            return "a charge";
        case Dimension::Size:
            return "a size";
        case Dimension::Rate:
            return "a data rate";
        case Dimension::Frequency:
            return "a frequency";
        case Dimension::Ratio:
            return "a ratio";
        case Dimension::Resistance:
            return "a resistance";
        case Dimension::Temperature:
            return "a temperature";
        case Dimension::Money:
            return "an amount of money";
        case Dimension::Pure:
            break;
    }
    return "a number";
}

std::string_view example_of(Dimension dimension) {
    switch (dimension) {
        case Dimension::Duration:
            return "20 min";
        case Dimension::Power:
            return "120 mW";
        case Dimension::Energy:
            return "5 mJ";
        case Dimension::Voltage:
            return "3.6 V";
        case Dimension::Current:
            return "2.7 uA";
        case Dimension::Charge:
            return "2.4 Ah";
        case Dimension::Size:
            return "128 KiB";
        case Dimension::Rate:
            return "10 Mbit/s";
        case Dimension::Frequency:
            return "10 /s";
        case Dimension::Ratio:
            return "10 %";
        case Dimension::Resistance:
            return "50 ohm";
        case Dimension::Temperature:
            return "25 degC";
        case Dimension::Money:
            return "0.25 USD";
        case Dimension::Pure:
            break;
    }
    return "2.5";
}

Parsed<Duration> parse_duration(std::string_view text) {
    std::string_view rest = trim(text);
    std::int64_t total = 0;
    std::int64_t last_unit = INT64_MAX;
    do {
        const std::optional<Decimal> number = take_number(rest);
        if (!number) return refuse_number<Duration>(text);
        rest = trim(rest);
        const std::size_t end = std::min(rest.find(' '), rest.size());
        // A unit runs to a space that another number follows.
        const std::string_view after = trim(rest.substr(end));
        const bool is_sum = !after.empty() && starts_number(after.front());
        const std::string name = normal_unit(is_sum ? rest.substr(0, end) : rest);
        rest = is_sum ? after : std::string_view{};
        const Unit* unit = find_unit(name, Dimension::Duration);
        if (unit == nullptr) return refuse_unit<Duration>(text, name, Dimension::Duration);
        const Parsed<std::int64_t> part = to_steps(text, *number, *unit, kDurationGrain);
        if (!part) return {std::nullopt, part.code, part.reason};
        const std::int64_t unit_ns = unit->numerator * (kGiga / unit->denominator);
        if (unit_ns >= last_unit || (last_unit != INT64_MAX && number->digits < 0)) {
            return refuse<Duration>("no-number",
                                    quoted(text) + " adds its parts in no falling order of units");
        }
        last_unit = unit_ns;
        if (__builtin_add_overflow(total, *part, &total)) {
            return refuse<Duration>("out-of-range", quoted(text) +
                                                        " is more than the largest duration, "
                                                        "about 292 years");
        }
    } while (!rest.empty());
    return {Duration::nanoseconds(total)};
}

Parsed<Duration> parse_clock(std::string_view text) {
    constexpr std::int64_t kMostHours = 1'000'000;
    std::array<std::int64_t, 3> parts{};
    std::string_view rest = trim(text);
    std::size_t count = 0;
    bool is_sound = true;
    for (; is_sound && count < parts.size() && (count == 0 || !rest.empty()); ++count) {
        if (count > 0) rest.remove_prefix(1);  // the colon that ended the last part
        const auto [end, error] =
            std::from_chars(rest.data(), rest.data() + rest.size(), parts[count]);
        const auto width = static_cast<std::size_t>(end - rest.data());
        const bool fits = count == 0 ? parts[0] <= kMostHours : width == 2 && parts[count] < 60;
        rest.remove_prefix(width);
        is_sound = error == std::errc{} && parts[count] >= 0 && fits &&
                   (rest.empty() || rest.front() == ':');
    }
    if (!is_sound || count < 2 || !rest.empty()) {
        return refuse<Duration>("no-number", quoted(text) + " is no time such as 06:30:00");
    }
    return {Duration::hours(parts[0]) + Duration::minutes(parts[1]) + Duration::seconds(parts[2])};
}

Parsed<Bytes> parse_size(std::string_view text) {
    return converted<Bytes>(parse_steps(text, kSizeGrain), [](std::int64_t n) { return Bytes{n}; });
}

Parsed<BitRate> parse_bit_rate(std::string_view text) {
    return converted<BitRate>(parse_steps(text, kRateGrain),
                              [](std::int64_t n) { return BitRate{n}; });
}

Parsed<Joules> parse_energy(std::string_view text) {
    return converted<Joules>(parse_steps(text, kEnergyGrain),
                             [](std::int64_t n) { return Joules{n}; });
}

Parsed<std::int64_t> parse_money(std::string_view text) { return parse_steps(text, kMoneyGrain); }

Parsed<double> parse_quantity(std::string_view text, Dimension dimension) {
    std::string_view rest = trim(text);
    const std::optional<Decimal> number = take_number(rest);
    if (!number) return refuse_number<double>(text);
    const std::string name = normal_unit(rest);
    const Unit* unit = find_unit(name, dimension);
    if (unit == nullptr) return refuse_unit<double>(text, name, dimension);
    return {number->approximate * static_cast<double>(unit->numerator) /
            static_cast<double>(unit->denominator)};
}

std::string to_text(Duration duration) {
    constexpr auto kDown =
        std::to_array<std::string_view>({"d", "h", "min", "s", "ms", "us", "ns"});
    if (duration == Duration{}) return "0 s";
    return in_largest_unit(duration.count(), kDurationGrain, kDown);
}

std::string to_text(Bytes size) {
    constexpr auto kDown = std::to_array<std::string_view>({"TiB", "GiB", "MiB", "KiB", "B"});
    if (size == Bytes{}) return "0 B";
    return in_largest_unit(size.count(), kSizeGrain, kDown);
}

std::string to_text(BitRate rate) {
    constexpr auto kDown = std::to_array<std::string_view>({"Gbit/s", "Mbit/s", "kbit/s", "bit/s"});
    if (rate == BitRate{}) return "0 bit/s";
    return in_largest_unit(rate.count(), kRateGrain, kDown);
}

}  // namespace fleetsim::sim
