#include "scenarios/compose/history.hpp"

#include <algorithm>

namespace fleetsim::scenarios::compose {

namespace {

constexpr std::string_view kTotal = "_total";

/// "publishes_total" becomes "publishes_per_second", "J" becomes "W".
Line line_of(const Figure& figure) {
    Line line{.component = figure.component,
              .metric = figure.metric,
              .unit = figure.unit,
              .kind = figure.kind};
    if (figure.kind != FigureKind::Counter) return line;
    if (line.metric.ends_with(kTotal)) line.metric.resize(line.metric.size() - kTotal.size());
    line.metric += "_per_second";
    line.unit = figure.unit == "J" ? "W" : figure.unit + "/s";
    return line;
}

}  // namespace

void History::open(const std::vector<Figure>& figures) {
    if (!lines_.empty()) return;
    for (const Figure& figure : figures) lines_.push_back(line_of(figure));
    totals_.assign(figures.size(), 0);
}

void History::restart(sim::Time now, const std::vector<Figure>& figures) {
    open(figures);
    for (std::size_t i = 0; i < figures.size(); ++i) totals_[i] = figures[i].value;
    last_ = now;
}

void History::add(sim::Time now, const std::vector<Figure>& figures) {
    open(figures);
    const double passed = last_ ? (now - *last_).to_seconds() : now.to_seconds();
    for (std::size_t i = 0; i < figures.size(); ++i) {
        Line& line = lines_[i];
        const double total = figures[i].value;
        line.value = line.kind == FigureKind::Gauge ? total
                     : passed > 0                   ? (total - totals_[i]) / passed
                                                    : 0;
        totals_[i] = total;
        if (now <= warm_up_) continue;
        line.least = line.samples == 0 ? line.value : std::min(line.least, line.value);
        line.most = line.samples == 0 ? line.value : std::max(line.most, line.value);
        line.sum += line.value;
        ++line.samples;
    }
    last_ = now;
}

void History::correct(const Course& course) {
    const auto line = std::find_if(lines_.begin(), lines_.end(), [&](const Line& one) {
        return one.component == course.component && one.metric == course.metric;
    });
    if (line == lines_.end() || line->samples == 0) return;
    if (course.least) line->least = *course.least;
    line->most = course.most;
    if (course.mean) line->sum = *course.mean * static_cast<double>(line->samples);
}

const Line* History::find(std::string_view component, std::string_view metric) const {
    const auto it = std::find_if(lines_.begin(), lines_.end(), [&](const Line& line) {
        return line.component == component && line.metric == metric;
    });
    return it == lines_.end() ? nullptr : &*it;
}

}  // namespace fleetsim::scenarios::compose
