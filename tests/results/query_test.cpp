#include "results/query.hpp"

#include <SQLiteCpp/Database.h>
#include <cmath>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ostream>
#include <sstream>
#include <stdexcept>

#include "results/compare.hpp"
#include "results/decimate.hpp"
#include "results/export_csv.hpp"
#include "results/interval.hpp"
#include "results/text_file.hpp"
#include "sim/error.hpp"
#include "tests/results/synthetic_run.hpp"
#include "tests/results/synthetic_study.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::results {
namespace {
using samples::synthetic_description;
using samples::TemporaryFolder;
using samples::write_synthetic_run;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class SyntheticFile : public ::testing::Test {
  protected:
    const TemporaryFolder folder_;
    const RunId run_ = write_synthetic_run(folder_ / "run.db");
    const Query query_{folder_ / "run.db"};
};

TEST_F(SyntheticFile, AComponentEndingInAStarNamesEveryOneThatStartsSo) {
    EXPECT_EQ(query_.scalars(run_, "wire/meter/*").size(), 10U);
    EXPECT_EQ(query_.scalars(run_, "wire/meter/up/*").size(), 5U);
    EXPECT_EQ(query_.scalars(run_, "wire").size(), 0U);
}

TEST_F(SyntheticFile, QuantilesAreThoseOfTheRecordedHistogram) {
    const auto histograms = query_.histograms(run_, "broker");
    ASSERT_EQ(histograms.size(), 1U);
    EXPECT_EQ(histograms[0].count, 100'000);
    sim::Histogram recorded;
    for (int i = 0; i < 100'000; ++i)
        recorded.record(4'000'000 + (i * 7919LL % 100'000) * (i % 1000 == 0 ? 5000 : 300));
    for (const double p : {0.5, 0.95, 0.99, 0.999})
        EXPECT_NEAR(*histograms[0].quantile(p), static_cast<double>(recorded.quantile(p)) * 1e-9,
                    static_cast<double>(recorded.quantile(p)) * 1e-9 / 100);
    EXPECT_NEAR(histograms[0].mean(), recorded.mean() * 1e-9, 1e-12);
}

// The first bucket of sim::Histogram is [0, 1): it holds zero and nothing else.
TEST(HistogramOfAFile, AQuantileAmongZerosIsZero) {
    Histogram delays;
    delays.buckets = {{.lower = 0, .upper = 1e-9, .count = 8},
                      {.lower = 0.5, .upper = 0.6, .count = 2}};
    delays.count = 10;
    delays.maximum = 0.52;
    EXPECT_EQ(delays.quantile(0.5), 0.0);
    EXPECT_EQ(delays.quantile(0.95), 0.52);
}

TEST_F(SyntheticFile, OneRunIsReadWithoutTheOthers) {
    const RunId second = samples::write_synthetic_run(folder_ / "run.db");
    const auto digests = query_.runs().front().digests;
    SQLite::Database database((folder_ / "run.db").string(), SQLite::OPEN_READWRITE);
    database.exec("UPDATE run SET seed = '9999999999999999999999' WHERE id = 1");
    EXPECT_ANY_THROW(query_.runs());
    EXPECT_EQ(query_.run(second).description.seed, samples::synthetic_description().seed);
    EXPECT_EQ(query_.last_run().id, second);
    EXPECT_EQ(query_.last_run().digests, digests);
}

TEST_F(SyntheticFile, AMissingRunIsTheUsersMistake) {
    try {
        query_.run(RunId{99});
        FAIL() << "found a run that is not there";
    } catch (const sim::InputError& error) {
        EXPECT_EQ(error.diagnostics().front().code, "no-such-run");
    }
}

TEST_F(SyntheticFile, ColumnsKeepFirstLeastGreatestAndLast) {
    const Series series = query_.series(run_, "fleet/meter").front();
    const auto samples = query_.samples(series.id);
    const auto columns = decimate(query_, series.id, samples.front().at, samples.back().at, 24);
    ASSERT_EQ(columns.size(), 24U);
    EXPECT_EQ(columns.front().first, samples.front().value);
    EXPECT_EQ(columns.back().last, samples.back().value);
    EXPECT_EQ(columns[5].most, 1000) << "before the cut";
    EXPECT_EQ(columns[6].least + columns[5].least, 0) << "the cut at six o'clock survives thinning";
    const auto line = outline(columns);
    EXPECT_LE(line.size(), 24U * 4);
    for (std::size_t i = 1; i < line.size(); ++i) EXPECT_LE(line[i - 1].at, line[i].at);
}

TEST_F(SyntheticFile, ReadingEndsWhenItIsUnwanted) {
    const Series series = query_.series(run_, "fleet/meter").front();
    const auto span = span_of(query_, series.id);
    const std::atomic<bool> is_unwanted = true;
    query_.stop_when(&is_unwanted);
    EXPECT_THROW(decimate(query_, series.id, span->from, span->to, 24), sim::SystemError);
    EXPECT_THROW(query_.samples(series.id), sim::SystemError);
    query_.stop_when(nullptr);
    EXPECT_EQ(query_.samples(series.id).size(), std::size_t{samples::kSyntheticSamples});
}

TEST_F(SyntheticFile, AsManyColumnsAsSamplesKeepEverySample) {
    const Series series = query_.series(run_, "broker").front();
    const auto samples = query_.samples(series.id);
    const auto columns =
        decimate(query_, series.id, samples.front().at, samples.back().at, 100'000);
    EXPECT_EQ(columns.size(), samples.size());
    EXPECT_EQ(outline(columns).size(), samples.size());
}

TEST_F(SyntheticFile, SpanReachesFromTheFirstSampleToTheLast) {
    const auto span = span_of(query_, query_.series(run_).front().id);
    ASSERT_TRUE(span);
    EXPECT_EQ(span->from, sim::Time::at(sim::Duration::minutes(1)));
    EXPECT_EQ(span->to, sim::Time::at(sim::Duration::hours(24)));
    EXPECT_FALSE(span_of(query_, SeriesId{99})) << "no samples, no span";
}

TEST_F(SyntheticFile, ComparisonOfARunWithItselfFindsNothing) {
    const Comparison comparison = compare(query_, run_, run_);
    EXPECT_TRUE(comparison.parameters.empty());
    EXPECT_GT(comparison.figures.size(), 20U);
    for (const FigureDifference& figure : comparison.figures)
        EXPECT_FALSE(figure.is_different()) << figure.component << '.' << figure.metric;
}

TEST(Compare, FindsTheParameterAndTheFigureThatDiffer) {
    const TemporaryFolder folder;
    std::vector<RunId> runs;
    for (const double messages : {100.0, 150.0}) {
        Recorder recorder(folder / "run.db", synthetic_description());
        recorder.parameter({"fleet.meter.count", std::to_string(messages), {}});
        recorder.parameter({"scenario.seed", "1", {}});
        recorder.scalar("broker", {"messages_in_total", "1", ""}, messages);
        recorder.finish(samples::SyntheticRun::outcome());
        runs.push_back(recorder.run());
    }
    const Comparison comparison = compare(Query(folder / "run.db"), runs[0], runs[1]);
    EXPECT_TRUE(comparison.is_same_run()) << "their digests are made up";
    ASSERT_EQ(comparison.parameters.size(), 1U);
    EXPECT_EQ(comparison.parameters[0].path, "fleet.meter.count");
    ASSERT_EQ(comparison.figures.size(), 1U);
    EXPECT_DOUBLE_EQ(*comparison.figures[0].change_ratio(), 0.5);
}

TEST(Compare, RunsWithoutADigestAreNotKnownToBeTheSame) {
    const TemporaryFolder folder;
    const Recorder killed(folder / "run.db", synthetic_description());
    const Comparison comparison = compare(Query(folder / "run.db"), killed.run(), killed.run());
    EXPECT_FALSE(comparison.is_same_run());
}

TEST(Compare, TakesAPercentileOnceAndFromTheScalarWhereThereIsOne) {
    const TemporaryFolder folder;
    Recorder recorder(folder / "run.db", synthetic_description());
    sim::Histogram latency;
    for (std::int64_t ns = 1; ns <= 1'000; ++ns) latency.record(ns * 1'000'000);
    recorder.histogram("broker", {"publish_latency_seconds", "s", ""}, latency, 1e-9);
    recorder.scalar("broker", {"publish_latency_seconds.p99", "s", ""}, 0.99);
    recorder.finish(samples::SyntheticRun::outcome());
    const Comparison comparison = compare(Query(folder / "run.db"), recorder.run(), recorder.run());
    std::vector<std::string> metrics;
    for (const FigureDifference& figure : comparison.figures) metrics.push_back(figure.metric);
    EXPECT_THAT(metrics, ::testing::ElementsAre(
                             "publish_latency_seconds.max", "publish_latency_seconds.mean",
                             "publish_latency_seconds.p50", "publish_latency_seconds.p95",
                             "publish_latency_seconds.p99", "publish_latency_seconds.p99.9"));
    EXPECT_DOUBLE_EQ(*comparison.figures[4].first, 0.99);
}

std::vector<std::string> lines_of(const std::filesystem::path& file) {
    std::vector<std::string> lines;
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

TEST(FigureDifference, IsNoneInTheLastDigitsOfADouble) {
    const auto differ = [](std::optional<double> first, std::optional<double> second) {
        return FigureDifference{"broker", "rate", "1/s", first, second}.is_different();
    };
    EXPECT_FALSE(differ(0.0834722222222221, 0.0834722222222222));
    EXPECT_TRUE(differ(0.0834722222, 0.0834722223));
    EXPECT_FALSE(differ(0, 0));
    EXPECT_TRUE(differ(0, 1e-30));
    EXPECT_TRUE(differ(std::nullopt, 0));
    EXPECT_FALSE(differ(std::nullopt, std::nullopt));
}

TEST_F(SyntheticFile, ExportsEveryTableWithAHeader) {
    const auto written = export_csv(query_, folder_ / "csv");
    EXPECT_EQ(written.size(), 11U);
    const auto scalars = lines_of(folder_ / "csv/scalar.csv");
    EXPECT_EQ(scalars.front(), "run,component,metric,value,unit\r");
    EXPECT_THAT(scalars, Contains("1,broker,messages_in_total,96000,1\r"));
    EXPECT_THAT(scalars, Contains("1,run,not_measured_ratio,,1\r")) << "not measured is empty";
    EXPECT_EQ(lines_of(folder_ / "csv/sample.csv").size(),
              1U + 6U * static_cast<std::size_t>(samples::kSyntheticSamples));
    EXPECT_THAT(lines_of(folder_ / "csv/log.csv").back(), HasSubstr("\"the warm-up is \"\"long"));
    EXPECT_THAT(lines_of(folder_ / "csv/run.csv").back(), StartsWith("1,\"smart meters, one"));
}

TEST(Csv, APointOfAStudyIsARow) {
    const TemporaryFolder folder;
    samples::write_synthetic_study(folder / "study.db");
    export_csv(Query(folder / "study.db"), folder / "csv");
    const auto points = lines_of(folder / "csv/point.csv");
    EXPECT_EQ(points.size(), 1U + 4U);
    EXPECT_THAT(points.at(1), HasSubstr("fleet.meter.count=1\",broker,connections_peak,11,"));
}

TEST(TextFile, StaysAsItWasWhereWritingFailsHalfway) {
    const TemporaryFolder folder;
    write_text_file(folder / "a.csv", "old");
    EXPECT_THROW(write_text_file(folder / "a.csv",
                                 [](std::ostream& out) {
                                     out << "half of";
                                     throw std::runtime_error("the source is damaged");
                                 }),
                 std::runtime_error);
    EXPECT_THAT(lines_of(folder / "a.csv"), ::testing::ElementsAre("old"));
    EXPECT_FALSE(std::filesystem::exists(folder / "a.csv.part"));
}

TEST(Csv, NumbersReadBackExactly) {
    for (const double number : {0.1, 1.0 / 3, 1e300, -5e-300, 96'000.0})
        EXPECT_EQ(std::stod(exact_text(number)), number);
}

TEST(Interval, IsStudentsT) {
    // Mean 3, deviation sqrt(2.5); t(0.975, 4) = 2.776 in every table of the t distribution.
    const double values[] = {1, 2, 3, 4, 5};
    const auto interval = mean_interval(values, 0.95);
    ASSERT_TRUE(interval);
    EXPECT_DOUBLE_EQ(interval->mean, 3);
    EXPECT_NEAR(interval->half_width, 2.776 * std::sqrt(2.5 / 5), 1e-3);
}

TEST(Interval, OneReplicationHasNone) {
    const double value[] = {1};
    EXPECT_FALSE(mean_interval(value, 0.95));
}

}  // namespace
}  // namespace fleetsim::results
