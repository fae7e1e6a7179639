// One broker: the same traffic through core::Broker, which speaks octets, and through Node, which
// is simulated, brings every client the same packets in the same order.
#include <algorithm>
#include <gtest/gtest.h>
#include <string>

#include "tests/models/broker/random_traffic.hpp"

namespace fleetsim::broker {
namespace {

/// The first thing only one of them says, between what they agree on.
std::string difference(const Told& core, const Told& node) {
    const auto [at_core, at_node] =
        std::mismatch(core.begin(), core.end(), node.begin(), node.end());
    const auto word = [](const Told& told, Told::const_iterator at) {
        return at == told.end() ? std::string("nothing") : *at;
    };
    return std::to_string(at_core - core.begin()) +
           " packets alike, then core: " + word(core, at_core) + ", node: " + word(node, at_node);
}

void compare(logic::Profile profile) {
    std::size_t deliveries = 0;
    for (std::uint32_t seed = 1; seed <= 150; ++seed) {
        Traffic traffic(seed, profile);
        traffic.run(250);
        for (std::uint32_t client = 0; client < kClients; ++client) {
            const Told& core = traffic.told_by_core(client);
            const Told& node = traffic.told_by_node(client);
            ASSERT_TRUE(core == node) << "seed " << seed << ", client " << client << ": "
                                      << difference(core, node) << '\n'
                                      << traffic.story();
        }
        deliveries += traffic.deliveries();
    }
    EXPECT_GT(deliveries, 10'000u);
}

TEST(OneBroker, BothFrontsTellEveryClientTheSame) { compare(logic::Profile::Mqtt); }

TEST(OneBroker, BothFrontsFollowTheSameDifferencesOfAws) { compare(logic::Profile::Aws); }

}  // namespace
}  // namespace fleetsim::broker
