// What is kept of decisions is what the policies would say, and they are asked seldom.
#include "models/cloud/access.hpp"

#include <gtest/gtest.h>

namespace fleetsim::cloud {
namespace {

struct World {
    Registry registry;
    mqtt::PatternList patterns;
    std::uint16_t reading = 0;
    std::uint16_t shared = 0;

    World(const char* policy, const char* client_id, const char* topic) {
        reading = patterns.number_of({.before = topic, .after = "/reading", .numbered = true});
        shared = patterns.number_of({.before = "city", .after = "", .numbered = false});
        ThingFamily family{.name = "meter", .count = 1000};
        family.client_id = {.before = client_id, .after = "", .numbered = true};
        family.thing_name = family.client_id;
        family.attributes["site"] = "north";
        if (policy != nullptr) {
            family.permissions.attach(Policy::parse(policy, "p"));
            family.has_policies = true;
        }
        registry.add(std::move(family));
    }
};

constexpr const char* kOwnTopic = R"({"Statement": [
  {"Effect": "Allow", "Action": "iot:Connect", "Resource": "client/${iot:ClientId}"},
  {"Effect": "Allow", "Action": "iot:Publish", "Resource": "topic/${iot:ClientId}/reading"},
  {"Effect": "Allow", "Action": "iot:Receive", "Resource": "topic/city"}]})";

TEST(Access, AFamilyWithoutPoliciesMayDoEverything) {
    World world(nullptr, "m-", "m-");
    Access access(world.registry, world.patterns);
    EXPECT_TRUE(access.may_connect(0, 5));
    EXPECT_TRUE(access.may(PolicyAction::Publish, 0, 5, world.reading, 6));
    EXPECT_EQ(access.decisions(), 0);
}

TEST(Access, OneDecisionServesAFamilyWhereOnlyItsOwnNumberCounts) {
    World world(kOwnTopic, "m-", "m-");
    Access access(world.registry, world.patterns);
    for (std::uint32_t client = 0; client < 1000; ++client) {
        EXPECT_TRUE(access.may_connect(0, client));
        EXPECT_TRUE(access.may(PolicyAction::Publish, 0, client, world.reading, client));
        EXPECT_FALSE(
            access.may(PolicyAction::Publish, 0, client, world.reading, (client + 1) % 1000));
        EXPECT_TRUE(access.may(PolicyAction::Receive, 0, client, world.shared, 0));
        EXPECT_FALSE(access.may(PolicyAction::Subscribe, 0, client, world.shared, 0));
    }
    EXPECT_EQ(access.decisions(), 5);
}

/// Names in which digits of other kinds stand, and policies that look at digits.
struct Case {
    const char* policy;
    const char* client_id;
    const char* topic;
};
const Case kCases[] = {
    {kOwnTopic, "m-", "m-"},
    {kOwnTopic, "esp32-", "esp32-"},
    {kOwnTopic, "m-1", "m-"},
    {kOwnTopic, "m-", "m-1"},
    {R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "topic/m-1*"}})", "m-", "m-"},
    {R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "topic/m-??/reading"}})", "m-",
     "m-"},
    {R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "topic/*${iot:ClientId}*"}})",
     "", "m-"},
    {R"({"Statement": {"Effect": "Allow", "Action": "*",
         "Resource": "topic/m-${iot:ClientId}${iot:ClientId}/reading"}})",
     "", "m-"},
    {R"({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"},
                       {"Effect": "Deny", "Action": "iot:Publish", "Resource": "topic/m-7/*"}]})",
     "m-", "m-"},
};

TEST(Access, ItsAnswersAreThoseOfThePoliciesForAnyNames) {
    for (const Case& one : kCases) {
        World world(one.policy, one.client_id, one.topic);
        Access access(world.registry, world.patterns);
        const Permissions& permissions = world.registry.family(0).permissions;
        for (int round = 0; round < 2; ++round)
            for (std::uint32_t client : {0u, 1u, 7u, 10u, 11u, 17u, 71u, 111u, 711u, 999u})
                for (std::uint32_t number : {0u, 1u, 7u, 10u, 11u, 77u, 117u, 711u, 1111u, 99u}) {
                    const std::string topic = world.patterns[world.reading].text(number);
                    EXPECT_EQ(access.may(PolicyAction::Publish, 0, client, world.reading, number),
                              permissions.allows(PolicyAction::Publish, topic,
                                                 world.registry.identify(0, client)))
                        << one.policy << " " << client << " " << topic;
                }
    }
}

TEST(Access, WhereDigitsCountEachClientIsAskedForOnce) {
    World world(kOwnTopic, "esp32-", "esp32-");
    Access access(world.registry, world.patterns);
    for (int round = 0; round < 5; ++round)
        for (std::uint32_t client = 0; client < 1000; ++client)
            EXPECT_TRUE(access.may(PolicyAction::Publish, 0, client, world.reading, client));
    EXPECT_EQ(access.decisions(), 1000);
}

}  // namespace
}  // namespace fleetsim::cloud
