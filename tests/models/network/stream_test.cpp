// A connection's packets with latencies that vary: what was sent first arrives first.
#include "models/network/stream.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "sim/random/draw.hpp"

namespace fleetsim::network {
namespace {

using namespace sim::literals;

sim::Time when(sim::Duration since_start) { return sim::Time::at(since_start); }

TEST(Stream, APacketThatIsFasterArrivesBehindTheOneBeforeIt) {
    Stream stream;
    EXPECT_EQ(stream.in_order(when(1_s), {when(1_s), when(3_s)}, 10_ms), when(3_s));
    EXPECT_EQ(stream.in_order(when(2_s), {when(2_s), when(2_s + 10_ms)}, 10_ms), when(3_s + 1_us));
    EXPECT_EQ(stream.in_order(when(4_s), {when(4_s), when(4_s + 10_ms)}, 10_ms), when(4_s + 10_ms));
}

TEST(Stream, WhatLeavesBeforeSomethingHandedOverEarlierArrivesBeforeIt) {
    Stream stream;
    const sim::Time late = stream.in_order(when(1_s), {when(5_s), when(6_s)}, 10_ms);
    EXPECT_EQ(stream.in_order(when(1_s), {when(1_s), when(2_s)}, 10_ms), when(2_s))
        << "not held back";
    EXPECT_LT(stream.in_order(when(2_s), {when(2_s), when(9_s)}, 10_ms), late);
}

TEST(Stream, ArrivalsFollowDeparturesWhateverTheOrderOfCalls) {
    Stream stream;
    std::vector<Stream::Packet> packets;
    sim::DrawEngine draw = sim::draw(1, sim::EntityId::device(0), 0, 0);
    for (int i = 0; i < 1000; ++i) {
        const sim::Time now = when(100_ms * i);
        const sim::Time departs = now + 1_ms * (draw() % 2'000);
        const sim::Time arrives = departs + 10_ms + 1_ms * (draw() % 3'000);
        packets.push_back({departs, stream.in_order(now, {departs, arrives}, 10_ms)});
        EXPECT_GE(packets.back().arrives, departs + 10_ms);
    }
    std::ranges::stable_sort(packets, {}, &Stream::Packet::departs);
    EXPECT_TRUE(std::ranges::is_sorted(packets, {}, &Stream::Packet::arrives));
}

TEST(Streams, KeepTheOrderOfEachClientHoweverManyThereAre) {
    Streams streams;
    constexpr std::uint32_t kClients = 10'000;
    for (std::uint32_t client = 0; client < kClients; ++client)
        streams.in_order(client, 1, when(1_s), when(10_s + 1_ms * client));
    for (std::uint32_t client = 0; client < kClients; ++client)
        EXPECT_EQ(streams.in_order(client, 1, when(2_s), when(3_s)), when(10_s + 1_ms * client));
}

TEST(Streams, ANewConnectionDoesNotWaitForTheOneBefore) {
    Streams streams;
    streams.in_order(7, 1, when(1_s), when(10_s));
    EXPECT_EQ(streams.in_order(7, 2, when(2_s), when(3_s)), when(3_s));
}

TEST(Streams, ForgetNobodyWhoHasSomethingUnderWay) {
    Streams streams;
    streams.in_order(0, 1, when(1_s), when(100_s));
    for (std::uint32_t client = 1; client < 10'000; ++client)
        streams.in_order(client, 1, when(1_s + 1_ms * client), when(2_s + 1_ms * client));
    EXPECT_EQ(streams.in_order(0, 1, when(20_s), when(21_s)), when(100_s));
}

}  // namespace
}  // namespace fleetsim::network
