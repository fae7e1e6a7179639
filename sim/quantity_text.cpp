#include "sim/quantity_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "sim/check.hpp"
#include "sim/trim.hpp"

namespace fleetsim::sim {

namespace {

using detail::Int128;

constexpr std::int64_t kMega = 1'000'000;
constexpr std::int64_t kGiga = 1'000'000'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

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
        const bool is_significant = number.digits != 0 || c != '0';
        if (is_significant && ++significant > kMostDigits) return std::nullopt;
        number.digits = number.digits * 10 + (c - '0');
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
    if (const std::string_view meant = meant_unit(unit, dimension); !meant.empty()) {
        return refuse<T>("wrong-unit", quoted(text) + ": " + quoted(unit) + " is written " +
                                           quoted(meant) + " here");
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
    for (const std::string_view name : units) {
        const Unit& unit = *find_unit(name, grain.dimension);
        const std::int64_t in_steps = static_cast<std::int64_t>(
            Int128{unit.numerator} * grain.steps_per_base_unit / unit.denominator);
        if (steps % in_steps != 0) continue;
        return std::to_string(steps / in_steps) + ' ' + std::string(name);
    }
    FLEET_CHECK(false, "the smallest unit is one step");
}

}  // namespace

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
            return refuse<Duration>(
                "bad-value",
                quoted(text) + " must list its parts from the largest unit to the smallest");
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
        return refuse<Duration>("no-number", quoted(text) + " is not a time such as 06:30:00");
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
