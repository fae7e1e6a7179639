// BrownOut: when a short, heavy pulse pulls a cell below what the device needs, long before the
// cell is empty.
// Models     the pulse test Voc - I R < cut-off, with a resistance that rises in a straight line
//            with the charge drawn. The share of charge usable under such pulses in closed form.
// Leaves out a buffer capacitor, passivation (the dip of a first pulse after storage), a resistance
//            that rises in the cold, an open-circuit voltage that falls.
// Source     the rule: data sheets' cut-off; a resistance that rises with the drain: TI SWRA349 on
//            coin cells. Figures: models/power/profiles/*.toml.
// Error      not measured. SWRA349 saw 50 to 100 % of a CR2032's rating left between six makers.
#pragma once

#include "sim/units.hpp"

namespace fleetsim::power {

struct BrownOut {
    sim::Volts open_circuit;
    sim::Volts cut_off;
    double resistance_full = 0;   ///< ohm
    double resistance_empty = 0;  ///< ohm, not below that of a full cell

    /// Voltage under a pulse when this share of the charge is drawn.
    sim::Volts voltage(sim::Amperes pulse, double drawn_share) const;
    /// Share of the charge that can be drawn before a pulse ends below the cut-off, 0 to 1.
    double usable_share(sim::Amperes pulse) const;
};

}  // namespace fleetsim::power
