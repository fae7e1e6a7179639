#include "results/interval.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

#include "sim/check.hpp"

namespace fleetsim::results {

std::optional<Interval> mean_interval(std::span<const double> values, double confidence) {
    FLEET_CHECK(confidence > 0 && confidence < 1, "a confidence lies between 0 and 1");
    if (values.size() < 2) return std::nullopt;
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const double deviation = std::sqrt(squares / (n - 1));
    const boost::math::students_t distribution(n - 1);
    const double t = boost::math::quantile(distribution, (1 + confidence) / 2);
    return Interval{mean, t * deviation / std::sqrt(n), values.size()};
}

}  // namespace fleetsim::results
