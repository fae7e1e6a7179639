// Two runs of a file, side by side: what was set otherwise, and what came of it.
#include <fmt/format.h>

#include "results/figure_text.hpp"
#include "results/report/sections.hpp"

namespace fleetsim::results::report {

namespace {
std::string run_name(const Run& run) {
    return fmt::format("run {}", static_cast<std::int64_t>(run.id));
}

Table settings_table(const Comparison& c) {
    Table table{"Settings", {"key", run_name(c.first), run_name(c.second)}, {}};
    for (const ParameterDifference& p : c.parameters)
        table.rows.push_back({words(p.path), words(p.first), words(p.second)});
    return table;
}

std::vector<Cell> figure_row(const FigureDifference& f) {
    const std::string name = f.component + "." + f.metric;
    const auto [first, second] = figure_texts(f.first, f.second, f.unit);
    const auto cell = [&](const std::string& text, std::optional<double> value) {
        return Cell{value ? text : "-", value, name};
    };
    const std::optional<double> change = f.change_ratio();
    return {words(name), cell(first, f.first), cell(second, f.second),
            cell(change ? percent_text(*change, Sign::Always) : "", change)};
}
}  // namespace

Section compare_section(const Comparison& c) {
    Section section{"compare", "Compared", {}, {}, {}, {}};
    if (c.is_same_run())
        section.sentences.emplace_back("The digests are equal: the same run, bit by bit.");
    Table figures{"Figures", {"figure", run_name(c.first), run_name(c.second), "change"}, {}};
    for (const FigureDifference& f : c.figures)
        if (f.is_different()) figures.rows.push_back(figure_row(f));
    section.sentences.push_back(
        fmt::format("From {} to {}: {} setting{} and {} of {} figures differ.", run_name(c.first),
                    run_name(c.second), c.parameters.size(), c.parameters.size() == 1 ? "" : "s",
                    figures.rows.size(), c.figures.size()));
    if (!figures.rows.empty()) section.tables.push_back(std::move(figures));
    if (!c.parameters.empty()) section.tables.push_back(settings_table(c));
    return section;
}

}  // namespace fleetsim::results::report
