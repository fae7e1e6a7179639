#include "models/power/solar_year.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fleetsim::power {

namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kDaysOfYear = 365;
constexpr double kSecondsOfDay = 86'400;
constexpr double kNorthernWinter = 355;  ///< 22 December
constexpr double kObliquity = 23.45 * kPi / 180;

}  // namespace

double SolarPlace::darkest_day() const {
    return latitude >= 0 ? kNorthernWinter : kNorthernWinter - kDaysOfYear / 2;
}

SolarDay SolarPlace::on(double day) const {
    const double season = 2 * kPi * (day - kNorthernWinter) / kDaysOfYear;
    const double declination = -kObliquity * std::cos(season);
    const double cosine = -std::tan(latitude * kPi / 180) * std::tan(declination);
    const double lit = std::acos(std::clamp(cosine, -1.0, 1.0)) / kPi * kSecondsOfDay;
    const double from_winter = 2 * kPi * (day - darkest_day()) / kDaysOfYear;
    return {.sunrise = sim::Duration::from_seconds((kSecondsOfDay - lit) / 2),
            .sunset = sim::Duration::from_seconds((kSecondsOfDay + lit) / 2),
            .peak_sun_hours =
                sun_hours_year - (sun_hours_year - sun_hours_winter) * std::cos(from_winter)};
}

Autonomy autonomy(const SolarPlace& place, const SolarPanel& panel, sim::Watts load) {
    const double taken = load.count() * kSecondsOfDay;
    const SolarDay shortest = place.on(place.darkest_day());
    const double hour = panel.rated.count() * panel.delivered * 3600;  // of peak sun
    const double mean = place.sun_hours_year * hour;
    const double swing = mean - shortest.peak_sun_hours * hour;

    Autonomy result;
    const double lit = (shortest.sunset - shortest.sunrise).to_seconds();
    result.night = sim::joules(load.count() * (kSecondsOfDay - lit));
    result.balances = taken <= mean;
    if (taken <= mean - swing || swing <= 0) return result;
    // A day at angle x from the darkest gives mean - swing cos(x): less than is taken while
    // cos(x) > (mean - taken) / swing. The sum of what is missing is the integral between the
    // edges.
    const double edge = std::acos(std::clamp((mean - taken) / swing, -1.0, 1.0));
    result.winter =
        sim::joules(kDaysOfYear / kPi * ((taken - mean) * edge + swing * std::sin(edge)));
    return result;
}

}  // namespace fleetsim::power
