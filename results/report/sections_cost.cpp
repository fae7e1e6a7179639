// What a run costs: bytes and energy.
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "results/figure_text.hpp"
#include "results/names.hpp"
#include "results/report/columns.hpp"
#include "results/report/sections.hpp"

namespace fleetsim::results::report {

namespace {
BarChart bytes_chart(const FleetOverview& f) {
    BarChart chart{f.name + ": bytes by layer", "B", {}, {{"up", {}}, {"down", {}}}};
    for (const LayerBytes& l : f.layers) {
        chart.parts.push_back(l.layer);
        chart.bars[0].parts.push_back(l.up);
        chart.bars[1].parts.push_back(l.down);
    }
    return chart;
}

Table bytes_table(const FleetOverview& f) {
    Table table{f.name, {"layer", "up", "down"}, {}};
    const std::string wire = "wire/" + f.name + "/";
    for (const LayerBytes& l : f.layers) {
        const auto cell = [&](double bytes, std::string_view direction) {
            return number(bytes, "B", names::wire(f.name, direction, l.layer) + ".bytes_total");
        };
        table.rows.push_back({words(l.layer), cell(l.up, names::kUp), cell(l.down, names::kDown)});
    }
    table.rows.push_back({words("all: IP packets"),
                          number(f.bytes_up(), "B", "sum of " + wire + "up"),
                          number(f.bytes_down(), "B", "sum of " + wire + "down")});
    const auto add = [&](const char* name, const std::optional<LayerBytes>& both,
                         const char* unit) {
        if (both)
            table.rows.push_back({words(name), number(both->up, unit, wire + "up." + both->layer),
                                  number(both->down, unit, wire + "down." + both->layer)});
    };
    add("with the link's framing", f.link, "B");
    add("packets", f.packets, "1");
    return table;
}

bool is_used(const ConsumerEnergy& c) { return c.joules != 0; }

BarChart energy_chart(const FleetOverview& f) {
    BarChart chart{f.name + ": energy by consumer", "J", {"energy"}, {}};
    for (const ConsumerEnergy& c : f.consumers)
        if (is_used(c)) chart.bars.push_back({c.consumer, {c.joules}});
    return chart;
}

Cell share_cell(double share, const std::string& component) {
    return {percent_text(share), share, component + " of all"};
}

Table energy_table(const FleetOverview& f) {
    Table table{f.name, {"consumer", "energy", "share", "a device and day"}, {}};
    const double all = f.joules();
    const double days = f.joules_per_device_day.value_or(0) > 0
                            ? all / *f.joules_per_device_day  // device-days
                            : 0;
    const auto daily = [&](double joules, const std::string& figure) {
        return days > 0 ? number(joules / days, "J", figure + " a device and day") : words("");
    };
    for (const ConsumerEnergy& c : f.consumers) {
        const std::string component = names::energy(f.name, c.consumer);
        if (is_used(c))
            table.rows.push_back(
                {words(c.consumer), number(c.joules, "J", component + ".joules_total"),
                 share_cell(all > 0 ? c.joules / all : 0, component), daily(c.joules, component)});
    }
    table.rows.push_back(
        {words("all"), number(all, "J", "sum of energy/" + f.name), words(""),
         number(f.joules_per_device_day, "J", "fleet/" + f.name + ".joules_per_device_day")});
    return table;
}

std::string unused_sentence(const FleetOverview& f) {
    std::vector<std::string> unused;
    for (const ConsumerEnergy& c : f.consumers)
        if (!is_used(c)) unused.push_back(c.consumer);
    return unused.empty() ? ""
                          : fmt::format("{} spent nothing on {}.", f.name, fmt::join(unused, ", "));
}

std::string life_sentence(const std::string& fleet, const Percentiles& life) {
    const std::string median = figure_text(life.p50, "d");
    const std::string early = figure_text(life.p5, "d");
    const std::string late = figure_text(life.p95, "d");
    if (early == late) return fmt::format("{}: the batteries last {}.", fleet, median);
    return fmt::format(
        "{}: the median life of a battery is {}; 5 % of them are empty after {}, 95 % after {}.",
        fleet, median, early, late);
}

HistogramChart battery_chart(const Histogram& h) {
    HistogramChart chart;
    chart.title = h.component.substr(names::battery("").size()) + ": battery life";
    chart.unit = h.metric.unit;
    chart.buckets = h.buckets;
    chart.count = h.count;
    add_marks(chart, h, {{"5 %", 0.05}, {"50 %", 0.5}, {"95 %", 0.95}});
    return chart;
}
/// Totals stand `depth` parts below their kind: wire/meter/up. What they are made of is folded
/// away.
void add_totals_first(Section& section, const Query& query, const std::vector<Series>& series,
                      std::ptrdiff_t depth) {
    std::vector<Series> totals;
    std::vector<Series> parts;
    for (const Series& s : series)
        (std::count(s.component.begin(), s.component.end(), '/') == depth ? totals : parts)
            .push_back(s);
    add_series(section, draw_series(query, totals), More::Open);
    Drawn drawn = draw_series(query, parts);
    drawn.quiet.clear();  // a part that is zero is in the table
    add_series(section, std::move(drawn), More::Folded);
}
}  // namespace

Section bytes_section(const Query& query, const Overview& o) {
    Section section{"bytes", "Bytes by layer and direction", {}, {}, {}, {}};
    for (const FleetOverview& f : o.fleets) {
        if (f.layers.empty()) continue;
        section.charts.emplace_back(bytes_chart(f));
        section.tables.push_back(bytes_table(f));
        const double all = f.bytes_up() + f.bytes_down();
        if (f.layers.front().layer == names::kPayload && all > 0)
            section.sentences.push_back(
                fmt::format("{} of {}'s {} on the network are payload; the rest carries it.",
                            percent_text((f.layers.front().up + f.layers.front().down) / all),
                            f.name, figure_text(all, "B")));
    }
    add_totals_first(section, query, query.series(o.run.id, "wire/*"), 2);
    return section;
}

Section energy_section(const Query& query, const Overview& o) {
    Section section{"energy", "Energy and battery life", {}, {}, {}, {}};
    for (const FleetOverview& f : o.fleets) {
        if (f.consumers.empty()) continue;
        section.charts.emplace_back(energy_chart(f));
        section.tables.push_back(energy_table(f));
        if (f.life_days) section.sentences.push_back(life_sentence(f.name, *f.life_days));
        if (const std::string unused = unused_sentence(f); !unused.empty())
            section.notes.push_back(unused);
    }
    for (const Histogram& h : query.histograms(o.run.id, names::battery("*")))
        if (h.metric.name == names::kLifeDays && h.count > 0)
            section.charts.emplace_back(battery_chart(h));
    std::vector<Series> series = query.series(o.run.id, "energy/*");
    for (const Series& s : query.series(o.run.id, names::battery("*"))) series.push_back(s);
    add_totals_first(section, query, series, 1);
    return section;
}

}  // namespace fleetsim::results::report
