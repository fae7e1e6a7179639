// TokenBucket: a quota of so many a second, or an hour, with a burst.
// Models     a bucket that fills at a steady rate; what it holds is kept as the instant at which it
//            will be full, so that nothing ticks and a bucket is eight bytes beside its rate.
// Source     the algorithm is the generic cell rate algorithm of ITU-T I.371 in other words.
// Error      none for rates that divide their span; others are off by under a nanosecond a token.
#pragma once

#include <algorithm>
#include <cstdint>

#include "models/cloud/rate.hpp"
#include "sim/check.hpp"
#include "sim/time.hpp"

namespace fleetsim::cloud {

/// How fast buckets of a kind fill, and how much they hold. Each bucket is a `full_at` of its own,
/// zero for a full one.
class TokenRate {
  public:
    /// `burst` is at least one.
    TokenRate(Rate rate, std::int64_t burst) : rate_(rate), burst_(burst) {
        FLEET_CHECK(rate.count > 0 && burst > 0, "a quota gives at least one token");
    }

    std::int64_t burst() const { return burst_; }
    /// Takes `count` tokens if they are there now.
    bool take(sim::Time& full_at, std::int64_t count, sim::Time now) const {
        if (ready_at(full_at, count, now) > now) return false;
        full_at = std::max(full_at, now) + rate_.span_of(count);
        return true;
    }
    /// Takes `count` tokens ahead of time; returns when they will be there. One count may be larger
    /// than the burst.
    sim::Time reserve(sim::Time& full_at, std::int64_t count, sim::Time now) const {
        full_at = std::max(full_at, now) + rate_.span_of(count);
        return std::max(now, full_at - rate_.span_of(burst_));
    }
    /// The earliest instant, not before `now`, at which take(count) succeeds; never() if the burst
    /// is smaller.
    sim::Time ready_at(sim::Time full_at, std::int64_t count, sim::Time now) const {
        if (count > burst_) return sim::Time::never();
        return std::max(now, full_at - rate_.span_of(burst_ - count));
    }
    /// Tokens there now.
    std::int64_t level(sim::Time full_at, sim::Time now) const {
        return std::max<std::int64_t>(0, burst_ - taken(full_at, now));
    }
    /// Tokens that are missing now; more than the burst where some were reserved ahead of time.
    std::int64_t taken(sim::Time full_at, sim::Time now) const {
        return full_at <= now ? 0 : rate_.begun_in(full_at - now);
    }

  private:
    Rate rate_;
    std::int64_t burst_;
};

/// One bucket with its rate.
class TokenBucket {
  public:
    /// The bucket starts full.
    TokenBucket(Rate rate, std::int64_t burst) : rate_(rate, burst) {}

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
