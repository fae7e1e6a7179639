#include "models/cloud/shadow_service.hpp"

#include <gtest/gtest.h>

#include "tests/models/cloud/instants.hpp"

namespace fleetsim::cloud {
namespace {

using sim::Duration;
using sim::Time;

std::vector<ServiceMessage> ask(ShadowService& service, std::string_view topic,
                                std::string_view payload, Time now = at(0)) {
    std::vector<ServiceMessage> answers;
    service.on_request(*read_shadow_topic(topic), payload, now, answers);
    return answers;
}

std::vector<std::string> topics(const std::vector<ServiceMessage>& messages) {
    std::vector<std::string> topics;
    for (const ServiceMessage& message : messages) topics.push_back(message.topic);
    return topics;
}

TEST(ShadowTopic, IsReadInItsClassicAndItsNamedForm) {
    const auto classic = read_shadow_topic("$aws/things/t-1/shadow/get");
    ASSERT_TRUE(classic);
    EXPECT_EQ(classic->thing, "t-1");
    EXPECT_EQ(classic->name, "");
    EXPECT_EQ(classic->request, ShadowTopic::Request::Get);
    const auto named = read_shadow_topic("$aws/things/t-1/shadow/name/config/update");
    ASSERT_TRUE(named);
    EXPECT_EQ(named->name, "config");
    EXPECT_EQ(named->request, ShadowTopic::Request::Update);
}

TEST(ShadowTopic, AnswersAndOtherTopicsAreNoRequests) {
    for (const char* topic :
         {"$aws/things/t/shadow/update/delta", "$aws/things/t/shadow", "$aws/things/t/jobs/get",
          "$aws/things/t/shadow/name/update", "things/t/shadow/get", "$aws/things/t/shadow/put"})
        EXPECT_FALSE(read_shadow_topic(topic)) << topic;
}

TEST(ShadowService, AnUpdateThatLeavesADifferenceMakesThreeMessages) {
    ShadowService service;
    const auto answers =
        ask(service, "$aws/things/t/shadow/update", R"({"state":{"desired":{"on":true}}})");
    EXPECT_EQ(topics(answers), (std::vector<std::string>{"$aws/things/t/shadow/update/accepted",
                                                         "$aws/things/t/shadow/update/delta",
                                                         "$aws/things/t/shadow/update/documents"}));
    EXPECT_EQ(answers[1].code, std::string(R"({"on":true})").size());
    EXPECT_EQ(answers[1].key, 1u) << "the version";
    EXPECT_EQ(service.counts().answers(), 3);
    EXPECT_EQ(service.counts().diverged, 1);
}

TEST(ShadowService, TheReportOfADifferenceRemovesItAndMeasuresTheTime) {
    ShadowService service;
    ask(service, "$aws/things/t/shadow/update", R"({"state":{"desired":{"on":true}}})", at(10));
    const std::string report = service.report("t", "", 1, ShadowService::Versioned::No);
    EXPECT_EQ(report, R"({"state":{"reported":{"on":true}}})");
    EXPECT_EQ(report.size(), ShadowService::report_bytes(ShadowService::Versioned::No) +
                                 std::string(R"({"on":true})").size());
    const auto answers = ask(service, "$aws/things/t/shadow/update", report, at(14));
    EXPECT_EQ(answers.size(), 2u) << "accepted and documents";
    EXPECT_EQ(service.counts().diverged, 0);
    EXPECT_EQ(service.counts().converge_time.count(), 1);
    EXPECT_NEAR(static_cast<double>(service.counts().converge_time.maximum()), 4e9, 4e7);
}

TEST(ShadowService, AReportOfAnOldVersionIsAConflict) {
    ShadowService service;
    ask(service, "$aws/things/t/shadow/update", R"({"state":{"desired":{"on":true}}})");
    ask(service, "$aws/things/t/shadow/update", R"({"state":{"desired":{"on":false}}})");
    const std::string report = service.report("t", "", 1, ShadowService::Versioned::Yes);
    EXPECT_EQ(report, R"({"state":{"reported":{"on":true}},"version":1})");
    const auto answers = ask(service, "$aws/things/t/shadow/update", report);
    EXPECT_EQ(topics(answers), std::vector<std::string>{"$aws/things/t/shadow/update/rejected"});
    EXPECT_EQ(answers.front().key, 2u) << "the thing may look again";
    EXPECT_EQ(service.counts().conflicts, 1);
}

TEST(ShadowService, AGetShowsTheDifferenceToAThingThatWasAway) {
    ShadowService service;
    EXPECT_EQ(topics(ask(service, "$aws/things/t/shadow/get", "")),
              std::vector<std::string>{"$aws/things/t/shadow/get/rejected"});
    ask(service, "$aws/things/t/shadow/update", R"({"state":{"desired":{"on":true}}})");
    const auto answers = ask(service, "$aws/things/t/shadow/get", "");
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_NE(answers[0].payload.find(R"("delta":{"on":true})"), std::string::npos);
    EXPECT_NE(answers[0].code, 0u) << "an answer is asked for";
}

TEST(ShadowService, NamedShadowsAreApart) {
    ShadowService service;
    ask(service, "$aws/things/t/shadow/name/a/update", R"({"state":{"desired":{"x":1}}})");
    EXPECT_TRUE(service.document("t", "a", at(0)));
    EXPECT_FALSE(service.document("t", "", at(0)));
}

}  // namespace
}  // namespace fleetsim::cloud
