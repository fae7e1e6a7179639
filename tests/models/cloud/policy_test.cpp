#include "models/cloud/policy.hpp"

#include <gtest/gtest.h>

#include "sim/error.hpp"

namespace fleetsim::cloud {
namespace {

constexpr const char* kDevicePolicy = R"({"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "iot:Connect",
   "Resource": "arn:aws:iot:us-east-1:123456789012:client/${iot:Connection.Thing.ThingName}"},
  {"Effect": "Allow", "Action": ["iot:Publish", "iot:Receive"],
   "Resource": ["arn:aws:iot:us-east-1:123456789012:topic/meter/${iot:ClientId}/*",
                "topic/site/${iot:Connection.Thing.Attributes[site]}"]},
  {"Effect": "Allow", "Action": "iot:Subscribe",
   "Resource": "arn:aws:iot:us-east-1:123456789012:topicfilter/meter/${iot:ClientId}/#"},
  {"Effect": "Deny", "Action": "iot:Publish",
   "Resource": "arn:aws:iot:us-east-1:123456789012:topic/meter/*/firmware"}]})";

Identity a_meter() {
    Identity identity;
    identity.client_id = "m1";
    identity.thing_name = "m1";
    identity.thing_attributes["site"] = "north";
    return identity;
}

struct Row {
    PolicyAction action;
    const char* subject;
    Decision decision;
};

TEST(Policy, AllowsWhatItNamesAndDeniesTheRest) {
    Permissions permissions;
    permissions.attach(Policy::parse(kDevicePolicy, "device"));
    const Decision yes = Decision::Allowed;
    const Decision no = Decision::DeniedImplicitly;
    const Decision never = Decision::DeniedExplicitly;
    const Row rows[] = {
        {PolicyAction::Connect, "m1", yes},
        {PolicyAction::Connect, "m2", no},
        {PolicyAction::Publish, "meter/m1/reading", yes},
        {PolicyAction::Publish, "meter/m1/a/b/c", yes},
        {PolicyAction::Publish, "meter/m2/reading", no},
        {PolicyAction::Publish, "meter/m1", no},
        {PolicyAction::Publish, "meter/m1/firmware", never},
        {PolicyAction::Publish, "site/north", yes},
        {PolicyAction::Publish, "site/south", no},
        {PolicyAction::Receive, "meter/m1/firmware", yes},
        {PolicyAction::Receive, "meter/m2/firmware", no},
        {PolicyAction::Subscribe, "meter/m1/#", yes},
        {PolicyAction::Subscribe, "meter/m1/reading", no},
        {PolicyAction::Subscribe, "#", no},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(permissions.decide(row.action, row.subject, a_meter()), row.decision)
            << static_cast<int>(row.action) << " " << row.subject;
    }
}

TEST(Policy, WithoutAPolicyNothingIsAllowed) {
    EXPECT_EQ(Permissions{}.decide(PolicyAction::Connect, "m1", a_meter()),
              Decision::DeniedImplicitly);
}

TEST(Policy, ADenialInOnePolicyBeatsAnAllowanceInAnother) {
    Permissions permissions;
    permissions.attach(Policy::parse(
        R"({"Statement":{"Effect":"Allow","Action":"iot:*","Resource":"*"}})", "all"));
    EXPECT_TRUE(permissions.allows(PolicyAction::Publish, "a", a_meter()));
    permissions.attach(Policy::parse(
        R"({"Statement":[{"Effect":"Deny","Action":"iot:Publish","Resource":"topic/a"}]})",
        "not a"));
    EXPECT_FALSE(permissions.allows(PolicyAction::Publish, "a", a_meter()));
    EXPECT_TRUE(permissions.allows(PolicyAction::Publish, "b", a_meter()));
}

TEST(Policy, AVariableWithoutAValueMatchesNothing) {
    Permissions permissions;
    permissions.attach(Policy::parse(kDevicePolicy, "device"));
    Identity stranger;
    stranger.client_id = "m1";
    EXPECT_FALSE(permissions.allows(PolicyAction::Connect, "m1", stranger));
    EXPECT_FALSE(permissions.allows(PolicyAction::Connect, "", stranger));
}

