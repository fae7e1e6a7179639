#include "gui/views/overview_view.hpp"

#include <QEvent>
#include <QScrollBar>
#include <QTextBrowser>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/charts/plot.hpp"
#include "gui/text.hpp"
#include "results/report/content.hpp"

namespace fleetsim::gui {

namespace {
using namespace results::report;

QString verdict_html(Verdict verdict) {
    switch (verdict) {
        case Verdict::NoGoals:
            return {};
        case Verdict::GoalsMet:
            return "<p class=good>✓ goals met</p>";
        case Verdict::GoalsMetAtSomePoints:
            return "<p class=faint>goals met at some points</p>";
        case Verdict::GoalsMissed:
            return "<p class=bad>✗ a goal is missed</p>";
        case Verdict::GoalsNotKnown:
            return "<p class=faint>? a goal is not known</p>";
        case Verdict::Unfinished:
            return "<p class=faint>… not finished</p>";
        case Verdict::NotTrusted:
            return "<p class=bad>✗ do not trust this run</p>";
    }
    return {};
}

QString table_html(const results::report::Table& table) {
    QString html;
    if (!table.title.empty()) html += "<h4>" + html_text(table.title) + "</h4>";
    html += "<table cellpadding=5><tr>";
    for (const std::string& column : table.columns)
        html += "<th align=left>" + html_text(column) + "</th>";
    html += "</tr>";
    for (const auto& row : table.rows) {
        html += "<tr>";
        for (const Cell& cell : row)
            html +=
                (cell.is_number() ? "<td align=right>" : "<td>") + html_text(cell.text) + "</td>";
        html += "</tr>";
    }
    return html + "</table>";
}

/// Few enough in a row for a window of 800 pixels; a number is not broken at its commas.
QString key_figures_html(const Page& page) {
    constexpr std::size_t kInRow = 4;
    QString rows;
    for (std::size_t first = 0; first < page.key_figures.size(); first += kInRow) {
        QString names;
        QString values;
        for (std::size_t i = first; i < std::min(first + kInRow, page.key_figures.size()); ++i) {
            const auto& [title, cell] = page.key_figures[i];
            names += "<td class=faint>" + html_text(title) + "&nbsp;&nbsp;&nbsp;</td>";
            values += "<td class=key>" + html_text(cell.text) + "&nbsp;&nbsp;</td>";
        }
        rows += "<tr>" + values + "</tr><tr>" + names + "</tr>";
    }
    return rows.isEmpty() ? rows : "<table cellpadding=4>" + rows + "</table>";
}

QString page_html(const Page& page) {
    QString html = "<p class=faint>" + html_text(page.title) + "</p>";
    if (!page.question.empty()) html += "<h2>" + html_text(page.question) + "</h2>";
    if (!page.description.empty()) html += "<p class=faint>" + html_text(page.description) + "</p>";
    html += verdict_html(page.verdict) + "<ul>";
    for (const std::string& sentence : page.answer)
        html += "<li class=answer>" + html_text(sentence) + "</li>";
    html += "</ul>";
    for (const std::string& warning : page.warnings) html += "<p>" + html_text(warning) + "</p>";
    if (!page.figures_of.empty() && !page.key_figures.empty())
        html += "<p class=faint>Of " + html_text(page.figures_of) + ":</p>";
    html += key_figures_html(page);
    for (const Section& section : page.sections) {
        html += "<h3>" + html_text(section.title) + "</h3>";
        if (section.tables.empty())
            for (const std::string& sentence : section.sentences)
                html += "<p>" + html_text(sentence) + "</p>";
        for (const results::report::Table& table : section.tables) html += table_html(table);
    }
    return html + "<p class=faint>" + html_text(page.footer) + "</p>";
}
}  // namespace

OverviewView::OverviewView(QWidget* parent) : View(parent), page_(new QTextBrowser) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    page_->setFrameShape(QFrame::NoFrame);
    page_->setAccessibleName(tr("Overview of the run"));
    page_->document()->setDocumentMargin(16);
    layout->addWidget(page_);
    show_nothing();
}

Reader::Read OverviewView::reading(results::RunId run) {
    return [this, run](const results::Query& query) -> Reader::Show {
        return [this, html = page_html(first_look(query, run))] { show_html(html); };
    };
}

void OverviewView::show_words(const QString& words) {
    show_html("<p class=faint>" + words.toHtmlEscaped() + "</p>");
}

void OverviewView::show_nothing() {
    show_html(
        tr("<h2>No results are open</h2>"
           "<p>Open a results file (Ctrl+O), or a scenario (Ctrl+E) to run it.</p>"));
}

void OverviewView::show_html(const QString& html) {
    if (html == html_) return;
    html_ = html;
    show_page();
}

void OverviewView::show_page() {
    const bool dark = is_dark(palette());
    const QString style =
        QString(
            "th { color: %1; } .faint { color: %1; } .key { font-size: "
            "x-large; font-weight: bold; white-space: nowrap; } .answer { font-size: large; } "
            ".good { color: %2; font-weight: bold; } "
            ".bad { color: %3; font-weight: bold; }")
            .arg(dark ? "#9aa5b1" : "#57606a", dark ? "#3fc79a" : "#00664a",
                 dark ? "#ff9b66" : "#a33b00");
    const int scrolled = page_->verticalScrollBar()->value();
    page_->document()->setDefaultStyleSheet(style);
    page_->setHtml(html_);
    page_->verticalScrollBar()->setValue(scrolled);
}

void OverviewView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) show_page();
    View::changeEvent(event);
}

}  // namespace fleetsim::gui
