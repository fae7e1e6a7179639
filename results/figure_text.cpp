#include "results/figure_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <fmt/format.h>
#include <limits>

namespace fleetsim::results {

namespace {
struct Prefix {
    double factor;
    const char* sign;
};
constexpr std::array kPrefixes = {Prefix{1e12, "T"}, Prefix{1e9, "G"},  Prefix{1e6, "M"},
                                  Prefix{1e3, "k"},  Prefix{1, ""},     Prefix{1e-3, "m"},
                                  Prefix{1e-6, "µ"}, Prefix{1e-9, "n"}, Prefix{1e-12, "p"}};
constexpr double kDaysPerYear = 365.25;
constexpr double kLongestDays = 36'525;  ///< lives are cut off there: power::kLongestLife

/// Three significant digits, without an exponent for the magnitudes people read.
std::string digits(double value) {
    const double magnitude = std::abs(value);
    if (magnitude >= 99.95) return fmt::format("{:.0f}", value);
    if (magnitude >= 9.995) return fmt::format("{:.1f}", value);
    return fmt::format("{:.2f}", value);
}

std::string without_zeros(std::string text) {
    if (text.find('.') == std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::optional<Prefix> prefix_for(double value) {
    for (const Prefix& prefix : kPrefixes)
        if (std::abs(value) >= prefix.factor * 0.9995) return prefix;
    return std::nullopt;
}

std::string with_prefix(double value, std::string_view unit) {
    if (value == 0) return fmt::format("0 {}", unit);
    if (const auto prefix = prefix_for(value))
        return fmt::format("{} {}{}", without_zeros(digits(value / prefix->factor)), prefix->sign,
                           unit);
    return fmt::format("{:.2g} {}", value, unit);
}

std::string seconds_text(double seconds);

/// A life of a battery; below two days as any other time.
std::string days_text(double days) {
    if (days >= kLongestDays) return "over 100 years";
    if (days < 2) return seconds_text(days * 86'400);
    if (days >= kDaysPerYear) return without_zeros(digits(days / kDaysPerYear)) + " years";
    return without_zeros(digits(days)) + " d";
}

/// The units of time that span_text knows, and of how many seconds on.
struct SpanUnit {
    double seconds;
    const char* name;
    double least;  ///< of the unit before the next smaller one says it better
};
constexpr std::array kSpanUnits = {SpanUnit{86'400, "d", 2}, SpanUnit{3'600, "h", 2},
                                   SpanUnit{60, "min", 2}};

const SpanUnit* span_unit(double seconds) {
    for (const SpanUnit& unit : kSpanUnits)
        if (seconds >= unit.seconds * unit.least) return &unit;
    return nullptr;
}

/// The unit of which it is just one, as written: "60 min" would be another word for "1 h".
const SpanUnit* unit_of_one(double seconds) {
    for (std::size_t i = 0; i < kSpanUnits.size(); ++i) {
        const double smaller = i + 1 < kSpanUnits.size() ? kSpanUnits[i + 1].seconds : 1;
        if (digits(seconds / smaller) == digits(kSpanUnits[i].seconds / smaller))
            return &kSpanUnits[i];
    }
    return nullptr;
}

std::string seconds_text(double seconds) {
    if (const SpanUnit* one = unit_of_one(seconds)) return fmt::format("1 {}", one->name);
    if (const SpanUnit* unit = span_unit(seconds))
        return without_zeros(digits(seconds / unit->seconds)) + " " + unit->name;
    return with_prefix(seconds, "s");
}
}  // namespace

std::string count_text(double count) {
    if (count != std::floor(count) && std::abs(count) < 0.995) return fmt::format("{:.3g}", count);
    if (count != std::floor(count) && std::abs(count) < 1000) return without_zeros(digits(count));
    if (std::abs(count) >= 1e15) return fmt::format("{:.3g}", count);
    std::string text = fmt::format("{:.0f}", count);
    const auto first = static_cast<std::ptrdiff_t>(count < 0 ? 1 : 0);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > first; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

std::string percent_text(double ratio, Sign sign) {
    if (ratio > 0 && ratio < 5e-5) return "< 0.01 %";
    if (ratio < 0 && ratio > -5e-5) return "> -0.01 %";
    const std::string text = without_zeros(digits(ratio * 100)) + " %";
    return sign == Sign::Always && ratio > 0 ? "+" + text : text;
}

namespace {
/// Three capital letters, as ISO 4217 has them.
bool is_currency(std::string_view unit) {
    return unit.size() == 3 &&
           std::all_of(unit.begin(), unit.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// Time that is bought by the hour or the minute: it is counted, not scaled.
bool is_counted_time(std::string_view unit) { return unit == "h" || unit == "min"; }

/// "30,940.00 USD"; amounts below ten cents with three significant digits.
std::string money_text(double amount, std::string_view currency) {
    const double size = std::abs(amount);
    if (size > 0 && size < 0.0995) return fmt::format("{:.3g} {}", amount, currency);
    const std::string text = fmt::format("{:.2f}", size);
    const std::string cents = text.substr(text.size() - 3);
    const double whole = std::stod(text.substr(0, text.size() - 3));
    return (amount < 0 ? "-" : "") + count_text(whole) + cents + " " + std::string(currency);
}
}  // namespace

std::string figure_text(std::optional<double> value, std::string_view unit) {
    if (!value) return "not measured";
    if (unit == "1" || unit.empty()) {
        const bool is_small = *value != 0 && std::abs(*value) < 0.01;
        return is_small ? fmt::format("{:.3g}", *value) : count_text(*value);
    }
    if (unit == "s") return seconds_text(*value);
    if (unit == "d") return days_text(*value);
    if (unit == "1/s")
        return (std::abs(*value) < 0.01 && *value != 0 ? fmt::format("{:.3g}", *value)
                                                       : count_text(*value)) +
               " /s";
    if (is_currency(unit)) return money_text(*value, unit);
    if (is_counted_time(unit)) return fmt::format("{} {}", count_text(*value), unit);
    if (unit == "nJ") return with_prefix(*value * 1e-9, "J");
    return with_prefix(*value, unit);
}

std::string clock_text(sim::Duration span) {
    const std::int64_t seconds = span.count() / 1'000'000'000;
    const std::int64_t days = seconds / 86'400;
    const std::string clock =
        fmt::format("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    return days > 0 ? fmt::format("{} d {}", days, clock) : clock;
}

std::string span_text(sim::Duration span) { return seconds_text(span.to_seconds()); }

std::optional<Scale> scale_for(double value, std::string_view unit) {
    if (unit == "1" || unit.empty() || unit == "1/s" || is_currency(unit) || is_counted_time(unit))
        return std::nullopt;
    if (unit == "d") {
        if (value >= kDaysPerYear) return Scale{kDaysPerYear, "years"};
        return Scale{1, "d"};
    }
    const SpanUnit* span = unit == "s" ? span_unit(value) : nullptr;
    if (span != nullptr) return Scale{span->seconds, span->name};
    const auto prefix = prefix_for(value);
    if (!prefix || unit == "nJ") return std::nullopt;
    return Scale{prefix->factor, prefix->sign + std::string(unit)};
}

std::string scaled_text(double value, const Scale& scale) {
    return count_text(value / scale.factor) + " " + scale.unit;
}

bool says_enough(double value, const Scale& scale) {
    constexpr double kLeast = 0.01;
    return value == 0 || std::abs(value) >= kLeast * scale.factor;
}

std::pair<std::string, std::string> figure_texts(std::optional<double> first,
                                                 std::optional<double> second,
                                                 std::string_view unit) {
    std::pair<std::string, std::string> texts{figure_text(first, unit), figure_text(second, unit)};
    if (!first || !second || *first == *second || texts.first != texts.second) return texts;
    if (unit == "nJ") return figure_texts(*first * 1e-9, *second * 1e-9, "J");
    const double larger = std::max(std::abs(*first), std::abs(*second));
    std::string own(unit == "1" ? "" : unit);
    if (unit == "1/s") own = "/s";
    const Scale scale = scale_for(larger, unit).value_or(Scale{1, own});
    const int whole_digits = static_cast<int>(std::log10(larger / scale.factor)) + 1;
    const auto written = [&scale](double value, int significant) {
        return fmt::format("{:.{}g}{}{}", value / scale.factor, significant,
                           scale.unit.empty() ? "" : " ", scale.unit);
    };
    constexpr int kMostDigits = std::numeric_limits<double>::max_digits10;
    for (int digits = std::max(4, whole_digits); digits <= kMostDigits; ++digits) {
        texts = {written(*first, digits), written(*second, digits)};
        if (texts.first != texts.second) break;
    }
    return texts;
}

std::string unit_name(std::string_view unit) {
    struct Name {
        std::string_view unit;
        const char* name;
    };
    constexpr std::array kNames = {
        Name{"1", "count"},       Name{"s", "seconds"}, Name{"B", "bytes"},
        Name{"J", "joules"},      Name{"d", "days"},    Name{"1/s", "per second"},
        Name{"nJ", "nanojoules"}, Name{"W", "watts"},   Name{"B/s", "bytes per second"}};
    for (const Name& name : kNames)
        if (name.unit == unit) return name.name;
    return std::string(unit);
}

std::string metric_title(std::string_view metric) {
    for (const std::string_view suffix : {"_seconds", "_total", "_ratio", "_joules", "_bytes"})
        if (metric.ends_with(suffix) && metric.size() > suffix.size() &&
            !(suffix == "_seconds" && metric.ends_with("_per_seconds")))
            metric.remove_suffix(suffix.size());
    std::string title(metric);
    std::replace(title.begin(), title.end(), '_', ' ');
    return title;
}

}  // namespace fleetsim::results
