#include "results/recorder.hpp"

#include <SQLiteCpp/Database.h>
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "results/query.hpp"
#include "tests/results/synthetic_run.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::results {
namespace {
using samples::synthetic_description;
using samples::SyntheticRun;
using samples::TemporaryFolder;
using samples::write_synthetic_run;
using ::testing::ElementsAre;
using ::testing::Pair;

sim::Time at_second(int second) { return sim::Time::at(sim::Duration::seconds(second)); }

TEST(Recorder, WritesARunThatReadsBackAsItWasGiven) {
    const TemporaryFolder folder;
    const RunId id = write_synthetic_run(folder / "run.db");
    const Query query(folder / "run.db");
    const auto run = query.run(id);
    EXPECT_EQ(run.description.scenario_name, "smart meters, one <city>");
    EXPECT_EQ(run.description.seed, UINT64_MAX);
    EXPECT_THAT(run.description.overrides, ElementsAre("fleet.meter.count=1000"));
    EXPECT_EQ(run.description.duration, sim::Duration::hours(24));
    EXPECT_EQ(run.status, RunStatus::Done);
    EXPECT_EQ(run.exit_code, 1);
    EXPECT_EQ(run.events, 1'234'567);
    EXPECT_EQ(run.digest, "00c0ffee00c0ffee");
    EXPECT_THAT(run.digests, ElementsAre(Pair("bytes", "0b"), Pair("events", "0e")));
    EXPECT_EQ(query.scalar(id, "broker", "messages_in_total"), 96'000);
    EXPECT_EQ(query.goals(id).size(), 2U);
    EXPECT_FALSE(query.goals(id)[1].is_met);
    EXPECT_EQ(query.ledgers(id).front().entries.size(), 3U);
    EXPECT_EQ(query.assumptions(id).front().source, "a made-up source");
    EXPECT_EQ(query.log(id).back().severity, LogEntry::Severity::Warning);
    EXPECT_EQ(query.claims(id).front().verdict, "reproduces");
}

TEST(Recorder, StoresTheHashOfTheScenarioText) {
    const TemporaryFolder folder;
    RunDescription description = synthetic_description();
    description.scenario_text = "abc";  // FIPS 180-2, appendix B.1
    const RunId id = write_synthetic_run(folder / "run.db", description);
    EXPECT_EQ(Query(folder / "run.db").run(id).scenario_sha256,
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Recorder, AddsARunToAResultsFileThatIsThere) {
    const TemporaryFolder folder;
    const RunId first = write_synthetic_run(folder / "run.db");
    const RunId second = write_synthetic_run(folder / "run.db");
    const Query query(folder / "run.db");
    EXPECT_EQ(query.runs().size(), 2U);
    EXPECT_NE(first, second);
    EXPECT_EQ(query.samples(query.series(first).front().id).size(),
              query.samples(query.series(second).front().id).size());
}

TEST(Recorder, TwoRunsMayRecordIntoOneFileAtATime) {
    const TemporaryFolder folder;
    Recorder first(folder / "run.db", synthetic_description());
    Recorder second(folder / "run.db", synthetic_description());
    SyntheticRun(first).record_all();
    SyntheticRun(second).record_all();
    first.commit(at_second(1));
    second.finish(SyntheticRun::outcome());
    first.finish(SyntheticRun::outcome());
    EXPECT_EQ(Query(folder / "run.db").runs().size(), 2U);
}

TEST(Recorder, ShowsReadersWhatIsCommittedWhileItWrites) {
    const TemporaryFolder folder;
    Recorder recorder(folder / "run.db", synthetic_description());
    const auto series =
        recorder.add_series("broker", {"connections", "1", ""}, sim::Duration::seconds(1));
    const Query query(folder / "run.db");
    recorder.sample(series, at_second(1), 5);
    EXPECT_TRUE(query.samples(series).empty());
    recorder.commit(at_second(1));
    EXPECT_EQ(query.samples(series).size(), 1U);
    recorder.sample(series, at_second(2), 6);
    recorder.commit(at_second(2));
    EXPECT_EQ(query.samples(series).back().value, 6);
    EXPECT_EQ(query.last_run().simulated_until, at_second(2));
    EXPECT_EQ(query.last_run().status, RunStatus::Running);
}

TEST(Recorder, ARunThatIsGivenUpSaysInterrupted) {
    const TemporaryFolder folder;
    {
        Recorder recorder(folder / "run.db", synthetic_description());
        recorder.scalar("broker", {"messages_in_total", "1", ""}, 3);
    }
    const Query query(folder / "run.db");
    EXPECT_EQ(query.last_run().status, RunStatus::Interrupted);
    EXPECT_EQ(query.scalar(query.last_run().id, "broker", "messages_in_total"), 3);
}

TEST(Recorder, AKilledRunKeepsItsCommitsAndSaysInterrupted) {
    const TemporaryFolder folder;
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        Recorder recorder(folder / "run.db", synthetic_description());
        const auto series =
            recorder.add_series("broker", {"connections", "1", ""}, sim::Duration::seconds(1));
        for (int second = 1; second <= 100; ++second) recorder.sample(series, at_second(second), 1);
        recorder.commit(at_second(100));
        recorder.sample(series, at_second(101), 1);
        raise(SIGKILL);
    }
    siginfo_t died{};
    waitid(P_PID, static_cast<id_t>(child), &died, WEXITED | WNOWAIT);
    EXPECT_EQ(Query(folder / "run.db").last_run().status, RunStatus::Interrupted)
        << "though nobody has asked yet how it ended";
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));

