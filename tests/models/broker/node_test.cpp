// What only the simulated front has: how it keeps sessions, and when it looks at them.
#include <algorithm>
#include <gtest/gtest.h>
#include <memory>

#include "models/network/route.hpp"
#include "tests/models/broker/node_side.hpp"

namespace fleetsim::broker {
namespace {

using namespace sim::literals;

class NodeTest : public testing::Test {
  protected:
    NodeTest() {
        here_ = topology_.add_node({.name = "here", .inside = network::Latency::constant(1_s)});
        make_route();
        topic_ = patterns_.number_of({"t", "", false});
    }
    void make_route() {
        route_ = std::make_unique<network::Route>(topology_, network::Endpoints{here_, here_},
                                                  std::vector<network::LinkId>{});
    }
    /// Nothing reaches a client meanwhile.
    void interrupt(sim::Duration from, sim::Duration to) {
        topology_.add_outage(here_, {.begin = at(from), .end = at(to)});
        make_route();
    }
    /// Two clients of one group, with a subscription to the only topic.
    NodeSide start(ClientGroup group, logic::Policy policy = {}, Capacity capacity = {}) {
        group.count = 2;
        group.way = {.route = route_.get()};
        group.subscriptions = {
            {.filter = {"t", "", false}, .options = {.qos = mqtt::Qos::AtLeastOnce}}};
        return NodeSide({.self = sim::EntityId::service(0),
                         .capacity = std::move(capacity),
                         .policy = policy,
                         .groups = {group},
                         .faults = faults_,
                         .gate = gate_},
                        patterns_);
    }
    mqtt::Message message(std::uint8_t qos) const {
        return {.pattern = topic_, .payload_bytes = 10, .packet_id = 1, .qos = qos};
    }
    static std::int64_t dropped(const Node& node, std::string_view reason) {
        for (const ReasonCount& one : node.drops())
            if (one.reason == reason) return one.count;
        return -1;
    }
    static sim::Time at(sim::Duration time) { return sim::Time::at(time); }

    network::Topology topology_;
    network::NodeId here_{};
    Gate* gate_ = nullptr;
    std::vector<NodeFault> faults_;
    std::unique_ptr<network::Route> route_;
    mqtt::PatternList patterns_;
    std::uint16_t topic_ = 0;
};

/// Gives every CONNECT the same answer.
class TurningGate : public Gate {
  public:
    explicit TurningGate(Admission answer) : answer_(answer) {}
    void turn(Admission answer) { answer_ = answer; }
    Admission connect(Caller, sim::Time) override { return answer_; }

