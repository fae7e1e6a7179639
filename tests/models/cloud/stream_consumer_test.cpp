#include "models/cloud/stream_consumer.hpp"

#include <gtest/gtest.h>

#include "models/cloud/delivery_buffer.hpp"
#include "tests/models/cloud/instants.hpp"

namespace fleetsim::cloud {
namespace {

using sim::Duration;
using sim::Time;

StreamConsumer consumer(std::size_t batch, Duration window, Duration takes,
                        std::size_t shards = 1) {
    return {
        {.name = "r", .batch = batch, .window = window, .takes = sim::DurationDistribution(takes)},
        shards,
        1,
        0};
}

TEST(StreamConsumer, AFullBatchDoesNotWaitForItsWindow) {
    StreamConsumer one = consumer(2, Duration::seconds(10), {});
    one.add(0, at(0));
    one.advance(at(9));
    EXPECT_EQ(one.batches(), 0);
    one.add(0, at(9));
    one.advance(at(9));
    EXPECT_EQ(one.batches(), 1);
    EXPECT_EQ(one.records(), 2);
}

TEST(StreamConsumer, TheFirstRecordWaitsNoLongerThanTheWindow) {
    StreamConsumer one = consumer(100, Duration::seconds(10), {});
    one.add(0, at(0));
    one.add(0, at(5));
    one.advance(at(10));
    EXPECT_EQ(one.records(), 2);
    EXPECT_EQ(one.waiting(), 0);
}

TEST(StreamConsumer, ASlowReaderFallsBehindAndTheAgeShowsIt) {
    StreamConsumer slow = consumer(1, {}, Duration::seconds(2));
    for (std::int64_t second = 0; second < 10; ++second) slow.add(0, at(second));
    slow.advance(at(9));
    EXPECT_EQ(slow.batches(), 5) << "at 0, 2, 4, 6 and 8 s";
    EXPECT_EQ(slow.waiting(), 5);
    EXPECT_EQ(slow.lag(at(9)), Duration::seconds(4));
}

TEST(StreamConsumer, EachShardHasItsOwnReader) {
    StreamConsumer two = consumer(1, {}, Duration::seconds(100), 2);
    two.add(0, at(0));
    two.add(1, at(0));
    two.advance(at(0));
    EXPECT_EQ(two.batches(), 2);
}

TEST(StreamConsumer, WhatComesOfItDoesNotDependOnHowOftenSomebodyLooks) {
    const auto read = [](Duration step) {
        const sim::DurationDistribution takes(sim::Distribution::uniform(1, 9));
        StreamConsumer one({.name = "r", .batch = 1, .takes = takes}, 3, 1, 0);
        for (std::int64_t second = 0; second < 10; ++second)
            for (std::size_t shard = 0; shard < 3; ++shard) one.add(shard, at(second));
        for (Time now = at(0); now < at(100); now += step) one.advance(now);
        one.advance(at(100));
        return one.age().sum();
    };
    EXPECT_EQ(read(Duration::seconds(1)), read(Duration::seconds(1000)));
}

TEST(DeliveryBuffer, WritesWhenTheSizeIsReached) {
    DeliveryBuffer buffer({.size = sim::Bytes{100}, .time = Duration::seconds(60)});
    buffer.add(sim::Bytes{60}, at(0));
    EXPECT_EQ(buffer.objects(), 0);
    buffer.add(sim::Bytes{60}, at(1));
    EXPECT_EQ(buffer.objects(), 1);
    EXPECT_EQ(buffer.written(), sim::Bytes{120});
    EXPECT_EQ(buffer.waiting(), 0);
    buffer.add(sim::Bytes{100}, at(2));
    EXPECT_EQ(buffer.objects(), 2) << "reached to the byte";
}

TEST(DeliveryBuffer, WritesWhenTheFirstRecordHasWaitedLongEnough) {
    DeliveryBuffer buffer({.size = sim::Bytes{100}, .time = Duration::seconds(60)});
    buffer.add(sim::Bytes{1}, at(0));
    buffer.advance(at(59));
    EXPECT_EQ(buffer.objects(), 0);
    buffer.advance(at(600));
    EXPECT_EQ(buffer.objects(), 1);
    EXPECT_NEAR(static_cast<double>(buffer.wait().maximum()), 60e9, 1e9);
}

}  // namespace
}  // namespace fleetsim::cloud
