#include "models/broker/cluster.hpp"

#include <gtest/gtest.h>

namespace fleetsim::broker {
namespace {

using namespace sim::literals;
using Verdict = Entry::Verdict;
using Order = Cluster::Order;

constexpr sim::Time kStart = sim::Time::zero();
constexpr std::uint32_t kClients = 100;

Capacity one_core() {
    Capacity capacity;
    capacity.cores = 1;
    capacity.connect = 1_ms;
    return capacity;
}

Cluster cluster(ClusterConfig config, const Capacity& capacity = {}) {
    return Cluster(config, capacity, 20, kClients);
}

/// Lets `count` clients in and returns the nodes they are on.
std::vector<std::uint32_t> connect_all(Cluster& cluster, std::uint32_t count, sim::Time now) {
    std::vector<std::uint32_t> nodes;
    for (std::uint32_t i = 0; i < count; ++i) {
        nodes.push_back(cluster.place(i, now));
        cluster.connected(i, nodes.back(), {});
    }
    return nodes;
}

TEST(Placement, ByHashIsTheSameNodeAsLongAsItIsUp) {
    Cluster three = cluster({.nodes = 3});
    EXPECT_EQ(three.place(4, kStart), 1u);
    EXPECT_EQ(three.place(4, kStart), 1u);
    three.crash(1, kStart, kStart + 1_min);
    EXPECT_EQ(three.place(4, kStart + 1_s), 2u);
    EXPECT_EQ(three.place(4, kStart + 1_min), 1u);
}

TEST(Placement, ByHashTheOthersShareTheClientsOfANodeThatIsDown) {
    Cluster four = cluster({.nodes = 4});
    connect_all(four, kClients, kStart);
    four.crash(1, kStart, kStart + 1_min);
    std::vector<int> taken(4);
    for (std::uint32_t client = 1; client < kClients; client += 4)
        ++taken[four.place(client, kStart + 1_s)];
    EXPECT_EQ(taken, (std::vector<int>{9, 0, 8, 8}));
    four.crash(0, kStart, kStart + 1_min);
    four.crash(2, kStart, kStart + 1_min);
    four.crash(3, kStart, kStart + 1_min);
    EXPECT_EQ(four.place(1, kStart + 1_s), Cluster::kNoNode);
}

TEST(Placement, InTurnGoesRound) {
    Cluster three = cluster({.nodes = 3, .placement = Placement::RoundRobin});
    EXPECT_EQ(connect_all(three, 6, kStart), (std::vector<std::uint32_t>{0, 1, 2, 0, 1, 2}));
}

TEST(Placement, ByFewestConnectionsFillsANodeThatCameBack) {
    Cluster two = cluster({.nodes = 2, .placement = Placement::LeastConnections});
    two.crash(1, kStart, kStart + 1_min);
    connect_all(two, 10, kStart);
    EXPECT_EQ(two.load(0, kStart).connections, 10);
    EXPECT_EQ(two.surplus(0, kStart + 1_min), 5);
    for (std::uint32_t client = 10; client < 20; ++client)
        two.connected(client, two.place(client, kStart + 1_min), {});
    EXPECT_EQ(two.load(1, kStart).connections, 10);
    EXPECT_EQ(two.surplus(0, kStart + 1_min), 0);
}

TEST(Placement, ANodesShareIsRoundedUpSoThatNobodyIsMovedToAndFro) {
    Cluster three = cluster({.nodes = 3});
    for (std::uint32_t client = 0; client < 10; ++client) three.connected(client, 0, {});
    EXPECT_EQ(three.surplus(0, kStart), 10 - 4);
    EXPECT_EQ(three.surplus(1, kStart), -4);
    three.crash(2, kStart, kStart + 1_min);
    EXPECT_EQ(three.surplus(0, kStart), 10 - 5);
}

TEST(Placement, NowhereIfEveryNodeIsDown) {
    Cluster two = cluster({.nodes = 2});
    two.crash(0, kStart, kStart + 1_min);
    two.crash(1, kStart, kStart + 1_min);
    EXPECT_EQ(two.place(0, kStart), Cluster::kNoNode);
    EXPECT_EQ(two.node_of(0, kStart), Cluster::kNoNode);
}

TEST(Placement, AFaultWithinALongerOneDoesNotBringANodeBack) {
    Cluster one = cluster({.nodes = 1});
    one.crash(0, kStart, kStart + 6_min);
    one.crash(0, kStart + 1_min, kStart + 2_min);
    EXPECT_EQ(one.place(0, kStart + 3_min), Cluster::kNoNode);
    EXPECT_EQ(one.place(0, kStart + 6_min), 0u);
}

TEST(Sessions, LiveOnIfAnotherNodeThatIsUpHasACopy) {
    Cluster alone = cluster({.nodes = 3});
    EXPECT_FALSE(alone.survives(0, kStart));
    Cluster twice = cluster({.nodes = 3, .session_copies = 2});
    EXPECT_TRUE(twice.survives(0, kStart));
    twice.crash(1, kStart, kStart + 1_min);
    EXPECT_FALSE(twice.survives(0, kStart)) << "the node with the copy is down";
    EXPECT_TRUE(twice.survives(2, kStart));
}

TEST(Memory, GrowsWithConnectionsAndStaysForSessions) {
    Capacity capacity;
    capacity.memory.base = sim::Bytes{1000};
    const ConnectionCost cost{.full_handshake = {},
                              .resumed_handshake = {},
                              .connection = sim::Bytes{10},
                              .session = sim::Bytes{5}};
    Cluster two = cluster({.nodes = 2, .session_copies = 2}, capacity);
    two.connected(0, 0, cost);
    two.session_kept(0, cost);
    EXPECT_EQ(two.load(0, kStart).memory, sim::Bytes{1015});
    EXPECT_EQ(two.load(1, kStart).memory, sim::Bytes{1005}) << "the copy";
    two.left(0, cost);
    EXPECT_EQ(two.load(0, kStart).memory, sim::Bytes{1005});
    two.session_ended(0, cost);
    EXPECT_EQ(two.load(0, kStart).memory, sim::Bytes{1000});
    EXPECT_EQ(two.load(1, kStart).memory, sim::Bytes{1000});
}

TEST(Admission, ANodeOutOfMemoryRefuses) {
    Capacity capacity = one_core();
    capacity.memory.machine = sim::Bytes{35};
    capacity.memory.base = sim::Bytes{5};
    const ConnectionCost cost{
        .full_handshake = {}, .resumed_handshake = {}, .connection = sim::Bytes{10}, .session = {}};
    Cluster one = cluster({}, capacity);
    for (std::uint32_t client = 0; client < 3; ++client) {
        EXPECT_EQ(one.admit(0, kStart, cost, {}, false).verdict, Verdict::Admitted);
        one.connected(client, 0, cost);
    }
    EXPECT_EQ(one.admit(0, kStart, cost, {}, false).verdict, Verdict::Memory);
    one.left(1, cost);
    EXPECT_EQ(one.admit(0, kStart, cost, {}, false).verdict, Verdict::Admitted);
}

TEST(Admission, ANodeWithAsManyConnectionsAsItMayRefuses) {
    Capacity capacity = one_core();
    capacity.most_connections = 2;
    Cluster one = cluster({}, capacity);
    connect_all(one, 2, kStart);
    EXPECT_EQ(one.admit(0, kStart, {}, {}, false).verdict, Verdict::Connections);
}

TEST(Admission, TheRateOfConnectingFillsTheListenQueueAndThenNobodyAnswers) {
    Capacity capacity = one_core();
    capacity.connect_rate = 10;
    capacity.listen_queue = 2;
    Cluster one = cluster({}, capacity);
    EXPECT_EQ(one.admit(0, kStart, {}, {}, false).verdict, Verdict::Admitted);
    const Entry second = one.admit(0, kStart, {}, {}, false);
    EXPECT_EQ(second.verdict, Verdict::Later);
    EXPECT_EQ(second.at, kStart + 100_ms);
    EXPECT_EQ(one.admit(0, kStart, {}, {}, false).at, kStart + 200_ms);
    EXPECT_EQ(one.admit(0, kStart, {}, {}, false).verdict, Verdict::NoAnswer);
    // Out of the queue it is not counted again.
    EXPECT_EQ(one.admit(0, kStart + 100_ms, {}, {}, true).verdict, Verdict::Admitted);
}

TEST(Admission, TheListenQueueHoldsAsManyAsItMay) {
    for (const double rate : {10.0, 7.0, 3.0}) {
        for (const std::uint32_t places : {1u, 3u, 6u, 60u}) {
            Capacity capacity = one_core();
            capacity.connect_rate = rate;
            capacity.listen_queue = places;
            Cluster one = cluster({}, capacity);
            EXPECT_EQ(one.admit(0, kStart, {}, {}, false).verdict, Verdict::Admitted);
            for (std::uint32_t i = 0; i < places; ++i)
                EXPECT_EQ(one.admit(0, kStart, {}, {}, false).verdict, Verdict::Later) << i;
            EXPECT_EQ(one.admit(0, kStart, {}, {}, false).verdict, Verdict::NoAnswer);
        }
    }
}

TEST(Admission, AHandshakeThatTakesTooLongHasCostTheCoreWhatWasDoneOfIt) {
    Capacity capacity = one_core();
    capacity.handshake_timeout = 10_ms;
    Cluster one = cluster({}, capacity);
    EXPECT_EQ(one.admit(0, kStart, {}, 6_ms, false).verdict, Verdict::Admitted);
    const Entry late = one.admit(0, kStart, {}, 6_ms, false);
    EXPECT_EQ(late.verdict, Verdict::TimedOut);
    EXPECT_EQ(late.at, kStart + 10_ms);
    EXPECT_EQ(one.load(0, kStart + 1_s).busy, 10_ms);
}

TEST(Service, ReadsOneAcknowledgementOfAClientInATurn) {
    Cluster one = cluster({}, one_core());
    EXPECT_EQ(one.reads(7, 0, kStart), kStart) << "nothing is busy";
    one.serve(0, kStart, 30_ms, Order::Packet);
    EXPECT_EQ(one.reads(7, 0, kStart), kStart);
    EXPECT_EQ(one.reads(7, 0, kStart), kStart + 30_ms);
    EXPECT_EQ(one.reads(7, 0, kStart), kStart + 60_ms);
    EXPECT_EQ(one.reads(8, 0, kStart), kStart) << "others have turns of their own";
}

// mosquitto 2.0.11 on one core: microseconds of it for each publish, lowest and highest of three
// runs of a load. docs/validation.md has the table.
struct Measured {
    const char* load;
    std::uint8_t qos;
    std::uint32_t payload;
    int subscribers;
    bool is_ping_pong;  ///< one message at a time, so that the broker sleeps in between
    double low;
    double high;
};
constexpr Measured kMeasured[] = {
    {"1 -> 1, QoS 0, 20 B", 0, 20, 1, false, 9.2, 9.8},
    {"1 -> 1, QoS 0, 100 B", 0, 100, 1, false, 8.8, 10.2},
    {"1 -> 1, QoS 0, 1000 B", 0, 1000, 1, false, 9.9, 10.1},
    {"1 -> 1, QoS 1, 100 B", 1, 100, 1, false, 16.4, 18.7},
    {"1 -> 1, QoS 0, one at a time", 0, 100, 1, true, 27, 27},
    {"1 -> 1, QoS 1, one at a time", 1, 100, 1, true, 29, 31},
    {"100 -> 1, QoS 0", 0, 100, 1, false, 8.0, 8.7},
    {"100 -> 1, QoS 1", 1, 100, 1, false, 12.3, 15.9},
    {"100 publishers, nobody listens, QoS 1", 1, 100, 0, false, 7.2, 8.1},
    {"1 -> 100, QoS 0", 0, 100, 100, false, 520, 625},
    {"1 -> 100, QoS 1", 1, 100, 100, false, 670, 703},
};

TEST(Service, TakesTheProcessorTimeMeasuredWithMosquittoWithinAFifth) {
    const Capacity mosquitto = read_capacity(profile::open("capacity", "mosquitto"));
    constexpr int kMessages = 1000;
    for (const Measured& measured : kMeasured) {
        Cluster one = cluster({}, mosquitto);
        sim::Time now = kStart;
        for (int i = 0; i < kMessages; ++i) {
            const sim::Duration in = mosquitto.publish_time(measured.qos, measured.payload);
            const sim::Duration out = mosquitto.delivery_time(measured.qos, measured.payload);
            sim::Time done = one.serve(0, now, in, Order::Packet).ends;
            for (int s = 0; s < measured.subscribers; ++s)
                done = one.serve(0, done, out, Order::Follow).ends;
            if (measured.is_ping_pong) now = done + 1_ms;
        }
        const double busy = one.load(0, now + 1_min).busy.to_seconds() * 1e6 / kMessages;
        const double middle = (measured.low + measured.high) / 2;
        EXPECT_NEAR(busy, middle, 0.2 * middle) << measured.load;
        RecordProperty(measured.load, std::to_string(busy));
    }
}

TEST(Service, TakesTwiceAsLongWithTheConnectionsThatDoubleIt) {
    Capacity capacity = one_core();
    capacity.doubling_connections = 50;
    Cluster one = cluster({}, capacity);
    connect_all(one, 25, kStart);
    EXPECT_EQ(one.serve(0, kStart, 10_us, Order::Packet).ends, kStart + 15_us);
}

}  // namespace
}  // namespace fleetsim::broker
