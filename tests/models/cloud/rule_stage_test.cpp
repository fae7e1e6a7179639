#include "models/cloud/rule_stage.hpp"

#include <gtest/gtest.h>

namespace fleetsim::cloud {
namespace {
using namespace sim::literals;

class Stage {
  public:
    std::size_t sink(const char* name, const SinkLimits& limits = {}) {
        sinks_.emplace_back(name, limits);
        return sinks_.size() - 1;
    }
    RuleSpec& rule(const char* name, const char* sql) {
        rules_.push_back(
            {.name = name,
             .statement = rules::Program::parse(sql, rules::SqlVersion::V2016_03_23, name)});
        return rules_.back();
    }
    static RuleAction to(std::size_t sink, const RuleSpec& rule) {
        return {.kind = "stream",
                .sink = sink,
                .target = rules::Program::parse_template("${topic(2)}", rule.statement)};
    }
    static RuleAction republish(const char* topic, const RuleSpec& rule) {
        return {.kind = "republish",
                .target = rules::Program::parse_template(topic, rule.statement),
                .qos = 1};
    }
    RuleStage build() { return {std::move(rules_), std::move(sinks_), 1}; }

  private:
    std::vector<RuleSpec> rules_;
    std::vector<Sink> sinks_;
};

PublishedText reading(const char* payload, sim::Duration at = {}) {
    return {.topic = "meter/7/reading", .payload = payload, .at = sim::Time::at(at)};
}

std::vector<RepublishedText> publish(RuleStage& stage, const PublishedText& message) {
    std::vector<RepublishedText> republished;
    stage.on_publish(message, republished);
    return republished;
}

TEST(RuleStage, CountsWhatMatchesAndWhatFires) {
    Stage stage;
    const std::size_t sink = stage.sink("stream/alerts");
    RuleSpec& rule = stage.rule("low", "SELECT v FROM 'meter/+/reading' WHERE v < 207");
    rule.actions.push_back(Stage::to(sink, rule));
    RuleStage built = stage.build();
    publish(built, reading(R"({"v": 230})"));
    publish(built, reading(R"({"v": 200})"));
    PublishedText elsewhere = reading(R"({"v": 200})");
    elsewhere.topic = "pump/7/reading";
    publish(built, elsewhere);
    EXPECT_EQ(built.counts(0).evaluated, 2);
    EXPECT_EQ(built.counts(0).fired, 1);
    EXPECT_EQ(built.counts(0).actions, 1);
    EXPECT_EQ(built.sink(0).accepted(), 1);
    EXPECT_EQ(built.sink_counts(0).bytes, 9);  // {"v":200}
}

TEST(RuleStage, RepublishesTheResultAndTheRulesHearIt) {
    Stage stage;
    const std::size_t sink = stage.sink("stream/alerts");
    RuleSpec& first = stage.rule("first", "SELECT v FROM 'meter/+/reading'");
    first.actions.push_back(Stage::republish("alerts/${topic(2)}", first));
    RuleSpec& second = stage.rule("second", "SELECT * FROM 'alerts/#'");
    second.actions.push_back(Stage::to(sink, second));
    RuleStage built = stage.build();
    const auto republished = publish(built, reading(R"({"v": 1, "x": 2})"));
    ASSERT_EQ(republished.size(), 1u);
    EXPECT_EQ(republished[0].topic, "alerts/7");
    EXPECT_EQ(republished[0].payload, R"({"v":1})");
    EXPECT_EQ(republished[0].qos, 1);
    EXPECT_EQ(built.counts(1).fired, 1);
}

TEST(RuleStage, ALoopOfRepublishesIsCut) {
    Stage stage;
    RuleSpec& rule = stage.rule("loop", "SELECT * FROM 'meter/#'");
    rule.actions.push_back(Stage::republish("meter/7/reading", rule));
    RuleStage built = stage.build();
    EXPECT_EQ(publish(built, reading("{}")).size(), 10u);
    EXPECT_EQ(built.counts(0).looped, 1);
    EXPECT_EQ(built.counts(0).fired, 11);
    EXPECT_EQ(built.counts(0).actions, 10) << "what was dropped was not carried out";
}

TEST(RuleStage, AThrottledRecordIsTriedAgainAndThenGoesToTheErrorAction) {
    Stage stage;
    const std::size_t narrow = stage.sink("stream/narrow", {.records_per_second = 1});
    const std::size_t failed = stage.sink("queue/failed");
    RuleSpec& rule = stage.rule("all", "SELECT * FROM 'meter/#'");
    rule.actions.push_back(Stage::to(narrow, rule));
    rule.error_action.push_back(Stage::to(failed, rule));
    RuleStage built = stage.build();
    for (int i = 0; i < 5; ++i) publish(built, reading("{}", 1_ms * i));
    built.run_until(sim::Time::at(10_s));
    // Retries come after 0.1, 0.3 and 0.7 s: within the second of the first record.
    EXPECT_EQ(built.sink(0).accepted(), 1);
    EXPECT_EQ(built.counts(0).failed, 4);
    EXPECT_EQ(built.counts(0).error_actions, 4);
    EXPECT_EQ(built.sink(1).accepted(), 4);
    EXPECT_EQ(built.waiting(), 0);
    EXPECT_EQ(built.offered(), built.sink(0).accepted() + built.sink(1).accepted() +
                                   built.counts(0).failed + built.waiting());
}

const SinkLimits kNeverInTime{.latency = sim::Distribution::constant(1.0),
                              .time_out = sim::Duration::milliseconds(1)};

/// A rule for meter 7 whose action never ends in time, and whose error action goes to `failed`.
void add_failing_rule(Stage& stage, std::size_t failed) {
    const std::size_t slow = stage.sink("stream/slow", kNeverInTime);
    RuleSpec& rule = stage.rule("failing", "SELECT * FROM 'meter/7/#'");
    rule.actions.push_back(Stage::to(slow, rule));
    rule.error_action.push_back(Stage::to(failed, rule));
}

// AWS IoT developer guide, "Error action message format": one message for each rule and message.
TEST(RuleStage, AllFailuresOfARuleGoToItsErrorActionInOneMessage) {
    const auto error_bytes = [](bool archive_fails) {
        Stage stage;
        const std::size_t slow = stage.sink("stream/slow", kNeverInTime);
        const std::size_t archive =
            stage.sink("queue/archive", archive_fails ? kNeverInTime : SinkLimits{});
        const std::size_t failed = stage.sink("queue/failed");
        RuleSpec& rule = stage.rule("all", "SELECT * FROM 'meter/#'");
        for (const std::size_t sink : {slow, archive})
            rule.actions.push_back(Stage::to(sink, rule));
        rule.error_action.push_back(Stage::to(failed, rule));
        RuleStage built = stage.build();
        publish(built, reading("{}"));
        built.run_until(sim::Time::at(10_s));
        EXPECT_EQ(built.counts(0).failed, archive_fails ? 2 : 1);
        EXPECT_EQ(built.counts(0).error_actions, 1);
        EXPECT_EQ(built.sink(failed).accepted(), 1);
        return built.sink_counts(failed).bytes;
    };
    // The second failure is one more member of the list, and no second copy of the message.
    EXPECT_EQ(error_bytes(true) - error_bytes(false),
              static_cast<std::int64_t>(
                  std::string_view(R"(,{"failedAction":"stream","failedResource":"archive",)"
                                   R"("errorMessage":"not taken after the last retry"})")
                      .size()));
}

// Four tries of 1 ms and pauses of 0.1, 0.2 and 0.4 s: the last try has failed at 704 ms, not when
// it began.
TEST(RuleStage, AnErrorActionWaitsForTheLastTryToTimeOut) {
    Stage stage;
    const std::size_t failed = stage.sink("queue/failed", {.records_per_second = 1});
    add_failing_rule(stage, failed);
    RuleSpec& other = stage.rule("other", "SELECT * FROM 'meter/8/#'");
    other.actions.push_back(Stage::to(failed, other));
    RuleStage built = stage.build();
    publish(built, reading("{}"));
    // Between the begin of the last try and its end, another rule takes the second's one record.
    PublishedText between = reading("{}", 703'500_us);
    between.topic = "meter/8/reading";
    publish(built, between);
    EXPECT_EQ(built.counts(1).actions, 1);
    EXPECT_EQ(built.counts(0).error_actions, 0);
    built.run_until(sim::Time::at(10_s));
    EXPECT_EQ(built.counts(1).failed, 0);
}

TEST(RuleStage, AnErrorActionThatFailsIsCountedApartFromTheActions) {
    Stage stage;
    add_failing_rule(stage, stage.sink("queue/failed", kNeverInTime));
    RuleStage built = stage.build();
    for (int i = 0; i < 3; ++i) publish(built, reading("{}", 1_s * i));
    built.run_until(sim::Time::at(10_s));
    EXPECT_EQ(built.counts(0).failed, 3);
    EXPECT_EQ(built.counts(0).failed_error_actions, 3);
    EXPECT_EQ(built.offered(), 6);
}

TEST(RuleStage, TheErrorActionHasTheKeyThatItSays) {
    Stage stage;
    const std::size_t failed = stage.sink("stream/failed", {.shards = 1000});
    add_failing_rule(stage, failed);  // with the meter's number as key
    RuleSpec& other = stage.rule("other", "SELECT * FROM 'meter/#'");
    other.actions.push_back(Stage::to(failed, other));
    RuleStage built = stage.build();
    built.add_consumer(failed, StreamConsumer({.name = "reader", .window = 1_s}, 1000, 1, 1));
    publish(built, reading("{}"));
    publish(built, reading(R"({"v": 2})"));
    built.run_until(sim::Time::at(10_s));
    // All that is about one meter is in one shard, so one batch has it.
    EXPECT_EQ(built.consumers().front().consumer.batches(), 1);
    EXPECT_EQ(built.consumers().front().consumer.records(), 4);
}

TEST(RuleStage, AMessageHasOneTraceIdInAllRules) {
    Stage stage;
    for (const char* name : {"first", "second"}) {
        RuleSpec& rule = stage.rule(name, "SELECT VALUE traceid() FROM 'meter/#'");
        rule.actions.push_back(Stage::republish("trace", rule));
    }
    RuleStage built = stage.build();
    PublishedText message = reading("{}");
    message.client_id = "m7";
    message.draw_key = 7;
    const auto republished = publish(built, message);
    ASSERT_EQ(republished.size(), 2u);
    EXPECT_EQ(republished[0].payload.size(), 38u) << republished[0].payload;
    EXPECT_EQ(republished[0].payload, republished[1].payload);
    message.draw_key = 8;
    EXPECT_NE(publish(built, message)[0].payload, republished[0].payload);
}

TEST(RuleStage, ARetryIsTakenOnceThereIsRoom) {
    Stage stage;
    const std::size_t narrow = stage.sink("stream/narrow", {.records_per_second = 2});
    RuleSpec& rule = stage.rule("all", "SELECT * FROM 'meter/#'");
    rule.actions.push_back(Stage::to(narrow, rule));
    RuleStage built = stage.build();
    for (int i = 0; i < 3; ++i) publish(built, reading("{}"));
    built.run_until(sim::Time::at(10_s));
    EXPECT_EQ(built.sink(0).accepted(), 3);
    EXPECT_EQ(built.counts(0).failed, 0);
    EXPECT_GT(built.sink_counts(0).retries, 0);
    // Two a second: the third is taken by the first try after half a second, 0.1 + 0.2 + 0.4 s on.
    EXPECT_NEAR(static_cast<double>(built.sink_counts(0).latency.maximum()), 700e6, 7e6)
        << "from when the rule fired";
}

/// What calls a function does what the world does with it: it gives back what it was given.
class FunctionCaller : public rules::ExternalFunctions {
  public:
    explicit FunctionCaller(RuleStage& stage) : stage_(stage) {}
    std::optional<std::string> call(rules::ExternalFunction,
                                    std::span<const std::string> arguments) override {
        return stage_.call_function("slow") ? std::optional(arguments.back()) : std::nullopt;
    }

  private:
    RuleStage& stage_;
};

// "aws_lambda" of the rules waits two seconds at most.
TEST(RuleStage, AFunctionDelaysTheActionsUntilItAnswersOrIsGivenUp) {
    for (const auto& [takes, delay] : {std::pair{1.5, 1500e6}, std::pair{5.0, 2000e6}}) {
        Stage stage;
        const std::size_t sink = stage.sink("stream/all");
        stage.sink("function/slow", {.latency = sim::Distribution::constant(takes)});
        RuleSpec& rule =
            stage.rule("ask", "SELECT aws_lambda('slow', {'v': v}) AS r, v FROM 'meter/#'");
        rule.actions.push_back(Stage::to(sink, rule));
        RuleStage built = stage.build();
        FunctionCaller caller(built);
        built.set_external(&caller);
        publish(built, reading(R"({"v": 1})"));
        built.run_until(sim::Time::at(10_s));
        EXPECT_EQ(built.sink(0).accepted(), 1);
        EXPECT_NEAR(static_cast<double>(built.sink_counts(0).latency.maximum()), delay,
                    0.01 * delay)
            << takes;
    }
}

// What SET has computed is there for the actions' templates: the service is not asked again.
TEST(RuleStage, AFunctionThatAVariableCallsIsCalledOnceHoweverManyActionsThereAre) {
    Stage stage;
    const std::size_t sink = stage.sink("stream/all");
    stage.sink("function/slow");
    RuleSpec& rule =
        stage.rule("ask", "SET @r = aws_lambda('slow', {'v': v}) SELECT @r.v AS v FROM 'meter/#'");
    for (int i = 0; i < 2; ++i) rule.actions.push_back(Stage::to(sink, rule));
    rule.actions.push_back(Stage::republish("out/${@r.v}", rule));
    rule.error_action.push_back(Stage::to(sink, rule));
    RuleStage built = stage.build();
    FunctionCaller caller(built);
    built.set_external(&caller);
    const auto republished = publish(built, reading(R"({"v": 5})"));
    EXPECT_EQ(built.calls(), 1);
    ASSERT_EQ(republished.size(), 1u);
    EXPECT_EQ(republished[0].topic, "out/5") << "the variable's value";
    EXPECT_EQ(republished[0].payload, R"({"v":5})");
}

class AlarmListener : public ActionListener {
  public:
    void on_action(const RuleAction&, std::string_view, const PublishedText& message) override {
        devices.push_back(message.device);
    }
    std::vector<std::optional<std::uint32_t>> devices;
};

// A rule that scores a reading and republishes it leaves the alarm to another rule.
TEST(RuleStage, AnAlarmOnARepublishedReadingIsAboutItsDevice) {
    Stage stage;
    RuleSpec& score = stage.rule("score", "SELECT * FROM 'meter/#'");
    score.actions.push_back(Stage::republish("scored/${topic(2)}", score));
    RuleSpec& alarm = stage.rule("alarm", "SELECT * FROM 'scored/#'");
    alarm.actions.push_back({.kind = "alarm", .model = 0});
    RuleStage built = stage.build();
    AlarmListener listener;
    built.set_listener(&listener);
    PublishedText message = reading("{}");
    message.device = 7;
    publish(built, message);
    ASSERT_EQ(listener.devices.size(), 1u);
    EXPECT_EQ(listener.devices[0], 7u);
}

TEST(RuleStage, APayloadThatIsNoJsonFiresNothingThatReadsIt) {
    Stage stage;
    const std::size_t sink = stage.sink("stream/alerts");
    RuleSpec& rule = stage.rule("low", "SELECT v FROM 'meter/#' WHERE v < 1");
    rule.actions.push_back(Stage::to(sink, rule));
    RuleStage built = stage.build();
    publish(built, reading("    "));
    EXPECT_EQ(built.counts(0).evaluated, 1);
    EXPECT_EQ(built.counts(0).fired, 0);
}

std::optional<std::string> item_of(RuleStage& stage, std::string_view meter) {
    const ItemTable::KeyPart key{.name = "meter", .value = meter};
    return stage.table_named("places")->get({&key, 1});
}

/// A rule that writes its result into the table "places", and its failures into a queue.
RuleStage table_stage(const SinkLimits& limits = {}) {
    Stage stage;
    const std::size_t places = stage.sink("table/places", limits);
    const std::size_t failed = stage.sink("queue/failed");
    RuleSpec& rule = stage.rule("keep", "SELECT * FROM 'meter/#'");
    rule.actions.push_back(Stage::to(places, rule));
    rule.error_action.push_back(Stage::to(failed, rule));
    RuleStage built = stage.build();
    built.add_table(places,
                    ItemTable({.name = "places", .partition_key = "meter", .sort_key = ""}));
    return built;
}

TEST(RuleStage, WhatATableTakesIsAnItemOfIt) {
    RuleStage stage = table_stage();
    publish(stage, reading(R"({"meter":7,"v":1})"));
    publish(stage, reading(R"({"meter":7,"v":2})"));
    EXPECT_EQ(item_of(stage, "7"), R"({"meter":7,"v":2})");
    EXPECT_EQ(stage.table_named("places")->count(), 1);
    EXPECT_EQ(stage.table_named("others"), nullptr);
}

TEST(RuleStage, AThrottledItemIsThereOnceItIsTaken) {
    RuleStage stage = table_stage({.records_per_second = 2});
    for (const char* payload : {R"({"meter":1})", R"({"meter":2})", R"({"meter":3})"})
        publish(stage, reading(payload));
    EXPECT_FALSE(item_of(stage, "3"));
    stage.run_until(sim::Time::at(10_s));
    EXPECT_TRUE(item_of(stage, "3"));
}

TEST(RuleStage, AResultWithoutTheKeyOfItsTableFailsAtOnce) {
    RuleStage stage = table_stage();
    publish(stage, reading(R"({"v":1})"));
    EXPECT_EQ(stage.sink(0).accepted(), 0);
    EXPECT_EQ(stage.counts(0).failed, 1);
    EXPECT_EQ(stage.counts(0).error_actions, 1);
    EXPECT_EQ(stage.offered(), stage.sink(1).accepted() + stage.counts(0).failed);
}

}  // namespace
}  // namespace fleetsim::cloud
