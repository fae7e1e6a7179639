// Schedule: when a device publishes next.
// Models     periodic (with jitter, aligned to the clock or not), Poisson, and diurnal arrivals: a
//            Poisson process whose rate follows a cosine over the day; closed loop: the interval
//            begins when the publish before is done with.
// Leaves out schedules that depend on what others publish; the week and the seasons.
// Source     diurnal: thinning, Lewis and Shedler 1979 (Naval Research Logistics 26:403-413).
#pragma once

#include "sim/random/draw.hpp"
#include "sim/time.hpp"

namespace fleetsim::device {

enum class Pattern { Periodic, Poisson, Diurnal, ClosedLoop };
enum class Alignment { Free, Clock };

struct Schedule {
    Pattern pattern = Pattern::Periodic;
    /// Mean interval; in a closed loop, from an acknowledgement to the next publish.
    sim::Duration every = sim::Duration::minutes(1);
    double jitter = 0;  ///< periodic, closed loop: each varies by up to this share of `every`
    Alignment alignment = Alignment::Free;  ///< Clock: due at whole multiples of `every`
    double swing = 0;         ///< diurnal: (rate at the peak - mean) / mean, in [0, 1]
    sim::Duration peak_time;  ///< diurnal: time of day of the highest rate

    bool is_closed_loop() const { return pattern == Pattern::ClosedLoop; }
    /// The first publish of a device that becomes ready at `now`.
    sim::Time first(sim::Time now, sim::DrawEngine& draw) const;
    /// The one after a publish at `now`; later than `now`.
    sim::Time next(sim::Time now, sim::DrawEngine& draw) const;

  private:
    sim::Time next_arrival(sim::Time now, sim::DrawEngine& draw) const;
    sim::Time next_on_clock(sim::Time now, sim::DrawEngine& draw) const;
};

}  // namespace fleetsim::device
