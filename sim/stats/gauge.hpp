// Gauge: a level that changes at instants, such as open connections or a queue's length.
// Models     the level now, its least and greatest, and its mean over time, from the exact integral
//            of level over virtual time; nothing is sampled.
// Leaves out the greatest of the sum of several gauges: merge() adds levels and integrals, and can
//            only bound the extremes of the sum by the sum of the extremes.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/check.hpp"
#include "sim/time.hpp"

namespace fleetsim::sim {

class Gauge {
  public:
    explicit Gauge(std::int64_t level = 0, Time since = Time::zero())
        : level_(level), least_(level), most_(level), since_(since), start_(since) {}

    /// `now` never goes back. Several changes at one instant are one: only the last one's level
    /// lasts, but each counts for the extremes.
    void set(Time now, std::int64_t level) {
        settle(now);
        level_ = level;
        least_ = std::min(least_, level);
        most_ = std::max(most_, level);
    }
    void add(Time now, std::int64_t change) { set(now, level_ + change); }

    std::int64_t level() const { return level_; }
    std::int64_t minimum() const { return least_; }
    std::int64_t maximum() const { return most_; }
    /// Over [start, now]; the level itself where that span is empty.
    double mean(Time now) const {
        const std::int64_t span = (now - start_).count();
        if (span == 0) return static_cast<double>(level_);
        return static_cast<double>(integral(now)) / static_cast<double>(span);
    }
    /// Level times nanoseconds, exactly.
    __int128 integral(Time now) const {
        return integral_ + static_cast<__int128>(level_) * (now - since_).count();
    }
    /// Forgets what was before `now`, as at the end of a warm-up; the level stays.
    void restart(Time now) { *this = Gauge(level_, now); }

    /// The sum of both; both must have started at the same instant.
    void merge(const Gauge& other) {
        FLEET_CHECK(start_ == other.start_, "merged gauges start together");
        const Time now = std::max(since_, other.since_);
        integral_ = integral(now) + other.integral(now);
        since_ = now;
        level_ += other.level_;
        least_ += other.least_;
        most_ += other.most_;
    }

  private:
    void settle(Time now) {
        FLEET_ASSERT(now >= since_, "a gauge is set in the order of time");
        integral_ = integral(now);
        since_ = now;
    }

    std::int64_t level_ = 0;
    std::int64_t least_ = 0;
    std::int64_t most_ = 0;
    Time since_;  ///< of the last change
    Time start_;
    __int128 integral_ = 0;
};

}  // namespace fleetsim::sim
