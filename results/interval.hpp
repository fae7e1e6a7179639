// Interval: how well a mean of few replications is known.
// Models     Student's t interval of a mean; the paired interval of a difference, for replications
//            that shared their random draws.
// Leaves out intervals of quantiles, and anything for one replication: an interval of one value
//            does not exist, and none is given.
// Source     any statistics text, e.g. Law, Simulation Modeling and Analysis, sections 4.5
//            and 10.2.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace fleetsim::results {

struct Interval {
    double mean = 0;
    double half_width = 0;
    std::size_t count = 0;

    double lower() const { return mean - half_width; }
    double upper() const { return mean + half_width; }
};

/// `confidence` in (0, 1), such as 0.95. Nothing for fewer than two values.
std::optional<Interval> mean_interval(std::span<const double> values, double confidence);

}  // namespace fleetsim::results
