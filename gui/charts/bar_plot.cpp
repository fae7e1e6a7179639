#include "gui/charts/bar_plot.hpp"

#include <QEvent>
#include <QtCharts/QBarCategoryAxis>
#include <QtCharts/QBarSet>
#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QHorizontalStackedBarSeries>
#include <QtCharts/QLegend>
#include <algorithm>
#include <numeric>

#include "gui/charts/axes.hpp"
#include "gui/text.hpp"
#include "results/figure_text.hpp"

namespace fleetsim::gui {

BarPlot::BarPlot(results::report::BarChart chart, QWidget* parent)
    : Plot(new QChartView(new QChart), parent), content_(std::move(chart)) {
    draw();
}

void BarPlot::draw() {
    clear_chart();
    show_title(text(content_.title));
    auto* series = new QHorizontalStackedBarSeries;
    double most = 0;
    QStringList names;
    // Qt draws the first category at the bottom; the first bar belongs on top.
    for (auto bar = content_.bars.rbegin(); bar != content_.bars.rend(); ++bar) {
        names << text(bar->name);
        most = std::max(most, std::accumulate(bar->parts.begin(), bar->parts.end(), 0.0));
    }
    for (std::size_t part = 0; part < content_.parts.size(); ++part) {
        auto* set = new QBarSet(text(content_.parts[part]));
        for (auto bar = content_.bars.rbegin(); bar != content_.bars.rend(); ++bar)
            *set << bar->parts[part];
        set->setColor(series_colour(static_cast<int>(part), palette()));
        set->setBorderColor(palette().color(QPalette::Base));
        series->append(set);
    }
    chart().addSeries(series);
    auto* y = new QBarCategoryAxis;
    y->append(names);
    auto* x =
        make_axis(results::report::round_axis(0, most, 5), text(results::unit_name(content_.unit)));
    chart().addAxis(y, Qt::AlignLeft);
    chart().addAxis(x, Qt::AlignBottom);
    series->attachAxis(y);
    series->attachAxis(x);
    chart().legend()->setVisible(content_.parts.size() > 1);
    chart().legend()->setAlignment(Qt::AlignBottom);
    apply_palette();
}

void BarPlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) draw();
    Plot::changeEvent(event);
}

}  // namespace fleetsim::gui
