#include "results/store.hpp"

#include <csignal>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <sys/resource.h>

#include "results/query.hpp"
#include "results/recorder.hpp"
#include "sim/error.hpp"
#include "tests/results/synthetic_run.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::results {
namespace {
using samples::synthetic_description;
using samples::TemporaryFolder;
using samples::write_synthetic_run;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

void write_text(const fs::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

std::string read_text(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

std::string code_of_opening(const fs::path& file) {
    try {
        Query query(file);
        return "opened";
    } catch (const sim::InputError& error) {
        return error.diagnostics().front().code;
    }
}

std::string code_of_recording(const fs::path& file) {
    try {
        Recorder recorder(file, synthetic_description());
        return "recorded";
    } catch (const sim::InputError& error) {
        return error.diagnostics().front().code;
    }
}

TEST(Store, RefusesAForeignTextFileAndLeavesIt) {
    const TemporaryFolder folder;
    write_text(folder / "notes.txt", "my only copy");
    EXPECT_EQ(code_of_recording(folder / "notes.txt"), "not-results");
    EXPECT_EQ(code_of_opening(folder / "notes.txt"), "not-results");
    EXPECT_EQ(read_text(folder / "notes.txt"), "my only copy");
}

TEST(Store, RefusesTheDatabaseOfAnotherProgramAndLeavesIt) {
    const TemporaryFolder folder;
    const fs::path file = folder / "photos.db";
    {
        SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec("CREATE TABLE photo (id INTEGER)");
    }
    const std::string before = read_text(file);
    EXPECT_EQ(code_of_recording(file), "not-results");
    EXPECT_EQ(read_text(file), before);
    EXPECT_FALSE(fs::exists(file.string() + "-wal"));
}

TEST(Store, AFinishedRunIsOneFileAlsoAfterItWasRead) {
    const TemporaryFolder folder;
    const fs::path file = folder / "run.db";
    const RunId run = samples::write_synthetic_run(file);
    EXPECT_EQ(Query(file).run(run).status, RunStatus::Done);
    for (const char* suffix : {"-wal", "-shm", "-journal"})
        EXPECT_FALSE(fs::exists(file.string() + suffix)) << suffix;
}

TEST(Store, ARunMayEndWhileSomebodyReads) {
    const TemporaryFolder folder;
    const fs::path file = folder / "run.db";
    Recorder recorder(file, samples::synthetic_description());
    recorder.commit(sim::Time::zero());
    const Query reader(file);
    EXPECT_EQ(reader.runs().size(), 1U);
    recorder.finish(samples::SyntheticRun::outcome());
    EXPECT_EQ(reader.run(recorder.run()).status, RunStatus::Done);
}

TEST(Store, RefusesAFolderAndAMissingFile) {
    const TemporaryFolder folder;
    EXPECT_EQ(code_of_recording(folder.path()), "not-results");
    EXPECT_EQ(code_of_opening(folder / "missing.db"), "no-such-file");
    EXPECT_FALSE(fs::exists(folder / "missing.db"));
}

TEST(Store, AnEmptyFileHoldsNoResultsButMayReceiveSome) {
    const TemporaryFolder folder;
    write_text(folder / "run.db", "");
    EXPECT_EQ(code_of_opening(folder / "run.db"), "empty-file");
    EXPECT_EQ(code_of_recording(folder / "run.db"), "recorded");
    EXPECT_EQ(code_of_opening(folder / "run.db"), "opened");
}

TEST(Store, RefusesANewerSchemaWithBothVersionsAndAnOlderOne) {
    const TemporaryFolder folder;
    write_synthetic_run(folder / "run.db");
    const auto set_version = [&](int version) {
        SQLite::Database database((folder / "run.db").string(), SQLite::OPEN_READWRITE);
        database.exec("PRAGMA user_version = " + std::to_string(version));
    };
    set_version(kSchemaVersion + 1);
    EXPECT_EQ(code_of_opening(folder / "run.db"), "newer-results");
    EXPECT_EQ(code_of_recording(folder / "run.db"), "newer-results");
    set_version(0);
    EXPECT_EQ(code_of_opening(folder / "run.db"), "older-results");
}

TEST(Store, NamesADamagedFile) {
    const TemporaryFolder folder;
    write_synthetic_run(folder / "run.db");
    const std::string whole = read_text(folder / "run.db");

    write_text(folder / "cut.db", whole.substr(0, whole.size() / 2));
    EXPECT_EQ(code_of_opening(folder / "cut.db"), "damaged-results");
    write_text(folder / "header.db", whole.substr(0, 50));
    EXPECT_EQ(code_of_opening(folder / "header.db"), "not-results") << "nothing says that it was";

    std::string scratched = whole;
    for (std::size_t i = 8192; i < scratched.size(); i += 3) scratched[i] = 'x';
    write_text(folder / "scratched.db", scratched);
    EXPECT_EQ(code_of_opening(folder / "scratched.db"), "damaged-results");
    EXPECT_EQ(code_of_recording(folder / "scratched.db"), "damaged-results");
    EXPECT_EQ(read_text(folder / "scratched.db"), scratched);
}

TEST(Store, SaysWhichFolderIsMissing) {
    const TemporaryFolder folder;
    try {
        Recorder recorder(folder / "no/such/run.db", synthetic_description());
        FAIL() << "recorded into a folder that is not there";
    } catch (const sim::SystemError& error) {
        EXPECT_THAT(error.what(), HasSubstr("there is no such folder"));
        EXPECT_THAT(error.advice(), HasSubstr("no/such"));
    }
}

/// The limit on a file's size stands for a disk without space: SQLite reports both as it cannot
/// write on.
class SmallFiles {
  public:
    explicit SmallFiles(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        rlimit small = before_;
        small.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &small);
    }
    ~SmallFiles() { setrlimit(RLIMIT_FSIZE, &before_); }
    SmallFiles(const SmallFiles&) = delete;
    SmallFiles& operator=(const SmallFiles&) = delete;

  private:
    rlimit before_{};
};

TEST(Store, ADiskThatFillsUpKeepsWhatWasCommitted) {
    const TemporaryFolder folder;
    const fs::path file = folder / "run.db";
    {
        Recorder recorder(file, synthetic_description());
        const auto series =
            recorder.add_series("broker", {"connections", "1", ""}, sim::Duration::seconds(1));
        recorder.sample(series, sim::Time::at(sim::Duration::seconds(1)), 7);
        recorder.commit(sim::Time::at(sim::Duration::seconds(1)));
        const SmallFiles limit(400'000);
        for (int second = 2; second < 100'000; ++second)
            recorder.sample(series, sim::Time::at(sim::Duration::seconds(second)), second);
        EXPECT_THROW(recorder.commit(sim::Time::at(sim::Duration::hours(28))), sim::SystemError);
    }
    const Query query(file);
    const auto run = query.last_run();
    EXPECT_EQ(run.status, RunStatus::Interrupted);
    EXPECT_GE(query.samples(query.series(run.id).front().id).size(), 1U);
}

}  // namespace
}  // namespace fleetsim::results
