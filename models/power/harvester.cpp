#include "models/power/harvester.hpp"

#include <algorithm>

namespace fleetsim::power {

using sim::Dimension;

namespace {

constexpr std::int64_t kDaysOfYear = 365;
constexpr double kSecondsOfDay = 86'400;

}  // namespace

Harvester read_harvester(const profile::Profile& file) {
    const profile::Section root = file.root();
    Harvester harvester;
    harvester.name = file.name();
    if (const auto panel = root.section("panel")) {
        harvester.panel.rated = panel->watts("rated");
        harvester.panel.delivered = panel->number("delivered", Dimension::Ratio);
        if (const auto most = panel->maybe("charger", Dimension::Power))
            harvester.panel.charger = sim::Watts{*most};
    }
    if (const auto place = root.section("place")) {
        harvester.place.latitude = place->number("latitude", Dimension::Pure, profile::Sign::Any);
        harvester.place.sun_hours_winter = place->number("sun_hours_winter", Dimension::Pure);
        harvester.place.sun_hours_year = place->number("sun_hours_year", Dimension::Pure);
        // Beyond the polar circles the shortest day has no daylight to put its sun hours into.
        if (std::abs(harvester.place.latitude) > 66)
            place->refuse("latitude", "the place is beyond a polar circle",
                          "the model knows latitudes from -66 to 66 degrees");
        if (harvester.place.sun_hours_winter > harvester.place.sun_hours_year ||
            harvester.place.sun_hours_winter <= 0)
            place->refuse("sun_hours_winter",
                          "the darkest month must be above zero and below the year's mean",
                          "both are peak sun hours a day");
    }
    if (harvester.panel.rated <= sim::Watts{} || harvester.place.sun_hours_year <= 0)
        root.refuse("panel", "a harvester needs [panel] and [place]",
                    "see a shipped one: `fleetsim profiles solar-texas`");
    file.finish();
    return harvester;
}

sim::Joules Harvester::between(sim::Time from, sim::Time until) const {
    sim::Joules sum;
    sim::Duration at = from.since_start();
    const sim::Duration end = until.since_start();
    while (at < end) {
        const std::int64_t day = at / kDay;
        const sim::Duration midnight = kDay * day;
        const sim::Duration stop = std::min(end, midnight + kDay);
        const auto of_year = static_cast<double>((first_day + day) % kDaysOfYear);
        sum += panel.energy(place.on(of_year), at - midnight, stop - midnight);
        at = stop;
    }
    return sum;
}

HarvestYear::HarvestYear(const Harvester& harvester) : first_day_(harvester.first_day) {
    for (std::size_t d = 0; d < days_.size(); ++d) {
        const SolarDay day = harvester.place.on(static_cast<double>(d));
        days_[d] = {.sunrise = day.sunrise.to_seconds(),
                    .sunset = day.sunset.to_seconds(),
                    .joules = sim::to_joules(harvester.panel.energy(day))};
    }
}

sim::Duration HarvestYear::life(const Battery& battery, sim::Watts mean) const {
    const double full = sim::to_joules(battery.full_energy(mean));
    const double load = mean.count() + battery.self_discharge().count();
    double level = full;
    double seconds = 0;
    double level_a_year_ago = -1;
    /// A stretch without sun; false when the cell runs empty in it.
    const auto drains = [&](double length) {
        if (level < load * length) {
            seconds += level / load;
            return false;
        }
        level -= load * length;
        seconds += length;
        return true;
    };
    const std::int64_t most_days = kLongestLife / kDay;
    for (std::int64_t d = 0; d < most_days; ++d) {
        const Day& day = days_[static_cast<std::size_t>((first_day_ + d) % kDaysOfYear)];
        if (d % kDaysOfYear == 0) {
            if (level == level_a_year_ago) return kLongestLife;  // this year is like the last one
            level_a_year_ago = level;
        }
        if (!drains(day.sunrise)) return sim::Duration::from_seconds(seconds);
        const double lit = day.sunset - day.sunrise;
        const double net = day.joules - load * lit;
        if (level + net < 0) {
            seconds += lit * level / -net;
            return sim::Duration::from_seconds(seconds);
        }
        level = std::min(full, level + net);
        seconds += lit;
        if (!drains(kSecondsOfDay - day.sunset)) return sim::Duration::from_seconds(seconds);
    }
    return kLongestLife;
}

}  // namespace fleetsim::power
