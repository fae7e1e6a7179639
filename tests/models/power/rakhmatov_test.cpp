#include "models/power/rakhmatov.hpp"

#include <array>
#include <gtest/gtest.h>
#include <vector>

namespace fleetsim::power {
namespace {

constexpr double kCoulombsPerMilliampereMinute = 0.06;

Rakhmatov itsy() { return Rakhmatov(sim::Coulombs{35'220 * kCoulombsPerMilliampereMinute}, 0.637); }

sim::Duration minutes(double count) { return sim::Duration::from_seconds(count * 60); }

double life_in_minutes(const std::vector<LoadStep>& steps) {
    return time_to_empty(itsy(), steps)->to_seconds() / 60;
}

// Load profiles and lifetimes of ISLPED 2002 as ns-3 prints them, rv-battery-model-test.cc, C1 to
// C9: a current, a rest from one minute to another, and the same current to the end.
struct Rested {
    double amperes;
    double rest_from;
    double rest_until;
    double life;
};

TEST(Rakhmatov, MeetsThePublishedLivesWithARest) {
    constexpr auto kPublished = std::to_array<Rested>({{0.6280, 19.5, 26.0, 55.0},
                                                       {0.4947, 31.0, 41.3, 73.9},
                                                       {0.4256, 41.0, 54.6, 88.8},
                                                       {0.2923, 74.6, 99.5, 137.8},
                                                       {0.2227, 105.7, 140.9, 185.8},
                                                       {0.6280, 19.5, 29.9, 58.9},
                                                       {0.6280, 19.5, 22.1, 51.1},
                                                       {0.6280, 23.4, 29.9, 55.0},
                                                       {0.6280, 15.6, 22.1, 55.0}});
    for (const Rested& row : kPublished) {
        const sim::Amperes current{row.amperes};
        EXPECT_NEAR(life_in_minutes({{current, minutes(row.rest_from)},
                                     {sim::Amperes{0}, minutes(row.rest_until - row.rest_from)},
                                     {current, {}}}),
                    row.life, 0.1)
            << row.amperes << " A, rest from " << row.rest_from << " min";
    }
}

// C10 and C16 of the same list.
TEST(Rakhmatov, MeetsThePublishedLivesOfFallingAndRisingLoads) {
    const auto amperes = [](double count) { return sim::Amperes{count}; };
    EXPECT_NEAR(life_in_minutes({{amperes(0.3000), minutes(0.5)},
                                 {amperes(0.6280), minutes(5)},
                                 {amperes(0.4947), minutes(5)},
                                 {amperes(0.2523), minutes(25)},
                                 {amperes(0.2341), minutes(25)},
                                 {amperes(0.1379), minutes(25)},
                                 {amperes(0.1139), minutes(25)},
                                 {amperes(0.2656), {}}}),
                144.3, 0.1);
    EXPECT_NEAR(life_in_minutes({{amperes(0.0843), minutes(50)},
                                 {amperes(0.1083), minutes(50)},
                                 {amperes(0.2045), minutes(50)},
                                 {amperes(0.2227), {}}}),
                211.4, 0.1);
}

TEST(Rakhmatov, CutsBetweenEqualCurrentsChangeNothing) {
    const sim::Amperes current{0.3};
    const double whole = life_in_minutes({{current, {}}});
    EXPECT_NEAR(life_in_minutes({{current, minutes(7)}, {current, minutes(11)}, {current, {}}}),
                whole, 1e-9);
}

TEST(Rakhmatov, WhatHasNotDiffusedComesBackInAPause) {
    const Rakhmatov cell = itsy();
    const Rakhmatov::State tired = cell.after(cell.full(), {sim::Amperes{0.6}, minutes(20)});
    const Rakhmatov::State rested = cell.after(tired, {sim::Amperes{0}, minutes(600)});
    EXPECT_GT(cell.apparent(tired).count(), 1.2 * 0.6 * 1200);
    EXPECT_NEAR(cell.apparent(rested).count(), 0.6 * 1200, 1e-6);
}

TEST(Rakhmatov, WithoutLoadItLastsForEver) {
    EXPECT_EQ(itsy().empty_in(itsy().full(), sim::Amperes{0}), std::nullopt);
}

}  // namespace
}  // namespace fleetsim::power
