#include "results/goals.hpp"

#include <gtest/gtest.h>

namespace fleetsim::results {
namespace {

Goal goal(const std::string& that, std::optional<double> value, bool is_met) {
    return {
        .name = that, .that = that, .value = value, .threshold = 5, .unit = "d", .is_met = is_met};
}

const std::vector<LogEntry> kTooShort = {
    {.code = "battery-life-unknown",
     .component = "battery/meter",
     .text = "how long meter's batteries last is not known: no device was watched for 1 h"}};

TEST(Goals, WhatWasNotMeasuredIsNeitherMetNorMissed) {
    EXPECT_EQ(goal("a.b < 5", 6, false).verdict(), "missed");
    EXPECT_EQ(goal("a.b < 5", std::nullopt, false).verdict(), "not known");
    EXPECT_FALSE(goal("a.b < 5", std::nullopt, false).is_missed());
}

TEST(Goals, TheReasonIsThatOfTheWarningOfTheFleet) {
    for (const char* that : {"battery/meter.life_days.p5 > 5 d", "battery.meter.life_days > 5 d",
                             "fleet.meter.battery_life.p50 > 5 d"})
        EXPECT_EQ(
            goals_verdict({goal(that, std::nullopt, false)}, kTooShort),
            std::string("The goal is not known: ") + that + " (no device was watched for 1 h).");
    for (const char* that : {"battery/meters.life_days > 5 d", "fleet.meter.connections > 5"})
        EXPECT_EQ(why_unknown(goal(that, std::nullopt, false), kTooShort), "it was not measured");
}

TEST(Goals, MissedOnesAreToldBeforeThoseThatAreNotKnown) {
    EXPECT_EQ(
        goals_verdict({goal("a.b < 5", 4, true), goal("a.c < 5 d", 6, false),
                       goal("a.d < 5", std::nullopt, false)},
                      {}),
        "1 of 3 goals is missed: a.c < 5 d (it is 6 d). And 1 of 3 goals is not known: a.d < 5 "
        "(it was not measured).");
    EXPECT_EQ(goals_verdict({goal("a.b < 5", 4, true)}, {}), "The goal is met.");
}

}  // namespace
}  // namespace fleetsim::results
