#include "models/power/tremblay.hpp"

#include <array>
#include <gtest/gtest.h>

namespace fleetsim::power {
namespace {

sim::Duration time_for(sim::Coulombs charge, sim::Amperes current) {
    return sim::Duration::from_seconds(charge.count() / current.count());
}

// The data sheet's points are what the constants are made from, so every cell must pass through
// them.
TEST(Tremblay, StartsAtTheFullVoltageOfTheDataSheet) {
    for (const std::string& name : profile::shipped_names("cell")) {
        const DischargeCurve curve = open_cell(name);
        const Tremblay cell(curve);
        EXPECT_NEAR(cell.voltage(cell.full(), curve.typical_current).count(),
                    curve.full_voltage.count(), 1e-9)
            << name;
    }
}

TEST(Tremblay, PassesThroughTheNominalPointOfTheDataSheet) {
    for (const std::string& name : profile::shipped_names("cell")) {
        const DischargeCurve curve = open_cell(name);
        const Tremblay cell(curve);
        const LoadStep to_nominal{curve.typical_current,
                                  time_for(curve.nominal_charge, curve.typical_current)};
        EXPECT_NEAR(cell.voltage(cell.after(cell.full(), to_nominal), to_nominal.current).count(),
                    curve.nominal_voltage.count(), 1e-6)
            << name;
    }
}

TEST(Tremblay, TheVoltageIsAtTheCutOffWhenTheCellIsEmpty) {
    for (const std::string& name : profile::shipped_names("cell")) {
        const DischargeCurve curve = open_cell(name);
        const Tremblay cell(curve);
        const sim::Amperes current = curve.typical_current;
        const sim::Duration life = *cell.empty_in(cell.full(), current);
        EXPECT_NEAR(cell.voltage(cell.after(cell.full(), {current, life}), current).count(),
                    curve.cut_off.count(), 1e-3)
            << name;
        EXPECT_LT(life, time_for(curve.capacity, current)) << name;
        EXPECT_GT(life, time_for(curve.nominal_charge, current)) << name;
    }
}

TEST(Tremblay, AHighCurrentReachesTheCutOffWithChargeLeft) {
    const DischargeCurve curve = open_cell("cell-cgr18650da");
    const Tremblay cell(curve);
    const auto drawn = [&](double amperes) {
        return amperes * cell.empty_in(cell.full(), sim::Amperes{amperes})->to_seconds();
    };
    EXPECT_GT(drawn(0.466), drawn(2.33));
    EXPECT_GT(drawn(2.33), drawn(4.66));
}

TEST(Tremblay, TheVoltageRecoversAfterALoad) {
    const Tremblay cell(open_cell("cell-cgr18650da"));
    const sim::Amperes none{0};
    const auto tired =
        cell.after(cell.full(), {sim::Amperes{2.33}, sim::Duration::from_seconds(1800)});
    const auto rested = cell.after(tired, {none, sim::Duration::from_seconds(300)});
    EXPECT_GT(cell.voltage(rested, none).count(), cell.voltage(tired, none).count());
}

TEST(Tremblay, ALoadTooHeavyForTheCellIsEmptyAtOnce) {
    const Tremblay cell(open_cell("cell-cgr18650da"));
    EXPECT_EQ(cell.empty_in(cell.full(), sim::Amperes{20}), sim::Duration{});
}

}  // namespace
}  // namespace fleetsim::power
