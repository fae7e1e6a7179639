#include "models/radio/radio_machine.hpp"

#include <gtest/gtest.h>
#include <numeric>
#include <vector>

#include "sim/time.hpp"

namespace fleetsim::radio {
namespace {

using namespace sim::literals;
using sim::Bytes;
using sim::Duration;
using sim::Time;
using sim::Watts;

// Round figures, so that every expectation can be redone by hand.
RadioProfile umts() {
    RadioProfile profile;
    profile.name = "umts";
    profile.phases = {{"dch", Watts{1.0}, Watts{1.2}, 4_s, std::nullopt},
                      {"fach", Watts{0.5}, Watts{0.5}, 6_s, Load{Bytes{500}, Bytes{400}}}};
    profile.rest = Watts{0.01};
    profile.promotions = {{2, 0, 2_s, Watts{0.3}}, {1, 0, 1_s, Watts{0.4}}};
    profile.up_joules_per_byte = 2e-6;
    profile.down_joules_per_byte = 1e-6;
    return profile;
}

Time at(Duration since_start) { return Time::at(since_start); }

/// One device with its books, and the check that both sides of the ledger agree.
class Device {
  public:
    explicit Device(const RadioProfile& profile)
        : machine(profile), cells(machine.consumers().size()) {
        machine.rest(state, Time::zero(), book());
    }
    EnergyBook book() { return {cells.data(), &drawn}; }
    Duration exchange(Time start, Duration busy, Load load) {
        const Duration delay = machine.wake(state, start, load, book());
        machine.transfer(state, start + delay, start + delay + busy, load, book());
        return delay;
    }
    double joules(std::string_view consumer) const {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (machine.consumers()[i] == consumer) return static_cast<double>(cells[i]) * 1e-9;
        }
        ADD_FAILURE() << "no consumer " << consumer;
        return 0;
    }
    double total() const { return static_cast<double>(drawn) * 1e-9; }

