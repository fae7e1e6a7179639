#include "scenarios/compose/goal_check.hpp"

#include <charconv>
#include <string_view>

namespace fleetsim::scenarios::compose {

namespace {

std::optional<double> percentile_of(std::string_view statistic) {
    if (!statistic.starts_with('p')) return std::nullopt;
    double percent = 0;
    const auto [end, error] =
        std::from_chars(statistic.data() + 1, statistic.data() + statistic.size(), percent);
    if (error != std::errc{} || end != statistic.data() + statistic.size()) return std::nullopt;
    return percent / 100;
}

std::optional<double> of_distribution(const Distribution& from, std::string_view statistic) {
    const sim::Histogram& h = from.histogram;
    const auto scaled = [&](std::int64_t value) { return static_cast<double>(value) * from.scale; };
    if (statistic == "mean" || statistic.empty()) return h.mean() * from.scale;
    if (statistic == "min") return scaled(h.minimum());
    if (statistic == "max") return scaled(h.maximum());
    if (statistic == "count") return static_cast<double>(h.count());
    if (statistic == "sum") return h.mean() * static_cast<double>(h.count()) * from.scale;
    if (const auto share = percentile_of(statistic)) return scaled(h.quantile(*share));
    return std::nullopt;
}

std::optional<double> of_line(const Line& line, std::string_view statistic) {
    if (statistic == "min") return line.least;
    if (statistic == "max") return line.most;
    if (statistic == "mean") return line.mean();
    if (statistic == "last" || statistic.empty()) return line.value;
    return std::nullopt;
}

}  // namespace

std::optional<double> measure(const Goal& goal, const Findings& findings) {
    for (const Distribution& one : findings.distributions)
        if (one.component == goal.component && one.metric == goal.metric)
            return of_distribution(one, goal.statistic);
    const bool wants_total = goal.statistic.empty() || goal.statistic == "last";
    for (const Figure& figure : findings.totals)
        if (wants_total && figure.component == goal.component && figure.metric == goal.metric)
            return figure.value;
    if (const Line* line = findings.history.find(goal.component, goal.metric))
        return of_line(*line, goal.statistic);
    for (const Ledger& ledger : findings.ledgers) {
        if (goal.component != "ledger/" + ledger.name) continue;
        if (goal.metric == "difference") return static_cast<double>(ledger.difference());
        if (goal.metric == "closed") return ledger.is_closed() ? 1 : 0;
    }
    return std::nullopt;
}

bool is_met(const Goal& goal, double value) {
    switch (goal.comparison) {
        case Goal::Comparison::Less:
            return value < goal.threshold;
        case Goal::Comparison::LessOrEqual:
            return value <= goal.threshold;
        case Goal::Comparison::Greater:
            return value > goal.threshold;
        case Goal::Comparison::GreaterOrEqual:
            return value >= goal.threshold;
        case Goal::Comparison::Equal:
            break;
    }
    return value == goal.threshold;
}

}  // namespace fleetsim::scenarios::compose
