#include "models/power/solar.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sim/check.hpp"

namespace fleetsim::power {

namespace {

constexpr double kStandardIrradiance = 1000;  // W/m2, at which panels are rated
constexpr double kSecondsPerHour = 3600;

double daylight_seconds(const SolarDay& day) { return (day.sunset - day.sunrise).to_seconds(); }

/// Irradiance at noon: the sine's integral over the day, 2/pi of noon x daylight, is the day's sum.
double noon_irradiance(const SolarDay& day) {
    FLEET_CHECK(day.sunset > day.sunrise, "a solar day has daylight");
    return day.peak_sun_hours * kStandardIrradiance * kSecondsPerHour * std::numbers::pi /
           (2 * daylight_seconds(day));
}

/// 0 at sunrise and before, pi at sunset and after.
double angle(const SolarDay& day, sim::Duration since_midnight) {
    const double passed = (since_midnight - day.sunrise).to_seconds() / daylight_seconds(day);
    return std::numbers::pi * std::clamp(passed, 0.0, 1.0);
}

/// Integral of min(noon sin(x), most) over [from, until] within [0, pi].
double clipped_integral(double noon, double most, double from, double until) {
    if (noon <= most) return noon * (std::cos(from) - std::cos(until));
    const double clips = std::asin(most / noon);
    const double unclips = std::numbers::pi - clips;
    const auto sine = [&](double a, double b) {
        return b <= a ? 0.0 : noon * (std::cos(a) - std::cos(b));
    };
    const double flat = std::min(until, unclips) - std::max(from, clips);
    return sine(from, std::min(until, clips)) + std::max(flat, 0.0) * most +
           sine(std::max(from, unclips), until);
}

}  // namespace

double SolarDay::irradiance(sim::Duration since_midnight) const {
    return noon_irradiance(*this) * std::sin(angle(*this, since_midnight));
}

sim::Watts SolarPanel::power(const SolarDay& day, sim::Duration since_midnight) const {
    const double sun = day.irradiance(since_midnight) / kStandardIrradiance;
    return std::min(sim::Watts{rated.count() * delivered * sun}, charger);
}

sim::Joules SolarPanel::energy(const SolarDay& day, sim::Duration from, sim::Duration until) const {
    FLEET_CHECK(from <= until, "an interval runs forwards");
    const double noon = rated.count() * delivered * noon_irradiance(day) / kStandardIrradiance;
    const double seconds_per_radian = daylight_seconds(day) / std::numbers::pi;
    return sim::joules(seconds_per_radian * clipped_integral(noon, charger.count(),
                                                             angle(day, from), angle(day, until)));
}

sim::Joules SolarPanel::energy(const SolarDay& day) const {
    return energy(day, sim::Duration{}, kDay);
}

}  // namespace fleetsim::power
