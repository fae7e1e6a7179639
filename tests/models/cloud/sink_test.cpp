#include "models/cloud/sink.hpp"

#include <gtest/gtest.h>

#include "models/cloud/sink_profile.hpp"
#include "models/profile/profile.hpp"
#include "tests/models/cloud/instants.hpp"

namespace fleetsim::cloud {
namespace {

using sim::Bytes;
using sim::Distribution;
using sim::Duration;
using sim::Time;

/// Offers one record of 100 bytes.
struct Driver {
    explicit Driver(const SinkLimits& limits) : sink("s", limits) {}
    Offer offer(Time now, std::uint64_t key = 0) {
        return sink.offer({Bytes{100}, key}, now, draws);
    }
    Sink sink;
    sim::Philox4x32 draws{1};
};

TEST(Sink, AShardTakesItsRecordsASecondThenThrottles) {
    Driver driver(
        {.shards = 2, .records_per_second = 10, .latency = Distribution::constant(0.005)});
    for (int i = 0; i < 10; ++i) EXPECT_EQ(driver.offer(at_ms(0)).fate, Offer::Fate::Accepted);
    EXPECT_EQ(driver.offer(at_ms(0)).fate, Offer::Fate::Throttled);
    EXPECT_EQ(driver.offer(at_ms(0), 1).fate, Offer::Fate::Accepted) << "the other shard is free";
    EXPECT_EQ(driver.offer(at_ms(99)).fate, Offer::Fate::Throttled);
    EXPECT_EQ(driver.offer(at_ms(100)).fate, Offer::Fate::Accepted);
    EXPECT_EQ(driver.sink.throttled(), 2);
}

TEST(Sink, BytesAreALimitOfTheirOwn) {
    Driver driver({.bytes_per_second = 250});
    EXPECT_EQ(driver.offer(at_ms(0)).fate, Offer::Fate::Accepted);
    EXPECT_EQ(driver.offer(at_ms(0)).fate, Offer::Fate::Accepted);
    EXPECT_EQ(driver.offer(at_ms(0)).fate, Offer::Fate::Throttled);
    EXPECT_EQ(driver.offer(at_ms(199)).fate, Offer::Fate::Throttled);
    EXPECT_EQ(driver.offer(at_ms(200)).fate, Offer::Fate::Accepted);
}

TEST(Sink, ARequestWithoutAnEndIsNeverDone) {
    Driver driver({.concurrency = 1, .queue = 10, .latency = Distribution::constant(1e300)});
    EXPECT_EQ(driver.offer(at_ms(5)).done_at, Time::never());
    EXPECT_EQ(driver.offer(at_ms(6)).done_at, Time::never()) << "it waits for the first";
}

TEST(Sink, RequestsBeyondTheConcurrencyWaitTheirTurn) {
    Driver driver({.concurrency = 2, .queue = 10, .latency = Distribution::constant(0.1)});
    EXPECT_EQ(driver.offer(at_ms(0)).done_at, at_ms(100));
    EXPECT_EQ(driver.offer(at_ms(10)).done_at, at_ms(110));
    EXPECT_EQ(driver.offer(at_ms(20)).done_at, at_ms(200)) << "waits for the first";
    EXPECT_EQ(driver.offer(at_ms(20)).done_at, at_ms(210));
    EXPECT_EQ(driver.sink.in_progress(at_ms(105)), 3);
    EXPECT_EQ(driver.sink.in_progress(at_ms(300)), 0);
}

TEST(Sink, AFullQueueRefuses) {
    Driver driver({.concurrency = 1, .queue = 1, .latency = Distribution::constant(1)});
    EXPECT_EQ(driver.offer(at_ms(0)).fate, Offer::Fate::Accepted);
    EXPECT_EQ(driver.offer(at_ms(0)).fate, Offer::Fate::Accepted);
    EXPECT_EQ(driver.offer(at_ms(0)).fate, Offer::Fate::QueueFull);
    EXPECT_EQ(driver.offer(at_ms(1000)).fate, Offer::Fate::Accepted);
}

TEST(Sink, AFunctionStartsColdAndStaysWarmForAWhile) {
    Driver driver({.concurrency = 10,
                   .latency = Distribution::constant(0.01),
                   .cold_start = Distribution::constant(0.5),
                   .warm_for = Duration::minutes(5)});
    EXPECT_EQ(driver.offer(at_ms(0)).done_at, at_ms(510));
    EXPECT_EQ(driver.offer(at_ms(100)).done_at, at_ms(610)) << "the first worker is busy";
    EXPECT_EQ(driver.offer(at_ms(1000)).done_at, at_ms(1010));
    EXPECT_TRUE(driver.offer(Time::at(Duration::minutes(10))).is_cold);
    EXPECT_EQ(driver.sink.cold_starts(), 3);
}

TEST(Sink, ACallerWaitsNoLongerThanItsTimeOutButTheWorkerGoesOn) {
    Driver driver({.concurrency = 1,
                   .queue = 10,
                   .latency = Distribution::constant(1),
                   .time_out = Duration::milliseconds(400)});
    const Offer late = driver.offer(at_ms(0));
    EXPECT_EQ(late.fate, Offer::Fate::TimedOut);
    EXPECT_EQ(late.done_at, at_ms(400)) << "when its caller stops waiting";
    EXPECT_EQ(driver.sink.in_progress(at_ms(999)), 1);
    EXPECT_EQ(driver.sink.timed_out(), 1);
    EXPECT_EQ(driver.sink.accepted(), 0);
}

TEST(Sink, EveryOfferHasOneFate) {
    Driver driver({.records_per_second = 30,
                   .concurrency = 2,
                   .queue = 3,
                   .latency = Distribution::exponential(0.05)});
    for (int i = 0; i < 5000; ++i) driver.offer(at_ms(i * 5));
    EXPECT_EQ(driver.sink.accepted() + driver.sink.throttled() + driver.sink.refused(), 5000);
    EXPECT_GT(driver.sink.throttled(), 0);
    EXPECT_GT(driver.sink.refused(), 0);
}

TEST(SinkProfiles, EveryShippedOneLimitsSomething) {
    for (const std::string& name : profile::shipped_names("sink")) {
        const SinkLimits limits = open_sink_limits(name);
        EXPECT_GT(limits.records_per_second + limits.bytes_per_second + limits.concurrency, 0)
            << name;
    }
    EXPECT_EQ(open_sink_limits("kinesis-shard").bytes_per_second, 1024 * 1024);
}

TEST(RetryPolicy, PausesDoubleAndEnd) {
    const RetryPolicy policy{.tries = 3, .first_pause = Duration::milliseconds(100)};
    EXPECT_EQ(policy.pause_before(1), Duration::milliseconds(100));
    EXPECT_EQ(policy.pause_before(3), Duration::milliseconds(400));
    EXPECT_EQ(policy.pause_before(4), std::nullopt);
}

}  // namespace
}  // namespace fleetsim::cloud
