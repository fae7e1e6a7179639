#include "models/cloud/rollout.hpp"

#include <gtest/gtest.h>

#include "tests/models/cloud/instants.hpp"

namespace fleetsim::cloud {
namespace {

using sim::Duration;
using sim::Time;
using enum ExecutionStatus;

struct World {
    explicit World(RolloutSpec spec) : rollout(std::move(spec)) {}
    std::vector<ThingMessage> advance(Time now) {
        std::vector<ThingMessage> messages;
        rollout.advance(now, messages);
        return messages;
    }
    std::vector<ThingMessage> update(std::uint32_t thing, ExecutionStatus status, Time now) {
        std::vector<ThingMessage> messages;
        rollout.on_update(thing, status, now, messages);
        return messages;
    }
    Rollout rollout;
};

RolloutSpec spec(std::uint32_t things) {
    return {.name = "fw", .rules = {.per_minute = 60, .most_per_minute = 60}, .things = things};
}

TEST(Rollout, NotifiesEachThingInItsTurn) {
    World world(spec(3));
    EXPECT_EQ(world.rollout.next_due(), at(0));
    const auto first = world.advance(at(0));
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].number, 0u);
    EXPECT_NE(first[0].message.payload.find(R"("jobId":"fw","status":"QUEUED")"),
              std::string::npos);
    EXPECT_EQ(world.advance(at(2)).size(), 2u);
    EXPECT_EQ(world.rollout.count(Queued), 3);
    EXPECT_EQ(world.rollout.count(Unreleased), 0);
}

TEST(Rollout, AnExecutionGoesThroughItsStates) {
    World world(spec(1));
    world.advance(at(0));
    EXPECT_EQ(world.update(0, InProgress, at(5)).front().topic,
              ThingMessage::Topic::UpdateAccepted);
    EXPECT_EQ(world.rollout.count(InProgress), 1);
    world.update(0, Succeeded, at(65));
    EXPECT_EQ(world.rollout.count(Succeeded), 1);
    EXPECT_EQ(world.rollout.status(), Job::Status::Completed);
    EXPECT_EQ(world.rollout.time_to_succeed().count(), 1);
}

TEST(Rollout, WhatHasEndedIsNotReportedAgain) {
    World world(spec(2));
    world.advance(at(1));
    world.update(0, InProgress, at(5));
    EXPECT_EQ(world.update(0, InProgress, at(6)).front().topic,
              ThingMessage::Topic::UpdateRejected);
    world.update(0, Failed, at(7));
    EXPECT_EQ(world.update(0, Succeeded, at(8)).front().topic, ThingMessage::Topic::UpdateRejected);
    EXPECT_EQ(world.rollout.count(Failed), 1);
}

TEST(Rollout, TheTimeOutBeginsWithTheProgress) {
    RolloutSpec one = spec(1);
    one.rules.time_out = Duration::minutes(1);
    World world(one);
    world.advance(at(0));
    world.advance(at(1000));
    EXPECT_EQ(world.rollout.count(Queued), 1) << "waiting does not time out";
    world.update(0, InProgress, at(1000));
    EXPECT_EQ(world.rollout.next_due(), at(1060));
    world.advance(at(1060));
    EXPECT_EQ(world.rollout.count(TimedOut), 1);
    EXPECT_EQ(world.rollout.status(), Job::Status::Completed);
}

TEST(Rollout, TheTimeOutOfAFailedTryDoesNotEndTheNext) {
    RolloutSpec one = spec(1);
    one.retries = 1;
    one.rules.time_out = Duration::minutes(1);
    World world(one);
    world.advance(at(0));
    world.update(0, InProgress, at(10));
    world.update(0, Failed, at(20));
    world.update(0, InProgress, at(30));
    world.advance(at(70));
    EXPECT_EQ(world.rollout.count(InProgress), 1) << "the minute is that of the first try";
    world.advance(at(90));
    EXPECT_EQ(world.rollout.count(TimedOut), 1);
}

TEST(Rollout, AFailedExecutionIsQueuedAgainAsOftenAsAllowed) {
    RolloutSpec one = spec(1);
    one.retries = 1;
    World world(one);
    world.advance(at(0));
    world.update(0, InProgress, at(1));
    const auto again = world.update(0, Failed, at(2));
    EXPECT_EQ(again.back().topic, ThingMessage::Topic::NotifyNext);
    EXPECT_NE(again.back().message.payload.find(R"("executionNumber":2)"), std::string::npos);
    EXPECT_EQ(world.rollout.retried(), 1);
    world.update(0, InProgress, at(3));
    world.update(0, Failed, at(4));
    EXPECT_EQ(world.rollout.count(Failed), 1);
}

TEST(Rollout, TheTimeToSucceedHasTheTriesThatFailed) {
    RolloutSpec one = spec(1);
    one.retries = 1;
    World world(one);
    world.advance(at(10));
    world.update(0, InProgress, at(11));
    world.update(0, Failed, at(40));
    world.update(0, InProgress, at(41));
    world.update(0, Succeeded, at(70));
    const sim::Histogram& took = world.rollout.time_to_succeed();
    EXPECT_EQ(took.maximum(), Duration::seconds(60).count());
}

TEST(Rollout, AnAbortedJobTakesBackWhatHasNotBegun) {
    RolloutSpec ten = spec(10);
    ten.rules.aborts = {{.on = ExecutionOutcome::Failed, .threshold = 0.5, .after_at_least = 2}};
    World world(ten);
    world.advance(at(4));
    for (const std::uint32_t thing : {0u, 1u, 2u}) world.update(thing, InProgress, at(5));
    world.update(0, Failed, at(6));
    world.update(1, Failed, at(7));
    EXPECT_EQ(world.rollout.status(), Job::Status::Canceled);
    EXPECT_EQ(world.rollout.count(Canceled), 2);
    EXPECT_EQ(world.rollout.count(InProgress), 1) << "it may still end";
    EXPECT_TRUE(world.advance(at(60)).empty());
    world.update(2, Succeeded, at(61));
    EXPECT_EQ(world.rollout.count(Succeeded), 1);
}

TEST(Rollout, AThingThatAsksLearnsWhatWaitsForIt) {
    World world(spec(1));
    std::vector<ThingMessage> answers;
    world.rollout.on_get(0, at(0), answers);
    EXPECT_EQ(answers[0].message.key, 0u) << "nothing yet";
    world.advance(at(0));
    world.rollout.on_get(0, at(1), answers);
    EXPECT_EQ(answers[1].message.key, 1u);
}

}  // namespace
}  // namespace fleetsim::cloud
