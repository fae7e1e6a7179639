// Battery: how long a cell lasts, and how much of its energy can be used.
// Models     a capacity that depends on the mean current (discharge.hpp: five models) and on the
//            temperature, a mean voltage, self-discharge that doubles every 10 K, and a pulse
//            that browns the device out before the cell is empty.
// Leaves out recovery in pauses (kibam.hpp, rakhmatov.hpp have it), the voltage's course
//            (tremblay.hpp), ageing, a temperature that changes.
// Source     each cell names its own: models/power/profiles/*.toml. Doubling every 10 K and the
//            capacities in the cold are rules of thumb, unverified.
// Error      not measured; capacity curves of one maker and one sample.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/power/brown_out.hpp"
#include "models/power/discharge.hpp"
#include "models/profile/profile.hpp"
#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::power {

/// Share of the capacity that a cell gives at a temperature.
struct TemperaturePoint {
    double celsius = 0;
    double share = 1;
};

/// Where and how a cell is used. What is absent is as the battery's profile has it.
struct Conditions {
    std::optional<double> celsius;
    std::optional<sim::Amperes> pulse;  ///< the heaviest, such as a radio that transmits
};

/// Lives are cut off here: beyond it a figure would say nothing of a real cell.
constexpr sim::Duration kLongestLife = sim::Duration::hours(24) * 36'525;

struct Battery {
    std::string name;
    std::string summary;
    sim::Volts voltage;  ///< mean over the discharge
    Discharge capacity;
    double self_discharge_per_year = 0;  ///< share of what is left, at `reference_celsius`

    /// How long a cell keeps on a shelf, by its maker; no model of its ageing knows more.
    std::optional<sim::Duration> shelf_life;

    double reference_celsius = 20;
    std::vector<TemperaturePoint> temperatures;  ///< rising; empty: the cold costs nothing
    std::optional<BrownOut> brown_out;           ///< absent: pulses do not matter
    Conditions usual;                            ///< absent: at the reference, without pulses

    /// Charge it gives at this mean current.
    sim::Coulombs capacity_at(sim::Amperes mean) const {
        return power::capacity_at(capacity, mean);
    }
    /// Share of that at a temperature: straight lines between the points, the end points beyond.
    double capacity_share_at(double celsius) const;
    /// Share of what is left that is lost in a second at a temperature.
    double self_discharge_rate(double celsius) const;
    /// What a full cell loses by itself, where it is used.
    sim::Watts self_discharge() const;
    /// Energy of a full cell for a load of this mean power, before any self-discharge: what the
    /// current, the temperature and the pulses leave of it.
    sim::Joules full_energy(sim::Watts mean, const Conditions& conditions = {}) const;
    /// Energy for the load when used at this mean power, self-discharge taken off.
    sim::Joules usable_energy(sim::Watts mean, const Conditions& conditions = {}) const;
    /// From full to useless at a constant mean power, kLongestLife at most, in closed form: with
    /// self-discharge at rate r, Q(t) = (Q0 + I/r) exp(-r t) - I/r falls to the share w of Q0 that
    /// pulses waste at t = ln(1 + r (1 - w) Q0 / (I + r w Q0)) / r.
    sim::Duration life(sim::Watts mean, const Conditions& conditions = {}) const;

  private:
    double celsius_in(const Conditions& conditions) const;
    /// Share of the capacity that pulses leave to be used.
    double used_share(const Conditions& conditions) const;
    /// What the mean current and the temperature leave of a full cell.
    sim::Coulombs charge(sim::Watts mean, const Conditions& conditions) const;
};

/// Reads a profile of kind "battery". Throws sim::InputError with every mistake in the file.
Battery read_battery(const profile::Profile& file);

}  // namespace fleetsim::power
