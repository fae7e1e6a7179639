#include "cli/plan_search.hpp"

#include <cmath>
#include <functional>
#include <gtest/gtest.h>

namespace fleetsim::cli {
namespace {

using Verdict = PlanSearch::Verdict;

double whole(double number) { return std::round(number); }

/// Answers every trial by `is_met`; the margin is `margin`. Returns how many trials it took.
std::size_t carry_out(PlanSearch& search, const std::function<bool(double)>& is_met,
                      const std::function<double(double)>& margin) {
    for (std::size_t trials = 0; trials < 200; ++trials) {
        const std::optional<double> value = search.next();
        if (!value) return trials;
        search.note(*value, is_met(*value) ? Verdict::Met : Verdict::Missed, margin(*value));
    }
    return 200;
}

TEST(PlanSearch, FindsTheLargestWholeNumberThatMeets) {
    PlanSearch search =
        PlanSearch::between({.least = 1, .most = 1'000'000, .precision = 1e-9, .snap = whole});
    carry_out(
        search, [](double v) { return v <= 777; }, [](double v) { return 777 - v; });
    EXPECT_EQ(search.met(), 777);
    EXPECT_EQ(search.missed(), 778);
    EXPECT_TRUE(search.is_consistent());
}

TEST(PlanSearch, FindsTheSmallestThatMeetsWhereMoreIsBetter) {
    PlanSearch search = PlanSearch::between({.least = 1, .most = 86'400, .precision = 0.001});
    carry_out(
        search, [](double v) { return v >= 900; }, [](double v) { return v - 900; });
    EXPECT_NEAR(*search.met(), 900, 1);
    EXPECT_LT(*search.missed(), 900);
}

TEST(PlanSearch, TriesNothingBeyondWhatIsNotKnown) {
    PlanSearch search = PlanSearch::around(100, {.least = 1, .most = 1e9, .snap = whole});
    std::size_t trials = 0;
    for (std::optional<double> value; (value = search.next()); ++trials) {
        ASSERT_LT(trials, 100u);
        const bool is_known = *value <= 300;
        search.note(*value, is_known ? Verdict::Met : Verdict::NotKnown,
                    is_known ? std::optional(300 - *value) : std::nullopt);
    }
    EXPECT_EQ(search.unknown(), 400);
    EXPECT_EQ(search.missed(), std::nullopt) << "what is not known is not missed";
    EXPECT_TRUE(search.is_consistent());
    for (const PlanSearch::Trial& trial : search.trials()) EXPECT_LE(trial.value, 400);
}

TEST(PlanSearch, LooksOutwardsFromThePresentValue) {
    for (const double turn : {3.0, 70.0, 1'000.0, 41'234.0}) {
        PlanSearch search = PlanSearch::around(1'000, {.least = 0, .most = 1e9, .snap = whole});
        const std::size_t trials = carry_out(
            search, [&](double v) { return v <= turn; }, [&](double v) { return turn - v; });
        ASSERT_TRUE(search.met() && search.missed()) << turn;
        EXPECT_LE(*search.met(), turn);
        EXPECT_GT(*search.missed(), turn);
        EXPECT_LE(*search.missed() - *search.met(), std::max(1.0, 0.02 * turn));
        EXPECT_LE(trials, 20u);
    }
}

TEST(PlanSearch, SaysWhenTheGoalHardlyReactsToTheValue) {
    const auto hardly = [](const std::function<double(double)>& margin) {
        PlanSearch search = PlanSearch::between({.least = 1, .most = 20'000, .snap = whole});
        carry_out(
            search, [&](double v) { return margin(v) > 0; }, margin);
        return search.hardly_reacts();
    };
    EXPECT_TRUE(hardly([](double v) { return -7.1 - v / 40'000; }));
    EXPECT_FALSE(hardly([](double v) { return -7.1 - v / 2'000; })) << "it doubles";
    EXPECT_FALSE(hardly([](double v) { return 1 - v / 10'000; })) << "the verdict turns";
}

TEST(PlanSearch, EndsOnAPlateauOfEightDoublings) {
    for (const double margin : {-0.5, -14.5}) {
        PlanSearch search = PlanSearch::around(10, {.least = 10, .most = 1e9, .snap = whole});
        carry_out(
            search, [](double) { return false; },
            [&](double v) { return margin * (1 + 1e-6 * v); });
        EXPECT_TRUE(search.ran_into_plateau());
        EXPECT_EQ(search.trials().back().value, 10 * 256);
        EXPECT_EQ(search.met(), std::nullopt);
    }
}

TEST(PlanSearch, TurnsRoundWhereTheMarginSaysSo) {
    PlanSearch search = PlanSearch::around(100, {.least = 0, .most = 1e9, .snap = whole});
    std::size_t above = 0;
    carry_out(
        search,
        [&](double v) {
            if (v > 200) ++above;
            return v >= 10;
        },
        [](double v) { return v - 10; });
    EXPECT_EQ(above, 0u) << "upwards the goal is only met by more";
    EXPECT_EQ(search.met(), 10);
}

TEST(PlanSearch, EndsWhereTheVerdictIsTheSameEverywhere) {
    PlanSearch met = PlanSearch::between({.least = 1, .most = 10, .snap = whole});
    EXPECT_EQ(carry_out(
                  met, [](double) { return true; }, [](double) { return 1.0; }),
              2u);
    EXPECT_TRUE(met.met().has_value());
    EXPECT_FALSE(met.missed().has_value());

    PlanSearch around = PlanSearch::around(5, {.least = 1, .most = 100, .snap = whole});
    EXPECT_LT(carry_out(
                  around, [](double) { return false; }, [](double) { return -1.0; }),
              20u);
    EXPECT_FALSE(around.met().has_value());
}

TEST(PlanSearch, GoesNoFurtherWhereAValueCannotBeSimulated) {
    PlanSearch search = PlanSearch::around(100, {.least = 1, .most = 1e9, .snap = whole});
    double largest = 0;
    while (const std::optional<double> value = search.next()) {
        largest = std::max(largest, *value);
        search.note(*value, *value > 300 ? Verdict::NotSimulated : Verdict::Met);
    }
    EXPECT_EQ(largest, 400);
}

TEST(PlanSearch, NeverAsksForAValueTwice) {
    PlanSearch search = PlanSearch::between({.least = 7, .most = 7, .snap = whole});
    EXPECT_EQ(search.next(), 7);
    search.note(7, Verdict::Met);
    EXPECT_FALSE(search.next().has_value());
}

TEST(PlanSearch, SaysWhereTheVerdictTurnsMoreThanOnce) {
    PlanSearch search = PlanSearch::between({.least = 0, .most = 4, .snap = whole});
    search.note(1, Verdict::Met);
    search.note(2, Verdict::Missed);
    EXPECT_TRUE(search.is_consistent());
    search.note(3, Verdict::Met);
    EXPECT_FALSE(search.is_consistent());
}

}  // namespace
}  // namespace fleetsim::cli