    RadioMachine machine;
    std::vector<sim::WideSum> cells;
    std::int64_t drawn = 0;
    RadioState state;
};

constexpr Load kSmall{Bytes{100}, Bytes{100}};
constexpr Load kLarge{Bytes{1000}, Bytes{3000}};

TEST(RadioMachine, PromotesFromIdleAndFallsDownTheWholeTail) {
    Device device(umts());
    EXPECT_EQ(device.exchange(at(10_s), 1_s, kLarge), 2_s);
    device.machine.settle(device.state, at(60_s), device.book());
    EXPECT_NEAR(device.joules("promotion"), 2 * 0.3, 1e-8);
    EXPECT_NEAR(device.joules("dch"), 1.2 + 4.0, 1e-8);
    EXPECT_NEAR(device.joules("fach"), 3.0, 1e-8);
    EXPECT_NEAR(device.joules("idle"), (10 + 60 - 23) * 0.01, 1e-8);
    EXPECT_NEAR(device.joules("transmit"), 1000 * 2e-6, 1e-9);
    EXPECT_NEAR(device.joules("receive"), 3000 * 1e-6, 1e-9);
}

TEST(RadioMachine, ASecondExchangeInTheTailPaysNoPromotionAndRestartsTheTail) {
    Device device(umts());
    device.exchange(at(0_s), 1_s, kLarge);                         // busy until 3 s
    EXPECT_EQ(device.exchange(at(5_s), 1_s, kLarge), Duration{});  // 2 s into DCH's 4
    device.machine.settle(device.state, at(6_s + 10_s), device.book());
    EXPECT_NEAR(device.joules("dch"), 1.2 + 2.0 + 1.2 + 4.0, 1e-8);
    EXPECT_NEAR(device.joules("fach"), 3.0, 1e-8);
}

TEST(RadioMachine, ASmallExchangeStaysInFachAndALargeOneIsPromoted) {
    Device device(umts());
    device.exchange(at(0_s), 1_s, kLarge);                         // FACH from 7 s to 13 s
    EXPECT_EQ(device.exchange(at(8_s), 1_s, kSmall), Duration{});  // FACH again until 15 s
    EXPECT_EQ(device.exchange(at(14_s), 1_s, kLarge), 1_s);
    device.machine.settle(device.state, at(100_s), device.book());
    EXPECT_NEAR(device.joules("fach"), (1 + 1 + 5 + 6) * 0.5, 1e-8);
}

TEST(RadioMachine, APhaseCarriesItsMostToTheByte) {
    for (const auto& [load, delay] : {std::pair{Load{Bytes{500}, Bytes{400}}, Duration{}},
                                      std::pair{Load{Bytes{501}, Bytes{400}}, 1_s},
                                      std::pair{Load{Bytes{500}, Bytes{401}}, 1_s}}) {
        Device device(umts());
        device.exchange(at(0_s), 1_s, kLarge);  // FACH from 7 s to 13 s
        EXPECT_EQ(device.exchange(at(8_s), 1_s, load), delay);
    }
}

TEST(RadioMachine, AWayUpToALowerPhaseIsTakenByWhatItCarries) {
    RadioProfile profile = umts();
    profile.promotions.push_back({2, 1, 500_ms, Watts{0.2}});
    Device small(profile);
    EXPECT_EQ(small.exchange(at(10_s), 1_s, kSmall), 500_ms);
    small.machine.settle(small.state, at(60_s), small.book());
    EXPECT_EQ(small.joules("dch"), 0);
    EXPECT_NEAR(small.joules("fach"), 7 * 0.5, 1e-8);
    Device large(profile);
    EXPECT_EQ(large.exchange(at(10_s), 1_s, kLarge), 2_s);
}

TEST(RadioMachine, EachDeviceLooksAtItsOwnPlaceInThePagingCycle) {
    RadioProfile profile = umts();
    profile.paging_cycle = 80_s;
    Device device(profile);
    // One at the begin of the cycle looks at 160 s, one a quarter into it 20 s before.
    EXPECT_EQ(device.machine.page_wait(device.state, at(100_s), 0), 60_s);
    EXPECT_EQ(device.machine.page_wait(device.state, at(100_s), 0.25), 40_s);
    EXPECT_EQ(device.machine.page_wait(device.state, at(140_s), 0.25), Duration{});
    device.exchange(at(100_s), 1_s, kLarge);  // awake until 113 s
    EXPECT_EQ(device.machine.page_wait(device.state, at(105_s), 0), Duration{});
}

TEST(RadioMachine, EnergyDoesNotDependOnHowOftenItIsSettled) {
    Device once(umts());
    Device often(umts());
    once.exchange(at(1_s), 700_ms, kLarge);
    often.exchange(at(1_s), 700_ms, kLarge);
    for (int i = 1; i < 5000; ++i) {
        often.machine.settle(often.state, at(Duration::nanoseconds(7'777'777) * i), often.book());
    }
    once.machine.settle(once.state, at(60_s), once.book());
    often.machine.settle(often.state, at(60_s), often.book());
    EXPECT_EQ(once.cells, often.cells);
}

TEST(RadioMachine, ConsumersAddUpToTheDrawnTotalToTheNanojoule) {
    Device device(umts());
    for (int i = 0; i < 200; ++i) {
        device.exchange(at(Duration::milliseconds(1371) * (i * i)), 33_ms, i % 3 ? kSmall : kLarge);
    }
    device.machine.settle(device.state, at(24_h), device.book());
    EXPECT_EQ(std::accumulate(device.cells.begin(), device.cells.end(), std::int64_t{0}),
              device.drawn);
}

TEST(RadioMachine, AnOverlappingExchangeWaitsForTheOneUnderWay) {
    Device device(umts());
    device.exchange(at(0_s), 3_s, kLarge);  // busy from 2 s to 5 s
    EXPECT_EQ(device.exchange(at(4_s), 1_s, kLarge), 1_s);
    EXPECT_EQ(device.state.accounted(), at(6_s));
}

TEST(RadioMachine, ARadioThatIsOffAttachesFirst) {
    RadioProfile profile = umts();
    profile.attachment = Attachment{734_ms, sim::joules(0.33)};
    profile.off = Watts{0.00001};
    Device device(profile);
    device.machine.switch_off(device.state, at(0_s), device.book());
    EXPECT_EQ(device.exchange(at(100_s), 1_s, kSmall), 734_ms);
    EXPECT_NEAR(device.joules("attach"), 0.33, 1e-9);
    EXPECT_NEAR(device.joules("off"), 0.001, 1e-9);
    EXPECT_NEAR(device.joules("dch"), 1.2, 1e-9);
}

TEST(RadioMachine, UpkeepOfTheNetworksClockIsDrawnAtItsMeanRateWhileResting) {
    RadioProfile profile = umts();
    profile.upkeep = Upkeep{"paging", sim::joules(0.105), 1_h};
    Device device(profile);
    device.machine.settle(device.state, at(24_h), device.book());
    EXPECT_NEAR(device.joules("paging"), 24 * 0.105, 1e-6);
}

/// A tracking-area update of 0.1 J after each hour of silence; data needs the connected phase.
RadioProfile cellular() {
    RadioProfile profile;
    profile.name = "cellular";
    profile.phases = {{"connected", Watts{0.1}, Watts{0.2}, 10_s, std::nullopt},
                      {"active-time", Watts{0.01}, Watts{0.01}, 8_s, Load{}}};
    profile.rest = Watts{0.00001};
    profile.promotions = {{2, 0, 1_s, Watts{0.1}}, {1, 0, 1_s, Watts{0.1}}};
    profile.upkeep = Upkeep{"tau", sim::joules(0.1), 1_h, UpkeepKind::Timer};
    return profile;
}

TEST(RadioMachine, TrafficWithinTheTimersPeriodPreventsItsUpkeep) {
    Device device(cellular());
    for (int quarter = 0; quarter < 96; ++quarter)
        device.exchange(at(Duration::minutes(15) * quarter), 1_s, kSmall);
    device.machine.settle(device.state, at(24_h), device.book());
    EXPECT_EQ(device.joules("tau"), 0);
}

TEST(RadioMachine, TheTimerStartsAnewOnTheReturnToIdle) {
    Device device(cellular());
    device.exchange(at(30_min), 1_s, kSmall);  // connected until 30 min 12 s
    const Duration idle = 30_min + 12_s;
    device.machine.settle(device.state, at(idle + 1_h - 1_ns), device.book());
    EXPECT_EQ(device.joules("tau"), 0);
    device.machine.settle(device.state, at(idle + 1_h), device.book());
    EXPECT_NEAR(device.joules("tau"), 0.1, 1e-9);
    device.exchange(at(idle + 2_h - 1_s), 1_s, kSmall);
    device.machine.settle(device.state, at(idle + 4_h), device.book());
    EXPECT_NEAR(device.joules("tau"), 0.2, 1e-9) << "the second silence holds one whole hour";
}

TEST(RadioMachine, SettlingInMidSilenceNeitherLosesNorDoublesATimersUpkeep) {
    Device once(cellular());
    Device often(cellular());
    for (Device* device : {&once, &often}) device->exchange(at(1_s), 700_ms, kSmall);
    for (int i = 1; i < 2000; ++i)
        often.machine.settle(often.state, at(Duration::milliseconds(43'210) * i), often.book());
    once.machine.settle(once.state, at(24_h), once.book());
    often.machine.settle(often.state, at(24_h), often.book());
    EXPECT_NEAR(once.joules("tau"), 23 * 0.1, 1e-9);
    EXPECT_EQ(once.cells, often.cells);
}

TEST(RadioMachine, ARadioThatIsOffHasNoTimer) {
    Device device(cellular());
    device.machine.switch_off(device.state, at(10_min), device.book());
    device.machine.rest(device.state, at(5_h), device.book());
    device.machine.settle(device.state, at(5_h + 30_min), device.book());
    EXPECT_EQ(device.joules("tau"), 0);
}

TEST(RadioMachine, AnIsolatedExchangeCostsItsPromotionTransferAndTailAboveRest) {
    const RadioMachine machine(umts());
    // 2 s at 0.3 W, 1 s at 1.2 W, 4 s at 1 W, 6 s at 0.5 W, bytes; less 13 s at 0.01 W.
    const double expected = 0.6 + 1.2 + 4.0 + 3.0 + 0.005 - 0.13;
    EXPECT_NEAR(sim::to_joules(machine.isolated_exchange(kLarge, 1_s)), expected, 1e-8);
}

TEST(RadioMachine, ARadioWithoutPhasesCostsItsRestPowerOnly) {
    RadioProfile ethernet;
    ethernet.name = "ethernet";
    ethernet.rest = Watts{0.0};
    Device device(ethernet);
    EXPECT_EQ(device.exchange(at(1_s), 1_s, kLarge), Duration{});
    device.machine.settle(device.state, at(1_h), device.book());
    EXPECT_EQ(device.drawn, 0);
}

}  // namespace
}  // namespace fleetsim::radio
