#include "models/cloud/learning_service.hpp"

#include <gtest/gtest.h>

namespace fleetsim::cloud {
namespace {

using sim::Duration;
using sim::Time;

Time hour(std::int64_t hours) { return Time::at(Duration::hours(hours)); }

LearningService service() {
    return LearningService({.name = "wear",
                            .horizon = Duration::hours(10),
                            .first = hour(100),
                            .every = Duration::hours(100)});
}

/// Ten devices; those below five show a high value in the ten hours before they fail at hour 50.
void live(LearningService& model) {
    for (std::int64_t h = 0; h < 60; ++h) {
        for (std::uint32_t device = 0; device < 10; ++device) {
            const bool fails_soon = device < 5 && h >= 40 && h < 50;
            model.example(device, fails_soon ? R"({"v": 9})" : R"({"v": 1})", hour(h));
        }
        if (h == 50)
            for (std::uint32_t device = 0; device < 5; ++device) model.failure(device, hour(h));
    }
}

TEST(LearningService, AnswersNothingBeforeItsFirstTraining) {
    LearningService model = service();
    live(model);
    EXPECT_FALSE(model.predict(R"({"v": 9})"));
    model.advance(hour(99));
    EXPECT_FALSE(model.predict(R"({"v": 9})"));
}

TEST(LearningService, LearnsWhatCameBeforeTheFailures) {
    LearningService model = service();
    live(model);
    model.advance(hour(100));
    ASSERT_EQ(model.trainings().size(), 1u);
    EXPECT_TRUE(model.trainings()[0].is_deployed);
    EXPECT_EQ(model.trainings()[0].failing, 5 * 10 + 5)
        << "hours 40 to 49, and the reading at the failure itself";
    const auto bad = model.predict(R"({"v": 9})");
    const auto good = model.predict(R"({"v": 1})");
    ASSERT_TRUE(bad && good);
    EXPECT_NE(bad->find(R"("predictedLabel":"1")"), std::string::npos);
    EXPECT_NE(good->find(R"("predictedLabel":"0")"), std::string::npos);
}

TEST(LearningService, AlarmsAreJudgedForEachTrainingApart) {
    LearningService model = service();
    live(model);
    model.advance(hour(100));
    model.alarm(1, hour(110));
    model.alarm(2, hour(110));
    model.failure(1, hour(115));
    model.advance(hour(200));
    model.failure(3, hour(205));
    model.close(hour(300));
    const AlarmTally& first = model.trainings()[0].tally;
    EXPECT_DOUBLE_EQ(first.precision().value(), 0.5);
    EXPECT_DOUBLE_EQ(first.recall().value(), 1);
    EXPECT_EQ(first.lead_time().value(), Duration::hours(5));
    EXPECT_DOUBLE_EQ(model.trainings()[1].tally.recall().value(), 0);
}

TEST(LearningService, ARecordOfAnotherShapeIsCountedAndLeftOut) {
    LearningService model = service();
    model.example(1, R"({"v": 1})", hour(0));
    for (const char* record :
         {R"({"v": 1, "w": 2})", R"({"v": "x"})", R"({"celsius": 1})", "[1]", "no json"})
        model.example(1, record, hour(1));
    EXPECT_EQ(model.examples(), 1);
    EXPECT_EQ(model.malformed(), 5);
}

TEST(LearningService, ARecordWhoseFeatureHasAnotherNameHasNoAnswerAndIsCounted) {
    LearningService model = service();
    live(model);
    EXPECT_FALSE(model.predict(R"({"volts": 9})")) << "nobody is there to refuse it";
    model.advance(hour(100));
    EXPECT_TRUE(model.predict(R"({"v": 9, "place": "cellar"})")) << "texts are no features";
    EXPECT_FALSE(model.predict(R"({"volts": 9})"));
    EXPECT_FALSE(model.predict("{}"));
    EXPECT_FALSE(model.predict("7"));
    EXPECT_EQ(model.predictions(), 1);
    EXPECT_EQ(model.unlike_examples(), 3);
}

}  // namespace
}  // namespace fleetsim::cloud
