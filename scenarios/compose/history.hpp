// History: what the figures of a world did over a run - their extremes, means and rates.
// Models     gauges by their samples (minimum, maximum, mean, last); counters and shares by their
//            rate between two samples. Samples before the end of the warm-up do not count.
// Leaves out what happens between two samples.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/compose/figures.hpp"
#include "sim/time.hpp"

namespace fleetsim::scenarios::compose {

/// A figure as a line over time: a gauge as it is, a counter as a rate a second.
struct Line {
    std::string component;
    std::string metric;  ///< "connections", "publishes_per_second"
    std::string unit;
    double value = 0;  ///< at the last sample
    double least = 0;
    double most = 0;
    double sum = 0;
    std::int64_t samples = 0;
    FigureKind kind = FigureKind::Counter;

    double mean() const { return samples == 0 ? value : sum / static_cast<double>(samples); }
};

class History {
  public:
    explicit History(sim::Time warm_up) : warm_up_(warm_up) {}

    /// The figures at `now`, the same ones in the same order each time, `now` rising.
    void add(sim::Time now, const std::vector<Figure>& figures);

    const std::vector<Line>& lines() const { return lines_; }
    const Line* find(std::string_view component, std::string_view metric) const;

  private:
    sim::Time warm_up_;
    std::optional<sim::Time> last_;
    std::vector<double> totals_;  ///< of the last sample
    std::vector<Line> lines_;
};

}  // namespace fleetsim::scenarios::compose
