#include "results/report/content.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "results/figure_text.hpp"
#include "results/names.hpp"
#include "results/overview.hpp"
#include "results/report/sections.hpp"

namespace fleetsim::results::report {

namespace {
Verdict verdict(const Overview& o) {
    if (!o.are_ledgers_closed() || o.run.status == RunStatus::AuditFailed)
        return Verdict::NotTrusted;
    if (o.run.status != RunStatus::Done) return Verdict::Unfinished;
    if (o.goals.empty()) return Verdict::NoGoals;
    return o.goals_missed() == 0 ? Verdict::GoalsMet : Verdict::GoalsMissed;
}

std::vector<std::pair<std::string, Cell>> key_figures(const Overview& o) {
    std::vector<std::pair<std::string, Cell>> figures;
    const auto add = [&](std::string title, std::optional<double> value, std::string_view unit,
                         const std::string& figure) {
        if (value) figures.emplace_back(std::move(title), number(value, unit, figure));
    };
    add("connections at peak", o.broker.connections_peak, "1", "broker.connections_peak");
    add("messages in", o.broker.messages_in, "1", "broker.messages_in_total");
    add("messages out", o.broker.messages_out, "1", "broker.messages_out_total");
    if (!o.latencies.empty()) {
        const Percentiles& p = o.latencies.front();
        add(metric_title(p.metric.name) + ", 99 %", p.p99, "s",
            p.component + "." + p.metric.name + ".p99");
    }
    for (const BookCosts& book : o.costs)
        figures.emplace_back("cost of a month, " + book.book,
                             Cell{figure_text(book.month_cost, book.currency), book.month_cost,
                                  book.component() + ".month_cost"});
    for (const FleetOverview& f : o.fleets) {
        add(f.name + ": energy a device and day", f.joules_per_device_day, "J",
            "fleet/" + f.name + ".joules_per_device_day");
        if (f.life_days)
            add(f.name + ": battery life", f.life_days->p50, "d",
                "battery/" + f.name + ".life_days.p50");
    }
    return figures;
}

bool has_content(const Section& s) {
    return !s.sentences.empty() || !s.charts.empty() || !s.more_charts.empty() ||
           !s.tables.empty() || !s.listing.empty();
}

/// A description says what the file says; what this run did otherwise belongs beside it.
std::string description(const RunDescription& run) {
    if (run.overrides.empty()) return run.description;
    return fmt::format("{}{}Changed for this run: {}.", run.description,
                       run.description.empty() ? "" : " ", fmt::join(run.overrides, ", "));
}

Page page_of(const Query& query, const Overview& o, std::vector<Section> sections) {
    Page page;
    page.title = o.run.description.scenario_name;
    page.description = description(o.run.description);
    page.question = o.run.description.question;
    page.answer = answer(query, o);
    page.verdict = verdict(o);
    page.key_figures = key_figures(o);
    for (Section& section : sections)
        if (has_content(section)) page.sections.push_back(std::move(section));
    page.footer =
        fmt::format("fleetsim {} ({}), run {} of {}, started {}", o.run.description.version,
                    o.run.description.commit, static_cast<std::int64_t>(o.run.id),
                    query.file().filename().string(), o.run.started_utc);
    return page;
}
}  // namespace

Page content(const Query& query, RunId id) {
    const Overview o = overview(query, id);
    return page_of(
        query, o,
        {goals_section(o), study_section(query, id), load_section(query, o),
         latency_section(query, o), messages_section(o), bytes_section(query, o),
         energy_section(query, o), costs_section(o), quotas_section(o),
         broker_nodes_section(query, id), services_section(query, id), claims_section(query, id),
         ledgers_section(o), log_section(query, id), components_section(query, id),
         assumptions_section(query, id), figures_section(query, id), repeat_section(query, o.run)});
}

Page first_look(const Query& query, RunId id) {
    const Overview o = overview(query, id);
    return page_of(query, o,
                   {goals_section(o), load_tables(o), latency_tables(o), messages_section(o),
                    ledgers_section(o)});
}

bool is_number_column(const Table& table, std::size_t column) {
    return std::any_of(table.rows.begin(), table.rows.end(), [column](const auto& row) {
        return column < row.size() && row[column].is_number();
    });
}

std::pair<double, double> PointChart::range() const {
    std::pair<double, double> range{0, 0};
    for (const Line& line : lines)
        for (const std::optional<Estimate>& mean : line.means) {
            if (!mean) continue;
            range.first = std::min(range.first, mean->mean - mean->half_width.value_or(0));
            range.second = std::max(range.second, mean->mean + mean->half_width.value_or(0));
        }
    return range;
}

Cell words(std::string text) { return {std::move(text), std::nullopt, {}}; }

Cell number(std::optional<double> value, std::string_view unit, std::string figure) {
    return {value ? figure_text(value, unit) : "-", value, std::move(figure)};
}

}  // namespace fleetsim::results::report
