// Way against the loss model of models/wire, which is held against Linux sockets: what the simpler
// of the two costs. docs/models/network.md has the figures.
#include "models/network/way.hpp"

#include <gtest/gtest.h>
#include <utility>

#include "models/wire/loss.hpp"

namespace fleetsim::network {
namespace {
using sim::Duration;

constexpr std::int64_t kReply = 30;  // bytes
constexpr Duration kLate = Duration::milliseconds(150);

struct Case {
    const char* name;
    double loss;              // each way
    std::int64_t round_trip;  // ms
    std::int64_t request;     // bytes
    std::int64_t packets;     // of the burst that carries it
    double late;              // Way's share of late exchanges over the model's
    double delay;             // the same of mean delays
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

struct Cost {
    double late = 0;
    double seconds = 0;
};

/// A request and its reply over two ways.
Cost by_way(const Case& c) {
    Topology topology;
    const NodeId here = topology.add_node({.name = "here", .inside = {}});
    const NodeId there = topology.add_node({.name = "there", .inside = {}});
    topology.add_link({.from = here,
                       .to = there,
                       .latency = Latency::constant(Duration::milliseconds(c.round_trip) / 2),
                       .loss = c.loss});
    const std::vector<Endpoints> in_use{{here, there}, {there, here}};
    const RouteTable routes(topology, in_use);
    const Duration timeout = Duration::milliseconds(c.round_trip + 200);
    const Way up{
        .route = &routes.between(here, there), .access = {}, .retransmission_timeout = timeout};
    const Way down{
        .route = &routes.between(there, here), .access = {}, .retransmission_timeout = timeout};
    constexpr std::uint32_t kExchanges = 200'000;
    Cost cost;
    for (std::uint32_t i = 0; i < kExchanges; ++i) {
        sim::DrawEngine engine = sim::draw(1, sim::EntityId{1}, 1, i);
        const Passage request =
            up.carry(sim::Time::zero(), {sim::Bytes{c.request}, c.packets}, engine);
        sim::DrawEngine other = sim::draw(1, sim::EntityId{2}, 1, i);
        const Passage reply = down.carry(request.arrives, {sim::Bytes{kReply}, 1}, other);
        const Duration delay =
            reply.arrives - sim::Time::zero() - Duration::milliseconds(c.round_trip);
        cost.late += delay > kLate ? 1.0 / kExchanges : 0;
        cost.seconds += delay.to_seconds() / kExchanges;
    }
    return cost;
}

Cost by_loss_model(const Case& c) {
    const wire::LossModel model(wire::Stack{},
                                {c.loss, c.loss, Duration::milliseconds(c.round_trip)});
    const std::vector<wire::Message> messages{{wire::Side::Client, sim::Bytes{c.request}},
                                              {wire::Side::Server, sim::Bytes{kReply}}};
    constexpr std::uint32_t kSamples = 5'000;
    const wire::LossTable table = model.exchange(messages, 1, kSamples);
    Cost cost{.seconds = table.mean_delay_seconds()};
    for (std::uint32_t i = 0; i < kSamples; ++i)
        if (table.outcome(i * (UINT32_MAX / kSamples)).delay > kLate)
            cost.late += table.probability() / kSamples;
    return cost;
}

class WayBesideTheLossModel : public testing::TestWithParam<Case> {};

TEST_P(WayBesideTheLossModel, DelaysAsStated) {
    const Case& c = GetParam();
    const Cost way = by_way(c);
    const Cost model = by_loss_model(c);
    EXPECT_NEAR(way.late / model.late, c.late, 0.08 * c.late);
    EXPECT_NEAR(way.seconds / model.seconds, c.delay, 0.08 * c.delay);
}

INSTANTIATE_TEST_SUITE_P(
    Way, WayBesideTheLossModel,
    testing::Values(Case{"Message1", 0.01, 40, 100, 1, 1.00, 0.93},
                    Case{"Message5", 0.05, 40, 100, 1, 1.00, 0.98},
                    Case{"Message10", 0.10, 200, 100, 1, 1.00, 1.06},
                    Case{"WithItsAcknowledgement1", 0.01, 40, 100, 2, 1.49, 1.40},
                    Case{"WithItsAcknowledgement5", 0.05, 40, 100, 2, 1.47, 1.44},
                    Case{"WithItsAcknowledgement10", 0.10, 200, 100, 2, 1.43, 1.54},
                    Case{"FourSegments1", 0.01, 40, 5000, 5, 2.92, 2.04},
                    Case{"FourSegments5", 0.05, 40, 5000, 5, 2.68, 1.99}),
    [](const auto& test) { return std::string(test.param.name); });

/// What becomes of 1250 bytes at 1 Mbit/s over 20 ms, sent at 100 s into an outage that began then.
Passage sent_into_outage(Duration outage, std::optional<Duration> patience = {}) {
    Topology topology;
    const NodeId here = topology.add_node({.name = "here", .inside = {}});
    const NodeId there = topology.add_node({.name = "there", .inside = {}});
    const LinkId link = topology.add_link(
        {.from = here, .to = there, .latency = Latency::constant(Duration::milliseconds(20))});
    const sim::Time begins = sim::Time::at(Duration::seconds(100));
    topology.add_outage(link, {begins, begins + outage});
    const std::vector<Endpoints> in_use{{here, there}};
    const RouteTable routes(topology, in_use);
    const Way way{.route = &routes.between(here, there),
                  .access = {},
                  .rate = sim::BitRate{1'000'000},
                  .retransmission_timeout = Duration::milliseconds(300)};
    sim::DrawEngine engine = sim::draw(1, sim::EntityId{1}, 1, 0);
    return way.carry(begins, {sim::Bytes{1250}, 1, patience}, engine);
}

TEST(Way, ABurstTakesItsTransferAndItsLatency) {
    const Passage passage = sent_into_outage(Duration{});
    EXPECT_FALSE(passage.gave_up);
    EXPECT_EQ(passage.arrives, sim::Time::at(Duration::milliseconds(100'000 + 10 + 20)));
}

// Repeated 0.3, 0.9, 2.1, 4.5, 9.3 and 18.9 s later; the next would be at 38.1 s.
TEST(Way, ABurstThatMeetsAnOutageGoesWithTheFirstRepetitionAfterIt) {
    const Passage passage = sent_into_outage(Duration::seconds(15));
    EXPECT_FALSE(passage.gave_up);
    EXPECT_EQ(passage.retransmissions, 6u);
    EXPECT_EQ(passage.arrives, sim::Time::at(Duration::milliseconds(118'900 + 10 + 20)));
}

TEST(Way, ASenderGivesUpAfterItsPatience) {
    for (const std::int64_t seconds : {20, 35, 3600}) {
        const Passage passage = sent_into_outage(Duration::seconds(seconds));
        EXPECT_TRUE(passage.gave_up) << seconds;
        EXPECT_EQ(passage.arrives, sim::Time::at(Duration::seconds(130))) << seconds;
        EXPECT_EQ(passage.retransmissions, 6u) << "the next would leave after its patience";
    }
}

TEST(Way, ASendersOwnPatienceGoesBeforeThatOfTheWay) {
    // 300 ms, doubled each time: after 38.1 s the outage of 35 s is over.
    const Passage passage = sent_into_outage(Duration::seconds(35), Duration::minutes(1));
    EXPECT_FALSE(passage.gave_up);
    EXPECT_EQ(passage.retransmissions, 7u);
    EXPECT_EQ(passage.arrives, sim::Time::at(Duration::milliseconds(138'100 + 10 + 20)));
    EXPECT_TRUE(sent_into_outage(Duration::seconds(5), Duration::seconds(1)).gave_up);
}

TEST(Way, NoMoreRoundsLeaveThanItsSenderHasPatienceForWhereEveryPacketIsLost) {
    Topology topology;
    const NodeId here = topology.add_node({.name = "here", .inside = {}});
    const NodeId there = topology.add_node({.name = "there", .inside = {}});
    topology.add_link({.from = here,
                       .to = there,
                       .latency = Latency::constant(Duration::milliseconds(20)),
                       .loss = 0.999999});
    const std::vector<Endpoints> in_use{{here, there}};
    const RouteTable routes(topology, in_use);
    // The second is one whose last repetition leaves as its patience ends.
    for (const auto& [patience, rounds] : {std::pair{30'000, 6u}, {900, 2u}, {299, 0u}}) {
        const Way way{.route = &routes.between(here, there),
                      .access = {},
                      .retransmission_timeout = Duration::milliseconds(300),
                      .patience = Duration::milliseconds(patience)};
        sim::DrawEngine engine = sim::draw(1, sim::EntityId{1}, 1, 0);
        const Passage passage = way.carry(sim::Time::zero(), {sim::Bytes{100}, 3}, engine);
        EXPECT_TRUE(passage.gave_up) << patience;
        EXPECT_EQ(passage.retransmissions, rounds) << patience;
    }
}

}  // namespace
}  // namespace fleetsim::network
