#include "models/power/discharge.hpp"

#include <algorithm>
#include <cmath>

namespace fleetsim::power {

using profile::Section;
using sim::Dimension;

namespace {

constexpr double kSecondsOfFiftyYears = 50 * 365.25 * 86'400;

sim::Coulombs given_at(const CapacityCurve& curve, sim::Amperes mean) {
    if (mean <= curve.front().current) return curve.front().capacity;
    if (mean >= curve.back().current) return curve.back().capacity;
    const auto above = std::find_if(curve.begin(), curve.end(),
                                    [&](const CapacityPoint& p) { return p.current > mean; });
    const CapacityPoint& low = *(above - 1);
    const double share = std::log(mean.count() / low.current.count()) /
                         std::log(above->current.count() / low.current.count());
    return sim::Coulombs{low.capacity.count() * (1 - share) + above->capacity.count() * share};
}

/// I t = C (C / (I H))^(k - 1).
sim::Coulombs given_at(const Peukert& law, sim::Amperes mean) {
    const double rated = law.charge.count() / law.rated_time.to_seconds();
    if (mean.count() <= rated) return law.charge;
    return sim::Coulombs{law.charge.count() * std::pow(rated / mean.count(), law.exponent - 1)};
}

sim::Coulombs given_at(const ModelledCell& cell, sim::Amperes mean) {
    const double slow = cell.charge.count() / kSecondsOfFiftyYears;
    const sim::Amperes current{std::max(mean.count(), slow)};
    const auto life = std::visit(
        [&](const auto& model) { return model.empty_in(model.full(), current); }, cell.model);
    return life ? sim::Coulombs{current.count() * life->to_seconds()} : cell.charge;
}

CapacityCurve read_curve(const Section& root) {
    CapacityCurve curve;
    for (const Section& point : root.list("capacity"))
        curve.push_back(
            {.current = point.amperes("current"), .capacity = point.coulombs("charge")});
    if (curve.empty())
        root.refuse("capacity", "a battery needs its capacity at one current at least",
                    "add [[capacity]] with current and charge, or [peukert], [kibam], [rakhmatov] "
                    "or `cell`");
    const auto rising = [](const CapacityPoint& a, const CapacityPoint& b) {
        return a.current < b.current;
    };
    if (!std::is_sorted(curve.begin(), curve.end(), rising))
        root.refuse("capacity", "the currents must rise", "sort the [[capacity]] entries");
    return curve;
}

/// A figure that the model divides by.
double above_zero(const Section& section, std::string_view key, Dimension dimension) {
    const double value = section.number(key, dimension);
    if (value > 0) return value;
    section.refuse(key, "it must be above zero", "give what the source of the cell says");
    return 1;
}

Peukert read_peukert(const Section& section) {
    return {.charge = sim::Coulombs{above_zero(section, "charge", Dimension::Charge)},
            .rated_time =
                sim::Duration::from_seconds(above_zero(section, "rated_time", Dimension::Duration)),
            .exponent = section.number("exponent", Dimension::Pure)};
}

ModelledCell read_kibam(const Section& section) {
    const sim::Coulombs charge{above_zero(section, "charge", Dimension::Charge)};
    double share = section.number("available_share", Dimension::Ratio);
    if (share <= 0 || share >= 1) {
        section.refuse("available_share", "both wells hold some of the charge",
                       "give a share between 0 and 1");
        share = 0.5;
    }
    return {Kibam(charge, share, above_zero(section, "flow", Dimension::Frequency)), charge};
}

ModelledCell read_rakhmatov(const Section& section) {
    constexpr double kSecondsInMinute = 60;
    const sim::Coulombs charge{above_zero(section, "charge", Dimension::Charge)};
    const double rate = above_zero(section, "diffusion", Dimension::Frequency);  // beta squared
    return {Rakhmatov(charge, std::sqrt(rate * kSecondsInMinute)), charge};
}

}  // namespace

sim::Coulombs capacity_at(const Discharge& discharge, sim::Amperes current) {
    return std::visit([&](const auto& kind) { return given_at(kind, current); }, discharge);
}

Discharge read_discharge(const Section& root) {
    if (const auto section = root.section("peukert")) return read_peukert(*section);
    if (const auto section = root.section("kibam")) return read_kibam(*section);
    if (const auto section = root.section("rakhmatov")) return read_rakhmatov(*section);
    if (root.has("cell")) {
        const DischargeCurve curve = open_cell(root.text("cell"));
        return ModelledCell{Tremblay(curve), curve.capacity};
    }
    return read_curve(root);
}

}  // namespace fleetsim::power
