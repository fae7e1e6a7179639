#include "models/power/harvester.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "sim/error.hpp"
#include "tests/models/power/open_battery.hpp"

namespace fleetsim::power {
namespace {
using sim::Duration;
using sim::Time;

Harvester texas() { return read_harvester(profile::open("harvester", "solar-texas")); }
Battery cell() { return open_battery("18650"); }

TEST(Harvester, EveryShippedOneReads) {
    for (const std::string& name : profile::shipped_names("harvester"))
        EXPECT_GT(read_harvester(profile::open("harvester", name)).panel.rated, sim::Watts{})
            << name;
}

TEST(Harvester, GivesTheSumOfItsDaysAndOfTheirParts) {
    const Harvester sun = texas();
    const auto days = [](double n) { return Time::at(Duration::from_seconds(86'400 * n)); };
    double sum = 0;
    for (int d = 0; d < 10; ++d)
        sum += sim::to_joules(sun.panel.energy(sun.place.on(static_cast<double>(d))));
    EXPECT_NEAR(sim::to_joules(sun.between(days(0), days(10))), sum, 1e-3);
    const double parts = sim::to_joules(sun.between(days(0), days(3.4))) +
                         sim::to_joules(sun.between(days(3.4), days(10)));
    EXPECT_NEAR(parts, sum, 1e-3);
    EXPECT_EQ(sun.between(days(0), days(0.1)), sim::Joules{}) << "it begins at midnight";
}

TEST(Harvester, BeginsOnTheDayItIsTold) {
    Harvester sun = texas();
    const Time day = Time::at(Duration::days(1));
    const double january = sim::to_joules(sun.between(Time::zero(), day));
    sun.first_day = 172;
    EXPECT_GT(sim::to_joules(sun.between(Time::zero(), day)), 1.4 * january);
}

TEST(HarvestYear, ALoadTheSunCarriesLastsForEver) {
    EXPECT_EQ(HarvestYear(texas()).life(cell(), sim::Watts{0.05}), kLongestLife);
}

TEST(HarvestYear, AgreesWithTheClosedFormOnWhatIsCarried) {
    const Harvester sun = texas();
    const HarvestYear year(sun);
    Battery battery = cell();
    battery.self_discharge_per_year = 0;
    for (double watts = 0.02; watts < 0.4; watts *= 1.2) {
        const sim::Watts load{watts};
        const bool carried =
            autonomy(sun.place, sun.panel, load).is_carried_by(battery.usable_energy(load));
        EXPECT_EQ(year.life(battery, load) == kLongestLife, carried) << watts;
    }
}

TEST(HarvestYear, ALoadFarAboveTheSunsLastsAboutAsLongAsWithoutIt) {
    const Duration with = HarvestYear(texas()).life(cell(), sim::Watts{3});
    const Duration without = cell().life(sim::Watts{3});
    EXPECT_GT(with.to_seconds(), 0.999 * without.to_seconds());
    EXPECT_LT(with.to_seconds(), 1.2 * without.to_seconds());
}

TEST(HarvestYear, ACellInTheDarkEmptiesByItsLoadAndItsLoss) {
    Harvester dark = texas();
    dark.panel.rated = sim::Watts{1e-12};
    Battery battery = cell();
    battery.self_discharge_per_year = 0;
    // What takes a cell without losses a year. Half of it lost in a year is a rate of ln 2; the
    // model reckons with the loss of a full cell, which is 1 / (1 + ln 2) of a year.
    const double year = 365.25 * 86'400;
    const double charge = battery.capacity_at(sim::Amperes{}).count();
    const sim::Watts load = battery.voltage * sim::Amperes{charge / year};
    EXPECT_NEAR(HarvestYear(dark).life(battery, load).to_seconds(), year, 0.01 * year);
    battery.self_discharge_per_year = 0.5;
    battery.usual.celsius = battery.reference_celsius;
    EXPECT_NEAR(HarvestYear(dark).life(battery, load).to_seconds(), year / (1 + std::log(2)),
                0.01 * year);
}

TEST(HarvestYear, LessSunNeverLastsLonger) {
    const Harvester dark = read_harvester(profile::open("harvester", "solar-pacific-northwest"));
    for (double watts = 0.02; watts < 1; watts *= 1.3)
        EXPECT_LE(HarvestYear(dark).life(cell(), sim::Watts{watts}),
                  HarvestYear(texas()).life(cell(), sim::Watts{watts}))
            << watts;
}

TEST(Harvester, AProfileWithoutDaylightOrPanelIsRefused) {
    const std::string head = "name = \"x\"\nkind = \"harvester\"\nsummary = \"s\"\n";
    EXPECT_THROW(read_harvester(profile::Profile(head, "x.toml")), sim::InputError);
    const std::string polar = head + R"(
[panel]
rated = { value = 1, unit = "W", source = "s" }
delivered = { value = 70, unit = "%", source = "s" }
[place]
latitude = { value = 70, unit = "", source = "s" }
sun_hours_winter = { value = 1, unit = "", source = "s" }
sun_hours_year = { value = 3, unit = "", source = "s" }
)";
    EXPECT_THROW(read_harvester(profile::Profile(polar, "x.toml")), sim::InputError);
}

}  // namespace
}  // namespace fleetsim::power
