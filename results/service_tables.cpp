#include "results/service_tables.hpp"

#include <array>
#include <map>
#include <span>
#include <string_view>

namespace fleetsim::results {

namespace {

struct Column {
    std::string_view title;
    std::string_view metric;
    /// Zero of this means that the column's figure was not measured; empty: it always is.
    std::string_view needs{};
    std::string_view or_needs{};
};

struct Kind {
    std::string_view title;
    std::string_view pattern;  ///< of components
    std::string_view prefix;   ///< not shown in a row's name
    std::span<const Column> columns;
};

constexpr std::array<Column, 8> kShadow = {{{"updates", "updates_total"},
                                            {"gets", "gets_total"},
                                            {"deltas", "deltas_total"},
                                            {"conflicts", "version_conflicts_total"},
                                            {"answers", "answers_total"},
                                            {"differ now", "diverged"},
                                            {"converge p50", "converge_time_seconds.p50"},
                                            {"p99", "converge_time_seconds.p99"}}};
constexpr std::array<Column, 10> kJob = {{{"succeeded", "succeeded"},
                                          {"failed", "failed"},
                                          {"timed out", "timed_out"},
                                          {"canceled", "canceled"},
                                          {"in progress", "in_progress"},
                                          {"queued", "queued"},
                                          {"retries", "retries_total"},
                                          {"first started", "first_started_at_seconds"},
                                          {"last succeeded", "last_succeeded_at_seconds"},
                                          {"took", "took_seconds"}}};
constexpr std::array<Column, 6> kTraining = {
    {{"examples failing", "failing_examples"},
     {"alarms right", "right_alarms"},
     {"wrong", "wrong_alarms"},
     {"precision", "precision_ratio", "right_alarms", "wrong_alarms"},
     {"recall", "recall_ratio", "failures"},
     {"lead time", "lead_time_seconds", "foreseen_failures"}}};
constexpr std::array<Column, 5> kReader = {{{"records", "records_total"},
                                            {"batches", "batches_total"},
                                            {"waiting", "waiting_records"},
                                            {"age p50", "iterator_age_seconds.p50"},
                                            {"p99", "iterator_age_seconds.p99"}}};

constexpr std::array<Kind, 4> kKinds = {
    {{"shadows", "shadow", "", kShadow},
     {"jobs", "job/*", "job/", kJob},
     {"trainings of models", "model/*/training-*", "model/", kTraining},
     {"readers of streams", "reader/*", "reader/", kReader}}};

using Values = std::map<std::string, Scalar, std::less<>>;

ServiceCell cell_of(const std::string& component, const Values& values, const Column& column) {
    ServiceCell cell{.figure = component + "." + std::string(column.metric)};
    const auto value = [&](std::string_view metric) -> std::optional<double> {
        const auto found = values.find(metric);
        return found == values.end() ? std::nullopt : found->second.value;
    };
    const auto found = values.find(column.metric);
    if (found == values.end()) return cell;
    cell.unit = found->second.metric.unit;
    const bool is_measured = column.needs.empty() || value(column.needs).value_or(0) > 0 ||
                             (!column.or_needs.empty() && value(column.or_needs).value_or(0) > 0);
    if (is_measured) cell.value = found->second.value;
    return cell;
}

ServiceTable table_of(const Query& query, RunId run, const Kind& kind) {
    ServiceTable table{.title = std::string(kind.title)};
    for (const Column& column : kind.columns) table.columns.emplace_back(column.title);
    std::vector<std::pair<std::string, Values>> components;
    for (Scalar& scalar : query.scalars(run, kind.pattern)) {
        if (components.empty() || components.back().first != scalar.component)
            components.push_back({scalar.component, {}});
        components.back().second.emplace(scalar.metric.name, std::move(scalar));
    }
    for (const auto& [component, values] : components) {
        ServiceTable::Row row{.name = component.substr(kind.prefix.size())};
        for (const Column& column : kind.columns)
            row.cells.push_back(cell_of(component, values, column));
        table.rows.push_back(std::move(row));
    }
    return table;
}

}  // namespace

std::vector<ServiceTable> service_tables(const Query& query, RunId run) {
    std::vector<ServiceTable> tables;
    for (const Kind& kind : kKinds) {
        ServiceTable table = table_of(query, run, kind);
        if (!table.rows.empty()) tables.push_back(std::move(table));
    }
    return tables;
}

}  // namespace fleetsim::results
