#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "results/report/sections.hpp"
#include "tests/results/synthetic_study.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::results::report {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(CompareSection, HasWhatDiffersOfTwoRunsWithTheChange) {
    const samples::TemporaryFolder folder;
    samples::write_synthetic_study(folder / "study.db");
    const Query query(folder / "study.db");
    const std::vector<results::Run> runs = query.runs();
    const Section section = compare_section(compare(query, runs[0].id, runs[3].id));
    EXPECT_THAT(section.sentences.back(),
                HasSubstr("From run 1 to run 4: 1 setting and 1 of 1 figures differ."));
    ASSERT_EQ(section.tables.size(), 2U);
    EXPECT_THAT(section.tables[0].columns, ElementsAre("figure", "run 1", "run 4", "change"));
    const std::vector<Cell>& row = section.tables[0].rows.at(0);
    EXPECT_EQ(row.at(0).text, "broker.connections_peak");
    EXPECT_EQ(row.at(1).text, "10");
    EXPECT_EQ(row.at(2).text, "20");
    EXPECT_EQ(row.at(3).text, "+100 %");
    EXPECT_THAT(section.tables[1].rows.at(0).at(0).text, HasSubstr("count"));
}

}  // namespace
}  // namespace fleetsim::results::report
