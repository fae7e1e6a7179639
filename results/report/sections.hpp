// The sections of a report, each from what the run stored. A section without content comes back
// with neither sentences, charts, tables nor listing, and the page leaves it out.
#pragma once

#include "results/compare.hpp"
#include "results/overview.hpp"
#include "results/report/content.hpp"

namespace fleetsim::results::report {

Section goals_section(const Overview& overview);
/// Empty for a run that is of no study.
Section study_section(const Query& query, RunId run);
Section study_section_of(const std::optional<StoredStudy>& study, const Run& run);
/// What two runs were told and what they came to, where that differs.
Section compare_section(const Comparison& comparison);
Section load_section(const Query& query, const Overview& overview);
Section latency_section(const Query& query, const Overview& overview);
/// The same two without what is drawn, which is most of the reading.
Section load_tables(const Overview& overview);
Section latency_tables(const Overview& overview);
Section messages_section(const Overview& overview);
Section bytes_section(const Query& query, const Overview& overview);
Section energy_section(const Query& query, const Overview& overview);
Section costs_section(const Overview& overview);
Section quotas_section(const Overview& overview);
Section broker_nodes_section(const Query& query, RunId run);
Section services_section(const Query& query, RunId run);
Section claims_section(const Query& query, RunId run);
Section ledgers_section(const Overview& overview);
Section log_section(const Query& query, RunId run);
Section assumptions_section(const Query& query, RunId run);
/// Whatever else the run stored, a table for each kind of component.
Section components_section(const Query& query, RunId run);
Section figures_section(const Query& query, RunId run);
Section repeat_section(const Query& query, const Run& run);

/// Series as charts, thinned to what a page can show: what belongs together in one, the rest one
/// for all that share a metric; those that never left zero are only named.
struct Drawn {
    std::vector<Chart> charts;
    std::vector<Chart> more;         ///< of metrics that a planner does not ask for first
    std::vector<std::string> quiet;  ///< titles
};
Drawn draw_series(const Query& query, const std::vector<Series>& series);
/// Puts the charts into the section, and a note about the quiet ones.
enum class More { Open, Folded };
void add_series(Section& section, Drawn drawn, More more);

Cell words(std::string text);
/// "-" where there is no value.
Cell number(std::optional<double> value, std::string_view unit, std::string figure);

}  // namespace fleetsim::results::report
