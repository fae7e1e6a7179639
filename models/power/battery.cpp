#include "models/power/battery.hpp"

#include <algorithm>
#include <cmath>

namespace fleetsim::power {

using sim::Dimension;

namespace {

constexpr double kSecondsPerYear = 365.25 * 86'400;

/// Continuous rate of a loss of `share` in a year.
double rate_per_second(double share) {
    return share <= 0 ? 0 : -std::log1p(-share) / kSecondsPerYear;
}

/// Warming by so much doubles self-discharge: a rule of thumb, unverified (docs/models/power.md).
constexpr double kDoublingKelvin = 10;

BrownOut read_brown_out(const profile::Section& pulse) {
    BrownOut limits{.open_circuit = pulse.volts("open_circuit"),
                    .cut_off = pulse.volts("cut_off"),
                    .resistance_full = pulse.number("resistance", Dimension::Resistance)};
    limits.resistance_empty =
        pulse.maybe("resistance_empty", Dimension::Resistance).value_or(limits.resistance_full);
    if (limits.open_circuit <= limits.cut_off)
        pulse.refuse("cut_off", "the cut-off is not below the open-circuit voltage",
                     "it is the lowest voltage the device works at");
    if (limits.resistance_full <= 0 || limits.resistance_empty < limits.resistance_full)
        pulse.refuse("resistance", "the resistance must be above zero and not fall in use",
                     "resistance is that of a full cell, resistance_empty that of an empty one");
    return limits;
}

void read_pulse(const profile::Section& pulse, Battery& battery) {
    battery.brown_out = read_brown_out(pulse);
    const std::optional<double> current = pulse.maybe("current", Dimension::Current);
    if (current) battery.usual.pulse = sim::Amperes{*current};
}

void read_temperature(const profile::Section& section, Battery& battery) {
    battery.reference_celsius = section.number("reference", Dimension::Temperature);
    battery.usual.celsius = section.maybe("operating", Dimension::Temperature);
    for (const profile::Section& point : section.list("capacity"))
        battery.temperatures.push_back({.celsius = point.number("at", Dimension::Temperature),
                                        .share = point.number("share", Dimension::Ratio)});
    const auto rising = [](const TemperaturePoint& a, const TemperaturePoint& b) {
        return a.celsius < b.celsius;
    };
    if (!std::is_sorted(battery.temperatures.begin(), battery.temperatures.end(), rising))
        section.refuse("capacity", "the temperatures must rise",
                       "sort the [[temperature.capacity]] entries");
}

}  // namespace

double Battery::capacity_share_at(double celsius) const {
    if (temperatures.empty()) return 1;
    if (celsius <= temperatures.front().celsius) return temperatures.front().share;
    if (celsius >= temperatures.back().celsius) return temperatures.back().share;
    const auto above =
        std::find_if(temperatures.begin(), temperatures.end(),
                     [&](const TemperaturePoint& point) { return point.celsius > celsius; });
    const TemperaturePoint& low = *(above - 1);
    const double way = (celsius - low.celsius) / (above->celsius - low.celsius);
    return low.share + (above->share - low.share) * way;
}

double Battery::self_discharge_rate(double celsius) const {
    return rate_per_second(self_discharge_per_year) *
           std::exp2((celsius - reference_celsius) / kDoublingKelvin);
}

double Battery::celsius_in(const Conditions& conditions) const {
    return conditions.celsius.value_or(usual.celsius.value_or(reference_celsius));
}

double Battery::used_share(const Conditions& conditions) const {
    const std::optional<sim::Amperes> pulse = conditions.pulse ? conditions.pulse : usual.pulse;
    return brown_out && pulse ? brown_out->usable_share(*pulse) : 1;
}

sim::Coulombs Battery::charge(sim::Watts mean, const Conditions& conditions) const {
    const sim::Amperes current{mean.count() / voltage.count()};
    return sim::Coulombs{capacity_at(current).count() * capacity_share_at(celsius_in(conditions))};
}

sim::Watts Battery::self_discharge() const {
    return sim::Watts{sim::to_joules(charge({}, {}) * voltage) *
                      self_discharge_rate(celsius_in({}))};
}

sim::Joules Battery::full_energy(sim::Watts mean, const Conditions& conditions) const {
    const sim::Coulombs used{charge(mean, conditions).count() * used_share(conditions)};
    return used * voltage;
}

sim::Duration Battery::life(sim::Watts mean, const Conditions& conditions) const {
    const double current = mean.count() / voltage.count();
    const double full = charge(mean, conditions).count();
    const double used = used_share(conditions);
    const double rate = self_discharge_rate(celsius_in(conditions));
    const double drain = current + rate * (1 - used) * full;  // when the cell is given up
    double seconds = kLongestLife.to_seconds();
    if (used <= 0)
        seconds = 0;
    else if (drain > 0)
        seconds = rate == 0 ? used * full / drain : std::log1p(rate * used * full / drain) / rate;
    return sim::Duration::from_seconds(std::min(seconds, kLongestLife.to_seconds()));
}

sim::Joules Battery::usable_energy(sim::Watts mean, const Conditions& conditions) const {
    return mean * life(mean, conditions);
}

Battery read_battery(const profile::Profile& file) {
    const profile::Section root = file.root();
    Battery battery{.name = file.name(), .summary = file.summary()};
    battery.voltage = root.volts("voltage");
    battery.capacity = read_discharge(root);
    battery.self_discharge_per_year =
        root.maybe("self_discharge_per_year", Dimension::Ratio).value_or(0);
    if (const auto seconds = root.maybe("shelf_life", Dimension::Duration))
        battery.shelf_life = sim::Duration::from_seconds(*seconds);
    if (const auto pulse = root.section("pulse")) read_pulse(*pulse, battery);
    if (const auto temperature = root.section("temperature"))
        read_temperature(*temperature, battery);
    file.finish();
    return battery;
}

}  // namespace fleetsim::power
