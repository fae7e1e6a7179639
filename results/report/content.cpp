#include "results/report/content.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>

#include "results/answer.hpp"
#include "results/figure_text.hpp"
#include "results/names.hpp"
#include "results/overview.hpp"
#include "results/report/sections.hpp"
#include "results/study_findings.hpp"

namespace fleetsim::results::report {

namespace {
Verdict verdict(const Overview& o) {
    if (!o.are_ledgers_closed() || o.run.status == RunStatus::AuditFailed)
        return Verdict::NotTrusted;
    if (o.run.status != RunStatus::Done) return Verdict::Unfinished;
    if (o.goals.empty()) return Verdict::NoGoals;
    if (o.goals_missed() > 0) return Verdict::GoalsMissed;
    return o.goals_unknown() > 0 ? Verdict::GoalsNotKnown : Verdict::GoalsMet;
}

std::vector<std::pair<std::string, Cell>> key_figures(const Overview& o) {
    std::vector<std::pair<std::string, Cell>> figures;
    const auto add = [&](std::string title, std::optional<double> value, std::string_view unit,
                         const std::string& figure) {
        if (value) figures.emplace_back(std::move(title), number(value, unit, figure));
    };
    add(o.connections_are + " at peak", o.broker.connections_peak, "1", "broker.connections_peak");
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

Verdict verdict(const StoredStudy& study) {
    switch (points_meet(study.points)) {
        case PointsMeet::NoGoals:
            return Verdict::NoGoals;
        case PointsMeet::None:
            return Verdict::GoalsMissed;
        case PointsMeet::Some:
            return Verdict::GoalsMetAtSomePoints;
        case PointsMeet::All:
            return Verdict::GoalsMet;
    }
    return Verdict::NoGoals;
}

/// "run 7, keep_alive = 2 min, replication 1".
std::string name_of(const Run& run) {
    const RunDescription& d = run.description;
    return fmt::format("run {}{}, replication {}", static_cast<std::int64_t>(run.id),
                       d.measurement.empty() ? "" : ", " + d.measurement, d.replication + 1);
}

/// A study is what the head of its page is about, and its points come first; what one of the runs
/// came to follows, and is not to be taken for the study's.
void put_study_first(Page& page, const Overview& o, const std::optional<StoredStudy>& study) {
    if (o.run.description.study.empty()) return;
    page.figures_of = name_of(o.run);
    page.sections.push_back(study_section_of(study, o.run));
    page.sections.push_back(
        {"run",
         fmt::format("One of the runs: run {}", static_cast<std::int64_t>(o.run.id)),
         std::move(page.answer),
         {},
         {},
         {}});
    if (!study) {
        page.answer = {
            fmt::format("The study, {}, has not come to its end.", o.run.description.study)};
        if (page.verdict != Verdict::NotTrusted) page.verdict = Verdict::Unfinished;
        return;
    }
    page.answer = {study_sentence(study->points)};
    page.key_figures.clear();
    if (page.verdict != Verdict::NotTrusted) page.verdict = verdict(*study);
}

Page page_of(const Query& query, const Overview& o, const std::optional<StoredStudy>& study,
             std::vector<Section> sections) {
    Page page;
    page.title = o.run.description.scenario_name;
    page.description = description(o.run.description);
    page.question = o.run.description.question;
    page.answer = answer(query, o);
    page.verdict = verdict(o);
    page.key_figures = key_figures(o);
    if (o.run.description.study.empty())  // a study's stand beside its points
        for (const LogEntry& warning : o.warnings) page.warnings.push_back(to_text(warning));
    put_study_first(page, o, study);
    std::move(sections.begin(), sections.end(), std::back_inserter(page.sections));
    std::erase_if(page.sections, [](const Section& s) { return !has_content(s); });
    page.footer =
        fmt::format("fleetsim {} ({}), run {} of {}, started {}", o.run.description.version,
                    o.run.description.commit, static_cast<std::int64_t>(o.run.id),
                    query.file().filename().string(), o.run.started_utc);
    return page;
}
}  // namespace

Page content(const Query& query, RunId id) {
    const Overview o = overview(query, id);
    const std::optional<StoredStudy> study = stored_study(query, id);
    return page_of(
        query, o, study,
        {goals_section(o), load_section(query, o), latency_section(query, o), messages_section(o),
         bytes_section(query, o), energy_section(query, o), costs_section(o), quotas_section(o),
         broker_nodes_section(query, id), services_section(query, id), claims_section(query, id),
         ledgers_section(o), log_section(query, id), components_section(query, id),
         assumptions_section(query, id), figures_section(query, id), repeat_section(query, o.run)});
}

Page first_look(const Query& query, RunId id) {
    const Overview o = overview(query, id);
    return page_of(query, o, stored_study(query, id),
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
    if (wanted) {
        range.first = std::min(range.first, wanted->threshold);
        range.second = std::max(range.second, wanted->threshold);
    }
    return {on_axis(range.first), on_axis(range.second)};
}

Cell words(std::string text) { return {std::move(text), std::nullopt, {}}; }

Cell number(std::optional<double> value, std::string_view unit, std::string figure) {
    return {value ? figure_text(value, unit) : "-", value, std::move(figure)};
}

}  // namespace fleetsim::results::report
