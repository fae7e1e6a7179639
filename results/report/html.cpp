#include "results/report/html.hpp"

#include <fmt/format.h>
#include <kainjow/mustache.hpp>
#include <span>

#include "results/export_csv.hpp"
#include "results/figure_text.hpp"
#include "results/report/chart_svg.hpp"
#include "results/report/kept_units.hpp"
#include "sim/check.hpp"
#include "sim/embedded_file.hpp"

namespace fleetsim::results::report {

std::span<const sim::EmbeddedFile> page_assets();
std::span<const sim::EmbeddedFile> chart_library();

namespace {
using kainjow::mustache::data;
using kainjow::mustache::list;

std::string asset(std::span<const sim::EmbeddedFile> files, std::string_view name) {
    for (const sim::EmbeddedFile& file : files)
        if (file.name == name) return std::string(file.text);
    FLEET_CHECK(false, "the page's parts are built in");
    return {};
}

data cell_data(const Cell& cell) {
    data d;
    d.set("text", with_units_kept(cell.text));
    d.set("is_number", cell.is_number());
    d.set("figure", cell.figure);
    d.set("value", cell.value ? exact_text(*cell.value) : "");
    return d;
}

data table_data(const Table& table) {
    data d;
    d.set("title", table.title);
    d.set("has_title", !table.title.empty());
    d.set("is_plain", table.title.empty() && table.fold == Fold::Open);
    d.set("is_folded", table.fold == Fold::Closed);
    d.set("size", std::to_string(table.rows.size()));
    list columns;
    bool has_columns = false;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        data column("text", table.columns[i]);
        column.set("is_number", is_number_column(table, i));
        columns.push_back(column);
        has_columns = has_columns || !table.columns[i].empty();
    }
    d.set("columns", columns);
    d.set("has_columns", has_columns);
    list rows;
    for (const auto& row : table.rows) {
        list cells;
        for (const Cell& cell : row) cells.push_back(cell_data(cell));
        rows.push_back(data("cells", cells));
    }
    d.set("rows", rows);
    return d;
}

std::string json_text(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            quoted += std::string("\\") + c;
        else if (c == '<')  // "</script>" in a name must not end the script
            quoted += "\\u003c";
        else if (static_cast<unsigned char>(c) < 0x20)
            quoted += ' ';
        else
            quoted += c;
    }
    return quoted + '"';
}

/// What the script needs to draw a line chart anew: names, and for each line its times and values.
std::string line_json(const LineChart& chart) {
    std::string json =
        fmt::format(R"({{"unit":{},"steps":{},"lines":[)", json_text(unit_name(chart.unit)),
                    chart.interpolation == Metric::Interpolation::SampleHold);
    const char* separator = "";
    for (const LineChart::Line& line : chart.lines) {
        std::string times;
        std::string values;
        for (const Sample& s : line.samples) {
            const char* comma = times.empty() ? "" : ",";
            times += comma + fmt::format("{}", s.at.to_seconds());
            values += comma + fmt::format("{:.7g}", s.value);
        }
        json += fmt::format(R"({}{{"name":{},"t":[{}],"v":[{}]}})", separator, json_text(line.name),
                            times, values);
        separator = ",";
    }
    return json + "]}";
}

data chart_data(const Chart& chart) {
    data d;
    d.set("title", std::visit([](const auto& c) { return c.title; }, chart));
    d.set("svg", chart_svg(chart));
    const auto* lines = std::get_if<LineChart>(&chart);
    d.set("is_line", lines != nullptr);
    if (lines != nullptr) d.set("json", line_json(*lines));
    return d;
}

data texts(const std::vector<std::string>& sentences) {
    list list_of_texts;
    for (const std::string& s : sentences)
        list_of_texts.push_back(data("text", with_units_kept(s)));
    return list_of_texts;
}

data charts_data(const std::vector<Chart>& charts) {
    list list_of_charts;
    for (const Chart& c : charts) list_of_charts.push_back(chart_data(c));
    return list_of_charts;
}

data section_data(const Section& section) {
    data d;
    d.set("id", section.id);
    d.set("title", section.title);
    d.set("sentences", texts(section.sentences));
    d.set("notes", texts(section.notes));
    d.set("charts", charts_data(section.charts));
    d.set("has_charts", !section.charts.empty());
    d.set("more_charts", charts_data(section.more_charts));
    d.set("has_more_charts", !section.more_charts.empty());
    d.set("more_count", std::to_string(section.more_charts.size()));
    list tables;
    for (const Table& t : section.tables) tables.push_back(table_data(t));
    d.set("tables", tables);
    d.set("has_listing", !section.listing.empty());
    d.set("listing", section.listing);
    return d;
}

struct VerdictWords {
    const char* style;
    const char* words;
};
VerdictWords verdict_words(Verdict verdict) {
    switch (verdict) {
        case Verdict::NoGoals:
            return {"neutral", "no goals set"};
        case Verdict::GoalsMet:
            return {"good", "✓ goals met"};
        case Verdict::GoalsMetAtSomePoints:
            return {"neutral", "goals met at some points"};
        case Verdict::GoalsMissed:
            return {"bad", "✗ a goal is missed"};
        case Verdict::GoalsNotKnown:
            return {"neutral", "? a goal is not known"};
        case Verdict::Unfinished:
            return {"neutral", "… not finished"};
        case Verdict::NotTrusted:
            return {"bad", "✗ do not trust this run"};
    }
    return {"neutral", ""};
}
}  // namespace

std::string html(const Page& page) {
    data d;
    d.set("title", page.title);
    d.set("description", with_units_kept(page.description));
    d.set("has_description", !page.description.empty());
    const char* plain =
        page.figures_of.empty() ? "What did this run show?" : "What did this study show?";
    d.set("question", with_units_kept(page.question.empty() ? plain : page.question));
    d.set("answer", texts(page.answer));
    d.set("warnings", texts(page.warnings));
    const VerdictWords verdict = verdict_words(page.verdict);
    d.set("verdict", verdict.words);
    d.set("verdict_style", verdict.style);
    d.set("figures_of", page.figures_of);
    d.set("has_figures_of", !page.figures_of.empty() && !page.key_figures.empty());
    d.set("has_key_figures", !page.key_figures.empty());
    list figures;
    for (const auto& [title, cell] : page.key_figures) {
        data figure = cell_data(cell);
        figure.set("title", with_units_kept(title));
        figures.push_back(figure);
    }
    d.set("key_figures", figures);
    list sections;
    for (const Section& section : page.sections) sections.push_back(section_data(section));
    d.set("sections", sections);
    d.set("footer", page.footer);
    d.set("style", asset(page_assets(), "page.css"));
    d.set("script", asset(page_assets(), "page.js"));
    d.set("library_style", asset(chart_library(), "dygraph.min.css"));
    d.set("library", asset(chart_library(), "dygraph.min.js"));
    kainjow::mustache::mustache page_template(asset(page_assets(), "page.html"));
    return page_template.render(d);
}

}  // namespace fleetsim::results::report
