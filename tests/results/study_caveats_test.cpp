#include "results/study_caveats.hpp"

#include <gtest/gtest.h>

#include "results/recorder.hpp"
#include "tests/results/synthetic_run.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::results {
namespace {

class StudyCaveats : public ::testing::Test {
  protected:
    /// A point of two replications, each with these warnings: code and text.
    void add(const std::string& set, const std::vector<std::pair<std::string, std::string>>& told) {
        StudyPoint point;
        point.runs.set = {set};
        for (std::uint32_t i = 0; i < 2; ++i) {
            RunDescription description = fleetsim::samples::synthetic_description();
            description.measurement = set;
            description.replication = i;
            Recorder recorder(file_, description);
            recorder.log({.severity = LogEntry::Severity::Note,
                          .code = "fault",
                          .component = "broker",
                          .text = "no warning"});
            for (const auto& [code, text] : told)
                recorder.log({.severity = LogEntry::Severity::Warning,
                              .code = code,
                              .component = "fleet/meter",
                              .text = text});
            recorder.finish({});
            point.runs.runs[i] = recorder.run();
        }
        points_.push_back(point);
    }

    std::vector<std::string> told() const {
        std::vector<std::string> texts;
        for (const LogEntry& entry : study_caveats(Query(file_), points_))
            texts.push_back(entry.text);
        return texts;
    }

    fleetsim::samples::TemporaryFolder folder_;
    std::filesystem::path file_ = folder_ / "study.fleetsim";
    std::vector<StudyPoint> points_;
};

using Texts = std::vector<std::string>;

TEST_F(StudyCaveats, AreToldOnceWhereEveryPointHasThem) {
    for (const char* set : {"f.count=1", "f.count=2"}) add(set, {{"weak", "a weak cell"}});
    EXPECT_EQ(told(), (Texts{"a weak cell"}));
}

TEST_F(StudyCaveats, NameThePointsThatTheyConcern) {
    add("f.count=1", {});
    add("f.count=2", {{"late", "5 of 10 never started"}});
    add("f.count=3", {{"weak", "a weak cell"}, {"late", "7 of 10 never started"}});
    EXPECT_EQ(told(),
              (Texts{"at count = 2; at count = 3 (here of count = 2): 5 of 10 never started",
                     "at count = 3: a weak cell"}));
}

TEST_F(StudyCaveats, CountThePointsWhereTheyAreMany) {
    add("f.count=1", {});
    for (const char* set : {"f.count=2", "f.count=3", "f.count=4", "f.count=5"})
        add(set, {{"late", std::string(set) + " late"}, {"weak", "a weak cell"}});
    EXPECT_EQ(told(), (Texts{"at 4 of 5 points, so at count = 2: f.count=2 late",
                             "at 4 of 5 points, first at count = 2: a weak cell"}));
}

}  // namespace
}  // namespace fleetsim::results
