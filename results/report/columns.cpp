#include "results/report/columns.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "results/figure_text.hpp"
#include "results/report/axis.hpp"

namespace fleetsim::results::report {

namespace {
constexpr double kSmallest = 1e-9;  // a logarithm needs something above zero

/// A bucket's count is spread evenly over the columns it touches.
void spread(Columns& columns, double lower, double upper, double share) {
    const double width = (columns.to - columns.from) / static_cast<double>(columns.shares.size());
    if (!(upper > lower)) upper = lower + width * 1e-9;
    for (std::size_t i = 0; i < columns.shares.size(); ++i) {
        const double overlap =
            std::min(upper, columns.lower(i) + width) - std::max(lower, columns.lower(i));
        if (overlap > 0) columns.shares[i] += share * overlap / (upper - lower);
    }
}

/// All of it to the column of its middle.
void put(Columns& columns, double lower, double upper, double share) {
    const double at = ((lower + upper) / 2 - columns.from) / (columns.to - columns.from);
    const auto count = static_cast<double>(columns.shares.size());
    columns.shares[static_cast<std::size_t>(std::clamp(at * count, 0.0, count - 1))] += share;
}

/// Around so few values that its ticks would say the same: wide enough for a bar and its ticks.
void widen(Columns& columns, double widest, HistogramChart::Scale scale) {
    constexpr double kLeastDecades = 0.18;  // a factor of one and a half
    constexpr double kLeastShare = 0.25;    // of the value
    constexpr double kLeastBars = 8;
    const double middle = (columns.from + columns.to) / 2;
    const double least = scale == HistogramChart::Scale::Logarithmic
                             ? kLeastDecades
                             : std::max(kLeastShare * middle, kLeastBars * widest);
    if (columns.to - columns.from >= least) return;
    columns.from = middle - least / 2;
    columns.to = middle + least / 2;
}

/// Where the chart starts and ends when the least hundredth and the greatest thousandth are left
/// outside.
std::pair<double, double> middle(const HistogramChart& chart) {
    constexpr double kBelow = 0.01;
    constexpr double kAbove = 0.001;  // what is slow or lives long is seen to its end
    const double total = static_cast<double>(chart.count);
    double seen = 0;
    double from = chart.buckets.front().lower;
    double to = chart.buckets.back().upper;
    for (const Histogram::Bucket& b : chart.buckets) {
        const double before = seen;
        seen += static_cast<double>(b.count);
        if (before <= kBelow * total) from = b.lower;
        if (seen >= (1 - kAbove) * total) {
            to = b.upper;
            break;
        }
    }
    return {from, to};
}

}  // namespace

double on_scale(double value, HistogramChart::Scale scale) {
    return scale == HistogramChart::Scale::Logarithmic ? std::log10(std::max(value, kSmallest))
                                                       : value;
}

Columns gather(const HistogramChart& chart) {
    constexpr double kMostColumns = 60;
    constexpr std::size_t kFewBuckets = 20;
    const auto scaled = [&](double value) { return on_scale(value, chart.scale); };
    Columns columns;
    columns.from = scaled(chart.buckets.front().lower);
    columns.to = scaled(chart.buckets.back().upper);
    const auto [from, to] = middle(chart);
    if (scaled(to) - scaled(from) < (columns.to - columns.from) / 2) {
        columns.from = scaled(from);
        columns.to = scaled(to);
    }
    double widest = 0;
    for (const Histogram::Bucket& b : chart.buckets)
        if (scaled(b.upper) > columns.from && scaled(b.lower) < columns.to)
            widest = std::max(widest, scaled(b.upper) - scaled(b.lower));
    widen(columns, widest, chart.scale);
    // No column is narrower than a bucket, of which it could show a part only.
    const double count = widest > 0 ? (columns.to - columns.from) / widest : kMostColumns;
    columns.shares.resize(static_cast<std::size_t>(std::clamp(count, 1.0, kMostColumns)));
    const bool is_few = chart.buckets.size() <= kFewBuckets;
    for (const Histogram::Bucket& b : chart.buckets) {
        const double share = 100 * static_cast<double>(b.count) / static_cast<double>(chart.count);
        if (scaled(b.upper) <= columns.from)
            columns.below += share;
        else if (scaled(b.lower) >= columns.to)
            columns.above += share;
        else
            (is_few ? put : spread)(columns, scaled(b.lower), scaled(b.upper), share);
    }
    return columns;
}

void add_marks(HistogramChart& chart, const Histogram& h,
               std::initializer_list<std::pair<const char*, double>> shares) {
    for (const auto& [name, share] : shares) {
        const double value = *h.quantile(share);
        if (!chart.marks.empty() && chart.marks.back().second == value)
            chart.marks.back().first += fmt::format(", {}", name);
        else
            chart.marks.emplace_back(name, value);
    }
}

namespace {
/// The unit in which the marks of a linear chart are written.
Scale linear_scale(double most, const HistogramChart& chart) {
    return scale_for(most, chart.unit).value_or(Scale{1, chart.unit});
}
}  // namespace

std::string scale_title(const HistogramChart& chart, const Columns& columns) {
    const bool is_linear = chart.scale == HistogramChart::Scale::Linear;
    std::string title =
        is_linear ? unit_name(linear_scale(columns.to, chart).unit) : unit_name(chart.unit);
    if (!is_linear) title += ", logarithmic";
    std::vector<std::string> outside;
    if (columns.below > 0) outside.push_back(percent_text(columns.below / 100) + " below");
    if (columns.above > 0) outside.push_back(percent_text(columns.above / 100) + " above");
    return outside.empty() ? title : fmt::format("{}; {}", title, fmt::join(outside, ", "));
}

std::vector<std::pair<double, std::string>> scaled_ticks(double from, double to,
                                                         const HistogramChart& chart) {
    constexpr std::size_t kFewestTicks = 3;
    std::vector<std::pair<double, std::string>> ticks;
    if (chart.scale == HistogramChart::Scale::Linear) {
        const double unit = linear_scale(to, chart).factor;
        for (const double tick : round_axis(from / unit, to / unit, 8).ticks)
            if (tick * unit >= from && tick * unit <= to)
                ticks.emplace_back(tick * unit, tick_text(tick));
        return ticks;
    }
    if (to - from < 0.7) {  // less than a factor of five: round values say more than decades
        for (const int wanted : {4, 8}) {
            if (ticks.size() >= kFewestTicks) break;
            ticks.clear();
            for (const double at : round_axis(std::pow(10, from), std::pow(10, to), wanted).ticks)
                if (at > 0 && std::log10(at) >= from && std::log10(at) <= to)
                    ticks.emplace_back(std::log10(at), figure_text(at, chart.unit));
        }
        return ticks;
    }
    const bool is_short = to - from < 2.5;
    for (int decade = static_cast<int>(std::floor(from)); decade <= std::ceil(to); ++decade)
        for (const double factor : {1.0, 2.0, 5.0}) {
            const double at = std::log10(factor) + decade;
            if (at < from || at > to || (factor > 1 && !is_short)) continue;
            ticks.emplace_back(at, figure_text(std::pow(10, at), chart.unit));
        }
    return ticks;
}

}  // namespace fleetsim::results::report
