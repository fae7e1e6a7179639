// Goals, load over time, latency, messages and broker nodes.
#include <algorithm>
#include <fmt/format.h>

#include "results/figure_text.hpp"
#include "results/findings.hpp"
#include "results/names.hpp"
#include "results/report/columns.hpp"
#include "results/report/sections.hpp"
#include "results/service_tables.hpp"

namespace fleetsim::results::report {

namespace {
bool is_latency(const Series& s) { return s.metric.name.find("latency") != s.metric.name.npos; }

/// Bytes, energy and broker nodes have sections of their own.
bool is_load(const Series& s) {
    for (const std::string_view other : {"broker/node/", "wire/", "energy/", "battery/"})
        if (s.component.starts_with(other)) return false;
    return !is_latency(s);
}

HistogramChart latency_chart(const Histogram& h) {
    HistogramChart chart;
    chart.title = h.component + ": " + metric_title(h.metric.name);
    chart.unit = h.metric.unit;
    chart.scale = HistogramChart::Scale::Logarithmic;
    chart.buckets = h.buckets;
    chart.count = h.count;
    add_marks(chart, h, {{"p50", 0.5}, {"p95", 0.95}, {"p99", 0.99}});
    return chart;
}

std::vector<Cell> latency_row(const Percentiles& p) {
    const std::string figure = p.component + "." + p.metric.name;
    const auto cell = [&](double value, const char* statistic) {
        return number(value, p.metric.unit, figure + "." + statistic);
    };
    return {words(p.component + ": " + metric_title(p.metric.name)),
            number(static_cast<double>(p.count), "1", figure + ".count"),
            cell(p.mean, "mean"),
            cell(p.p50, "p50"),
            cell(p.p95, "p95"),
            cell(p.p99, "p99"),
            cell(p.p999, "p99.9"),
            cell(p.most, "max")};
}
}  // namespace

Section goals_section(const Overview& o) {
    Section section{"goals", "Goals", {}, {}, {}, {}};
    if (o.goals.empty()) return section;
    Table table{"", {"goal", "verdict", "wanted", "simulated"}, {}};
    for (const Goal& g : o.goals)
        table.rows.push_back({words(g.name),
                              words(std::string(g.verdict())),
                              words(g.that),
                              {value_text(g), g.value, "goal." + g.name}});
    section.tables.push_back(std::move(table));
    return section;
}

Section load_tables(const Overview& o) {
    Section section{"load", "Connections and load over time", {}, {}, {}, {}};
    Table table{"", {"", "devices", "connections, peak", "connections, mean"}, {}};
    for (const FleetOverview& f : o.fleets) {
        const std::string name = names::fleet(f.name);
        table.rows.push_back({words(f.name), number(f.devices, "1", name + ".devices"),
                              number(f.connections_peak, "1", name + ".connections_peak"),
                              number(f.connections_mean, "1", name + ".connections_mean")});
    }
    if (o.broker.connections_peak || o.broker.connections_mean)
        table.rows.push_back({words("broker"), words(""),
                              number(o.broker.connections_peak, "1", "broker.connections_peak"),
                              number(o.broker.connections_mean, "1", "broker.connections_mean")});
    if (!table.rows.empty()) section.tables.push_back(std::move(table));
    return section;
}

Section load_section(const Query& query, const Overview& o) {
    Section section = load_tables(o);
    std::vector<Series> series = query.series(o.run.id);
    std::erase_if(series, [](const Series& s) { return !is_load(s); });
    add_series(section, draw_series(query, series), More::Folded);
    if (!section.charts.empty() && o.run.description.warm_up > sim::Duration{})
        section.sentences.push_back(
            fmt::format("The first {} are warm-up: drawn, but not counted in the other figures.",
                        span_text(o.run.description.warm_up)));
    return section;
}

Section latency_tables(const Overview& o) {
    Section section{"latency", "Latency", {}, {}, {}, {}};
    if (o.latencies.empty()) return section;
    Table table{"", {"", "n", "mean", "50 %", "95 %", "99 %", "99.9 %", "max"}, {}};
    for (const Percentiles& p : o.latencies) table.rows.push_back(latency_row(p));
    section.tables.push_back(std::move(table));
    section.sentences.emplace_back(
        "Half of the messages were faster than the 50 % figure, 99 of 100 faster than the 99 % "
        "one.");
    return section;
}

Section latency_section(const Query& query, const Overview& o) {
    Section section = latency_tables(o);
    std::vector<Series> series = query.series(o.run.id);
    std::erase_if(series, [](const Series& s) { return !is_latency(s); });
    add_series(section, draw_series(query, series), More::Open);
    for (const Histogram& h : query.histograms(o.run.id))
        if (h.maximum > 0 && h.metric.name.ends_with("latency_seconds"))
            section.charts.emplace_back(latency_chart(h));
    return section;
}

Section messages_section(const Overview& o) {
    Section section{"messages", "Messages", {}, {}, {}, {}};
    Table table{"", {"", "sent", "received", "bytes of one", "energy of one"}, {}};
    const auto add = [&table](const std::string& component, const std::string& name,
                              std::optional<double> sent, std::optional<double> received,
                              const MessageCost& cost) {
        table.rows.push_back({words(name), number(sent, "1", component + ".publishes_total"),
                              number(received, "1", component + ".received_total"),
                              number(cost.bytes, "B", component + ": bytes of a message"),
                              number(cost.joules, "J", component + ": energy of a message")});
    };
    for (const FleetOverview& f : o.fleets)
        add(names::fleet(f.name), f.name, f.publishes, f.received,
            message_cost(f).value_or(MessageCost{}));
    for (const AppOverview& a : o.apps)
        add(names::app(a.name), a.name, a.publishes, a.received, MessageCost{});
    if (o.broker.messages_in || o.broker.messages_out)
        table.rows.push_back(
            {words("broker"), number(o.broker.messages_out, "1", "broker.messages_out_total"),
             number(o.broker.messages_in, "1", "broker.messages_in_total"), words(""), words("")});
    if (!table.rows.empty()) section.tables.push_back(std::move(table));
    if (const std::string cost = message_cost_sentence(o); !cost.empty())
        section.sentences.push_back(cost);
    Table given_up{"Given up by the devices", {"fleet", "messages"}, {}};
    for (const FleetOverview& f : o.fleets)
        if (f.given_up.value_or(0) > 0)
            given_up.rows.push_back(
                {words(f.name), number(f.given_up, "1", names::fleet(f.name) + ".given_up_total")});
    Table dropped{"Dropped by the broker", {"reason", "messages"}, {}};
    for (const auto& [reason, count] : o.broker.dropped)
        dropped.rows.push_back(
            {words(reason), number(count, "1", names::dropped(reason) + ".dropped_total")});
    Table refused{"Refused by the broker", {"reason", "connections"}, {}};
    for (const auto& [reason, count] : o.broker.refused)
        refused.rows.push_back(
            {words(reason),
             number(count, "1", names::refused(reason) + ".refused_connects_total")});
    Table unanswered{"Not answered by the broker", {"reason", "connects"}, {}};
    for (const auto& [why, metric, count] : o.broker.unanswered)
        unanswered.rows.push_back(
            {words(why), number(count, "1", "broker." + std::string(metric))});
    for (Table* reasons : {&given_up, &dropped, &refused, &unanswered})
        if (!reasons->rows.empty()) section.tables.push_back(std::move(*reasons));
    return section;
}

Section services_section(const Query& query, RunId run) {
    Section section{"services", "Services of the cloud", {}, {}, {}, {}};
    for (const ServiceTable& from : service_tables(query, run)) {
        Table table{from.title, {""}, {}};
        table.columns.insert(table.columns.end(), from.columns.begin(), from.columns.end());
        for (const ServiceTable::Row& row : from.rows) {
            std::vector<Cell> cells = {words(row.name)};
            for (const ServiceCell& cell : row.cells)
                cells.push_back(number(cell.value, cell.unit, cell.figure));
            table.rows.push_back(std::move(cells));
        }
        section.tables.push_back(std::move(table));
    }
    return section;
}

Section broker_nodes_section(const Query& query, RunId run) {
    Section section{"broker-nodes", "Broker nodes", {}, {}, {}, {}};
    add_series(section, draw_series(query, query.series(run, "broker/node/*")), More::Open);
    Table table{"", {"node", "figure", "value"}, {}};
    for (const Scalar& s : query.scalars(run, "broker/node/*"))
        table.rows.push_back({words(s.component.substr(std::string_view("broker/node/").size())),
                              words(metric_title(s.metric.name)),
                              number(s.value, s.metric.unit, s.component + "." + s.metric.name)});
    if (!table.rows.empty()) section.tables.push_back(std::move(table));
    return section;
}

}  // namespace fleetsim::results::report
