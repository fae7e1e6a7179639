// What operator and device may choose, and what that does to an exchange.
#include "models/radio/power_saving.hpp"

#include <gtest/gtest.h>

#include "models/radio/radio_catalogue.hpp"
#include "models/radio/radio_machine.hpp"
#include "sim/error.hpp"

namespace fleetsim::radio {
namespace {
using namespace sim::literals;
using sim::Duration;
using sim::Time;

double joules(const RadioProfile& radio) {
    return sim::to_joules(RadioMachine(radio).isolated_exchange({sim::Bytes{300}, sim::Bytes{60}},
                                                                Duration::milliseconds(50)));
}

TEST(PowerSaving, NothingChosenChangesNothing) {
    const RadioProfile plain = open_radio("lte-m");
    const RadioProfile same = with_saving(plain, {});
    EXPECT_EQ(joules(plain), joules(same));
    EXPECT_EQ(plain.rest, same.rest);
}

TEST(PowerSaving, ReleaseAssistanceSparesTheConnectedTail) {
    const RadioProfile plain = open_radio("lte-m");
    const RadioProfile released = with_saving(plain, {.release_assistance = true});
    // Nine of ten seconds at the connected power of 20.8 mW.
    EXPECT_NEAR(joules(plain) - joules(released), 9 * 0.0208, 5e-4) << "above rest";
    const RadioProfile held = with_saving(open_radio("nb-iot"), {.release_assistance = false});
    EXPECT_EQ(held.phases.front().dwell, Duration::seconds(20));
}

// An answer after five seconds, ten times as late as the radio is let go without one to come.
TEST(PowerSaving, WithReleaseAssistanceItStaysConnectedForTheAnswer) {
    const RadioProfile profile = open_radio("nb-iot");
    const RadioMachine machine(profile);
    std::vector<sim::WideSum> cells(machine.consumers().size());
    std::int64_t drawn = 0;
    const EnergyBook book{cells.data(), &drawn};
    RadioState state;
    machine.rest(state, sim::Time::zero(), book);
    const Load up{sim::Bytes{200}, {}};
    const sim::Time ready = sim::Time::zero() + machine.wake(state, sim::Time::zero(), up, book);
    machine.transfer(state, ready, ready, up, book);
    machine.await_answer(state);
    const Load down{{}, sim::Bytes{200}};
    EXPECT_EQ(machine.wake(state, ready + 5_s, down, book), sim::Duration{}) << "no promotion";
    machine.transfer(state, ready + 5_s, ready + 5_s, down, book);
    machine.settle(state, ready + 60_s, book);
    // 5 s until the answer and the second after it, at 151.8 mW.
    EXPECT_NEAR(static_cast<double>(cells[0]) * 1e-9, 6 * 0.1518, 1e-6);
    EXPECT_NEAR(static_cast<double>(cells[1]) * 1e-9, 8 * 0.0198, 1e-6);
}

TEST(PowerSaving, WhereNoAnswerComesTheNetworksTimerLetsItGo) {
    const auto connected = [](const PowerSaving& wanted) {
        const RadioMachine machine(with_saving(open_radio("nb-iot"), wanted));
        std::vector<sim::WideSum> cells(machine.consumers().size());
        std::int64_t drawn = 0;
        const EnergyBook book{cells.data(), &drawn};
        RadioState state;
        machine.rest(state, sim::Time::zero(), book);
        const sim::Time ready =
            sim::Time::zero() + machine.wake(state, sim::Time::zero(), {}, book);
        machine.transfer(state, ready, ready, {}, book);
        machine.await_answer(state);
        machine.settle(state, ready + 2_min, book);
        return static_cast<double>(cells[0]) * 1e-9 / 0.1518;
    };
    EXPECT_NEAR(connected({}), 20, 1e-6) << "the profile's";
    EXPECT_NEAR(connected({.release_assistance = false}), 20, 1e-6);
    EXPECT_NEAR(connected({.inactivity = 5_s}), 5, 1e-6);
}

TEST(PowerSaving, WithoutActiveTimeItSleepsAtOnce) {
    const RadioProfile plain = open_radio("lte-m");
    const RadioProfile none = with_saving(plain, {.active_time = Duration{}});
    EXPECT_NEAR(joules(plain) - joules(none), 8 * 0.0056, 5e-4) << "above rest";
    EXPECT_EQ(RadioMachine(none).tail(), Duration::seconds(10));
}

TEST(PowerSaving, EdrxMeetsItsPublishedPointsAndFallsBetween) {
    const auto microamperes = [](double seconds) {
        const RadioProfile radio =
            with_saving(open_radio("lte-m"),
                        {.sleep = SleepMode::Edrx, .edrx_cycle = Duration::from_seconds(seconds)});
        return radio.rest.count() / 3.7 * 1e6;
    };
    EXPECT_NEAR(microamperes(81.92), 18, 1e-6);
    EXPECT_NEAR(microamperes(655.36), 6, 1e-6);
    EXPECT_GT(microamperes(163.84), 6);
    EXPECT_LT(microamperes(163.84), 18);
}

TEST(PowerSaving, WithEdrxAMessageDownWaitsForTheDevicesOwnInstantOfTheCycle) {
    const Duration cycle = Duration::milliseconds(20'480);
    const RadioMachine machine(
        with_saving(open_radio("lte-m"), {.sleep = SleepMode::Edrx, .edrx_cycle = cycle}));
    std::vector<sim::WideSum> cells(machine.consumers().size());
    std::int64_t drawn = 0;
    RadioState state;
    machine.rest(state, Time::zero(), {cells.data(), &drawn});
    for (const double place : {0.0, 0.3, 0.9}) {
        const Time at = Time::at(Duration::seconds(100));
        const Duration wait = machine.page_wait(state, at, place);
        EXPECT_GT(wait, Duration{});
        EXPECT_LE(wait, cycle);
        EXPECT_EQ(machine.page_wait(state, at + wait / 2, place), wait - wait / 2);
    }
    const Load load{sim::Bytes{100}, {}};
    const Time ready =
        Time::at(Duration::seconds(200)) +
        machine.wake(state, Time::at(Duration::seconds(200)), load, {cells.data(), &drawn});
    EXPECT_EQ(machine.page_wait(state, ready, 0), Duration{}) << "awake, it hears at once";
}

TEST(PowerSaving, InPsmAMessageDownWaitsForTheNextAreaUpdate) {
    const RadioProfile profile = open_radio("lte-m");
    const RadioMachine machine(profile);
    std::vector<sim::WideSum> cells(machine.consumers().size());
    std::int64_t drawn = 0;
    const EnergyBook book{cells.data(), &drawn};
    RadioState state;
    machine.rest(state, Time::zero(), book);
    const Load load{sim::Bytes{100}, {}};
    const Time sends = Time::at(Duration::seconds(500));
    const Time ready = sends + machine.wake(state, sends, load, book);
    machine.transfer(state, ready, ready, load, book);
    const Duration active = profile.phases[1].dwell;
    const Time idle = ready + profile.phases[0].dwell;  // T3412 starts
    const Time update = idle + profile.upkeep->period;
    const auto wait = [&](Time at) { return machine.page_wait(state, at, 0.5); };

    EXPECT_EQ(wait(ready), Duration{}) << "connected";
    EXPECT_EQ(wait(idle + active / 2), Duration{}) << "in the active time";
    const Time asleep = idle + active + Duration::seconds(1);
    EXPECT_EQ(wait(asleep), update - asleep);
    EXPECT_EQ(wait(update), Duration{});
    EXPECT_EQ(wait(update + active), Duration{}) << "the update has an active time";
    EXPECT_EQ(wait(update + Duration::seconds(60)), profile.upkeep->period - Duration::seconds(60));
}

TEST(PowerSaving, InPsmWithoutAreaUpdatesItWaitsUntilTheDeviceSends) {
    RadioProfile profile = open_radio("lte-m");
    profile.upkeep.reset();
    const RadioMachine machine(profile);
    std::vector<sim::WideSum> cells(machine.consumers().size());
    std::int64_t drawn = 0;
    RadioState state;
    machine.rest(state, Time::zero(), {cells.data(), &drawn});
    EXPECT_EQ(machine.page_wait(state, Time::at(Duration::seconds(60)), 0), Duration::max());
}

TEST(PowerSaving, RefusesWhatMeansNothing) {
    EXPECT_THROW(with_saving(open_radio("lte"), {.release_assistance = true}), sim::InputError);
    EXPECT_THROW(with_saving(open_radio("wifi-esp32"), {.sleep = SleepMode::Psm}), sim::InputError);
    EXPECT_THROW(with_saving(open_radio("lte-m"), {.edrx_cycle = Duration::seconds(30)}),
                 sim::InputError);
    EXPECT_THROW(with_saving(open_radio("lte-m"),
                             {.sleep = SleepMode::Edrx, .edrx_cycle = Duration::seconds(1)}),
                 sim::InputError);
    EXPECT_THROW(with_saving(open_radio("lte-m"),
                             {.release_assistance = true, .inactivity = Duration::seconds(5)}),
                 sim::InputError);
}

TEST(PowerSaving, OnlyARadioThatSaysWhatComingBackCostsIsSwitchedOff) {
    const RadioProfile wifi = open_radio("wifi-esp32");
    EXPECT_EQ(with_saving(wifi, {.sleep = SleepMode::Off}).attachment->energy,
              wifi.attachment->energy);
    EXPECT_THROW(with_saving(open_radio("lte-m"), {.sleep = SleepMode::Off}), sim::InputError);
    EXPECT_THROW(with_saving(wifi, {.sleep = SleepMode::Off, .active_time = Duration::seconds(1)}),
                 sim::InputError);
}

}  // namespace
}  // namespace fleetsim::radio
