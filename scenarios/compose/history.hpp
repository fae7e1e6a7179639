// History: what the figures of a world did over a run - their extremes, means and rates.
// Models     gauges by their samples (minimum, maximum, mean, last); counters and shares by their
//            rate between two samples. What was before the end of the warm-up does not count.
// Leaves out what happens between two samples, but for gauges whose Course is known.
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

/// What a gauge did between the samples, too.
struct Course {
    std::string component;
    std::string metric;
    std::optional<double> least{};  ///< nothing: not known better than by the samples
    double most = 0;
    std::optional<double> mean{};  ///< over time; nothing: likewise
};

class History {
  public:
    explicit History(sim::Time warm_up) : warm_up_(warm_up) {}

    /// The figures at `now`, the same ones in the same order each time, `now` rising.
    void add(sim::Time now, const std::vector<Figure>& figures);

    /// The warm-up ends `now`, between two samples or at one: rates are counted from here.
    void restart(sim::Time now, const std::vector<Figure>& figures);

    /// Puts what was measured at every instant in the place of what the samples saw.
    void correct(const Course& course);

    const std::vector<Line>& lines() const { return lines_; }
    const Line* find(std::string_view component, std::string_view metric) const;

  private:
    void open(const std::vector<Figure>& figures);

    sim::Time warm_up_;
    std::optional<sim::Time> last_;
    std::vector<double> totals_;  ///< of the last sample
    std::vector<Line> lines_;
};

}  // namespace fleetsim::scenarios::compose
