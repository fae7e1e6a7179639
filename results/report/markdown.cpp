#include "results/report/markdown.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

#include "results/figure_text.hpp"

namespace fleetsim::results::report {

namespace {
std::string escape(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (std::string_view("\\`*_[]<>|#").find(c) != std::string_view::npos) escaped += '\\';
        escaped += c == '\n' || c == '\r' ? ' ' : c;
    }
    return escaped;
}

std::string row(const std::vector<std::string>& cells) {
    std::string text = "|";
    for (const std::string& cell : cells) text += " " + escape(cell) + " |";
    return text + "\n";
}

std::string table_text(const Table& table) {
    std::string text = table.title.empty() ? "" : "### " + escape(table.title) + "\n\n";
    text += row(table.columns) + "|";
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        text += is_number_column(table, i) ? " ---: |" : " --- |";
    }
    text += "\n";
    for (const auto& cells : table.rows) {
        std::vector<std::string> texts;
        for (const Cell& cell : cells) texts.push_back(cell.text);
        text += row(texts);
    }
    return text + "\n";
}

/// Of the samples the page draws; a bar or a histogram is in the section's tables.
std::string line_chart_table(const LineChart& chart) {
    Table table{chart.title + ", " + unit_name(chart.unit),
                {"over time", "least", "greatest", "at the end"},
                {}};
    for (const LineChart::Line& line : chart.lines) {
        if (line.samples.empty()) continue;
        const auto [least, most] =
            std::minmax_element(line.samples.begin(), line.samples.end(),
                                [](const Sample& a, const Sample& b) { return a.value < b.value; });
        const auto cell = [&](double value) {
            return Cell{figure_text(value, chart.unit), value, chart.title};
        };
        table.rows.push_back({Cell{line.name, std::nullopt, {}}, cell(least->value),
                              cell(most->value), cell(line.samples.back().value)});
    }
    return table_text(table);
}

std::string section_text(const Section& section) {
    std::string text = "## " + escape(section.title) + "\n\n";
    for (const std::string& sentence : section.sentences) text += escape(sentence) + "\n";
    if (!section.sentences.empty()) text += "\n";
    for (const auto* charts : {&section.charts, &section.more_charts})
        for (const Chart& chart : *charts)
            if (const auto* lines = std::get_if<LineChart>(&chart))
                text += line_chart_table(*lines);
    for (const Table& table : section.tables) text += table_text(table);
    for (const std::string& note : section.notes) text += escape(note) + "\n\n";
    if (!section.listing.empty()) {
        text += "~~~~~toml\n" + section.listing;
        text += section.listing.ends_with('\n') ? "~~~~~\n\n" : "\n~~~~~\n\n";
    }
    return text;
}
}  // namespace

std::string markdown(const Page& page) {
    std::string text = "# " + escape(page.title) + "\n\n";
    if (!page.description.empty()) text += escape(page.description) + "\n\n";
    if (!page.question.empty()) text += "**" + escape(page.question) + "**\n\n";
    for (const std::string& sentence : page.answer) text += "- " + escape(sentence) + "\n";
    text += "\n";
    for (const std::string& warning : page.warnings) text += escape(warning) + "\n\n";
    for (const Section& section : page.sections) text += section_text(section);
    return text + escape(page.footer) + "\n";
}

}  // namespace fleetsim::results::report
