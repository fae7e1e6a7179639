#include "results/report/junit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "results/report/chart_svg.hpp"
#include "tests/results/synthetic_run.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::results::report {
namespace {
using samples::TemporaryFolder;
using testing::HasSubstr;

std::string junit_of(const std::filesystem::path& file) {
    const Query query(file);
    return junit(query, query.runs());
}

TEST(Junit, AMissedGoalIsAFailureWithWhatWasWantedAndWhatCame) {
    const TemporaryFolder folder;
    samples::write_synthetic_run(folder / "run.db");
    const std::string xml = junit_of(folder / "run.db");
    const Query query(folder / "run.db");
    const Goal missed = query.goals(query.last_run().id)[1];
    EXPECT_THAT(xml,
                HasSubstr("<testcase classname=\"smart meters, one &lt;city&gt;\" name=\"goal: " +
                          missed.name + "\">\n      <failure message=\"simulated: "));
    EXPECT_THAT(xml, HasSubstr(">" + escape_xml(missed.that) + "\n"));
    EXPECT_THAT(xml, HasSubstr("failures=\"1\" errors=\"0\""));
    EXPECT_THAT(xml, HasSubstr("to repeat it: fleetsim run city-meters.toml --seed 1"));
}

TEST(Junit, ARunThatDidNotEndIsAnError) {
    const TemporaryFolder folder;
    {
        Recorder recorder(folder / "run.db", samples::synthetic_description());
        recorder.finish({.status = RunStatus::Interrupted, .exit_code = 130});
    }
    const std::string xml = junit_of(folder / "run.db");
    EXPECT_THAT(
        xml, HasSubstr("name=\"the run ends\">\n      <error message=\"the run is interrupted\""));
    EXPECT_THAT(xml, HasSubstr("tests=\"1\" failures=\"0\" errors=\"1\""));
}

TEST(Junit, ALedgerThatDoesNotCloseIsAnError) {
    const TemporaryFolder folder;
    {
        Recorder recorder(folder / "run.db", samples::synthetic_description());
        recorder.ledger({"messages", "1", {{Ledger::Side::In, "published", 5}}, false, 5});
        recorder.ledger({"bytes", "B", {}, true, 0});
        recorder.finish({.status = RunStatus::AuditFailed, .exit_code = 4});
    }
    const std::string xml = junit_of(folder / "run.db");
    EXPECT_THAT(xml, HasSubstr("name=\"ledger: messages\">\n      <error message=\"what came in "
                               "minus what went out is 5\""));
    EXPECT_THAT(xml, HasSubstr("name=\"ledger: bytes\"/>"));
    EXPECT_THAT(xml, HasSubstr("tests=\"3\" failures=\"0\" errors=\"1\""));
}

TEST(Junit, EachRunIsASuite) {
    const TemporaryFolder folder;
    samples::write_synthetic_run(folder / "run.db");
    samples::write_synthetic_run(folder / "run.db");
    const std::string xml = junit_of(folder / "run.db");
    EXPECT_THAT(xml, HasSubstr("<testsuite name=\"smart meters, one &lt;city&gt;, run 1\""));
    EXPECT_THAT(xml, HasSubstr("<testsuite name=\"smart meters, one &lt;city&gt;, run 2\""));
}

}  // namespace
}  // namespace fleetsim::results::report
