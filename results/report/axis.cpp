#include "results/report/axis.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>

namespace fleetsim::results::report {

namespace {
double round_step(double span, int wanted) {
    const double rough = span / wanted;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (rough <= factor * power) return factor * power;
    return 10 * power;
}

std::vector<double> ticks_between(double from, double to, double step) {
    std::vector<double> ticks;
    const auto last = static_cast<long>(std::floor(to / step + 1e-6));
    for (auto i = static_cast<long>(std::ceil(from / step - 1e-6)); i <= last; ++i)
        ticks.push_back(static_cast<double>(i) * step);
    return ticks;
}

/// A day's ticks stand at whole hours, an hour's at whole minutes.
double time_step(double span, int wanted, double unit_seconds) {
    const double step = round_step(span, wanted);
    const bool is_clock = unit_seconds == 3600 || unit_seconds == 60;
    if (!is_clock || step < 1) return step;
    constexpr std::array kHours = {1.0, 2.0, 3.0, 4.0, 6.0, 12.0, 24.0};
    constexpr std::array kMinutes = {1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0};
    for (const double candidate : unit_seconds == 3600 ? kHours : kMinutes)
        if (span / candidate <= wanted) return candidate;
    return step;
}
}  // namespace

Axis round_axis(double from, double to, int wanted) {
    if (!(to > from)) to = from == 0 ? 1 : from + std::abs(from);
    const double step = round_step(to - from, wanted);
    Axis axis;
    axis.from = std::floor(from / step + 1e-9) * step;
    axis.to = std::ceil(to / step - 1e-9) * step;
    axis.ticks = ticks_between(axis.from, axis.to, step);
    return axis;
}

TimeAxis time_axis(double from_seconds, double to_seconds, int wanted) {
    struct Unit {
        double seconds;
        const char* name;
    };
    constexpr std::array kUnits = {Unit{86'400, "days"}, Unit{3'600, "hours"}, Unit{60, "minutes"},
                                   Unit{1, "seconds"}};
    if (!(to_seconds > from_seconds)) to_seconds = from_seconds + 1;
    const double span = to_seconds - from_seconds;
    Unit unit = kUnits.back();
    for (const Unit& candidate : kUnits)
        if (span >= 2 * candidate.seconds) {
            unit = candidate;
            break;
        }
    TimeAxis result{
        {from_seconds / unit.seconds, to_seconds / unit.seconds, {}}, unit.seconds, unit.name};
    const double step = time_step(span / unit.seconds, wanted, unit.seconds);
    result.axis.ticks = ticks_between(result.axis.from, result.axis.to, step);
    return result;
}

std::string tick_text(double value) {
    struct Prefix {
        double factor;
        const char* sign;
    };
    constexpr std::array kPrefixes = {Prefix{1e12, " T"}, Prefix{1e9, " G"}, Prefix{1e6, " M"},
                                      Prefix{1e4, " k"}};
    for (const Prefix& prefix : kPrefixes)
        if (std::abs(value) >= prefix.factor) {
            const double unit = prefix.factor == 1e4 ? 1e3 : prefix.factor;
            return fmt::format("{:.4g}{}", value / unit, prefix.sign);
        }
    return fmt::format("{:.4g}", value);
}

}  // namespace fleetsim::results::report