TEST(Policy, AStarInAClientIdIsNoWildcard) {
    Permissions permissions;
    permissions.attach(Policy::parse(kDevicePolicy, "device"));
    Identity forger = a_meter();
    forger.client_id = "*";
    EXPECT_FALSE(permissions.allows(PolicyAction::Publish, "meter/m2/reading", forger));
    EXPECT_TRUE(permissions.allows(PolicyAction::Publish, "meter/*/reading", forger));
}

TEST(Policy, MqttWildcardsOfAFilterStandForThemselves) {
    Permissions permissions;
    permissions.attach(Policy::parse(
        R"({"Statement":{"Effect":"Allow","Action":"iot:Subscribe","Resource":"topicfilter/a/+"}})",
        "plus"));
    EXPECT_TRUE(permissions.allows(PolicyAction::Subscribe, "a/+", a_meter()));
    EXPECT_FALSE(permissions.allows(PolicyAction::Subscribe, "a/b", a_meter()));
}

TEST(Policy, AQuestionMarkIsOneCharacter) {
    Permissions permissions;
    permissions.attach(Policy::parse(
        R"({"Statement":{"Effect":"Allow","Action":"iot:Publish","Resource":"topic/a?/b${*}"}})",
        "q"));
    EXPECT_TRUE(permissions.allows(PolicyAction::Publish, "a1/b*", a_meter()));
    EXPECT_FALSE(permissions.allows(PolicyAction::Publish, "a12/b*", a_meter()));
    EXPECT_FALSE(permissions.allows(PolicyAction::Publish, "a1/bc", a_meter()));
}

void refuse_idle(const std::string& action, const std::string& resource) {
    Policy::parse(R"({"Statement":{"Effect":"Deny","Action":")" + action + R"(","Resource":")" +
                      resource + R"("}})",
                  "p")
        .refuse_idle_statements("p");
}

TEST(Policy, AStatementThatCanApplyToNothingIsRefused) {
    for (const auto& [action, resource] : {
             std::pair{"iot:Pubish", "*"},
             {"iot:publish", "*"},
             {"Publish", "*"},
             {"iot:Subscribe", "topic/a/*"},
             {"iot:Publish", "topicfilter/a"},
             {"iot:Conn*", "topic/${iot:ClientId}"},
             {"iot:Receive", "arn:aws:s3:::topic"},
             {"iot:Publish", "topics/a"},
         })
        EXPECT_THROW(refuse_idle(action, resource), sim::InputError) << action << " " << resource;
    for (const auto& [action, resource] : {
             std::pair{"iot:*", "topicfilter/a"},
             {"*", "*"},
             {"iot:Subscribe", "topic*"},
             {"iot:Publish", "${iot:ClientId}/a"},
             {"iot:Publish", "t?pic/a"},
             {"iot:Connect", "arn:aws:iot:eu-west-1:123456789012:client/${iot:ClientId}"},
             // Of the service's HTTPS side, which is not modelled.
             {"iot:GetThingShadow", "thing/${iot:ClientId}"},
             {"iot:UpdateThingShadow", "thing/a"},
             {"iot:ListRetainedMessages", "*"},
             {"iot:DescribeJobExecution", "thing/a"},
             {"iot:Describe*", "thing/a"},
             {"iot:StartNextPendingJobExecution", "thing/a"},
             {"iot:AssumeRoleWithCertificate", "rolealias/a"},
             {"greengrass:Discover", "*"},
         })
        EXPECT_NO_THROW(refuse_idle(action, resource)) << action << " " << resource;
}

TEST(Policy, WhatIsNoPolicyIsRefused) {
    for (const char* text : {"", "{}", R"({"Statement":[{"Effect":"Maybe"}]})",
                             R"({"Statement":[{"Effect":"Allow","Resource":"*"}]})"}) {
        EXPECT_THROW(Policy::parse(text, "p"), sim::InputError) << text;
    }
}

}  // namespace
}  // namespace fleetsim::cloud
