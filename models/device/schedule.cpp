#include "models/device/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sim/units.hpp"

namespace fleetsim::device {

namespace {

constexpr sim::Duration kDay = sim::Duration::days(1);

/// At least a nanosecond: a publish never lies at or before the one that asks for it.
sim::Duration at_least_one(sim::Duration d) { return std::max(d, sim::Duration::nanoseconds(1)); }

sim::Duration scaled(sim::Duration d, double factor) {
    return sim::Duration::nanoseconds(sim::rounded(static_cast<double>(d.count()) * factor));
}

}  // namespace

sim::Time Schedule::first(sim::Time now, sim::DrawEngine& draw) const {
    if (pattern == Pattern::Poisson || pattern == Pattern::Diurnal) return next_arrival(now, draw);
    if (alignment == Alignment::Clock) return next_on_clock(now, draw);
    return now + at_least_one(scaled(every, draw.uniform()));
}

sim::Time Schedule::next(sim::Time now, sim::DrawEngine& draw) const {
    if (pattern == Pattern::Poisson || pattern == Pattern::Diurnal) return next_arrival(now, draw);
    if (alignment == Alignment::Clock) return next_on_clock(now, draw);
    if (jitter == 0) return now + every;
    return now + at_least_one(scaled(every, 1 + jitter * (2 * draw.uniform() - 1)));
}

sim::Time Schedule::next_on_clock(sim::Time now, sim::DrawEngine& draw) const {
    const std::int64_t period = now.nanoseconds() / every.count() + 1;
    const sim::Time due = sim::Time::at(every * period);
    return due + scaled(every, jitter * draw.uniform());
}

sim::Time Schedule::next_arrival(sim::Time now, sim::DrawEngine& draw) const {
    const double peak = 1 + swing;
    for (;;) {
        const double gap = -std::log1p(-draw.uniform()) / peak;
        now = sim::later(now, at_least_one(scaled(every, gap)));
        if (swing == 0) return now;
        const double angle =
            static_cast<double>(((now - sim::Time::at(peak_time)) % kDay).count()) /
            static_cast<double>(kDay.count()) * 2 * std::numbers::pi;
        if (draw.uniform() * peak < 1 + swing * std::cos(angle)) return now;
    }
}

}  // namespace fleetsim::device
