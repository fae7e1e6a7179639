#include "cli/interrupt.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <unistd.h>

namespace fleetsim::cli {
namespace {

std::int64_t told_ns = 0;
std::int64_t told_clock() { return told_ns; }
void let_pass_milliseconds(std::int64_t span) { told_ns += span * 1'000'000; }

TEST(Interrupt, TheFirstSignalOnlySetsTheFlag) {
    for (const int signal : {SIGINT, SIGTERM}) {
        const Interrupt interrupt;
        EXPECT_FALSE(interrupt.came());
        raise(signal);
        EXPECT_TRUE(interrupt.came());
        EXPECT_TRUE(interrupt.flag()->load());
    }
}

TEST(Interrupt, ANewOneStartsWithoutTheOldOnesSignal) {
    {
        const Interrupt interrupt;
        raise(SIGINT);
    }
    EXPECT_FALSE(Interrupt().came());
}

TEST(Interrupt, TwoSignalsAtOnceAreOneWish) {
    told_ns = 1;
    const Interrupt interrupt(told_clock);
    raise(SIGINT);
    raise(SIGINT);
    let_pass_milliseconds(300);
    raise(SIGTERM);
    EXPECT_TRUE(interrupt.came());
}

TEST(InterruptDeathTest, TheSecondSignalKills) {
    EXPECT_EXIT(
        {
            told_ns = 1;
            const Interrupt interrupt(told_clock);
            raise(SIGINT);
            let_pass_milliseconds(301);
            raise(SIGINT);
        },
        testing::KilledBySignal(SIGINT), "");
}

TEST(InterruptDeathTest, AfterItsLifeSignalsKillAgain) {
    EXPECT_EXIT(
        {
            std::optional<Interrupt> interrupt(std::in_place);
            interrupt.reset();
            raise(SIGTERM);
        },
        testing::KilledBySignal(SIGTERM), "");
}

}  // namespace
}  // namespace fleetsim::cli
