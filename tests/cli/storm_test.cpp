// What the answer of a run says of connections that were lost.
#include <gmock/gmock.h>

#include "tests/cli/measured_run.hpp"

namespace fleetsim::cli {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kBoxes = R"([scenario]
name = "boxes"
duration = "1 h"
sample_interval = "1 s"
[[fleet]]
name = "box"
count = 200
device = "home-box"
radio = "ethernet"
mqtt = { keep_alive = "20 min" }
start = { over = "1 min" }
back_off = { first = "4 s", jitter = "100 %" }
[[network.node]]
name = "site"
latency = "20 ms"
[[fault]]
at = "30 min"
fleet = "box"
)";

std::string storm_told(const std::vector<std::string>& overrides) {
    return MeasuredRun(kBoxes, overrides).answer();
}

TEST(StormOfARun, LosesAllThatWereCutThoughSomeAreBackBeforeTheNextSample) {
    EXPECT_THAT(storm_told({}), HasSubstr("After 00:30:00, 200 of 200 connections were lost; "));
}

TEST(StormOfARun, IsToldWhereItFitsBetweenTwoSamples) {
    EXPECT_THAT(storm_told({"scenario.sample_interval=\"1 min\""}),
                HasSubstr("After 00:30:00, 200 of 200 connections were lost; all were back within "
                          "1 min, with at most 3 connects a second (mean of 1 min)."));
}

TEST(StormOfARun, NeedsASuddenLoss) {
    const std::string text =
        storm_told({"scenario.sample_interval=\"1 min\"", "fault[0].share=\"5 %\""});
    EXPECT_THAT(text, Not(HasSubstr("were lost"))) << "a twentieth is not sudden";
}

TEST(ArrivalsOfARun, AreToldWhereTheBrokerLetsInOnlySoMany) {
    const std::vector<std::string> narrow = {
        "fault[0].share=\"1 %\"", "fleet.box.start.over=\"1 s\"",
        "broker.max_connect_rate=\"2 /s\"", "broker.listen_queue=20",
        "fleet.box.back_off.most=\"4 s\""};
    EXPECT_THAT(storm_told(narrow),
                HasSubstr("All 200 devices of fleet box were on after 1 s; 99 % "
                          "of them were connected after 107 s, all after 108 s."));
    EXPECT_THAT(storm_told({}), Not(HasSubstr("were on after"))) << "a ramp is not a queue";
}

TEST(ArrivalsOfARun, AreToldWhereSomeNeverGetIn) {
    const std::string told =
        storm_told({"cloud.quota.connections=50", "fleet.box.start.over=\"1 s\""});
    EXPECT_THAT(told, HasSubstr("All 200 devices of fleet box were on after 1 s; no sample, one "
                                "each 1 s, found more than 50 of them connected."));
}

TEST(Answer, OfAFleetThatSentNothingSaysNotWhenItsMessagesArrived) {
    EXPECT_THAT(storm_told({}), HasSubstr("200 devices sent 0 messages in 1 h over at most 200 "
                                          "connections at a time.\n"));
}

}  // namespace
}  // namespace fleetsim::cli
