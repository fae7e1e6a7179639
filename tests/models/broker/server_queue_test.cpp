#include "models/broker/server_queue.hpp"

#include <gtest/gtest.h>

namespace fleetsim::broker {
namespace {

using namespace sim::literals;

constexpr sim::Time kStart = sim::Time::zero();

TEST(ServerQueue, WorkWaitsForTheCoreThatIsFreeFirst) {
    ServerQueue queue(2);
    EXPECT_EQ(queue.serve(kStart, 10_ms).begins, kStart);
    EXPECT_EQ(queue.serve(kStart, 4_ms).begins, kStart);
    EXPECT_EQ(queue.serve(kStart, 1_ms).begins, kStart + 4_ms);
    EXPECT_EQ(queue.backlog(kStart), 5_ms);
}

TEST(ServerQueue, NoCoresStandForAsManyAsAnybodyNeeds) {
    ServerQueue queue(0);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(queue.serve(kStart, 1_s).ends, kStart + 1_s);
    EXPECT_EQ(queue.backlog(kStart), sim::Duration{});
}

TEST(ServerQueue, APacketWaitsForOneTurnOfTheClientsThatAreBeingFed) {
    // A hundred clients with ten messages each on their way, a millisecond a message.
    ServerQueue queue(1, 10);
    for (int i = 0; i < 1000; ++i) queue.refill(kStart, 1_ms);
    EXPECT_EQ(queue.backlog(kStart), 1_s);
    EXPECT_EQ(queue.serve(kStart, 1_ms).begins, kStart + 100_ms);
    // Those that come with it are read in the same turn.
    EXPECT_EQ(queue.serve(kStart, 1_ms).begins, kStart + 101_ms);
}

TEST(ServerQueue, PacketsThatPassMessagesTakeTheirTimeFromLaterOnes) {
    ServerQueue queue(1, 10);
    for (int i = 0; i < 100; ++i) queue.refill(kStart, 1_ms);
    queue.serve(kStart, 50_ms);
    EXPECT_EQ(queue.refill(kStart, 1_ms).begins, kStart + 150_ms);
    EXPECT_EQ(queue.busy(kStart + 151_ms), 151_ms);
}

TEST(ServerQueue, WithoutMessagesForOthersPacketsAreServedFirstComeFirstServed) {
    ServerQueue queue(1, 20);
    sim::Time free = kStart;
    for (int i = 0; i < 50; ++i) {
        const sim::Time now = kStart + sim::Duration::milliseconds(i);
        const ServerQueue::Served served = queue.serve(now, 3_ms);
        EXPECT_EQ(served.begins, std::max(now, free));
        free = served.ends;
        EXPECT_EQ(queue.follow(free, 1_ms).begins, free);
        free += 1_ms;
    }
}

TEST(ServerQueue, ARestartForgetsWhatWaitsAndIsNoWork) {
    ServerQueue queue(1);
    queue.serve(kStart, 10_s);
    queue.restart(kStart + 4_s, kStart + 60_s);
    for (const sim::Duration at : {4_s, 30_s, 60_s, 100_s}) EXPECT_EQ(queue.busy(kStart + at), 4_s);
    EXPECT_EQ(queue.serve(kStart + 60_s, 1_s).ends, kStart + 61_s);
    EXPECT_EQ(queue.busy(kStart + 61_s), 5_s);
}

TEST(ServerQueue, ASecondRestartWhileItIsDownTakesNoWorkBack) {
    ServerQueue queue(1);
    queue.serve(kStart, 4_s);
    queue.restart(kStart + 10_s, kStart + 60_s);
    queue.restart(kStart + 20_s, kStart + 60_s);
    EXPECT_EQ(queue.busy(kStart + 30_s), 4_s);
    EXPECT_EQ(queue.busy(kStart + 100_s), 4_s);
}

TEST(ServerQueue, WhatBeginsLaterTakesNothingFromWhatIsDone) {
    ServerQueue queue(2);
    const ServerQueue::Served packet = queue.serve(kStart, 10_s);
    EXPECT_EQ(queue.busy(kStart + 2_s), 2_s);
    // The other core waits for the packet to be through.
    EXPECT_EQ(queue.follow(packet.ends, 3_s).begins, kStart + 10_s);
    EXPECT_EQ(queue.busy(kStart + 2_s), 2_s);
    EXPECT_EQ(queue.busy(kStart + 11_s), 11_s);
    EXPECT_EQ(queue.busy(kStart + 20_s), 13_s);
}

TEST(ServerQueue, ATurnIsWhatClientsSentAndOneMessageForEachThatIsFed) {
    ServerQueue queue(1, 10);
    EXPECT_EQ(queue.turn(kStart), sim::Duration{});
    for (int i = 0; i < 100; ++i) queue.refill(kStart, 1_ms);
    EXPECT_EQ(queue.turn(kStart), 10_ms);
    queue.serve(kStart, 5_ms);
    EXPECT_EQ(queue.turn(kStart), 15_ms + 9_ms) << "100 + 5 - 15 ms in ten parts";
}

TEST(ServerQueue, GivesBackWhatWasNotDone) {
    ServerQueue queue(1);
    queue.serve(kStart, 10_ms);
    const ServerQueue::Served last = queue.serve(kStart, 10_ms);
    queue.take_back(last, kStart + 15_ms);
    EXPECT_EQ(queue.backlog(kStart), 15_ms);
    EXPECT_EQ(queue.busy(kStart + 1_s), 15_ms);
    // Not begun at all: nothing is spent on it.
    const ServerQueue::Served late = queue.serve(kStart, 10_ms);
    queue.take_back(late, kStart + 1_ms);
    EXPECT_EQ(queue.backlog(kStart), 15_ms);
}

}  // namespace
}  // namespace fleetsim::broker