  private:
    Admission answer_;
};

TEST_F(NodeTest, ASessionWithMessagesEndsWhenItsTimeIsUp) {
    NodeSide side = start({.version = mqtt::Version::V5, .session_expiry = 30});
    side.connect(0, true, at(1_s));
    side.subscribe(0, at(1_s));
    side.lose(0, at(2_s));
    side.connect(1, true, at(3_s));
    side.publish(1, message(1), at(4_s));
    EXPECT_EQ(side.node().queued(), 1);
    side.run_until(at(31_s));
    EXPECT_EQ(side.node().queued(), 1);
    side.run_until(at(32_s));
    EXPECT_EQ(side.node().queued(), 0);
    EXPECT_EQ(dropped(side.node(), "session ended"), 1);
}

TEST_F(NodeTest, RefusalsAreCountedByReason) {
    NodeSide side = start({}, {}, {.most_connections = 1});
    side.connect(0, true, at(1_s));
    side.connect(1, true, at(2_s));
    EXPECT_EQ(side.node().statistics().refused, 1);
    for (const ReasonCount& one : side.node().refusals())
        EXPECT_EQ(one.count, one.reason == "connection limit" ? 1 : 0) << one.reason;
}

TEST_F(NodeTest, EachRefusalBeforeAMachineIsAskedHasItsOwnReason) {
    const auto only = [](const Node& node, std::string_view reason) {
        EXPECT_EQ(node.statistics().refused, 1);
        for (const ReasonCount& one : node.refusals())
            EXPECT_EQ(one.count, one.reason == reason ? 1 : 0) << one.reason;
    };
    for (const auto& [admission, reason] : {std::pair{Admission::NotAuthorized, "not authorized"},
                                            std::pair{Admission::Throttled, "quota"}}) {
        TurningGate gate(admission);
        gate_ = &gate;
        NodeSide side = start({});
        side.connect(0, true, at(1_s));
        only(side.node(), reason);
    }
    gate_ = nullptr;
    NodeSide unserved =
        start({.will = {{.pattern = topic_, .qos = 2}}}, logic::policy_of(logic::Profile::Aws));
    unserved.connect(0, true, at(1_s));
    only(unserved.node(), "QoS of the will");
    faults_ = {{.at = at(1_s), .down_for = 10_s}};
    NodeSide down = start({});
    down.begin();
    down.run_until(at(2_s));
    down.connect(0, true, at(2_s));
    only(down.node(), "all machines down");
}

// A client whose network was gone comes back before the broker has missed it. It waits in the
// listen queue for the 100th second: one connection each 100 s.

TEST_F(NodeTest, WhoWaitsToBeLetInKeepsItsElderConnectionUntilItsKeepAliveIsOver) {
    NodeSide side = start({.keep_alive = 60}, {}, {.connect_rate = 0.01, .listen_queue = 5});
    side.connect(0, true, at(0_s));
    side.fall_silent(0, at(10_s));
    side.connect(0, true, at(20_s));
    side.lose(0, at(40_s));  // it gives its new attempt up
    EXPECT_EQ(side.node().connections(), 1);
    side.run_until(at(100_s));
    EXPECT_EQ(side.node().connections(), 0);
    EXPECT_EQ(side.node().statistics().keep_alive_timeouts, 1);
    EXPECT_EQ(side.node().statistics().deserted, 1);
    EXPECT_EQ(side.node().statistics().connects, 1);
}

TEST_F(NodeTest, TheEndOfTheElderConnectionIsNotThatOfTheAttemptThatWaits) {
    NodeSide side = start({.keep_alive = 60}, {}, {.connect_rate = 0.01, .listen_queue = 5});
    side.connect(0, true, at(0_s));
    side.fall_silent(0, at(10_s));
    side.connect(0, true, at(20_s));
    side.run_until(at(99_s));
    EXPECT_EQ(side.node().statistics().keep_alive_timeouts, 1);
    EXPECT_EQ(side.told[0], (Told{"CONNACK"}));
    side.run_until(at(100_s));
    EXPECT_EQ(side.told[0], (Told{"CONNACK", "CONNACK"}));
    EXPECT_EQ(side.node().connections(), 1);
}

TEST_F(NodeTest, AConnectThatTheAccountRefusesLeavesTheElderConnectionAlone) {
    TurningGate gate(Admission::Granted);
    gate_ = &gate;
    NodeSide side = start({.keep_alive = 60});
    side.connect(0, true, at(0_s));
    side.fall_silent(0, at(10_s));
    gate.turn(Admission::Throttled);
    side.connect(0, true, at(20_s));
    side.lose(0, at(21_s));
    EXPECT_EQ(side.node().connections(), 1);
    side.run_until(at(90_s));
    EXPECT_EQ(side.node().statistics().keep_alive_timeouts, 1);
}

TEST_F(NodeTest, ASilentClientIsCutOneAndAHalfKeepAlivePeriodsAfterItsLastPacket) {
    NodeSide side = start({.keep_alive = 60});
    side.connect(0, true, at(10_s));
    side.ping(0, at(20_s));
    side.fall_silent(0, at(25_s));
    side.run_until(at(109_s));
    EXPECT_EQ(side.node().connections(), 1);
    side.run_until(at(110_s));
    EXPECT_EQ(side.node().connections(), 0);
    EXPECT_EQ(side.node().statistics().keep_alive_timeouts, 1);
}

TEST_F(NodeTest, AConnectionOnWhichADeliveryDoesNotArriveEndsWhenTcpGivesUp) {
    interrupt(10_s, 100_s);
    NodeSide side = start({.clean_start = false, .keep_alive = 1200});
    side.connect(0, false, at(1_s));
    side.subscribe(0, at(1_s));
    side.connect(1, true, at(2_s));
    side.publish(1, message(1), at(11_s));
    side.run_until(at(40_s));
    EXPECT_EQ(side.node().connections(), 2);
    side.run_until(at(41_s));
    // Its publisher's went with the PUBACK.
    EXPECT_EQ(side.node().connections(), 0) << "30 s are TCP's patience";
    const Told before = side.told[0];
    EXPECT_EQ(before, (Told{"CONNACK", "SUBACK"})) << "nothing reaches it, not even the end";
    side.connect(0, false, at(120_s));
    ASSERT_EQ(side.told[0].size(), 4u);
    EXPECT_EQ(side.told[0][2], "CONNACK present");
    EXPECT_EQ(side.told[0][3], text_of({.topic = "t",
                                        .octets = 10,
                                        .qos = mqtt::Qos::AtLeastOnce,
                                        .packet_id = 1,
                                        .duplicate = true}));
}

TEST_F(NodeTest, AConnectionThatTookThePlaceOfAStalledOneStays) {
    interrupt(10_s, 39_s);
    NodeSide side = start({.clean_start = false, .keep_alive = 1200});
    side.connect(0, false, at(1_s));
    side.subscribe(0, at(1_s));
    side.connect(1, true, at(2_s));
    side.publish(1, message(0), at(11_s));
    side.connect(0, false, at(40_s));
    side.run_until(at(50_s));
    EXPECT_EQ(side.node().connections(), 2);
}

TEST_F(NodeTest, AwsCutsAClientThatKeepsToALongerPeriodOfItsOwn) {
    NodeSide side = start({.keep_alive = 3600}, logic::policy_of(logic::Profile::Aws));
    side.connect(0, true, at(0_s));
    side.run_until(at(1799_s));
    EXPECT_EQ(side.node().connections(), 1);
    side.run_until(at(1800_s));
    EXPECT_EQ(side.node().connections(), 0);
    EXPECT_EQ(side.told[0].back(), "CLOSED");
}

TEST_F(NodeTest, AWillIsPublishedToThoseWhoAreThereWhenItsDelayIsOver) {
    NodeSide side = start({.version = mqtt::Version::V5,
                           .session_expiry = 60,
                           .will = {{.pattern = topic_, .payload_bytes = 7, .delay = 20_s}}});
    side.connect(0, true, at(1_s));
    side.lose(0, at(2_s));
    side.connect(1, true, at(3_s));
    side.subscribe(1, at(3_s));
    side.run_until(at(21_s));
    EXPECT_EQ(side.told[1].back(), "SUBACK");
    side.run_until(at(22_s));
    EXPECT_EQ(side.told[1].back(), text_of({.topic = "t", .octets = 7}));
}

TEST_F(NodeTest, ASynThatFindsTheListenQueueFullIsRepeatedSixTimesAfterTwiceTheTimeEach) {
    NodeSide side = start({}, {}, {.connect_rate = 0.0001, .listen_queue = 0});
    side.connect(0, true, at(10_s));
    side.connect(1, true, at(10_s));
    const auto syns = [&](sim::Duration until) {
        side.run_until(at(until));
        return side.node()
            .statistics()
            .verdicts[static_cast<std::size_t>(Entry::Verdict::NoAnswer)];
    };
    EXPECT_EQ(syns(10_s), 1);
    std::int64_t expected = 1;
    for (const sim::Duration since : {1_s, 3_s, 7_s, 15_s, 31_s, 63_s}) {
        EXPECT_EQ(syns(10_s + since - 1_ms), expected);
        EXPECT_EQ(syns(10_s + since), ++expected);
    }
    EXPECT_EQ(syns(1_h), 7) << "no further one";
}

class ThrottlingGate : public Gate {
  public:
    Answer publish(Caller, const mqtt::Message&, Carrier, sim::Time now) override {
        return {.admission = Admission::Throttled, .at = now};
    }
    sim::Duration patience() const override { return 20_s; }
};

TEST_F(NodeTest, WhoIsThrottledNoticesAfterHalfItsPatienceAtLeastAndHalfMoreAtMost) {
    ThrottlingGate gate;
    gate_ = &gate;
    NodeSide side = start({});
    side.connect(0, true, at(1_s));
    for (int i = 0; i < 1'000; ++i) side.publish(0, message(1), at(5_s));
    ASSERT_EQ(side.unanswered.size(), 1'000u);
    const auto [first, last] = std::ranges::minmax(side.unanswered);
    const sim::Time heard = at(5_s + 1_s);  // the way back takes a second
    EXPECT_GE(first, heard + 10_s);
    EXPECT_LT(first, heard + 11_s);
    EXPECT_GT(last, heard + 29_s);
    EXPECT_LE(last, heard + 30_s);
}

TEST_F(NodeTest, ASessionTakesItsMemoryOnceHoweverOftenItsClientComesBack) {
    ClientGroup group{.version = mqtt::Version::V5, .session_expiry = 30};
    group.cost.connection = sim::Bytes{100};
    group.cost.session = sim::Bytes{7};
    NodeSide side = start(group);
    const auto memory = [&] { return side.node().cluster().load(0, at(60_s)).memory.count(); };
    const std::int64_t empty = memory();
    for (int i = 0; i < 3; ++i) {
        side.connect(0, i == 0, at(10_s * i + 1_s));
        EXPECT_EQ(memory() - empty, 107) << i;
        side.lose(0, at(10_s * i + 2_s));
        EXPECT_EQ(memory() - empty, 7) << i;
    }
    side.connect(0, true, at(40_s));
    EXPECT_EQ(memory() - empty, 107) << "a clean start";
}

TEST_F(NodeTest, EveryKeptMessageHasOneFate) {
    NodeSide side = start({.clean_start = false}, {.queue_limit = 2, .window_311 = 1});
    side.connect(0, false, at(1_s));
    side.subscribe(0, at(1_s));
    side.connect(1, false, at(1_s));
    for (int i = 0; i < 5; ++i) side.publish(1, message(1), at(2_s));
    const NodeStatistics& counts = side.node().statistics();
    EXPECT_EQ(counts.copies, 5);
    EXPECT_EQ(counts.first_sent, 1);
    EXPECT_EQ(side.node().queued(), 2);
    EXPECT_EQ(dropped(side.node(), "queue full"), 2);
}

/// A way whose latency is drawn evenly from none to ten seconds.
class NodeOverAVaryingWay : public NodeTest {
  protected:
    NodeOverAVaryingWay() {
        network::Topology topology;
        const network::NodeId here =
            topology.add_node({.name = "here", .inside = network::Latency::uniform(1_ms, 10_s)});
        route_ = std::make_unique<network::Route>(topology, network::Endpoints{here, here},
                                                  std::vector<network::LinkId>{});
    }
    /// When what is published every 100 ms to client 0 reaches it, in that order.
    static std::vector<sim::Time> arrivals(const NodeSide& side) {
        std::vector<sim::Time> times(side.arrivals.size());
        for (const auto& [ordinal, time] : side.arrivals) times.at(ordinal) = time;
        return times;
    }
    void publish(NodeSide& side, std::uint32_t from, std::uint32_t end, std::uint8_t qos) {
        for (std::uint32_t i = from; i < end; ++i) {
            mqtt::Message next = message(qos);
            next.ordinal = i;
            side.publish(1, next, at(10_s + 100_ms * i));
        }
    }
};

TEST_F(NodeOverAVaryingWay, DeliveriesDoNotOvertakeThoseThatNobodyHasAcknowledged) {
    NodeSide side = start({}, {.window_311 = 1'000});
    side.connect(0, true, at(1_s));
    side.subscribe(0, at(1_s));
    side.connect(1, true, at(1_s));
    publish(side, 0, 200, 1);
    publish(side, 200, 300, 0);
    const std::vector<sim::Time> times = arrivals(side);
    ASSERT_EQ(times.size(), 300u);
    EXPECT_TRUE(std::ranges::is_sorted(times));
}

TEST_F(NodeOverAVaryingWay, ANewConnectionDoesNotWaitForWhatWasUnderWayOnTheOldOne) {
    NodeSide side = start({.session_expiry = 1'000}, {.window_311 = 1'000});
    side.connect(0, false, at(1_s));
    side.subscribe(0, at(1_s));
    side.connect(1, true, at(1_s));
    publish(side, 0, 100, 1);
    const sim::Time last = arrivals(side).back();
    EXPECT_GT(last, at(21_s));
    side.lose(0, at(20_s));
    side.connect(0, false, at(20_s));
    EXPECT_LT(arrivals(side).front(), last) << "the first is sent again, with a draw of its own";
    EXPECT_TRUE(std::ranges::is_sorted(arrivals(side)));
}

TEST(MessageBoxes, AnIdentifierIsNotGivenTwiceWhileItIsInUse) {
    MessageBoxes boxes;
    NodeSession session;
    boxes.add(session, {});
    const std::uint16_t first = boxes.new_packet_id(session);
    boxes.mark_sent(session, first);
    boxes.add(session, {});
    for (int i = 0; i < 65'534; ++i) boxes.new_packet_id(session);
    EXPECT_EQ(session.packet_id, 65'535);
    EXPECT_EQ(boxes.new_packet_id(session), first + 1);
    boxes.mark_sent(session, first + 1);
    boxes.add(session, {});  // the box does not become empty
    boxes.remove(session, boxes.find(session, first, SessionMessage::State::Sent));
    for (int i = 0; i < 65'533; ++i) EXPECT_NE(boxes.new_packet_id(session), first + 1);
    EXPECT_EQ(boxes.new_packet_id(session), first);
}

}  // namespace
}  // namespace fleetsim::broker
