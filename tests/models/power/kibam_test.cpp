#include "models/power/kibam.hpp"

#include <array>
#include <gtest/gtest.h>

namespace fleetsim::power {
namespace {

constexpr sim::Amperes kLoad{0.96};
constexpr double kMinute = 60;

// The cell of Cloth, Jongerden, Haverkort: Computing Battery Lifetime Distributions, DSN 2007.
Kibam published_cell() { return Kibam(sim::Coulombs{7200}, 0.625, 4.5e-5); }

/// Minutes until the cell is empty under on-off pulses of equal lengths.
double life_under_pulses(double hertz) {
    const Kibam cell = published_cell();
    const sim::Duration half = sim::Duration::from_seconds(0.5 / hertz);
    Kibam::State state = cell.full();
    sim::Duration passed;
    for (;;) {
        const sim::Duration end = *cell.empty_in(state, kLoad);
        if (end <= half) return (passed + end).to_seconds() / kMinute;
        state = cell.after(state, {kLoad, half});
        state = cell.after(state, {sim::Amperes{0}, half});
        passed = passed + half + half;
    }
}

// Table 1 of the paper, column "KiBaM" (unverified: quoted, the paper was not at hand).
TEST(Kibam, MeetsThePublishedLifeUnderAConstantLoad) {
    const Kibam cell = published_cell();
    EXPECT_NEAR(cell.empty_in(cell.full(), kLoad)->to_seconds() / kMinute, 91, 0.5);
}

TEST(Kibam, MeetsThePublishedLifeUnderPulses) {
    EXPECT_NEAR(life_under_pulses(1), 203, 0.5);
    EXPECT_NEAR(life_under_pulses(0.2), 203, 0.5);
}

// The wells' equations, y1' = -I + k (h2 - h1) and y2' = -k (h2 - h1), in small steps.
TEST(Kibam, TheClosedFormSolvesTheWellsEquations) {
    const double share = 0.625;
    const double flow = 4.5e-5;
    double available = share * 7200;
    double bound = (1 - share) * 7200;
    const double step = 0.01;
    for (int i = 0; i < 100'000; ++i) {
        const double moved = flow * (bound / (1 - share) - available / share);
        available += (-kLoad.count() + moved) * step;
        bound -= moved * step;
    }
    const Kibam cell = published_cell();
    const Kibam::State later = cell.after(cell.full(), {kLoad, sim::Duration::seconds(1000)});
    EXPECT_NEAR(later.available, available, 0.01);
    EXPECT_NEAR(later.bound, bound, 0.01);
}

TEST(Kibam, OneStepIsTheSameAsManyShortOnes) {
    const Kibam cell = published_cell();
    Kibam::State state = cell.full();
    for (int i = 0; i < 600; ++i) state = cell.after(state, {kLoad, sim::Duration::seconds(1)});
    const Kibam::State once = cell.after(cell.full(), {kLoad, sim::Duration::seconds(600)});
    EXPECT_NEAR(state.available, once.available, 1e-8);
    EXPECT_NEAR(state.available + state.bound, 7200 - 0.96 * 600, 1e-8);
}

TEST(Kibam, APauseMakesBoundChargeAvailable) {
    const Kibam cell = published_cell();
    const auto hour = sim::Duration::hours(1);
    const auto without = std::to_array<LoadStep>({{kLoad, hour}, {kLoad, {}}});
    const auto with =
        std::to_array<LoadStep>({{kLoad, hour}, {sim::Amperes{0}, hour}, {kLoad, {}}});
    EXPECT_GT(*time_to_empty(cell, with) - hour, *time_to_empty(cell, without));
}

TEST(Kibam, ASmallCurrentGetsAllTheCharge) {
    const Kibam cell = published_cell();
    const double seconds = cell.empty_in(cell.full(), sim::Amperes{1e-6})->to_seconds();
    EXPECT_NEAR(seconds * 1e-6, 7200, 0.05);
}

TEST(Kibam, WithoutLoadItLastsForEver) {
    const Kibam cell = published_cell();
    EXPECT_EQ(cell.empty_in(cell.full(), sim::Amperes{0}), std::nullopt);
}

}  // namespace
}  // namespace fleetsim::power
