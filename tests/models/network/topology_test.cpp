#include "models/network/topology.hpp"

#include <gtest/gtest.h>

#include "sim/error.hpp"

namespace fleetsim::network {
namespace {

using namespace sim::literals;

std::string refusal_code(auto build) {
    try {
        build();
    } catch (const sim::InputError& error) {
        return error.diagnostics().front().code;
    }
    return "accepted";
}

TEST(Topology, FindsNodesByName) {
    Topology topology;
    const NodeId eu = topology.add_node({"eu", {}});
    const NodeId us = topology.add_node({"us", {}});
    EXPECT_EQ(topology.find("eu"), eu);
    EXPECT_EQ(topology.find("us"), us);
    EXPECT_EQ(topology.find("asia"), std::nullopt);
    EXPECT_EQ(topology.node(us).name, "us");
}

TEST(Topology, RefusesASecondNodeOfTheSameName) {
    Topology topology;
    topology.add_node({"eu", {}});
    EXPECT_EQ(refusal_code([&] { topology.add_node({"eu", {}}); }), "duplicate-node");
}

TEST(Topology, RefusesLossAndBandwidthThatNoLinkHas) {
    Topology topology;
    const NodeId a = topology.add_node({"a", {}});
    const NodeId b = topology.add_node({"b", {}});
    const auto add = [&](sim::BitRate bandwidth, double loss) {
        return refusal_code([&] {
            topology.add_link({.from = a,
                               .to = b,
                               .latency = Latency::constant(1_ms),
                               .bandwidth = bandwidth,
                               .loss = loss});
        });
    };
    EXPECT_EQ(add(kUnlimited, 1.0), "out-of-range");
    EXPECT_EQ(add(kUnlimited, -0.1), "out-of-range");
    EXPECT_EQ(add(kUnlimited, std::numeric_limits<double>::quiet_NaN()), "out-of-range");
    EXPECT_EQ(add(sim::BitRate{0}, 0), "out-of-range");
    EXPECT_EQ(add(sim::BitRate{1}, 0.999), "accepted");
}

TEST(OutageList, IsDownFromTheBeginUntilJustBeforeTheEnd) {
    OutageList list;
    list.add({sim::Time::at(10_s), sim::Time::at(20_s)});
    EXPECT_TRUE(list.is_up(sim::Time::at(10_s) - 1_ns));
    EXPECT_FALSE(list.is_up(sim::Time::at(10_s)));
    EXPECT_FALSE(list.is_up(sim::Time::at(20_s) - 1_ns));
    EXPECT_TRUE(list.is_up(sim::Time::at(20_s)));
}

TEST(OutageList, OverlappingOutagesEndWithTheLastOfThem) {
    OutageList list;
    list.add({sim::Time::at(30_s), sim::Time::at(40_s)});
    list.add({sim::Time::at(10_s), sim::Time::at(20_s)});
    list.add({sim::Time::at(15_s), sim::Time::at(30_s)});
    EXPECT_EQ(list.outages().size(), 1U);
    EXPECT_EQ(list.up_from(sim::Time::at(12_s)), sim::Time::at(40_s));
    EXPECT_EQ(list.up_from(sim::Time::at(5_s)), sim::Time::at(5_s));
    EXPECT_EQ(list.up_from(sim::Time::at(45_s)), sim::Time::at(45_s));
}

TEST(OutageList, AnEmptySpanIsNoOutage) {
    OutageList list;
    list.add({sim::Time::at(10_s), sim::Time::at(10_s)});
    EXPECT_TRUE(list.outages().empty());
    EXPECT_TRUE(list.is_up(sim::Time::at(10_s)));
}

}  // namespace
}  // namespace fleetsim::network
