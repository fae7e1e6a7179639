#include "sim/random/philox.hpp"

#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <gtest/gtest.h>
#include <random>
#include <set>

#include "sim/random/draw.hpp"

namespace fleetsim::sim {
namespace {

static_assert(std::uniform_random_bit_generator<Philox4x32>);

// The known answers of the authors' own library, Random123 (kat_vectors, philox4x32 10).
TEST(Philox, GivesTheKnownAnswersOfSalmonEtAl) {
    using Counter = Philox4x32::Counter;
    EXPECT_EQ(Philox4x32::block({0, 0}, {0, 0, 0, 0}),
              (Counter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    EXPECT_EQ(Philox4x32::block({0xffffffff, 0xffffffff},
                                {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}),
              (Counter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(Philox4x32::block({0xa4093822, 0x299f31d0},
                                {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}),
              (Counter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, TakesTheWordsOfABlockInOrderAndThenTheNextBlock) {
    Philox4x32 engine({1, 2}, {0xffffffff, 7, 8, 9});
    const auto first = Philox4x32::block({1, 2}, {0xffffffff, 7, 8, 9});
    const auto second = Philox4x32::block({1, 2}, {0, 8, 8, 9});  // the carry goes on
    for (const std::uint32_t word : first) EXPECT_EQ(engine(), word);
    for (const std::uint32_t word : second) EXPECT_EQ(engine(), word);
}

TEST(Philox, DiscardingEqualsTakingAndForgetting) {
    for (std::uint64_t taken = 0; taken < 5; ++taken) {
        for (std::uint64_t discarded = 0; discarded < 14; ++discarded) {
            Philox4x32 stepped(42);
            for (std::uint64_t i = 0; i < taken; ++i) stepped();
            Philox4x32 jumped = stepped;
            for (std::uint64_t i = 0; i < discarded; ++i) stepped();
            jumped.discard(discarded);
            EXPECT_EQ(jumped, stepped) << taken << " taken, " << discarded << " discarded";
            EXPECT_EQ(jumped(), stepped());
        }
    }
}

TEST(Philox, DiscardingCarriesPast32Bits) {
    Philox4x32 engine({5, 6}, {0, 0, 0, 0});
    engine.discard(std::uint64_t{4} << 32);
    EXPECT_EQ(engine(), (Philox4x32::block({5, 6}, {0, 1, 0, 0})[0]));
}

TEST(Philox, SeedingStartsAgain) {
    Philox4x32 engine(9);
    const std::uint32_t first = engine();
    EXPECT_NE(engine(), first);
    engine.seed(9);
    EXPECT_EQ(engine(), first);
    EXPECT_EQ(engine, [] {
        Philox4x32 other(9);
        other();
        return other;
    }());
}

TEST(Philox, ServesTheDistributionsOfBoostRandom) {
    Philox4x32 engine(1);
    boost::random::uniform_int_distribution<int> die(1, 6);
    std::array<int, 7> seen{};
    for (int i = 0; i < 60'000; ++i) ++seen[static_cast<std::size_t>(die(engine))];
    // Chi-square with 5 degrees of freedom: 20.5 is exceeded once in a thousand seeds.
    double chi_square = 0;
    for (std::size_t face = 1; face <= 6; ++face)
        chi_square += (seen[face] - 10'000.0) * (seen[face] - 10'000.0) / 10'000.0;
    EXPECT_LT(chi_square, 20.5);

    boost::random::normal_distribution<double> normal(100, 1);
    double sum = 0;
    for (int i = 0; i < 10'000; ++i) sum += normal(engine);
    EXPECT_NEAR(sum / 10'000, 100, 0.04);  // four standard errors
}

TEST(Philox, UniformNumbersLieInZeroToBelowOne) {
    Philox4x32 engine(3);
    double sum = 0;
    for (int i = 0; i < 100'000; ++i) {
        const double u = engine.uniform();
        ASSERT_GE(u, 0);
        ASSERT_LT(u, 1);
        sum += u;
    }
    EXPECT_NEAR(sum / 100'000, 0.5, 0.004);
    for (int i = 0; i < 1'000; ++i) EXPECT_LT(engine.below(7), 7u);
    EXPECT_EQ(engine.below(1), 0u);
}

TEST(Draw, ChangesWithSeedEntityPurposeAndCounter) {
    const EntityId device = EntityId::device(17);
    std::set<std::uint32_t> firsts;
    firsts.insert(draw(1, device, 2, 3)());
    firsts.insert(draw(2, device, 2, 3)());
    firsts.insert(draw(std::uint64_t{1} << 32 | 1, device, 2, 3)());
    firsts.insert(draw(1, EntityId::device(18), 2, 3)());
    firsts.insert(draw(1, device, 3, 3)());
    firsts.insert(draw(1, device, 2, 4)());
    EXPECT_EQ(firsts.size(), 6u);
    EXPECT_EQ(draw(1, device, 2, 3)(), draw(1, device, 2, 3)());
}

// A long draw of one counter must not run into the draw of the next one.
TEST(Draw, ALongDrawSharesNoBlockWithItsNeighbours) {
    const auto block_of = [](std::uint32_t counter, std::uint32_t purpose, std::uint32_t entity) {
        DrawEngine engine = draw(1, EntityId{entity}, purpose, counter);
        std::set<std::uint64_t> pairs;
        for (int i = 0; i < 500; ++i) {
            const std::uint64_t high = engine();
            pairs.insert(high << 32 | engine());
        }
        return pairs;
    };
    std::set<std::uint64_t> all = block_of(0, 0, 0);
    all.merge(block_of(1, 0, 0));
    all.merge(block_of(0, 1, 0));
    all.merge(block_of(0, 0, 1));
    EXPECT_EQ(all.size(), 2'000u);
}

// The correlation of neighbouring devices' first numbers, where a weak mixing would show.
TEST(Draw, NeighbouringEntitiesAreUncorrelated) {
    constexpr int kDevices = 100'000;
    double sum = 0;
    double before = draw(1, EntityId::device(0), 1, 0).uniform() - 0.5;
    for (std::uint32_t i = 1; i < kDevices; ++i) {
        const double now = draw(1, EntityId::device(i), 1, 0).uniform() - 0.5;
        sum += before * now * 12;  // 1/12 is the variance of a uniform number
        before = now;
    }
    EXPECT_NEAR(sum / kDevices, 0, 4 / std::sqrt(kDevices));
}

}  // namespace
}  // namespace fleetsim::sim
