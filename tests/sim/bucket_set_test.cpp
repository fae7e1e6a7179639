#include "sim/bucket_set.hpp"

#include <gtest/gtest.h>
#include <set>

#include "sim/random/draw.hpp"

namespace fleetsim::sim {
namespace {

constexpr std::size_t kBuckets = BucketSet::kBuckets;

std::size_t distance(const std::set<std::size_t>& buckets, std::size_t from) {
    if (buckets.empty()) return kBuckets;
    const auto next = buckets.lower_bound(from);
    return next != buckets.end() ? *next - from : *buckets.begin() + kBuckets - from;
}

TEST(BucketSet, AnEmptyOneHasNoNextBucket) {
    const BucketSet none;
    for (const std::size_t from : {std::size_t{0}, std::size_t{63}, kBuckets - 1})
        EXPECT_EQ(none.distance_from(from), kBuckets);
}

TEST(BucketSet, GoesRoundToABucketBefore) {
    BucketSet buckets;
    buckets.set(5);
    EXPECT_EQ(buckets.distance_from(5), 0u);
    EXPECT_EQ(buckets.distance_from(6), kBuckets - 1);
    EXPECT_EQ(buckets.distance_from(64), kBuckets - 59);
    EXPECT_EQ(buckets.distance_from(kBuckets - 1), 6u);
}

TEST(BucketSet, IsAsAPlainSet) {
    DrawEngine random = draw(11, EntityId::service(0), 1, 0);
    BucketSet buckets;
    std::set<std::size_t> expected;
    for (int step = 0; step < 20'000; ++step) {
        // More goes in for a while, then more comes out: full and empty words occur.
        const auto bucket = random.below(kBuckets);
        if (random.below(10) < (step / 5'000 % 2 == 0 ? 7 : 2)) {
            buckets.set(bucket);
            expected.insert(bucket);
        } else {
            buckets.clear(bucket);
            expected.erase(bucket);
        }
        ASSERT_EQ(buckets.has(bucket), expected.contains(bucket));
        const auto from = random.below(kBuckets);
        ASSERT_EQ(buckets.distance_from(from), distance(expected, from)) << from;
    }
}

}  // namespace
}  // namespace fleetsim::sim
