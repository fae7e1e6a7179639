// BackOff: how long a device waits before it tries to connect again.
// Models     truncated exponential back-off with a random part.
// Leaves out a server's own wish when to come back (HTTP's Retry-After); giving up.
// Source     "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015): jitter 1 is its "full
//            jitter", 0.5 its "equal jitter".
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/time.hpp"

namespace fleetsim::device {

struct BackOff {
    sim::Duration first = sim::Duration::seconds(1);
    sim::Duration most = sim::Duration::seconds(128);
    double factor = 2;
    double jitter = 1;  ///< share of the delay that is random, 0..1

    /// After `failures` >= 1 attempts that failed; `uniform` is a draw from [0, 1).
    sim::Duration delay(unsigned failures, double uniform) const {
        double seconds = first.to_seconds();
        const double limit = most.to_seconds();
        for (unsigned i = 1; i < failures && seconds < limit; ++i) seconds *= factor;
        seconds = std::min(seconds, limit);
        return sim::Duration::from_seconds(seconds * (1 - jitter + jitter * uniform));
    }
};

}  // namespace fleetsim::device
