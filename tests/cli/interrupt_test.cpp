#include "cli/interrupt.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <optional>
#include <thread>
#include <unistd.h>

namespace fleetsim::cli {
namespace {

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
    const Interrupt interrupt;
    raise(SIGINT);
    raise(SIGINT);
    raise(SIGTERM);
    EXPECT_TRUE(interrupt.came());
}

TEST(InterruptDeathTest, TheSecondSignalKills) {
    EXPECT_EXIT(
        {
            const Interrupt interrupt;
            raise(SIGINT);
            std::this_thread::sleep_for(std::chrono::milliseconds(500));
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
