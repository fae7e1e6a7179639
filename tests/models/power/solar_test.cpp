#include "models/power/solar.hpp"

#include <gtest/gtest.h>

namespace fleetsim::power {
namespace {

constexpr double kJoulesPerWattHour = 3600;

SolarDay equinox(double peak_sun_hours) {
    return {.sunrise = sim::Duration::hours(6),
            .sunset = sim::Duration::hours(18),
            .peak_sun_hours = peak_sun_hours};
}

TEST(SolarPanel, ADayGivesRatedPowerForItsPeakSunHours) {
    const SolarPanel panel{.rated = sim::Watts{2}, .delivered = 0.7};
    EXPECT_NEAR(sim::to_joules(panel.energy(equinox(4.5))), 2 * 0.7 * 4.5 * kJoulesPerWattHour,
                1e-6);
}

// The worked example of wiki.meshamerica.com: 2.22 Wh a day in North Dakota's December take 1.27 W.
TEST(SolarPanel, ThePublishedExampleCarriesItsLoad) {
    const SolarPanel panel{.rated = sim::Watts{1.27}, .delivered = 0.7};
    EXPECT_NEAR(sim::to_joules(panel.energy(equinox(2.5))) / kJoulesPerWattHour, 2.22, 0.01);
}

TEST(SolarDay, TheSunIsHighestAtNoonAndGoneAtNight) {
    const SolarDay day = equinox(5);
    // A half sine over 12 h with 5 kWh/m2: 5000 x pi / 24.
    EXPECT_NEAR(day.irradiance(sim::Duration::hours(12)), 654.498, 0.001);
    EXPECT_NEAR(day.irradiance(sim::Duration::hours(8)), 654.498 / 2, 0.001);
    EXPECT_NEAR(day.irradiance(sim::Duration::hours(3)), 0, 1e-9);
    EXPECT_NEAR(day.irradiance(sim::Duration::hours(22)), 0, 1e-9);
}

TEST(SolarPanel, EnergyIsTheSumOfPowerAlsoWhereTheChargerClips) {
    const SolarPanel panel{.rated = sim::Watts{10}, .delivered = 0.9, .charger = sim::Watts{3}};
    const SolarDay day = equinox(5);
    const auto from = sim::Duration::hours(5);
    const auto step = sim::Duration::seconds(10);
    const auto half_step = sim::Duration::seconds(5);
    double summed = 0;
    for (sim::Duration t = from; t < sim::Duration::hours(16); t = t + step)
        summed += panel.power(day, t + half_step).count() * 10;
    EXPECT_NEAR(sim::to_joules(panel.energy(day, from, sim::Duration::hours(16))), summed,
                1e-5 * summed);
}

TEST(SolarPanel, ThePartsOfADayAddUp) {
    const SolarPanel panel{.rated = sim::Watts{10}, .delivered = 0.9, .charger = sim::Watts{3}};
    const SolarDay day = equinox(5);
    double parts = 0;
    for (int hour = 0; hour < 24; ++hour)
        parts += sim::to_joules(
            panel.energy(day, sim::Duration::hours(hour), sim::Duration::hours(hour + 1)));
    EXPECT_NEAR(parts, sim::to_joules(panel.energy(day)), 1e-6);
}

}  // namespace
}  // namespace fleetsim::power
