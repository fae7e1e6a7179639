#include "models/cloud/learning.hpp"

#include <gtest/gtest.h>

#include "models/rules/evaluator.hpp"
#include "sim/random/distribution.hpp"

namespace fleetsim::cloud {
namespace {

using sim::Duration;
using sim::Time;

/// Two features of which the first rises before a failure.
std::vector<Example> examples(std::size_t count, std::uint64_t seed) {
    sim::Philox4x32 draws(seed);
    const auto noise = sim::Distribution::normal(0, 1);
    std::vector<Example> list;
    for (std::size_t i = 0; i < count; ++i) {
        const bool is_bad = i % 10 == 0;
        list.push_back({{40 + 5 * noise.sample(draws) + (is_bad ? 25 : 0), noise.sample(draws)},
                        is_bad ? Example::Label::FailsSoon : Example::Label::Healthy});
    }
    return list;
}

TEST(FailureModel, LearnsWhatForebodesAFailure) {
    const auto model = FailureModel::train(examples(500, 1));
    ASSERT_TRUE(model);
    int correct = 0;
    const auto fresh = examples(500, 2);
    for (const Example& example : fresh) {
        const bool says_fails = model->risk(example.features) >= 0.5;
        correct += says_fails == (example.label == Example::Label::FailsSoon);
    }
    EXPECT_GT(correct, 475) << "the classes are five deviations apart";
    const double cool[] = {40.0, 0.0};
    const double hot[] = {65.0, 0.0};
    EXPECT_LT(model->risk(cool), 0.1);
    EXPECT_GT(model->risk(hot), 0.9);
}

TEST(FailureModel, NeedsExamplesOfBothKinds) {
    std::vector<Example> healthy(20, Example{{1, 2}, Example::Label::Healthy});
    EXPECT_FALSE(FailureModel::train(healthy));
    EXPECT_FALSE(FailureModel::train({}));
}

TEST(FailureModel, TrainingAgainGivesTheSameModel) {
    const double reading[] = {52.0, 0.3};
    EXPECT_EQ(FailureModel::train(examples(200, 3))->risk(reading),
              FailureModel::train(examples(200, 3))->risk(reading));
}

TEST(AlarmTally, CountsRightWrongAndMissed) {
    AlarmTally tally(Duration::hours(10));
    const auto at = [](int hours) { return Time::at(Duration::hours(hours)); };
    tally.alarm(1, at(0));
    tally.alarm(1, at(4));
    tally.failure(1, at(6));
    tally.failure(2, at(6));
    tally.alarm(3, at(7));
    tally.alarm(4, at(30));
    tally.close(at(31));
    EXPECT_DOUBLE_EQ(*tally.precision(), 2.0 / 3);
    EXPECT_DOUBLE_EQ(*tally.recall(), 0.5);
    EXPECT_EQ(tally.lead_time(), Duration::hours(6));
}

TEST(AlarmTally, AnAlarmEarlierThanTheHorizonIsWrongWhenItsDeviceFails) {
    AlarmTally tally(Duration::hours(10));
    const auto at = [](int hours) { return Time::at(Duration::hours(hours)); };
    tally.alarm(1, at(0));
    tally.alarm(1, at(8));
    tally.failure(1, at(12));
    EXPECT_DOUBLE_EQ(*tally.precision(), 0.5);
    EXPECT_EQ(tally.lead_time(), Duration::hours(4)) << "from the first that was right";
}

TEST(AlarmTally, BeforeTheFirstThereIsNoFigure) {
    const AlarmTally tally(Duration::hours(1));
    EXPECT_FALSE(tally.precision());
    EXPECT_FALSE(tally.recall());
    EXPECT_FALSE(tally.lead_time());
}

TEST(PredictionService, ARuleAsksTheModel) {
    PredictionService service;
    service.deploy(*FailureModel::train(examples(500, 1)), {"celsius", "drift"});
    rules::Context context;
    context.external = &service;
    const auto rule = rules::Program::parse(
        "SELECT topic() AS device FROM 'm' WHERE machinelearning_predict('risk', 'role', "
        "{'celsius': celsius, 'drift': drift}).predictedLabel = '1'",
        rules::SqlVersion::V2016_03_23);
    rules::Evaluator evaluator;
    const auto fires = [&](std::string_view payload) {
        return evaluator.evaluate(rule, {.topic = "m", .payload = payload}, context).has_value();
    };
    EXPECT_TRUE(fires(R"({"celsius": 66, "drift": 0})"));
    EXPECT_FALSE(fires(R"({"celsius": 40, "drift": 0})"));
    EXPECT_FALSE(fires(R"({"celsius": 66})")) << "a record with too few features has no answer";
}

}  // namespace
}  // namespace fleetsim::cloud
