#include "gui/charts/histogram_plot.hpp"

#include <QEvent>
#include <QtCharts/QAreaSeries>
#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QLegend>
#include <QtCharts/QLegendMarker>
#include <QtCharts/QLineSeries>
#include <algorithm>

#include "gui/charts/axes.hpp"
#include "gui/text.hpp"
#include "results/figure_text.hpp"
#include "results/report/columns.hpp"

namespace fleetsim::gui {

namespace {
using results::report::Columns;
using results::report::HistogramChart;

QList<QPointF> outline(const Columns& columns) {
    QList<QPointF> points{{columns.from, 0}};
    for (std::size_t i = 0; i < columns.shares.size(); ++i) {
        points.append({columns.lower(i), columns.shares[i]});
        points.append({columns.lower(i + 1), columns.shares[i]});
    }
    points.append({columns.to, 0});
    return points;
}
}  // namespace

HistogramPlot::HistogramPlot(HistogramChart chart, QWidget* parent)
    : Plot(new QChartView(new QChart), parent), content_(std::move(chart)) {
    draw();
}

void HistogramPlot::draw() {
    clear_chart();
    show_title(text(content_.title));
    if (content_.buckets.empty()) return;
    const Columns columns = gather(content_);
    const double most = *std::max_element(columns.shares.begin(), columns.shares.end());
    auto* x = make_axis(columns.from, columns.to, scaled_ticks(columns.from, columns.to, content_),
                        text(scale_title(content_, columns)));
    const auto shares = results::report::round_axis(0, most, 5);
    auto* y = make_axis(
        shares,
        tr("share, % of %1").arg(text(results::count_text(static_cast<double>(content_.count)))));
    chart().addAxis(x, Qt::AlignBottom);
    chart().addAxis(y, Qt::AlignLeft);

    auto* top = new QLineSeries;
    top->replace(outline(columns));
    auto* area = new QAreaSeries(top);
    top->setParent(area);
    area->setBrush(series_colour(0, palette()));
    area->setPen(Qt::NoPen);
    chart().addSeries(area);
    area->attachAxis(x);
    area->attachAxis(y);
    chart().legend()->markers(area).first()->setVisible(false);

    int index = 1;
    for (const auto& [name, value] : content_.marks) {
        auto* mark = new QLineSeries;
        const double at = std::clamp(on_scale(value, content_.scale), columns.from, columns.to);
        mark->replace(QList<QPointF>{{at, 0}, {at, shares.to}});
        mark->setName(text(name + ": " + results::figure_text(value, content_.unit)));
        mark->setPen(QPen(series_colour(index, palette()), 2, series_dashes(index)));
        chart().addSeries(mark);
        mark->attachAxis(x);
        mark->attachAxis(y);
        ++index;
    }
    chart().legend()->setAlignment(Qt::AlignBottom);
    apply_palette();
}

void HistogramPlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) draw();
    Plot::changeEvent(event);
}

}  // namespace fleetsim::gui
