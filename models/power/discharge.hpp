// Discharge: the charge a cell gives at a constant current, by the model its profile names.
// Models     points of the maker's curve; Peukert's law t = H (C / (I H))^k; the cells of
//            kibam.hpp, rakhmatov.hpp and tremblay.hpp emptied from full.
// Leaves out temperature and self-discharge (battery.hpp); loads that vary: ask the models.
// Source     Peukert 1897; the others name theirs. Figures: models/power/profiles/*.toml.
// Error      curves of one maker and one sample; Peukert's exponent fits two points of a curve.
//            Below the current that empties a cell in fifty years, the charge at that current.
#pragma once

#include <variant>
#include <vector>

#include "models/power/kibam.hpp"
#include "models/power/rakhmatov.hpp"
#include "models/power/tremblay.hpp"
#include "models/profile/profile.hpp"
#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::power {

/// Capacity of a full cell emptied at a constant current.
struct CapacityPoint {
    sim::Amperes current;
    sim::Coulombs capacity;
};
/// In rising order of current; at least one. Between the points straight lines in log current, the
/// end points beyond them.
using CapacityCurve = std::vector<CapacityPoint>;

/// Rated `charge` when emptied in `rated_time`; at smaller currents no more.
struct Peukert {
    sim::Coulombs charge;
    sim::Duration rated_time;
    double exponent = 1;
};

/// A cell of another model, and the charge it gives when nothing hurries it.
struct ModelledCell {
    std::variant<Kibam, Rakhmatov, Tremblay> model;
    sim::Coulombs charge;
};

using Discharge = std::variant<CapacityCurve, Peukert, ModelledCell>;

sim::Coulombs capacity_at(const Discharge& discharge, sim::Amperes current);

/// Of a battery's profile: [[capacity]], [peukert], [kibam], [rakhmatov] or `cell`. Notes mistakes.
Discharge read_discharge(const profile::Section& root);

}  // namespace fleetsim::power
