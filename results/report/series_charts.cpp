// Series as charts of a report: which lines share a chart, and which come first.
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <tuple>

#include "results/decimate.hpp"
#include "results/figure_text.hpp"
#include "results/names.hpp"
#include "results/report/sections.hpp"

namespace fleetsim::results::report {

namespace {
/// Points a line keeps: enough for a wide screen, little enough for a page of a dozen charts.
constexpr std::size_t kChartColumns = 300;
/// Lines of one chart that can still be told apart.
constexpr std::size_t kLines = 6;

/// Metrics that are read together, in the order a planner asks for them.
struct Group {
    std::string_view title;
    std::array<std::string_view, 5> metrics;
};
constexpr std::array kGroups = {
    Group{"connections", {names::kConnections}},
    Group{"messages per second", {names::kMessagesInRate, names::kMessagesOutRate}},
    Group{"sent and received per second", {names::kPublishesRate, "received_per_second"}},
    Group{"connecting per second",
          {names::kConnectsRate, "connect_attempts_per_second", "connections_lost_per_second"}},
    Group{"waiting messages", {names::kQueuedMessages, "waiting_messages"}},
    Group{"losses per second",
          {"dropped_per_second", "connect_failures_per_second", "refused_connects_per_second",
           "refused_per_second", "throttled_per_second"}}};

/// The place of the metric's group; kGroups.size() for one that stands alone.
std::size_t group_of(std::string_view metric) {
    for (std::size_t i = 0; i < kGroups.size(); ++i)
        for (const std::string_view member : kGroups[i].metrics)
            if (member == metric) return i;
    return kGroups.size();
}

bool is_quiet(const std::vector<Sample>& samples) {
    return std::all_of(samples.begin(), samples.end(),
                       [](const Sample& s) { return s.value == 0; });
}

/// "messages in" of "messages_in_per_second".
std::string short_title(std::string_view metric) {
    constexpr std::string_view kRate = "_per_second";
    if (metric.ends_with(kRate)) metric.remove_suffix(kRate.size());
    return metric_title(metric);
}

bool share_a_metric(const std::vector<Series>& members) {
    return std::all_of(members.begin(), members.end(), [&](const Series& s) {
        return s.metric.name == members.front().metric.name;
    });
}

/// The lines that left zero, as one chart.
LineChart chart_of(const Query& query, const std::string& title,
                   const std::vector<Series>& members) {
    LineChart chart{title, members.front().metric.unit, members.front().metric.interpolation, {}};
    const bool is_one_metric = share_a_metric(members);
    std::size_t left_out = 0;
    for (const Series& s : members) {
        const std::optional<Span> span = span_of(query, s.id);
        if (!span) continue;
        std::vector<Sample> samples =
            outline(decimate(query, s.id, span->from, span->to, kChartColumns));
        if (is_quiet(samples)) continue;
        if (chart.lines.size() < kLines)
            chart.lines.push_back(
                {is_one_metric ? s.component : s.component + ", " + short_title(s.metric.name),
                 std::move(samples)});
        else
            ++left_out;
    }
    if (left_out > 0)
        chart.title += fmt::format(" (the first {} of {})", kLines, kLines + left_out);
    return chart;
}
}  // namespace

Drawn draw_series(const Query& query, const std::vector<Series>& series) {
    std::map<std::tuple<std::size_t, std::string, std::string>, std::vector<Series>> charts;
    for (const Series& s : series) {
        const std::size_t group = group_of(s.metric.name);
        const std::string title = group < kGroups.size() ? std::string(kGroups[group].title)
                                                         : metric_title(s.metric.name);
        charts[{group, title, s.metric.unit}].push_back(s);
    }
    Drawn drawn;
    for (const auto& [key, members] : charts) {
        const auto& [group, title, unit] = key;
        LineChart chart = chart_of(query, title, members);
        if (chart.lines.empty())
            drawn.quiet.push_back(chart.title);
        else
            (group < kGroups.size() ? drawn.charts : drawn.more).emplace_back(std::move(chart));
    }
    return drawn;
}

void add_series(Section& section, Drawn drawn, More more) {
    for (Chart& chart : drawn.charts) section.charts.push_back(std::move(chart));
    std::vector<Chart>& rest = more == More::Open ? section.charts : section.more_charts;
    for (Chart& chart : drawn.more) rest.push_back(std::move(chart));
    if (!drawn.quiet.empty())
        section.notes.push_back(
            fmt::format("Zero all the time: {}.", fmt::join(drawn.quiet, ", ")));
}

}  // namespace fleetsim::results::report
