#include "models/network/route.hpp"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/error.hpp"

namespace fleetsim::network {
namespace {

using namespace sim::literals;
using testing::ElementsAre;
using testing::HasSubstr;

sim::Time at(sim::Duration since_start) { return sim::Time::at(since_start); }

/// devices - edge - core - broker, and a slow direct link from edge to broker.
struct City {
    Topology topology;
    NodeId device = topology.add_node({"device", {}});
    NodeId edge = topology.add_node({"edge", {}});
    NodeId core = topology.add_node({"core", {}});
    NodeId broker = topology.add_node({"broker", {}});
    LinkId access = link(device, edge, Latency::uniform(20_ms, 60_ms), 1'000'000, 0.01);
    LinkId metro = link(edge, core, Latency::constant(2_ms), 1'000'000'000, 0.002);
    LinkId backbone = link(core, broker, Latency::uniform(10_ms, 12_ms), INT64_MAX, 0);
    LinkId detour = link(edge, broker, Latency::constant(50_ms), INT64_MAX, 0);

    LinkId link(NodeId from, NodeId to, Latency latency, std::int64_t rate, double loss,
                Direction direction = Direction::BothWays) {
        return topology.add_link({.from = from,
                                  .to = to,
                                  .direction = direction,
                                  .latency = latency,
                                  .bandwidth = sim::BitRate{rate},
                                  .loss = loss});
    }
    RouteTable routes(std::vector<Endpoints> pairs) const { return RouteTable(topology, pairs); }
    std::string refusal(Endpoints pair) const {
        try {
            routes({pair});
        } catch (const sim::InputError& error) {
            return error.what();
        }
        return "accepted";
    }
};

TEST(Route, TakesThePathOfLeastMeanLatency) {
    const City city;
    const RouteTable table = city.routes({{city.device, city.broker}});
    const Route& route = table.between(city.device, city.broker);
    EXPECT_THAT(route.links(), ElementsAre(city.access, city.metro, city.backbone));
    EXPECT_EQ(path_text(city.topology, route), "device -> edge -> core -> broker");
    EXPECT_EQ(route.mean_latency(), 53_ms);
    EXPECT_EQ(route.minimum_latency(), 32_ms);
}

TEST(Route, TheWayBackUsesTwoWayLinksBackwards) {
    const City city;
    const RouteTable table = city.routes({{city.broker, city.device}});
    EXPECT_THAT(table.between(city.broker, city.device).links(),
                ElementsAre(city.backbone, city.metro, city.access));
}

TEST(Route, OfTwoParallelLinksTakesTheFaster) {
    City city;
    const LinkId fiber = city.link(city.edge, city.core, Latency::constant(1_ms), INT64_MAX, 0);
    const RouteTable table = city.routes({{city.edge, city.core}});
    EXPECT_THAT(table.between(city.edge, city.core).links(), ElementsAre(fiber));
}

TEST(Route, IsNeverRoutedAgainstAOneWayLink) {
    City city;
    const NodeId satellite = city.topology.add_node({"satellite", {}});
    city.link(satellite, city.edge, Latency::constant(250_ms), INT64_MAX, 0, Direction::OneWay);
    EXPECT_EQ(city.refusal({satellite, city.broker}), "accepted");
    EXPECT_THAT(city.refusal({city.broker, satellite}),
                HasSubstr("no path of links leads from \"broker\" to \"satellite\" [no-route]"));
}

TEST(Route, LossIsThatAnyLinkLosesThePacket) {
    const City city;
    const RouteTable table = city.routes({{city.device, city.broker}});
    EXPECT_NEAR(table.between(city.device, city.broker).loss(), 1 - 0.99 * 0.998, 1e-15);
}

TEST(Route, TheNarrowestLinkSetsTheRate) {
    const City city;
    const RouteTable table = city.routes({{city.device, city.broker}, {city.core, city.broker}});
    EXPECT_EQ(table.between(city.device, city.broker).transfer_time(sim::Bytes{125}), 1_ms);
    EXPECT_EQ(table.between(city.core, city.broker).transfer_time(sim::Bytes{125}), 0_ns);
}

TEST(Route, NoSampleIsBelowTheMinimumAndTheMeanIsMet) {
    const City city;
    const RouteTable table = city.routes({{city.device, city.broker}});
    const Route& route = table.between(city.device, city.broker);
    sim::DrawEngine engine({1, 2}, {});
    double sum = 0;
    constexpr int kSamples = 100'000;
    for (int i = 0; i < kSamples; ++i) {
        const sim::Duration latency = route.sample(engine);
        ASSERT_GE(latency, route.minimum_latency());
        sum += latency.to_seconds();
    }
    // Standard error of the mean: 40 ms / sqrt(12) / sqrt(n) = 37 us; the bound is 5 of them.
    EXPECT_NEAR(sum / kSamples, route.mean_latency().to_seconds(), 185e-6);
}

TEST(Route, IsDownWhileAnyNodeOrLinkOnItIs) {
    City city;
    city.topology.add_outage(city.core, {at(10_s), at(20_s)});
    city.topology.add_outage(city.access, {at(15_s), at(30_s)});
    city.topology.add_outage(city.detour, {at(40_s), at(50_s)});
    const RouteTable table = city.routes({{city.device, city.broker}});
    const Route& route = table.between(city.device, city.broker);
    EXPECT_TRUE(route.is_up(at(9_s)));
    EXPECT_FALSE(route.is_up(at(10_s)));
    EXPECT_EQ(route.up_from(at(10_s)), at(30_s));
    EXPECT_TRUE(route.is_up(at(45_s)));
}

TEST(RouteTable, SmallestLatencyCountsOnlyThePairsInUse) {
    const City city;
    EXPECT_EQ(city.routes({{city.device, city.broker}}).smallest_latency(), 32_ms);
    EXPECT_EQ(city.routes({{city.device, city.broker}, {city.edge, city.core}}).smallest_latency(),
              2_ms);
}

TEST(RouteTable, TwoEndsAtOneNodeNeedTheNodesOwnLatency) {
    City city;
    EXPECT_THAT(city.refusal({city.edge, city.edge}), HasSubstr("has no latency of its own"));
    const NodeId hall = city.topology.add_node({"hall", Latency::constant(3_ms)});
    const RouteTable table = city.routes({{hall, hall}});
    EXPECT_EQ(table.between(hall, hall).minimum_latency(), 3_ms);
    EXPECT_EQ(table.smallest_latency(), 3_ms);
}

TEST(RouteTable, RefusesALatencyThatMayBeZero) {
    City city;
    const NodeId lab = city.topology.add_node({"lab", {}});
    city.link(lab, city.edge, Latency::uniform(0_ns, 5_ms), INT64_MAX, 0);
    EXPECT_THAT(city.refusal({lab, city.edge}), HasSubstr("lab -> edge may be zero"));
    EXPECT_EQ(city.refusal({lab, city.core}), "accepted");
}

TEST(RouteTable, ReportsEveryPairWithoutARouteAtOnce) {
    City city;
    const NodeId island = city.topology.add_node({"island", {}});
    try {
        city.routes({{city.device, island}, {island, city.broker}, {city.device, city.broker}});
        FAIL() << "accepted";
    } catch (const sim::InputError& error) {
        EXPECT_EQ(error.diagnostics().size(), 2U);
    }
}

TEST(RouteTable, InRandomNetworksNoOtherWalkIsFaster) {
    sim::DrawEngine engine({7, 0}, {});
    for (int round = 0; round < 50; ++round) {
        Topology topology;
        constexpr std::uint32_t kNodes = 8;
        std::vector<std::vector<std::int64_t>> best(kNodes,
                                                    std::vector<std::int64_t>(kNodes, INT32_MAX));
        for (std::uint32_t i = 0; i < kNodes; ++i) {
            topology.add_node({"n" + std::to_string(i), {}});
            best[i][i] = 0;
        }
        std::vector<Endpoints> pairs;
        for (std::uint32_t i = 0; i + 1 < 20; ++i) {
            const std::uint32_t a = i < kNodes - 1 ? i : engine() % kNodes;
            const std::uint32_t b = i < kNodes - 1 ? i + 1 : engine() % kNodes;
            if (a == b) continue;
            const std::int64_t ns = 1 + engine() % 1000;
            topology.add_link({.from = NodeId{a},
                               .to = NodeId{b},
                               .latency = Latency::constant(sim::Duration::nanoseconds(ns))});
            best[a][b] = best[b][a] = std::min(best[a][b], ns);
        }
        // Floyd and Warshall's algorithm, as an independent check.
        for (std::uint32_t k = 0; k < kNodes; ++k) {
            for (std::uint32_t i = 0; i < kNodes; ++i) {
                for (std::uint32_t j = 0; j < kNodes; ++j) {
                    best[i][j] = std::min(best[i][j], best[i][k] + best[k][j]);
                }
            }
        }
        for (std::uint32_t i = 0; i < kNodes; ++i) {
            for (std::uint32_t j = 0; j < kNodes; ++j) {
                if (i != j) pairs.push_back({NodeId{i}, NodeId{j}});
            }
        }
        const RouteTable table(topology, pairs);
        for (const Route& route : table.routes()) {
            const auto from = static_cast<std::size_t>(route.endpoints().from);
            const auto to = static_cast<std::size_t>(route.endpoints().to);
            EXPECT_EQ(route.mean_latency().count(), best[from][to]);
        }
    }
}

}  // namespace
}  // namespace fleetsim::network
