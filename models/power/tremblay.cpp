#include "models/power/tremblay.hpp"

#include <cmath>
#include <limits>

#include "sim/check.hpp"

namespace fleetsim::power {

using sim::Dimension;

namespace {

constexpr double kFilterSeconds = 30;
/// The exponential zone is over when 5 % of it is left: three time constants.
constexpr double kZoneConstants = 3;
constexpr double kSecondsPerHour = 3600;

}  // namespace

// The published formulas count charge in ampere hours and add the current to it as if it flowed for
// an hour; with coulombs the current is multiplied by that hour.
Tremblay::Tremblay(const DischargeCurve& curve)
    : capacity_(curve.capacity.count()),
      resistance_(curve.resistance),
      cut_off_(curve.cut_off.count()),
      amplitude_(curve.full_voltage.count() - curve.exponential_voltage.count()),
      decay_(kZoneConstants / curve.exponential_charge.count()),
      constant_(curve.full_voltage.count() + resistance_ * curve.typical_current.count() -
                amplitude_) {
    const double nominal = curve.nominal_charge.count();
    const double typical = curve.typical_current.count();
    FLEET_CHECK(nominal < capacity_, "the nominal point lies before the end of the curve");
    const double drop = constant_ - curve.nominal_voltage.count() - resistance_ * typical +
                        amplitude_ * std::exp(-decay_ * nominal);
    polarization_ =
        drop / (capacity_ / (capacity_ - nominal) * (nominal + typical * kSecondsPerHour));
}

Tremblay::State Tremblay::after(const State& state, LoadStep step) const {
    return after_seconds(state, step.current.count(), step.span.to_seconds());
}

Tremblay::State Tremblay::after_seconds(const State& state, double amperes, double seconds) const {
    const double kept = std::exp(-seconds / kFilterSeconds);
    return {.drawn = state.drawn + amperes * seconds,
            .filtered = amperes + (state.filtered - amperes) * kept};
}

sim::Volts Tremblay::voltage(const State& state, sim::Amperes current) const {
    if (state.drawn >= capacity_) return sim::Volts{-std::numeric_limits<double>::infinity()};
    const double polarized = polarization_ * capacity_ / (capacity_ - state.drawn) *
                             (state.drawn + state.filtered * kSecondsPerHour);
    return sim::Volts{constant_ - resistance_ * current.count() - polarized +
                      amplitude_ * std::exp(-decay_ * state.drawn)};
}

std::optional<sim::Duration> Tremblay::empty_in(const State& state, sim::Amperes current) const {
    if (voltage(state, current).count() <= cut_off_) return sim::Duration{};
    if (current.count() <= 0) return std::nullopt;
    const double longest = (capacity_ - state.drawn) / current.count();
    return sim::Duration::from_seconds(first_moment(longest, [&](double seconds) {
        return voltage(after_seconds(state, current.count(), seconds), current).count() <= cut_off_;
    }));
}

DischargeCurve read_cell(const profile::Profile& file) {
    const profile::Section root = file.root();
    DischargeCurve curve{.full_voltage = root.volts("full_voltage"),
                         .capacity = root.coulombs("capacity"),
                         .nominal_voltage = root.volts("nominal_voltage"),
                         .nominal_charge = root.coulombs("nominal_charge"),
                         .exponential_voltage = root.volts("exponential_voltage"),
                         .exponential_charge = root.coulombs("exponential_charge"),
                         .resistance = root.number("resistance", Dimension::Resistance),
                         .typical_current = root.amperes("typical_current"),
                         .cut_off = root.volts("cut_off")};
    if (curve.nominal_charge >= curve.capacity)
        root.refuse("nominal_charge", "the nominal point lies at or beyond the capacity",
                    "it is the charge drawn at the end of the flat part, below the capacity");
    if (curve.exponential_charge.count() <= 0)
        root.refuse("exponential_charge", "the exponential zone must have a length",
                    "it is the charge drawn at the end of the first, steep part");
    file.finish();
    return curve;
}

DischargeCurve open_cell(const std::string& name) { return read_cell(profile::open("cell", name)); }

}  // namespace fleetsim::power
