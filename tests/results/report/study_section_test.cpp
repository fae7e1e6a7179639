#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "results/interval.hpp"
#include "results/report/chart_svg.hpp"
#include "results/report/html.hpp"
#include "results/report/sections.hpp"
#include "results/study_columns.hpp"
#include "results/study_findings.hpp"
#include "tests/results/synthetic_study.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::results::report {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class StudySection : public ::testing::Test {
  protected:
    std::vector<std::string> texts_of_row(std::size_t row) const {
        std::vector<std::string> texts;
        for (const Cell& cell : section_.tables.at(0).rows.at(row)) texts.push_back(cell.text);
        return texts;
    }

    const samples::TemporaryFolder folder_;
    const RunId last_ = samples::write_synthetic_study(folder_ / "study.db");
    const Query query_{folder_ / "study.db"};
    const Section section_ = study_section(query_, last_);
};

TEST_F(StudySection, HasARowForEachPointWithWhatItSetAndTheMeansWithTheirIntervals) {
    const double half_width = mean_interval(std::vector<double>{10, 11, 12}, 0.95)->half_width;
    EXPECT_THAT(section_.tables.at(0).columns,
                ElementsAre("loss", "count", "few connections", "goals met", "connections"));
    ASSERT_EQ(section_.tables.at(0).rows.size(), 4U);
    const std::string mean = estimate_text(Estimate{3, 21, half_width}, "1", "±");
    EXPECT_THAT(mean, HasSubstr("21 ± 2.48"));
    EXPECT_THAT(texts_of_row(1), ElementsAre("0 %", "2", mean, "3 of 3", mean));
    EXPECT_EQ(texts_of_row(2).at(3), "0 of 3");
}

TEST(EstimateText, KeepsThreeDigitsOfSmallFiguresAndTakesRoundingForExact) {
    EXPECT_EQ(estimate_text(Estimate{3, 0.013889, 0.00038}, "1", "+-"), "0.0139 +- 0.00038");
    EXPECT_EQ(estimate_text(Estimate{3, 0.013889, 0.00038}, "1/s", "+-"), "0.0139 +- 0.00038 /s");
    EXPECT_EQ(estimate_text(Estimate{3, 6.16, 2.7e-15}, "s", "+-"), "6.16 +- 0 s");
    EXPECT_EQ(estimate_text(Estimate{3, 0, 0}, "1", "+-"), "0 +- 0");
}

TEST(StudyColumns, HaveOneUnitForAllTheirPointsTheGoalsTheOneTheyAreWrittenIn) {
    const auto point = [](double days) {
        StudyPoint one{{{"a.b=1"}, {{0, RunId{1}}}}, {}, {}};
        one.figures = {{"battery/d", {"life_days.p50", "d", ""}, {3, days, 1.5}, std::nullopt}};
        const Goal goal{"g", "battery.d.life_days.p50 > 50 week", days, 350, "d", true};
        one.goals = {{goal, 1, 0, 1, Estimate{3, days, 1.5}}};
        return one;
    };
    const std::vector<StudyPoint> points = {point(1000), point(700)};
    const StudyColumn life = figure_columns(points).at(0);
    EXPECT_EQ(estimate_text(points[0], life), "2.74 +- 0.00411 years");
    EXPECT_EQ(estimate_text(points[1], life), "1.92 +- 0.00411 years");
    EXPECT_EQ(estimate_text(points[1], goal_columns(points).at(0)), "100 +- 0.214 weeks");
    EXPECT_EQ(estimate_text(Estimate{1, 0.004, std::nullopt}, "s", "+-", Scale{60, "min"}), "4 ms")
        << "too little is left of it in minutes";
}

TEST(StudyColumns, TellWhatAMonthCostsByEachBook) {
    StudyPoint one{{{"a.b=1"}, {{0, RunId{1}}}}, {}, {}};
    for (const char* component : {"cost/aws", "cost/aws/messaging", "cost/own"})
        one.figures.push_back(
            {component, {"month_cost", "USD", ""}, {1, 12.5, std::nullopt}, std::nullopt});
    const std::vector<StudyColumn> columns = figure_columns({one});
    ASSERT_EQ(columns.size(), 2U);
    EXPECT_EQ(columns[0].title, "month by aws");
    EXPECT_EQ(columns[1].title, "month by own");
    EXPECT_EQ(estimate_text(one, columns[0]), "12.50 USD");
}

TEST_F(StudySection, DrawsTheValuesOfTheFastestKeyAlongALineForEachOfTheOthers) {
    ASSERT_EQ(section_.charts.size(), 1U);
    const auto& chart = std::get<PointChart>(section_.charts.front());
    EXPECT_EQ(chart.key, "count");
    EXPECT_THAT(chart.values, ElementsAre("1", "2"));
    ASSERT_EQ(chart.lines.size(), 2U);
    EXPECT_EQ(chart.lines[1].name, "loss = 5 %");
    EXPECT_DOUBLE_EQ(chart.lines[1].means[0]->mean, 31);
    const std::string svg = chart_svg(chart);
    EXPECT_THAT(svg, HasSubstr("whisker c2"));
    EXPECT_THAT(svg, HasSubstr("loss = 5 % count 1: 31 ± 2.48"));
    EXPECT_THAT(svg, HasSubstr(">wanted: ")) << "the goal is drawn";
}

