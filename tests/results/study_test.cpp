#include "results/study.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>

#include "results/recorder.hpp"
#include "tests/results/synthetic_run.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::results {
namespace {

constexpr double kConfidence = 0.95;

class Study : public ::testing::Test {
  protected:
    static RunDescription description(const std::string& point, std::uint32_t replication) {
        RunDescription d = fleetsim::samples::synthetic_description();
        d.study = "2 points x 3 replications = 6 runs";
        d.measurement = point;
        d.replication = replication;
        return d;
    }

    RunId record(const std::string& point, std::uint32_t replication, double value,
                 RunStatus status = RunStatus::Done) {
        Recorder recorder(file_, description(point, replication));
        recorder.scalar("broker", {.name = "latency.p99", .unit = "s", .help = {}}, value);
        recorder.goal({.name = "fast",
                       .that = "latency < 2 s",
                       .value = value,
                       .threshold = 2,
                       .unit = "s",
                       .is_met = value < 2});
        recorder.finish({.status = status, .digests = {}});
        return recorder.run();
    }

    std::vector<PointRuns> record_two_points() {
        std::vector<PointRuns> points = {{.set = {"count=1"}}, {.set = {"count=2"}}};
        for (std::uint32_t i = 0; i < 3; ++i) {
            points[0].runs[i] = record("count=1", i, 1.0 + i);
            points[1].runs[i] = record("count=2", i, 1.5 + i);
        }
        return points;
    }

    fleetsim::samples::TemporaryFolder folder_;
    std::filesystem::path file_ = folder_ / "study.fleetsim";
};

TEST_F(Study, AGoalThatOnlySomeReplicationsMeasuredHasNoMean) {
    PointRuns point{.set = {"count=1"}};
    point.runs[0] = record("count=1", 0, 1);
    Recorder recorder(file_, description("count=1", 1));
    recorder.scalar("broker", {.name = "latency.p99", .unit = "s", .help = {}}, 1);
    recorder.goal({.name = "fast",
                   .that = "latency < 2 s",
                   .value = std::nullopt,
                   .threshold = 2,
                   .unit = "s",
                   .is_met = false});
    recorder.finish({.status = RunStatus::Done, .digests = {}});
    point.runs[1] = recorder.run();
    const std::vector<PointRuns> points{point};
    const std::vector<StudyPoint> all = study_points(Query(file_), points, kConfidence);
    ASSERT_EQ(all.at(0).goals.size(), 1u);
    EXPECT_EQ(all[0].goals[0].runs, 2u);
    EXPECT_EQ(all[0].goals[0].met, 1u);
    EXPECT_FALSE(all[0].goals[0].value.has_value());
}

TEST_F(Study, AFigureIsTheMeanOverTheReplicationsWithItsInterval) {
    const std::vector<PointRuns> points = record_two_points();
    const std::vector<StudyPoint> all = study_points(Query(file_), points, kConfidence);
    ASSERT_EQ(all.size(), 2u);
    const PointFigure* figure = all[0].find("broker", "latency.p99");
    ASSERT_NE(figure, nullptr);
    EXPECT_EQ(figure->value.count, 3u);
    EXPECT_DOUBLE_EQ(figure->value.mean, 2);
    // Student's t with two degrees of freedom is 4.30265; the deviation of 1, 2, 3 is 1.
    EXPECT_NEAR(*figure->value.half_width, 4.30265 / std::sqrt(3.0), 1e-4);
}

TEST_F(Study, DifferencesAreTakenInPairsSoThatCommonChanceCancels) {
    const std::vector<PointRuns> points = record_two_points();
    const std::vector<StudyPoint> all = study_points(Query(file_), points, kConfidence);
    EXPECT_FALSE(all[0].find("broker", "latency.p99")->difference);
    const PointFigure* second = all[1].find("broker", "latency.p99");
    ASSERT_TRUE(second->difference.has_value());
    EXPECT_DOUBLE_EQ(second->difference->mean, 0.5);
    EXPECT_NEAR(*second->difference->half_width, 0, 1e-12);
}

TEST_F(Study, GoalsCountTheRunsThatMetThem) {
    const std::vector<PointRuns> points = record_two_points();
    const std::vector<StudyPoint> all = study_points(Query(file_), points, kConfidence);
    ASSERT_EQ(all[0].goals.size(), 1u);
    EXPECT_EQ(all[0].goals[0].met, 1u);
    EXPECT_EQ(all[0].goals[0].runs, 3u);
    EXPECT_DOUBLE_EQ(all[0].goals[0].value->mean, 2);
}

TEST_F(Study, OneReplicationHasNoInterval) {
    const RunId run = record("count=1", 0, 1.0);
    const std::vector<StudyPoint> all =
        study_points(Query(file_), {{.set = {"count=1"}, .runs = {{0, run}}}}, kConfidence);
    EXPECT_EQ(all[0].figures.at(0).value.count, 1u);
    EXPECT_FALSE(all[0].figures.at(0).value.half_width);
}

TEST_F(Study, IntervalsAreStoredForOtherTools) {
    const std::vector<PointRuns> points = record_two_points();
    const std::vector<StudyPoint> all = study_points(Query(file_), points, kConfidence);
    store_points(file_, all, kConfidence);
    store_points(file_, all, kConfidence);  // again: in place of the first
    SQLite::Database database(file_.string());
    SQLite::Statement rows(database,
                           "SELECT measurement, mean, half_width, difference, confidence_ratio "
                           "FROM v_point ORDER BY run_id");
    ASSERT_TRUE(rows.executeStep());
    EXPECT_EQ(rows.getColumn(0).getString(), "count=1");
    EXPECT_DOUBLE_EQ(rows.getColumn(1).getDouble(), 2);
    EXPECT_GT(rows.getColumn(2).getDouble(), 2);
    EXPECT_TRUE(rows.getColumn(3).isNull());
    ASSERT_TRUE(rows.executeStep());
    EXPECT_DOUBLE_EQ(rows.getColumn(3).getDouble(), 0.5);
    EXPECT_DOUBLE_EQ(rows.getColumn(4).getDouble(), 0.95);
    EXPECT_FALSE(rows.executeStep());
}

TEST_F(Study, OnlyFinishedRunsOfTheSameTextAndProgramNeedNoRepetition) {
    record("count=1", 0, 1.0);
    record("count=1", 1, 1.0, RunStatus::Interrupted);
    const RunDescription like = description("", 0);
    EXPECT_EQ(runs_of_study(Query(file_), like).size(), 1u);
    RunDescription other = like;
    other.scenario_text += "# changed\n";
    EXPECT_TRUE(runs_of_study(Query(file_), other).empty());
    other = like;
    other.commit = "another";
    EXPECT_TRUE(runs_of_study(Query(file_), other).empty());
    other = like;
    other.overrides = {};
    EXPECT_TRUE(runs_of_study(Query(file_), other).empty());
}

}  // namespace
}  // namespace fleetsim::results
