// Effects x actions x how the action is written x how the resource is written x what is asked for.
#include <array>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "models/cloud/policy.hpp"

namespace fleetsim::cloud {
namespace {

struct ActionRow {
    PolicyAction action;
    const char* name;
    const char* prefix;
};
constexpr std::array<ActionRow, 5> kActions = {
    ActionRow{PolicyAction::Connect, "iot:Connect", "client/"},
    ActionRow{PolicyAction::Publish, "iot:Publish", "topic/"},
    ActionRow{PolicyAction::Subscribe, "iot:Subscribe", "topicfilter/"},
    ActionRow{PolicyAction::Receive, "iot:Receive", "topic/"},
    ActionRow{PolicyAction::RetainPublish, "iot:RetainPublish", "topic/"}};

/// A resource after its prefix, one subject that it means and one that it does not.
struct ResourceRow {
    const char* written;
    const char* meant;
    const char* not_meant;
};
constexpr std::array<ResourceRow, 14> kResources = {
    ResourceRow{"a/b", "a/b", "a/b/c"},
    ResourceRow{"a/*", "a/b/c/d", "b/a"},
    ResourceRow{"*/z", "a/b/z", "a/b/zz"},
    ResourceRow{"a*z", "az", "za"},
    ResourceRow{"a/*/c/*/e", "a/b/c/d/e", "a/b/c/e"},
    ResourceRow{"a?c", "abc", "abbc"},
    ResourceRow{"??", "ab", "a"},
    ResourceRow{"${iot:ClientId}", "m-1", "m-2"},
    ResourceRow{"x/${iot:ClientId}/*", "x/m-1/y", "x/m-12/y"},
    ResourceRow{"${iot:Connection.Thing.ThingName}", "m-1", "m-1/x"},
    ResourceRow{"${iot:Connection.Thing.ThingTypeName}/*", "meter/x", "valve/x"},
    ResourceRow{"site/${iot:Connection.Thing.Attributes[site]}", "site/north", "site/south"},
    ResourceRow{"${iot:Certificate.Subject.CommonName}", "cn", "cm"},
    ResourceRow{"a${*}b${?}", "a*b?", "axby"}};

Identity meter() {
    Identity identity;
    identity.client_id = "m-1";
    identity.thing_name = "m-1";
    identity.thing_type = "meter";
    identity.thing_attributes["site"] = "north";
    identity.certificate_id = "c0";
    identity.subject["CommonName"] = "cn";
    return identity;
}

std::string statement(const char* effect, const std::string& action, const std::string& resource) {
    return fmt::format(R"({{"Effect": "{}", "Action": "{}", "Resource": "{}"}})", effect, action,
                       resource);
}

Decision decide(const std::vector<std::string>& statements, PolicyAction action,
                std::string_view subject) {
    Permissions permissions;
    permissions.attach(Policy::parse(
        fmt::format(R"({{"Statement": [{}]}})", fmt::join(statements, ",")), "matrix"));
    return permissions.decide(action, subject, meter());
}

TEST(PolicyMatrix, AResourceMeansWhatItIsWrittenForAndNothingElse) {
    for (const ActionRow& action : kActions)
        for (const ResourceRow& resource : kResources)
            for (const std::string arn : {"", "arn:aws:iot:eu-west-1:123456789012:"}) {
                const std::string written = arn + action.prefix + resource.written;
                const auto asked = [&](const char* effect, const char* subject) {
                    return decide({statement(effect, action.name, written)}, action.action,
                                  subject);
                };
                SCOPED_TRACE(written);
                EXPECT_EQ(asked("Allow", resource.meant), Decision::Allowed);
                EXPECT_EQ(asked("Allow", resource.not_meant), Decision::DeniedImplicitly);
                EXPECT_EQ(asked("Deny", resource.meant), Decision::DeniedExplicitly);
                EXPECT_EQ(asked("Deny", resource.not_meant), Decision::DeniedImplicitly);
            }
}

TEST(PolicyMatrix, ADenialBeatsAnAllowanceInAnyOrder) {
    for (const ActionRow& action : kActions)
        for (const ResourceRow& resource : kResources) {
            const std::string written = std::string(action.prefix) + resource.written;
            const std::string allow = statement("Allow", "iot:*", "*");
            const std::string deny = statement("Deny", action.name, written);
            SCOPED_TRACE(written);
            for (const auto& both : {std::vector{allow, deny}, std::vector{deny, allow}}) {
                EXPECT_EQ(decide(both, action.action, resource.meant), Decision::DeniedExplicitly);
                EXPECT_EQ(decide(both, action.action, resource.not_meant), Decision::Allowed);
            }
        }
}

TEST(PolicyMatrix, AnActionIsItselfAWildcardOrNone) {
    for (const ActionRow& asked : kActions)
        for (const ActionRow& written : kActions) {
            const std::string resource = std::string(asked.prefix) + "x";
            const Decision named =
                decide({statement("Allow", written.name, resource)}, asked.action, "x");
            EXPECT_EQ(named == Decision::Allowed, asked.action == written.action)
                << written.name << " for " << asked.name;
            for (const char* wild : {"iot:*", "*", "iot:????????*", "iot:*e*"}) {
                const bool is_long = std::string_view(asked.name).size() >= 12;
                const bool expected = std::string_view(wild) != "iot:????????*" || is_long;
                const Decision decision =
                    decide({statement("Allow", wild, resource)}, asked.action, "x");
                const bool has_e = std::string_view(asked.name).find('e', 4) != std::string::npos;
                const bool wants_e = std::string_view(wild) == "iot:*e*";
                EXPECT_EQ(decision == Decision::Allowed, wants_e ? has_e : expected)
                    << wild << " for " << asked.name;
            }
        }
}

TEST(PolicyMatrix, TheKindOfAResourceBelongsToItsAction) {
    for (const ActionRow& asked : kActions)
        for (const ActionRow& other : kActions) {
            const Decision decision = decide(
                {statement("Allow", "iot:*", std::string(other.prefix) + "x")}, asked.action, "x");
            EXPECT_EQ(decision == Decision::Allowed, std::string_view(asked.prefix) == other.prefix)
                << asked.name << " with " << other.prefix;
        }
}

TEST(PolicyMatrix, AVariableWithoutAValueNeitherAllowsNorDenies) {
    for (const ActionRow& action : kActions)
        for (const char* variable :
             {"${iot:Connection.Thing.Attributes[floor]}", "${iot:Certificate.Subject.Country}",
              "${iot:Unknown}", "${aws:SourceIp}", "${}"})
            for (const char* effect : {"Allow", "Deny"}) {
                const std::string resource = std::string(action.prefix) + variable + "*";
                EXPECT_EQ(decide({statement(effect, "*", resource)}, action.action, "x"),
                          Decision::DeniedImplicitly)
                    << resource;
                EXPECT_EQ(decide({statement(effect, "*", resource)}, action.action, ""),
                          Decision::DeniedImplicitly)
                    << resource;
            }
}

TEST(PolicyMatrix, WhatIsNotModelledIsRefusedAndNotIgnored) {
    for (const char* key : {"Condition", "NotAction", "NotResource"}) {
        const std::string text = fmt::format(
            R"({{"Statement": {{"Effect": "Allow", "Action": "*", "Resource": "*", "{}": {{}}}}}})",
            key);
        EXPECT_ANY_THROW(Policy::parse(text, "p")) << key;
    }
}

}  // namespace
}  // namespace fleetsim::cloud