TEST(PointChart, HasTheTablesUnitAndRoomForWhatIsWanted) {
    PointChart chart{"life", "d", "k", {"1", "2"}, {{"", {Estimate{1, 730.5, 36.525}}}}};
    chart.lines[0].means.push_back(Estimate{1, 1461, std::nullopt});
    chart.scale = Scale{365.25, "years"};
    EXPECT_EQ(chart.range(), (std::pair<double, double>{0, 4}));
    chart.wanted = {"wanted: > 5 year", 5 * 365.25};
    EXPECT_EQ(chart.range(), (std::pair<double, double>{0, 5}));
    const std::string svg = chart_svg(chart);
    EXPECT_THAT(svg, HasSubstr(">years<"));
    EXPECT_THAT(svg, HasSubstr(">wanted: &gt; 5 year<"));
    EXPECT_THAT(svg, HasSubstr("2 ± 0.1 years")) << "pointed at, as in the table";
}

TEST_F(StudySection, IsTheSameForEveryRunOfTheStudy) {
    const Section first = study_section(query_, query_.runs().front().id);
    EXPECT_EQ(first.tables.at(0).rows.size(), 4U);
    EXPECT_THAT(first.sentences.at(0), HasSubstr("replication 1."));
}

TEST_F(StudySection, IsEmptyForARunOfNoStudyAndForOneWhosePointsAreNotStored) {
    const RunId alone = samples::write_synthetic_run(folder_ / "alone.db");
    EXPECT_TRUE(study_section(Query(folder_ / "alone.db"), alone).tables.empty());
    const RunId unstored = samples::write_study_run(folder_ / "unstored.db", {}, 1, 0);
    EXPECT_TRUE(study_section(Query(folder_ / "unstored.db"), unstored).tables.empty());
}

TEST_F(StudySection, FollowsAHeadThatAnswersTheStudyAndSaysWhichRunTheFiguresAreOf) {
    for (const Page& page : {content(query_, last_), first_look(query_, last_)}) {
        EXPECT_THAT(page.answer,
                    ElementsAre("2 of 4 points meet the goal in every replication: with the most "
                                "margin loss = 0 %, count = 1 (11 ± 2.48), with the least "
                                "loss = 0 %, count = 2 (21 ± 2.48)."));
        EXPECT_EQ(page.verdict, Verdict::GoalsMetAtSomePoints);
        EXPECT_THAT(page.figures_of, HasSubstr("run 12, "));
        EXPECT_EQ(page.sections.at(0).title, "Study");
        EXPECT_EQ(page.sections.at(1).title, "One of the runs: run 12");
        EXPECT_THAT(page.sections.at(1).sentences.front(), HasSubstr("The goal is missed"));
        EXPECT_TRUE(page.key_figures.empty()) << "they would be one run's, not the study's";
    }
}

TEST_F(StudySection, IsMissingWhileTheStudyHasNotEndedAndTheHeadSaysSo) {
    const RunId running = samples::write_study_run(folder_ / "running.db", {}, 1, 0);
    const Page page = content(Query(folder_ / "running.db"), running);
    EXPECT_EQ(page.verdict, Verdict::Unfinished);
    EXPECT_THAT(page.answer.front(), HasSubstr("12 runs, has not come to its end"));
}

TEST(StudySentence, NamesTheNearestPointWhereNoneMeetsTheGoals) {
    const auto point = [](const char* set, double value) {
        const Goal goal{"long", "life > 10 d", value, 10, "d", value > 10};
        return StudyPoint{{{set}, {{0, RunId{1}}}},
                          {},
                          {{goal, goal.is_met ? 1u : 0u, 0, 1, Estimate{1, value, std::nullopt}}}};
    };
    EXPECT_EQ(study_sentence({point("a.b=1", 4), point("a.b=2", 8), point("a.b=3", 2)}),
              "None of the 3 points meets the goal; the nearest is b = 2 (8 d), with 0 of 1 met.");
    EXPECT_EQ(study_sentence({point("a.b=1", 4), point("a.b=2", 18)}),
              "1 of 2 points meets the goal: b = 2 (18 d).");
}

TEST(StudyKeys, ThatVaryTogetherStandSideBySide) {
    const samples::TemporaryFolder folder;
    using enum Parameter::Origin;
    std::vector<PointRuns> points(2);
    RunId last{};
    for (const int i : {0, 1})
        points[static_cast<std::size_t>(i)].runs[0] = last =
            samples::write_study_run(folder / "study.db",
                                     {{"fleet.meter.count", std::to_string(i), Sweep},
                                      {"broker.nodes", std::to_string(i + 5), Sweep}},
                                     i + 1, 0);
    store_points(folder / "study.db", study_points(Query(folder / "study.db"), points, 0.9), 0.9);
    const Section section = study_section(Query(folder / "study.db"), last);
    const auto& chart = std::get<PointChart>(section.charts.at(0));
    EXPECT_THAT(chart.values, ElementsAre("0, 5", "1, 6"));
    ASSERT_EQ(chart.lines.size(), 1U);
    EXPECT_EQ(section.tables.at(0).rows.at(1).at(2).text, "20") << "one run has no interval";
}

}  // namespace
}  // namespace fleetsim::results::report