    SQLite::Database database((folder / "run.db").string());
    EXPECT_EQ(database.execAndGet("SELECT status FROM run").getString(), "interrupted");
    const Query query(folder / "run.db");
    EXPECT_EQ(query.last_run().status, RunStatus::Interrupted);
    EXPECT_EQ(query.last_run().simulated_until, at_second(100));
    EXPECT_EQ(query.samples(query.series(query.last_run().id).front().id).size(), 100U);
    EXPECT_EQ(database.execAndGet("PRAGMA integrity_check").getString(), "ok");
}

TEST(Recorder, NeverStoresWhatIsNotANumber) {
    const TemporaryFolder folder;
    RunId id{};
    {
        Recorder recorder(folder / "run.db", synthetic_description());
        id = recorder.run();
        const auto series =
            recorder.add_series("broker", {"busy_ratio", "1", ""}, sim::Duration::seconds(1));
        recorder.sample(series, at_second(1), std::nan(""));
        recorder.sample(series, at_second(2), INFINITY);
        recorder.sample(series, at_second(3), 0.5);
        recorder.scalar("broker", {"busy_ratio", "1", ""}, -INFINITY);
    }
    const Query query(folder / "run.db");
    EXPECT_EQ(query.samples(query.series(id).front().id).size(), 1U);
    EXPECT_EQ(query.scalar(id, "broker", "busy_ratio"), std::nullopt);
    EXPECT_EQ(query.scalars(id).size(), 1U);
}

TEST(Recorder, ALaterScalarReplacesAnEarlierOne) {
    const TemporaryFolder folder;
    Recorder recorder(folder / "run.db", synthetic_description());
    recorder.scalar("broker", {"messages_in_total", "1", ""}, 1);
    recorder.commit(at_second(1));
    recorder.scalar("broker", {"messages_in_total", "1", ""}, 2);
    recorder.finish(SyntheticRun::outcome());
    EXPECT_EQ(Query(folder / "run.db").scalar(recorder.run(), "broker", "messages_in_total"), 2);
}

TEST(Recorder, OneMetricNameMayHaveTwoUnits) {
    const TemporaryFolder folder;
    Recorder recorder(folder / "run.db", synthetic_description());
    recorder.scalar("a", {"life", "d", ""}, 1);
    recorder.scalar("b", {"life", "h", ""}, 24);
    recorder.finish(SyntheticRun::outcome());
    const auto scalars = Query(folder / "run.db").scalars(recorder.run());
    EXPECT_EQ(scalars[0].metric.unit, "d");
    EXPECT_EQ(scalars[1].metric.unit, "h");
}

using RecorderDeathTest = ::testing::Test;

TEST(RecorderDeathTest, TimesOfASeriesRise) {
    const TemporaryFolder folder;
    Recorder recorder(folder / "run.db", synthetic_description());
    const auto series =
        recorder.add_series("broker", {"connections", "1", ""}, sim::Duration::seconds(1));
    recorder.sample(series, at_second(2), 1);
    EXPECT_DEATH(recorder.sample(series, at_second(2), 1), "the times of a series rise");
}

}  // namespace
}  // namespace fleetsim::results
