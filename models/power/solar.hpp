// Solar: what a panel gives, at an instant, between two, and in a day.
// Models     irradiance as half a sine wave from sunrise to sunset, scaled so that the day's sum is
//            its peak-sun-hours (kWh/m2); a panel's rated power at 1000 W/m2, the losses behind it,
//            and a charger that takes no more than so much. All in closed form.
// Leaves out clouds within a day, the panel's temperature and tilt, shade, snow, charging limits of
//            a cold or full battery. Give a cloudy day fewer peak-sun-hours.
// Source     P = A eta G clipped: SimGrid's solar panel plug-in.
// Error      not measured; the sine's shape does not change a day's sum unless the charger clips.
#pragma once

#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::power {

inline constexpr sim::Duration kDay = sim::Duration::hours(24);

struct SolarDay {
    sim::Duration sunrise;  ///< since midnight
    sim::Duration sunset;   ///< since midnight, after sunrise
    double peak_sun_hours = 0;

    /// W/m2 at a time of day.
    double irradiance(sim::Duration since_midnight) const;
};

struct SolarPanel {
    sim::Watts rated;         ///< at 1000 W/m2: area x efficiency x 1000 W/m2
    double delivered = 0;     ///< share that is left behind wires, dirt and charger
    sim::Watts charger{1e9};  ///< the most the charger takes

    sim::Watts power(const SolarDay& day, sim::Duration since_midnight) const;
    /// Between two times of the same day, `from` <= `until`.
    sim::Joules energy(const SolarDay& day, sim::Duration from, sim::Duration until) const;
    sim::Joules energy(const SolarDay& day) const;
};

}  // namespace fleetsim::power
