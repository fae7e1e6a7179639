// The quanta that the rules imply, and that the published traces of 2012 consist of.
#include "models/power/powertutor.hpp"

#include <gtest/gtest.h>

#include "sim/error.hpp"

namespace fleetsim::power {
namespace {
using namespace sim::literals;
using sim::Bytes;
using sim::Time;

/// Its ticks on the second, so that the quanta are exact.
PowerTutorFigures passion() {
    PowerTutorFigures figures = read_powertutor(profile::open("meter", "powertutor-passion"));
    figures.wander = {};
    return figures;
}

/// An application silent for a minute, so that it is looked at every eleven seconds: at 53 s, 64 s.
double joules_of(MeteredRadio radio, std::initializer_list<sim::Duration> moments,
                 std::int64_t packets = 1) {
    PowerTutorMeter meter(passion(), radio, Time::zero(), {});
    for (const sim::Duration moment : moments) meter.moved(Time::at(moment), Bytes{31}, packets);
    meter.run_until(Time::at(200_s));
    return sim::to_joules(meter.energy());
}

TEST(PowerTutor, OneLookThatSeesBytesIsSixSecondsOfFach) {
    EXPECT_NEAR(joules_of(MeteredRadio::Cellular, {60_s}), 6 * 0.40581, 1e-9);
}

TEST(PowerTutor, BytesInTwoLooksReachDch) {
    // The first bytes are seen late, by which time the next ones are a second away.
    PowerTutorMeter meter(passion(), MeteredRadio::Cellular, Time::zero(), {});
    sim::Duration seen;
    for (sim::Duration at = 60_s; at < 80_s; at += 1_s) {
        const sim::Joules before = meter.energy();
        meter.moved(Time::at(at), Bytes{31}, 1);
        meter.run_until(Time::at(at + 999_ms));
        if (meter.energy() > before) {
            seen = at;
            break;
        }
    }
    meter.moved(Time::at(seen + 500_ms), Bytes{31}, 1);
    meter.run_until(Time::at(200_s));
    EXPECT_NEAR(sim::to_joules(meter.energy()), 7 * 0.40581 + 4 * 0.90203, 1e-9);
}

TEST(PowerTutor, AShortBurstIsOneLookHoweverManyPackets) {
    EXPECT_DOUBLE_EQ(joules_of(MeteredRadio::Cellular, {60_s, 60_s + 100_ms, 60_s + 200_ms}),
                     joules_of(MeteredRadio::Cellular, {60_s}));
}

TEST(PowerTutor, ATrafficThatNeverPausesStaysInDch) {
    PowerTutorMeter meter(passion(), MeteredRadio::Cellular, Time::zero(), {});
    for (int i = 0; i < 1'000; ++i) meter.moved(Time::at(100_ms * i), Bytes{31}, 1);
    const sim::Joules before = meter.energy();
    for (int i = 1'000; i < 2'000; ++i) meter.moved(Time::at(100_ms * i), Bytes{31}, 1);
    EXPECT_NEAR(sim::to_joules(meter.energy() - before), 100 * 0.90203, 1.0);
}

TEST(PowerTutor, WifiIsChargedOnlyForLooksThatSawBytes) {
    EXPECT_NEAR(joules_of(MeteredRadio::Wifi, {60_s}), 0.03437, 1e-9);
    EXPECT_EQ(joules_of(MeteredRadio::Wifi, {}), 0);
}

TEST(PowerTutor, WifiIsHighAboveFifteenPackets) {
    EXPECT_NEAR(joules_of(MeteredRadio::Wifi, {60_s}, 15), 0.03437, 1e-9);
    EXPECT_NEAR(joules_of(MeteredRadio::Wifi, {60_s}, 16), 0.40446, 1e-9);
}

TEST(PowerTutor, WifiIsHighUntilALookSeesFewerThanEightPackets) {
    PowerTutorMeter meter(passion(), MeteredRadio::Wifi, Time::zero(), {});
    const auto joules_after = [&](sim::Duration at, std::int64_t packets) {
        const sim::Joules before = meter.energy();
        meter.moved(Time::at(at), Bytes{31}, packets);
        meter.run_until(Time::at(at + 19_s));
        return sim::to_joules(meter.energy() - before);
    };
    EXPECT_NEAR(joules_after(60_s, 16), 0.40446, 1e-9);
    EXPECT_NEAR(joules_after(80_s, 8), 0.40446, 1e-9);
    EXPECT_NEAR(joules_after(100_s, 7), 0.03437, 1e-9);
    EXPECT_NEAR(joules_after(120_s, 15), 0.03437, 1e-9) << "and low until one sees more than 15";
}

TEST(PowerTutor, ASilenceThatIsSkippedEndsWithTheLookItWouldHaveHad) {
    for (int second = 1'000; second < 1'012; ++second) {
        PowerTutorMeter skips(passion(), MeteredRadio::Cellular, Time::zero(), {});
        PowerTutorMeter ticks(passion(), MeteredRadio::Cellular, Time::zero(), {});
        for (int i = 1; i <= second; ++i) ticks.run_until(Time::at(1_s * i));
        for (PowerTutorMeter* meter : {&skips, &ticks})
            meter->moved(Time::at(1_s * second + 500_ms), Bytes{31}, 1);
        for (int i = second + 1; i < second + 20; ++i) {
            skips.run_until(Time::at(1_s * i));
            ticks.run_until(Time::at(1_s * i));
            EXPECT_EQ(skips.energy(), ticks.energy()) << "at " << i << " s";
        }
    }
}

TEST(PowerTutor, AProfileWithoutAPeriodIsRefused) {
    const char* text = "name = \"m\"\nkind = \"meter\"\nsummary = \"s\"\n";
    EXPECT_THROW(read_powertutor(profile::Profile(text, "m.toml")), sim::InputError);
}

}  // namespace
}  // namespace fleetsim::power
