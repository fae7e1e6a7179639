#include "results/figure_text.hpp"

#include <gtest/gtest.h>

namespace fleetsim::results {
namespace {

TEST(FigureText, JustOneOfAUnitOfTimeHasOneWord) {
    EXPECT_EQ(span_text(sim::Duration::seconds(3'600)), "1 h");
    EXPECT_EQ(span_text(sim::Duration::seconds(60)), "1 min");
    EXPECT_EQ(span_text(sim::Duration::hours(24)), "1 d");
    EXPECT_EQ(figure_text(60, "s"), "1 min");
    EXPECT_EQ(figure_text(3'600.2, "s"), "1 h") << "as rounded";
    EXPECT_EQ(figure_text(1, "s"), "1 s");
}

TEST(FigureText, BetweenOneAndTwoTheSmallerUnitSaysMore) {
    EXPECT_EQ(span_text(sim::Duration::seconds(90)), "90 s");
    EXPECT_EQ(span_text(sim::Duration::seconds(61)), "61 s");
    EXPECT_EQ(span_text(sim::Duration::minutes(90)), "90 min");
    EXPECT_EQ(span_text(sim::Duration::hours(36)), "36 h");
    EXPECT_EQ(span_text(sim::Duration::hours(48)), "2 d");
}

TEST(FigureText, ALifeIsInHoursDaysOrYearsAndCutOffAtAHundred) {
    EXPECT_EQ(figure_text(0.23, "d"), "5.52 h");
    EXPECT_EQ(figure_text(1.5, "d"), "36 h");
    EXPECT_EQ(figure_text(2, "d"), "2 d");
    EXPECT_EQ(figure_text(730.5, "d"), "2 years");
    EXPECT_EQ(figure_text(36'524, "d"), "100 years");
    EXPECT_EQ(figure_text(36'525, "d"), "over 100 years");
}

TEST(FigureText, LivesAreInYearsFromOneOnSoThatTheyCanBeSetSideBySide) {
    EXPECT_EQ(figure_text(364, "d"), "364 d");
    EXPECT_EQ(figure_text(715, "d"), "1.96 years");
    EXPECT_EQ(figure_text(811, "d"), "2.22 years");
    EXPECT_EQ(scale_for(715, "d")->unit, "years");
}

}  // namespace
}  // namespace fleetsim::results
