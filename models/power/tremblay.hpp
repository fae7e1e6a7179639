// Tremblay: the voltage of a cell under load, after Shepherd, and when it falls below a cut-off.
// Models     V = E0 - R i - K Q / (Q - q) (q + i*) + A exp(-B q), where q is the charge drawn and
//            i* the current behind a filter of 30 s; the four constants follow from the three
//            points of a data sheet's discharge curve (full, end of the exponential zone, nominal).
// Leaves out charging, temperature, ageing, self-discharge, a resistance that changes.
// Source     Tremblay, Dessaint, Dekkiche: A Generic Battery Model, VPPC 2007; cells as ns-3 ships
//            them, models/power/profiles/cell-*.toml.
// Error      meets the full and nominal points of the curve by construction; between and beyond
//            them not measured. Tremblay and Dessaint 2009 state 5 % (unverified).
#pragma once

#include <optional>
#include <string>

#include "models/power/load.hpp"
#include "models/profile/profile.hpp"

namespace fleetsim::power {

/// Three points of a discharge curve at a typical current, as data sheets draw it.
struct DischargeCurve {
    sim::Volts full_voltage;
    sim::Coulombs capacity;
    sim::Volts nominal_voltage;
    sim::Coulombs nominal_charge;  ///< drawn at the end of the flat part
    sim::Volts exponential_voltage;
    sim::Coulombs exponential_charge;  ///< drawn at the end of the first, steep part
    double resistance = 0;             ///< ohm
    sim::Amperes typical_current;
    sim::Volts cut_off;
};

class Tremblay {
  public:
    struct State {
        double drawn = 0;     ///< coulombs
        double filtered = 0;  ///< i*, amperes
    };

    explicit Tremblay(const DischargeCurve& curve);

    State full() const { return {}; }
    State after(const State& state, LoadStep step) const;
    /// Until the voltage under this load is at the cut-off.
    std::optional<sim::Duration> empty_in(const State& state, sim::Amperes current) const;
    sim::Volts voltage(const State& state, sim::Amperes current) const;

  private:
    State after_seconds(const State& state, double amperes, double seconds) const;

    double capacity_;
    double resistance_;
    double cut_off_;
    double amplitude_;     // A, V
    double decay_;         // B, 1/C
    double constant_;      // E0, V
    double polarization_;  // K, V/C
};

/// Reads a profile of kind "cell". Throws sim::InputError with every mistake in the file.
DischargeCurve read_cell(const profile::Profile& file);
/// A shipped cell by name, or a .toml file of the user's.
DischargeCurve open_cell(const std::string& name);

}  // namespace fleetsim::power
