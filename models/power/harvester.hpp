// Harvester: a solar panel at a place, beside a battery; what it gives, and how long both last.
// Models     the sun of the place's year (solar_year.hpp) on a panel (solar.hpp), between any two
//            instants in closed form; a battery that takes what fits; a life that ends when it is
//            empty for the first time.
// Leaves out clouds of single days, charging losses beyond the profile's share, a device that comes
//            back with the sun after its battery was empty.
// Source     each place names its own: models/power/profiles/solar-*.toml.
// Error      not measured.
#pragma once

#include <array>
#include <string>

#include "models/power/battery.hpp"
#include "models/power/solar_year.hpp"
#include "models/profile/profile.hpp"
#include "sim/time.hpp"

namespace fleetsim::power {

struct Harvester {
    std::string name;
    SolarPlace place;
    SolarPanel panel;
    std::uint32_t first_day = 0;  ///< of the year, at the start of the scenario: 0 to 364

    /// What the panel gives; the scenario begins at midnight.
    sim::Joules between(sim::Time from, sim::Time until) const;
};

/// Reads a profile of kind "harvester". Throws sim::InputError with every mistake in the file.
Harvester read_harvester(const profile::Profile& file);

/// A harvester's days, worked out once for many devices.
class HarvestYear {
  public:
    explicit HarvestYear(const Harvester& harvester);

    /// From full on the first day to empty at a constant mean power; kLongestLife if the sun
    /// carries the load for so long. Self-discharge is a load of its own, that of a full cell.
    sim::Duration life(const Battery& battery, sim::Watts mean) const;

  private:
    struct Day {
        double sunrise = 0;  ///< seconds since midnight
        double sunset = 0;
        double joules = 0;
    };
    std::array<Day, 365> days_{};
    std::uint32_t first_day_;
};

}  // namespace fleetsim::power
