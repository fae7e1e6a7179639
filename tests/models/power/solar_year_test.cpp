#include "models/power/solar_year.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace fleetsim::power {
namespace {

/// wiki.meshamerica.com: 2.8 peak sun hours in December, 4.6 over the year.
SolarPlace minnesota() { return {.latitude = 45, .sun_hours_winter = 2.8, .sun_hours_year = 4.6}; }

SolarPanel panel() { return {.rated = sim::Watts{20}, .delivered = 0.95}; }

double hours(const SolarDay& day) { return (day.sunset - day.sunrise).to_seconds() / 3600; }

// Almanacs give 8 h 46 min and 15 h 37 min at 45 degrees, refraction and the sun's disc included:
// about ten minutes more than the geometry.
TEST(SolarPlace, DaysAreLongInJuneAndHalfADayAtTheEquinox) {
    EXPECT_NEAR(hours(minnesota().on(355)), 8.77, 0.25);
    EXPECT_NEAR(hours(minnesota().on(172)), 15.62, 0.25);
    EXPECT_NEAR(hours(minnesota().on(80)), 12, 0.25);
}

TEST(SolarPlace, PeakSunHoursAreThoseOfDecemberAndOfTheYear) {
    EXPECT_NEAR(minnesota().on(355).peak_sun_hours, 2.8, 1e-12);
    double sum = 0;
    for (int day = 0; day < 365; ++day) sum += minnesota().on(day).peak_sun_hours;
    EXPECT_NEAR(sum / 365, 4.6, 1e-9);
}

TEST(SolarPlace, SouthOfTheEquatorTheDarkMonthIsJune) {
    SolarPlace south = minnesota();
    south.latitude = -45;
    EXPECT_LT(south.on(172).peak_sun_hours, south.on(355).peak_sun_hours);
    EXPECT_LT(hours(south.on(172)), hours(south.on(355)));
    EXPECT_NEAR(south.on(south.darkest_day()).peak_sun_hours, 2.8, 1e-12);
}

// The energies of single days, integrated by the panel, against the closed form of the season.
TEST(Autonomy, WinterIsTheSumOfItsMissingDays) {
    const sim::Watts load{3};
    double missing = 0;
    for (int day = 0; day < 365; ++day) {
        const double given = sim::to_joules(panel().energy(minnesota().on(day)));
        missing += std::max(0.0, load.count() * 86'400 - given);
    }
    const Autonomy found = autonomy(minnesota(), panel(), load);
    EXPECT_TRUE(found.balances);
    EXPECT_NEAR(sim::to_joules(found.winter) / missing, 1, 0.001);
}

TEST(Autonomy, ASmallLoadNeedsItsNightAlone) {
    const Autonomy found = autonomy(minnesota(), panel(), sim::Watts{0.01});
    EXPECT_EQ(found.winter.count(), 0);
    EXPECT_NEAR(sim::to_joules(found.night), 0.01 * 15.4 * 3600, 10);
    EXPECT_TRUE(found.is_carried_by(sim::joules(1000)));
    EXPECT_FALSE(found.is_carried_by(sim::joules(500)));
}

TEST(Autonomy, ALoadAboveTheYearsMeanNeverBalances) {
    EXPECT_FALSE(autonomy(minnesota(), panel(), sim::Watts{4}).is_carried_by(sim::joules(1e9)));
}

}  // namespace
}  // namespace fleetsim::power
