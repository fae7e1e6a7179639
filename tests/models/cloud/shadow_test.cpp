#include "models/cloud/shadow.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace fleetsim::cloud {
namespace {

using Json = nlohmann::json;
using sim::Duration;
using sim::Time;

constexpr Time kNow = Time::at(Duration::seconds(100));

Json state_of(const Shadow& shadow) { return Json::parse(shadow.get(kNow).body)["state"]; }

TEST(Shadow, DeltaIsWhatIsDesiredAndNotReported) {
    Shadow shadow;
    shadow.update(R"({"state":{"reported":{"lamp":"off","level":3}}})", kNow);
    const auto reply =
        shadow.update(R"({"state":{"desired":{"lamp":"on","level":3}},"clientToken":"t"})", kNow);
    ASSERT_TRUE(reply.delta);
    const Json delta = Json::parse(*reply.delta);
    EXPECT_EQ(delta["state"], Json::parse(R"({"lamp":"on"})"));
    EXPECT_EQ(delta["version"], 2);
    EXPECT_EQ(delta["clientToken"], "t");
    EXPECT_EQ(delta["metadata"]["lamp"]["timestamp"], 100);
}

TEST(Shadow, WhenTheDeviceReportsWhatIsDesiredNoDeltaIsLeft) {
    Shadow shadow;
    shadow.update(R"({"state":{"desired":{"lamp":"on"}}})", kNow);
    EXPECT_TRUE(state_of(shadow).contains("delta"));
    const auto reply = shadow.update(R"({"state":{"reported":{"lamp":"on"}}})", kNow);
    EXPECT_FALSE(reply.delta);
    EXPECT_FALSE(state_of(shadow).contains("delta"));
}

TEST(Shadow, ObjectsMergeListsReplaceAndNullRemoves) {
    Shadow shadow;
    shadow.update(R"({"state":{"desired":{"a":{"x":1,"y":2},"list":[1,2],"b":1}}})", kNow);
    shadow.update(R"({"state":{"desired":{"a":{"y":3},"list":[9],"b":null}}})", kNow);
    EXPECT_EQ(state_of(shadow)["desired"], Json::parse(R"({"a":{"x":1,"y":3},"list":[9]})"));
    shadow.update(R"({"state":{"desired":null}})", kNow);
    EXPECT_FALSE(state_of(shadow).contains("desired"));
}

TEST(Shadow, AnOldVersionIsAConflict) {
    Shadow shadow;
    EXPECT_TRUE(shadow.update(R"({"state":{"desired":{"a":1}},"version":0})", kNow).is_accepted());
    const auto late = shadow.update(R"({"state":{"desired":{"a":2}},"version":0})", kNow);
    EXPECT_EQ(late.code, 409);
    EXPECT_EQ(Json::parse(late.body)["message"], "Version conflict");
    EXPECT_EQ(state_of(shadow)["desired"]["a"], 1);
    EXPECT_TRUE(shadow.update(R"({"state":{"desired":{"a":2}},"version":1})", kNow).is_accepted());
}

TEST(Shadow, AfterDeletionTheVersionGoesOn) {
    Shadow shadow;
    shadow.update(R"({"state":{"desired":{"a":1}}})", kNow);
    EXPECT_TRUE(shadow.remove(kNow).is_accepted());
    EXPECT_EQ(shadow.get(kNow).code, 404);
    EXPECT_EQ(shadow.remove(kNow).code, 404);
    EXPECT_EQ(shadow.update(R"({"state":{"desired":{"a":1}},"version":1})", kNow).code, 409);
}

TEST(Shadow, WhatIsNoRequestIsRejected) {
    Shadow shadow;
    for (const char* request : {"", "[", "[]", "{}", R"({"state":1})", R"({"state":{"desired":1}})",
                                R"({"state":{"wanted":{}}})", R"({"state":{},"version":"1"})",
                                R"({"state":{"desired":{"a":{"b":{"c":{"d":{"e":{"f":1}}}}}}}})"}) {
        EXPECT_EQ(shadow.update(request, kNow).code, 400) << request;
    }
    EXPECT_EQ(shadow.version(), 0);
}

// "The maximum number of levels in the desired or reported section ... is 5" (AWS General
// Reference, "Device Shadow limits"); the first text is its example.
TEST(Shadow, HoldsFiveLevelsOfNames) {
    Shadow shadow;
    for (const char* state : {R"({"one":{"two":{"three":{"four":{"five":{}}}}}})",
                              R"({"one":{"two":{"three":{"four":{"five":5}}}}})"})
        EXPECT_TRUE(shadow
                        .update(R"({"state":{"desired":)" + std::string(state) + R"(,"reported":)" +
                                    state + "}}",
                                kNow)
                        .is_accepted())
            << state;
}

TEST(Shadow, AReportThatLeavesADifferenceTellsTheDeviceNothingNew) {
    Shadow shadow;
    shadow.update(R"({"state":{"desired":{"lamp":"on"}}})", kNow);
    const auto reply = shadow.update(R"({"state":{"reported":{"lamp":"off"}}})", kNow);
    EXPECT_FALSE(reply.delta);
    EXPECT_EQ(reply.difference, R"({"lamp":"on"})");
}

TEST(Shadow, MoreThanEightKilobytesAreTooMany) {
    Shadow shadow;
    const std::string half(5000, 'x');
    EXPECT_TRUE(
        shadow.update(R"({"state":{"desired":{"a":")" + half + R"("}}})", kNow).is_accepted());
    EXPECT_EQ(shadow.update(R"({"state":{"desired":{"b":")" + half + R"("}}})", kNow).code, 413);
}

TEST(Shadow, DocumentsHoldWhatWasAndWhatIs) {
    Shadow shadow;
    shadow.update(R"({"state":{"reported":{"a":1}}})", kNow);
    const auto reply = shadow.update(R"({"state":{"reported":{"a":2}}})", kNow);
    const Json documents = Json::parse(reply.documents.value());
    EXPECT_EQ(documents["previous"]["state"]["reported"]["a"], 1);
    EXPECT_EQ(documents["current"]["state"]["reported"]["a"], 2);
    EXPECT_EQ(documents["current"]["version"], 2);
}

}  // namespace
}  // namespace fleetsim::cloud
