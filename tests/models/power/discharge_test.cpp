#include "models/power/discharge.hpp"

#include <gtest/gtest.h>

#include "sim/error.hpp"
#include "tests/models/power/open_battery.hpp"

namespace fleetsim::power {
namespace {

using sim::Amperes;

double ampere_hours(const std::string& battery, double amperes) {
    return open_battery(battery).capacity_at(Amperes{amperes}).count() / 3600;
}

// Energizer's AA gives 3000 mAh at 25 mA and 1600 mAh at 500 mA (kurokatta.org): k = 1.21.
TEST(Discharge, PeukertsLawMeetsTheTwoPointsItIsFittedTo) {
    const Discharge cell = Peukert{.charge = sim::Coulombs{3 * 3600},
                                   .rated_time = sim::Duration::hours(120),
                                   .exponent = 1.21};
    EXPECT_NEAR(capacity_at(cell, Amperes{0.025}).count() / 3600, 3.0, 1e-9);
    EXPECT_NEAR(capacity_at(cell, Amperes{0.5}).count() / 3600, 1.6, 0.01);
    EXPECT_NEAR(capacity_at(cell, Amperes{1e-6}).count() / 3600, 3.0, 1e-9);
}

// Jongerden and Haverkort: 91 min under 0.96 A.
TEST(Discharge, AProfileMayNameTheKineticModel) {
    EXPECT_NEAR(ampere_hours("kibam-2000", 0.96) / 0.96 * 60, 91, 0.5);
    EXPECT_NEAR(ampere_hours("kibam-2000", 1e-5), 2, 1e-3);
}

// ns-3's test of the Itsy cell: 2844 s under a constant 0.64 A.
TEST(Discharge, AProfileMayNameTheDiffusionModel) {
    EXPECT_NEAR(ampere_hours("itsy", 0.64) / 0.64 * 3600, 2844, 2);
    EXPECT_NEAR(ampere_hours("itsy", 1e-5), 0.587, 1e-3);
}

TEST(Discharge, AProfileMayNameACellWithItsVoltageCurve) {
    for (const double amperes : {0.01, 0.466, 2.33}) {
        EXPECT_GT(ampere_hours("cgr18650da", amperes), 0.9 * 2.33) << amperes;
        EXPECT_LT(ampere_hours("cgr18650da", amperes), 2.33) << amperes;
    }
    EXPECT_GT(ampere_hours("gp1272", 0.1), ampere_hours("gp1272", 5));
}

// Linden p. 14.30: 19 Ah at 4 mA, 7 Ah at 35 mA.
TEST(Discharge, ACurveHoldsItsPointsAndItsEnds) {
    EXPECT_DOUBLE_EQ(ampere_hours("li-socl2-d", 0.020), 13.5);
    EXPECT_DOUBLE_EQ(ampere_hours("li-socl2-d", 1e-6), 19);
    EXPECT_DOUBLE_EQ(ampere_hours("li-socl2-d", 1), 7);
}

TEST(Discharge, SmallerCurrentsNeverGetLess) {
    for (const std::string& name : profile::shipped_names("battery")) {
        const Battery battery = open_battery(name);
        double before = 0;
        for (const double amperes : {3.0, 0.3, 0.03, 3e-3, 3e-5, 1e-7, 0.0}) {
            const double now = battery.capacity_at(Amperes{amperes}).count();
            EXPECT_GE(now, before - 1e-6) << name << " at " << amperes << " A";
            before = now;
        }
        EXPECT_GT(before, 0) << name;
    }
}

TEST(Discharge, AnUnusableModelIsRefusedAtItsKey) {
    const std::string text = R"(
name = "own"
kind = "battery"
summary = "one"
voltage = { value = 3, unit = "V", source = "measured here" }
[kibam]
charge = { value = 0, unit = "Ah", source = "measured here" }
available_share = { value = 100, unit = "%", source = "measured here" }
flow = { value = 1e-4, unit = "/s", source = "measured here" }
)";
    try {
        read_battery(profile::Profile(text, "own.toml"));
        FAIL() << "a cell without charge passes";
    } catch (const sim::InputError& error) {
        ASSERT_EQ(error.diagnostics().size(), 2u);
        EXPECT_EQ(error.diagnostics()[0].place.line, 7u);
        EXPECT_EQ(error.diagnostics()[1].place.line, 8u);
    }
}

}  // namespace
}  // namespace fleetsim::power
