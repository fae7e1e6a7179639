#include "gui/views/section_view.hpp"

#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

#include "gui/charts/section_plots.hpp"
#include "gui/text.hpp"
#include "gui/views/table.hpp"

namespace fleetsim::gui {

namespace {
constexpr int kBesideCharts = 60;  // margins and the scroll bar
constexpr int kLeastHeight = 280;
}  // namespace

SectionView::SectionView(Source source, QString nothing, QWidget* parent)
    : View(parent),
      source_(std::move(source)),
      nothing_(std::move(nothing)),
      words_(new QLabel),
      charts_(new QWidget),
      chart_grid_(new QGridLayout(charts_)),
      tables_(new QTabWidget) {
    words_->setWordWrap(true);
    chart_grid_->setContentsMargins(0, 0, 0, 0);
    auto* scroll = new QScrollArea;
    scroll->setAccessibleName(tr("Charts"));
    tables_->setAccessibleName(tr("Tables"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(charts_);
    auto* split = new QSplitter(Qt::Vertical);
    split->addWidget(scroll);
    split->addWidget(tables_);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    split->setSizes({430, 220});
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(words_);
    layout->addWidget(split, 1);
    show_nothing();
}

Reader::Read SectionView::reading(results::RunId run) {
    return [this, run, source = source_](const results::Query& query) -> Reader::Show {
        return [this, section = source(query, run)] { show_section(section); };
    };
}

void SectionView::show_words(const QString& words) {
    show_section({});
    words_->setText(words);
    words_->show();
}

void SectionView::show_nothing() { show_section({}); }

void SectionView::show_section(const results::report::Section& section) {
    QStringList sentences;
    for (const std::string& s : section.sentences) sentences << text(s);
    const bool is_empty = section.charts.empty() && section.tables.empty();
    words_->setText(is_empty && sentences.isEmpty() ? nothing_ : sentences.join(' '));
    words_->setVisible(!words_->text().isEmpty());
    show_charts(section.charts);
    show_tables(section.tables);
}

void SectionView::show_charts(const std::vector<results::report::Chart>& charts) {
    for (Plot* plot : plots_) delete plot;
    plots_.clear();
    for (const results::report::Chart& chart : charts) {
        plots_.push_back(make_plot(chart, charts_));
        plots_.back()->setMinimumSize(plots_.back()->width_for_words(), kLeastHeight);
    }
    arrange_charts();
    charts_->parentWidget()->parentWidget()->setVisible(!charts.empty());
}

/// Two in a row; one that needs more room, or is left over, has a row of its own.
void SectionView::arrange_charts() {
    constexpr int kColumns = 2;
    const int half = (width() - kBesideCharts) / kColumns;
    const auto is_wide = [half](const Plot* plot) { return plot->minimumWidth() > half; };
    int cell = 0;
    for (std::size_t i = 0; i < plots_.size(); ++i) {
        const bool starts_row = cell % kColumns == 0;
        const bool has_partner = i + 1 < plots_.size() && !is_wide(plots_[i + 1]);
        const bool is_alone = is_wide(plots_[i]) || (starts_row && !has_partner);
        chart_grid_->addWidget(plots_[i], cell / kColumns, cell % kColumns, 1,
                               is_alone ? kColumns : 1);
        cell += is_alone ? kColumns : 1;
    }
}

void SectionView::resizeEvent(QResizeEvent* event) {
    View::resizeEvent(event);
    arrange_charts();
}

void SectionView::show_tables(const std::vector<results::report::Table>& tables) {
    const int chosen = tables_->currentIndex();
    while (tables_->count() > 0) {
        QWidget* page = tables_->widget(0);
        tables_->removeTab(0);
        delete page;
    }
    for (const results::report::Table& table : tables) {
        auto* page = new Table;
        page->show_table(table);
        const QString title = table.title.empty() ? tr("Table") : text(table.title);
        page->setAccessibleName(title);
        tables_->addTab(page, title);
    }
    if (chosen >= 0 && chosen < tables_->count()) tables_->setCurrentIndex(chosen);
    tables_->setVisible(!tables.empty());
}

Plot* SectionView::plot() const {
    for (Plot* plot : plots_)
        if (plot->underMouse() || plot->hasFocus()) return plot;
    return plots_.empty() ? nullptr : plots_.front();
}

Table* SectionView::table() const { return qobject_cast<Table*>(tables_->currentWidget()); }

}  // namespace fleetsim::gui
