#include "cli/summary.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <string_view>

#include "cli/text_table.hpp"
#include "cli/warnings.hpp"
#include "results/answer.hpp"
#include "results/figure_text.hpp"
#include "results/names.hpp"
#include "results/overview.hpp"
#include "results/service_tables.hpp"

namespace fleetsim::cli {

namespace {
using results::count_text;
using results::figure_text;
using results::FleetOverview;
using results::Overview;
using Out = std::back_insert_iterator<std::string>;

std::string optional_count(const std::optional<double>& value) {
    return value ? count_text(*value) : "-";
}

void print_answer(Out out, const results::Query& query, const Overview& o) {
    const auto& run = o.run;
    fmt::format_to(out, "{}: {} simulated", run.description.scenario_name,
                   results::span_text(run.simulated_until.since_start()));
    if (run.wall_seconds) fmt::format_to(out, " in {}", figure_text(*run.wall_seconds, "s"));
    if (run.events)
        fmt::format_to(out, ", {} events", count_text(static_cast<double>(*run.events)));
    fmt::format_to(out, "\n");
    if (!run.description.question.empty()) fmt::format_to(out, "\n{}\n", run.description.question);
    for (const std::string& sentence : results::answer(query, o))
        fmt::format_to(out, "  {}\n", sentence);
}

std::string load_text(const Overview& o) {
    TextTable table("load", {"peak", "mean", "messages out", "messages in"});
    for (const FleetOverview& f : o.fleets)
        table.add(f.name, {optional_count(f.connections_peak), optional_count(f.connections_mean),
                           optional_count(f.publishes), optional_count(f.received)});
    const auto& b = o.broker;
    table.add("broker", {optional_count(b.connections_peak), optional_count(b.connections_mean),
                         optional_count(b.messages_out), optional_count(b.messages_in)});
    for (const FleetOverview& f : o.fleets)
        if (f.given_up.value_or(0) > 0)
            table.add("given up by " + f.name, {"", "", count_text(*f.given_up)});
    for (const FleetOverview& f : o.fleets)
        for (const auto& [reason, count] : f.dropped)
            table.add("dropped by " + f.name + ": " + reason, {"", "", count_text(count)});
    for (const auto& [reason, count] : b.dropped)
        table.add("dropped: " + reason, {"", "", count_text(count)});
    for (const auto& [reason, count] : b.refused)
        table.add("connects refused: " + reason, {"", "", "", count_text(count)});
    for (const auto& [why, metric, count] : b.unanswered)
        table.add("connects unanswered: " + why, {"", "", "", count_text(count)});
    return table.text();
}

std::string latency_text(const Overview& o) {
    TextTable table("latency", {"p50", "p95", "p99", "p99.9", "max"});
    for (const results::Percentiles& p : o.latencies)
        table.add(p.component + " " + results::metric_title(p.metric.name),
                  {figure_text(p.p50, "s"), figure_text(p.p95, "s"), figure_text(p.p99, "s"),
                   figure_text(p.p999, "s"), figure_text(p.most, "s")});
    return table.is_empty() ? "" : table.text();
}

std::string bytes_text(const FleetOverview& f) {
    if (f.layers.empty()) return "";
    std::vector<std::string> columns{"all"};
    std::vector<std::string> up{figure_text(f.bytes_up(), "B")};
    std::vector<std::string> down{figure_text(f.bytes_down(), "B")};
    for (const results::LayerBytes& l : f.layers) {
        columns.push_back(l.layer);
        up.push_back(figure_text(l.up, "B"));
        down.push_back(figure_text(l.down, "B"));
    }
    TextTable table("bytes of " + f.name, columns);
    table.add(std::string(results::names::kUp), up);
    table.add(std::string(results::names::kDown), down);
    return table.text();
}

std::string energy_text(const FleetOverview& f) {
    if (f.consumers.empty()) return "";
    TextTable table("energy of " + f.name);
    if (f.joules_per_device_day)
        table.add("a device", {figure_text(f.joules_per_device_day, "J")}, " a day");
    const double all = f.joules();
    const auto add = [&](const std::string& consumer, double joules) {
        if (joules > 0)
            table.add(consumer, {figure_text(joules, "J"), results::percent_text(joules / all)});
    };
    constexpr std::size_t kShown = 5;
    double rest = 0;
    for (std::size_t i = 0; i < f.consumers.size(); ++i)
        if (i < kShown)
            add(f.consumers[i].consumer, f.consumers[i].joules);
        else
            rest += f.consumers[i].joules;
    add("all others", rest);
    if (f.life_days)
        table.add("battery life", {figure_text(f.life_days->p50, "d")},
                  " median, " + figure_text(f.life_days->p5, "d") + " for the shortest-lived 5 %");
    return table.text();
}

std::string rules_text(const results::Query& query, results::RunId run) {
    struct Row {
        std::string name;
        std::map<std::string, double, std::less<>> values;
    };
    std::vector<Row> rows;
    for (const results::Scalar& scalar : query.scalars(run, "rule/*")) {
        const std::string name = scalar.component.substr(std::string_view("rule/").size());
        if (rows.empty() || rows.back().name != name) rows.push_back({name, {}});
        rows.back().values[scalar.metric.name] = scalar.value.value_or(0);
    }
    TextTable table("rules", {"messages", "fired", "actions done", "failed"});
    for (const Row& row : rows) {
        const auto count = [&](std::string_view metric) {
            const auto it = row.values.find(metric);
            return it == row.values.end() ? std::string("-") : count_text(it->second);
        };
        table.add(row.name, {count("evaluated_total"), count("fired_total"), count("actions_total"),
                             count("failed_actions_total")});
    }
    return table.is_empty() ? "" : table.text();
}

std::string costs_text(const Overview& o) {
    std::string text;
    for (const results::BookCosts& book : o.costs) {
        TextTable table("month by " + book.book, {"count", "cost"});
        for (const results::CostLine& line : book.lines)
            if (line.busiest_day_count.value_or(0) > 0)
                table.add(line.item, {optional_count(line.busiest_day_count) + " a day",
                                      figure_text(line.month_cost, book.currency)});
            else if (line.month_count.value_or(0) > 0)
                table.add(line.item, {figure_text(line.month_count, line.unit),
                                      figure_text(line.month_cost, book.currency)});
        table.add("all", {"", figure_text(book.month_cost, book.currency)});
        if (book.month_cost_per_device)
            table.add(book.device_title(),
                      {"", figure_text(book.month_cost_per_device, book.currency)});
        text += table.text();
    }
    return text;
}

std::string quotas_text(const Overview& o) {
    TextTable table("quotas", {"limit", "peak", "margin", "throttled"});
    for (const results::QuotaUse& use : o.quotas)
        table.add(results::metric_title(use.name),
                  {figure_text(use.limit, use.unit), figure_text(use.peak, use.unit),
                   use.margin_ratio ? results::percent_text(*use.margin_ratio) : "-",
                   optional_count(use.throttled)});
    return table.is_empty() ? "" : table.text();
}

std::string refusals_text(const Overview& o) {
    TextTable table("refused or delayed", {"count"});
    for (const results::Refusal& refusal : o.refusals)
        table.add(refusal.client + ": " + results::metric_title(refusal.alarm),
                  {count_text(refusal.count)});
    return table.is_empty() ? "" : table.text();
}

std::string services_text(const results::Query& query, results::RunId run) {
    std::string text;
    for (const results::ServiceTable& from : results::service_tables(query, run)) {
        TextTable table(from.title, from.columns);
        for (const results::ServiceTable::Row& row : from.rows) {
            std::vector<std::string> cells;
            for (const results::ServiceCell& cell : row.cells)
                cells.push_back(cell.value ? figure_text(*cell.value, cell.unit) : "-");
            table.add(row.name, std::move(cells));
        }
        text += table.text();
    }
    return text;
}

std::string goals_text(const Overview& o) {
    if (o.goals.empty()) return "";
    std::string text = "\ngoals\n";
    for (const results::Goal& g : o.goals)
        text += fmt::format("  {:<8}{}{} (is {})\n",
                            g.is_met       ? "met"
                            : g.is_known() ? "MISSED"
                                           : "unknown",
                            g.name == g.that ? "" : g.name + ": ", g.that, results::value_text(g));
    return text;
}

std::string ledgers_text(const Overview& o) {
    TextTable table("ledgers");
    for (const results::Ledger& l : o.ledgers)
        table.add(
            l.name, {},
            l.is_closed ? "closed" : "NOT CLOSED, off by " + figure_text(l.difference, l.unit));
    return table.is_empty() ? "" : table.text();
}

void print_next(Out out, const results::Query& query, const Overview& o) {
    const std::string file = query.file().string();
    fmt::format_to(out, "{}", warnings_text(o.warnings));
    fmt::format_to(out, "\nresults: {} (run {})\n  fleetsim report {} -o report.html\n", file,
                   static_cast<std::int64_t>(o.run.id), file);
    fmt::format_to(out, "  fleetsim gui {}\n", file);
}
}  // namespace

std::string summary_text(const results::Query& query, results::RunId run) {
    const Overview o = results::overview(query, run);
    std::string text;
    const Out out(text);
    print_answer(out, query, o);
    text += load_text(o) + latency_text(o);
    for (const FleetOverview& fleet : o.fleets) text += bytes_text(fleet) + energy_text(fleet);
    text += rules_text(query, run) + services_text(query, run) + costs_text(o) + quotas_text(o) +
            refusals_text(o) + goals_text(o) + ledgers_text(o);
    print_next(out, query, o);
    return text;
}

}  // namespace fleetsim::cli
