#include "models/radio/radio_catalogue.hpp"

#include <gtest/gtest.h>

#include "models/radio/radio_machine.hpp"
#include "sim/error.hpp"

namespace fleetsim::radio {
namespace {

using namespace sim::literals;

TEST(RadioCatalogue, EveryShippedRadioReadsAndRuns) {
    for (const std::string& name : profile::shipped_names("radio")) {
        SCOPED_TRACE(name);
        const RadioProfile radio = open_radio(name);
        EXPECT_EQ(radio.name, name);
        EXPECT_GE(RadioMachine{radio}.isolated_exchange({}, 100_ms).count(), 0);
    }
}

// The reference values are products of the published figures, worked out by hand.
TEST(RadioCatalogue, LteExchangeCostsWhatItsPublishedFiguresSay) {
    const RadioMachine lte(open_radio("lte"));
    // 0.26 s x 1.21 W + 0.1 s x 1.2 + 0.02 x 1.122 + 10 x 1.091 = 11.37 J, paging not drawn
    // for 10.4 s
    EXPECT_NEAR(sim::to_joules(lte.isolated_exchange({}, {})), 11.367 - 0.207, 0.005);
}

TEST(RadioCatalogue, InspireExchangeCostsItsPromotionAndBothTails) {
    const RadioMachine radio(open_radio("3g-inspire"));
    const Load load{sim::Bytes{1000}, sim::Bytes{1000}};
    EXPECT_NEAR(sim::to_joules(radio.isolated_exchange(load, {})), 2 * 0.3 + 4 * 0.6 + 10 * 0.38,
                1e-8);
}

TEST(RadioCatalogue, CurrentsAreDrawnAtTheSupplyVoltage) {
    const RadioProfile radio = open_radio("lte-m");
    EXPECT_NEAR(radio.rest.count(), 2.7e-6 * 3.7, 1e-12);
    EXPECT_NEAR(radio.phases[0].transfer.count(), 0.37, 1e-12);
    EXPECT_NEAR(sim::to_joules(radio.upkeep->energy), 0.105, 1e-12);
    const RadioProfile nb_iot = open_radio("nb-iot");
    EXPECT_NEAR(nb_iot.phases[0].transfer.count(), 0.22 * 3.6, 1e-12) << "at u-blox's voltage";
}

TEST(RadioCatalogue, ThePhysRateCarriesTheFramingToo) {
    EXPECT_TRUE(open_radio("thread").link.counts_framing);
    EXPECT_TRUE(open_radio("ethernet").link.counts_framing);
    EXPECT_FALSE(open_radio("lte-m").link.counts_framing);
}

TEST(RadioCatalogue, TrackingAreaUpdatesAreATimersAndPollsARate) {
    EXPECT_EQ(open_radio("lte-m").upkeep->kind, UpkeepKind::Timer);
    EXPECT_EQ(open_radio("nb-iot").upkeep->kind, UpkeepKind::Timer);
    EXPECT_EQ(open_radio("lte").upkeep->kind, UpkeepKind::Rate) << "paging";
    EXPECT_EQ(open_radio("thread").upkeep->kind, UpkeepKind::Rate);
}

TEST(RadioCatalogue, ASlopeInMilliwattPerMegabitIsNanojoulesPerBit) {
    EXPECT_NEAR(open_radio("lte").up_joules_per_byte, 8 * 438.39e-9, 1e-15);
}

TEST(RadioCatalogue, TheHighestPowerIsThatOfTransmission) {
    EXPECT_NEAR(RadioMachine(open_radio("wifi-esp32")).highest_power().count(), 0.19 * 3.3, 1e-9);
    EXPECT_NEAR(RadioMachine(open_radio("lte-m")).highest_power().count(), 0.1 * 3.7, 1e-9);
    // 1.2 W and 438.39 mW for each of 6 Mbit/s
    const RadioProfile lte = open_radio("lte");
    const double megabits = static_cast<double>(lte.link.up.count()) / 1e6;
    EXPECT_NEAR(RadioMachine(lte).highest_power().count(), 1.2 + 0.43839 * megabits, 1e-9);
}

TEST(RadioCatalogue, ACurrentWithoutVoltageIsRefusedWithItsPlace) {
    const profile::Profile file(R"(name = "x"
kind = "radio"
summary = "no voltage"
[rest]
name = "idle"
current = { value = 2, unit = "mA", source = "made for this test" }
)",
                                "x.toml");
    try {
        read_radio(file);
        FAIL() << "accepted";
    } catch (const sim::InputError& error) {
        EXPECT_EQ(error.diagnostics().front().place.line, 6u);
        EXPECT_NE(std::string(error.what()).find("voltage"), std::string::npos);
    }
}

}  // namespace
}  // namespace fleetsim::radio
