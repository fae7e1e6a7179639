// TokenBucket: a quota of so many a second, with a burst.
// Models     a bucket that fills at a steady rate; what it holds is kept as the instant at which it
//            will be full, so that nothing ticks and a bucket is eight bytes beside its rate.
// Source     the algorithm is the generic cell rate algorithm of ITU-T I.371 in other words.
// Error      none for rates that divide a second; others are off by under a nanosecond a token.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/check.hpp"
#include "sim/time.hpp"

namespace fleetsim::cloud {

/// How fast buckets of a kind fill, and how much they hold. Each bucket is a `full_at` of its own,
/// zero for a full one.
class TokenRate {
  public:
    /// `per_second` and `burst` are at least one.
    TokenRate(std::int64_t per_second, std::int64_t burst)
        : per_second_(per_second), burst_(burst) {
        FLEET_CHECK(per_second > 0 && burst > 0, "a quota gives at least one token");
    }

    std::int64_t burst() const { return burst_; }
    /// Takes `count` tokens if they are there now.
    bool take(sim::Time& full_at, std::int64_t count, sim::Time now) const {
        if (ready_at(full_at, count, now) > now) return false;
        full_at = std::max(full_at, now) + span_of(count);
        return true;
    }
    /// Takes `count` tokens ahead of time; returns when they will be there. One count may be larger
    /// than the burst.
    sim::Time reserve(sim::Time& full_at, std::int64_t count, sim::Time now) const {
        full_at = std::max(full_at, now) + span_of(count);
        return std::max(now, full_at - span_of(burst_));
    }
    /// The earliest instant, not before `now`, at which take(count) succeeds; never() if the burst
    /// is smaller.
    sim::Time ready_at(sim::Time full_at, std::int64_t count, sim::Time now) const {
        if (count > burst_) return sim::Time::never();
        return std::max(now, full_at - span_of(burst_ - count));
    }
    /// Tokens there now.
    std::int64_t level(sim::Time full_at, sim::Time now) const {
        return std::max<std::int64_t>(0, burst_ - taken(full_at, now));
    }
    /// Tokens that are missing now; more than the burst where some were reserved ahead of time.
    std::int64_t taken(sim::Time full_at, sim::Time now) const {
        if (full_at <= now) return 0;
        const std::int64_t missing = (full_at - now).count();
        return missing / kSecond * per_second_ +
               (missing % kSecond * per_second_ + kSecond - 1) / kSecond;
    }

  private:
    static constexpr std::int64_t kSecond = 1'000'000'000;

    /// Whole seconds and the rest apart: a product of both would not fit in 64 bits.
    sim::Duration span_of(std::int64_t count) const {
        return sim::Duration::nanoseconds(count / per_second_ * kSecond +
                                          count % per_second_ * kSecond / per_second_);
    }

    std::int64_t per_second_;
    std::int64_t burst_;
};

/// One bucket with its rate.
class TokenBucket {
  public:
    /// The bucket starts full.
    TokenBucket(std::int64_t per_second, std::int64_t burst) : rate_(per_second, burst) {}

    bool take(std::int64_t count, sim::Time now) { return rate_.take(full_at_, count, now); }
    sim::Time reserve(std::int64_t count, sim::Time now) {
        return rate_.reserve(full_at_, count, now);
    }
    sim::Time ready_at(std::int64_t count, sim::Time now) const {
        return rate_.ready_at(full_at_, count, now);
    }
    std::int64_t level(sim::Time now) const { return rate_.level(full_at_, now); }

  private:
    TokenRate rate_;
    sim::Time full_at_;
};

}  // namespace fleetsim::cloud
