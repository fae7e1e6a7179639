// SolarPlace: the sun of a place over the year, and whether a panel carries a load through it.
// Models     day length by latitude and date; peak sun hours that swing as a cosine between the
//            darkest month and the brightest; what a battery must bridge, in closed form.
// Leaves out clouds of single days (peak sun hours are means of a month: keep reserve days), shade,
//            seasons of rain.
// Source     declination 23.45 degrees times a sine and the hour angle of sunset: Cooper 1969. Peak
//            sun hours of December and of the year: wiki.meshamerica.com.
// Error      a dark season within 0.1 % of the sum over its days; the cosine itself not measured.
#pragma once

#include "models/power/solar.hpp"
#include "sim/units.hpp"

namespace fleetsim::power {

struct SolarPlace {
    double latitude = 0;          ///< degrees, north above zero
    double sun_hours_winter = 0;  ///< peak sun hours a day in the darkest month
    double sun_hours_year = 0;    ///< mean over the year

    /// Days count from the first of January, 0 to 364; times in local solar time.
    SolarDay on(double day) const;
    double darkest_day() const;
};

/// What a battery beside a panel must hold for a load that never rests.
struct Autonomy {
    sim::Joules night;      ///< the longest night
    sim::Joules winter;     ///< missing over the season whose days give less than they take
    bool balances = false;  ///< the whole year gives what it takes

    /// Whether a battery of this usable energy carries the load for ever.
    bool is_carried_by(sim::Joules usable) const { return balances && night + winter <= usable; }
};

/// For a panel whose charger does not clip.
Autonomy autonomy(const SolarPlace& place, const SolarPanel& panel, sim::Watts load);

}  // namespace fleetsim::power
