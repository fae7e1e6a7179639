#include "sim/stats/histogram.hpp"

#include <gtest/gtest.h>

namespace fleetsim::sim {
namespace {

TEST(Histogram, SmallValuesAreExact) {
    Histogram h;
    for (std::int64_t v = 0; v < 200; ++v) h.record(v);
    EXPECT_EQ(h.quantile(0.5), 99);
    EXPECT_EQ(h.quantile(1), 199);
    EXPECT_EQ(h.minimum(), 0);
}

TEST(Histogram, QuantilesAreWithinTheStatedError) {
    for (std::int64_t value = 1; value < (std::int64_t{1} << 60); value = value * 3 + 1) {
        Histogram h;
        h.record(value - 1);
        h.record(value);
        h.record(value * 2);
        EXPECT_NEAR(static_cast<double>(h.quantile(0.6)), static_cast<double>(value),
                    static_cast<double>(value) / 128 + 1);
    }
}

TEST(Histogram, TheLastBucketEndsWhereTheIntegersDo) {
    Histogram h;
    h.record(INT64_MAX);
    EXPECT_EQ(h.buckets().front().lower, std::int64_t{255} << 55);
    EXPECT_EQ(h.buckets().front().upper, INT64_MAX);
    EXPECT_GE(h.quantile(0.5), std::int64_t{255} << 55);
}

TEST(Histogram, BucketsTileTheValuesWithoutGaps) {
    Histogram h;
    for (std::int64_t value = 1; value < 1'000'000; value += 37) h.record(value);
    std::int64_t total = 0;
    for (const Histogram::Bucket& bucket : h.buckets()) {
        EXPECT_LT(bucket.lower, bucket.upper);
        total += bucket.count;
    }
    EXPECT_EQ(total, h.count());
    Histogram one;
    one.record(100'000);
    EXPECT_LE(one.buckets().front().lower, 100'000);
    EXPECT_GT(one.buckets().front().upper, 100'000);
}

TEST(Histogram, MergingEqualsRecordingEverythingInOne) {
    Histogram left;
    Histogram right;
    Histogram all;
    for (std::int64_t v = 0; v < 10'000; v += 7) {
        (v % 2 == 0 ? left : right).record(v * v);
        all.record(v * v);
    }
    left.merge(right);
    EXPECT_EQ(left.count(), all.count());
    EXPECT_TRUE(left.sum() == all.sum());
    EXPECT_EQ(left.quantile(0.9), all.quantile(0.9));
    EXPECT_EQ(left.maximum(), all.maximum());
}

TEST(Histogram, WhatCameSinceIsWhatWasRecordedAfterwards) {
    Histogram all;
    Histogram after;
    for (std::int64_t value = 1; value < 1000; value += 7) all.record(value);
    const Histogram before = all;
    for (std::int64_t value = 5000; value < 90'000; value += 1111) {
        all.record(value);
        after.record(value);
    }
    const Histogram since = all.since(before);
    EXPECT_EQ(since.count(), after.count());
    EXPECT_EQ(since.mean(), after.mean());
    EXPECT_EQ(since.quantile(0.5), after.quantile(0.5));
    EXPECT_NEAR(static_cast<double>(since.minimum()), 5000, 5000 / 128.0);
    EXPECT_EQ(all.since(all).count(), 0);
}

TEST(Histogram, TheSumOfLongWaitsOfABillionMessagesIsExact) {
    Histogram h;
    h.record(std::int64_t{600'000'000'000}, 1'000'000'000);  // ten minutes in nanoseconds
    EXPECT_DOUBLE_EQ(h.mean(), 6e11);
}

TEST(Histogram, EmptyAnswersZero) {
    EXPECT_EQ(Histogram{}.quantile(0.5), 0);
    EXPECT_EQ(Histogram{}.mean(), 0);
    EXPECT_TRUE(Histogram{}.buckets().empty());
}

}  // namespace
}  // namespace fleetsim::sim
