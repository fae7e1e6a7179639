// Rate: so many in a span of time, in whole numbers, so that what is counted by it is exact.
// Error      none for whole rates a second and for those that are whole an hour (100 a minute);
//            others are rounded to the nearest of these.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "sim/time.hpp"

namespace fleetsim::cloud {

struct Rate {
    std::int64_t count = 1;
    sim::Duration per = sim::Duration::seconds(1);

    Rate() = default;
    /// A second.
    Rate(std::int64_t per_second) : count(per_second) {}  // NOLINT: a bare number reads so
    Rate(std::int64_t number, sim::Duration span) : count(number), per(span) {}

    static Rate per_second(double rate) {
        constexpr double kFast = 600;  // an hour's count would not fit into the arithmetic below
        constexpr double kHour = 3600;
        if (rate >= kFast || rate == std::floor(rate)) return {std::llround(rate)};
        return {std::max<std::int64_t>(1, std::llround(rate * kHour)), sim::Duration::hours(1)};
    }

    /// Whole ones in `span`. Whole periods and the rest apart: a product of both would not fit in
    /// 64 bits.
    std::int64_t count_in(sim::Duration span) const {
        return span / per * count + (span % per).count() * count / per.count();
    }
    /// The same, one that has only begun included.
    std::int64_t begun_in(sim::Duration span) const {
        return span / per * count + ((span % per).count() * count + per.count() - 1) / per.count();
    }
    /// The time that `number` take.
    sim::Duration span_of(std::int64_t number) const {
        return per * (number / count) +
               sim::Duration::nanoseconds(number % count * per.count() / count);
    }
};

}  // namespace fleetsim::cloud
