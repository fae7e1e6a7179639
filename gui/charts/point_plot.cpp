#include "gui/charts/point_plot.hpp"

#include <QEvent>
#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QLegend>
#include <QtCharts/QLegendMarker>
#include <QtCharts/QLineSeries>

#include "gui/charts/axes.hpp"
#include "gui/text.hpp"
#include "results/figure_text.hpp"

namespace fleetsim::gui {

namespace {
/// In widths of a value: between the intervals of two lines, and half of an interval's end.
constexpr double kAside = 0.06;
constexpr double kCap = 0.02;
}  // namespace

PointPlot::PointPlot(results::report::PointChart chart, QWidget* parent)
    : Plot(new QChartView(new QChart), parent), content_(std::move(chart)) {
    draw();
}

void PointPlot::draw() {
    clear_chart();
    show_title(text(content_.title));
    std::vector<std::pair<double, std::string>> ticks;
    for (const std::string& value : content_.values)
        ticks.emplace_back(static_cast<double>(ticks.size()) + 0.5, value);
    chart().addAxis(make_axis(0, static_cast<double>(ticks.size()), ticks, text(content_.key)),
                    Qt::AlignBottom);
    const auto [least, most] = content_.range();
    chart().addAxis(
        make_axis(results::report::round_axis(least, most, 6), text(content_.axis_title())),
        Qt::AlignLeft);
    const int lines = static_cast<int>(content_.lines.size());
    for (int i = 0; i < lines; ++i) draw_line(i, kAside * (i - (lines - 1) / 2.0));
    if (content_.wanted) draw_wanted();
    chart().legend()->setVisible(lines > 1 || content_.wanted);
    chart().legend()->setAlignment(Qt::AlignBottom);
    apply_palette();
}

void PointPlot::draw_line(int index, double aside) {
    const auto& line = content_.lines[static_cast<std::size_t>(index)];
    const QColor colour = series_colour(index, palette());
    auto* series = new QLineSeries;
    series->setName(html_text(line.name));
    series->setPen(QPen(colour, 2, series_dashes(index)));
    series->setPointsVisible(true);
    for (std::size_t i = 0; i < line.means.size(); ++i) {
        if (!line.means[i]) continue;
        const double x = static_cast<double>(i) + 0.5 + aside;
        series->append(x, content_.on_axis(line.means[i]->mean));
        if (line.means[i]->half_width) draw_interval(x, *line.means[i], QPen(colour, 1.5));
    }
    chart().addSeries(series);
    for (QAbstractAxis* axis : chart().axes()) series->attachAxis(axis);
}

void PointPlot::draw_wanted() {
    auto* series = new QLineSeries;
    series->setName(html_text(content_.wanted->words));
    series->setPen(QPen(palette().color(QPalette::Text), 1.5, Qt::DotLine));
    const double at = content_.on_axis(content_.wanted->threshold);
    series->append({{0, at}, {static_cast<double>(content_.values.size()), at}});
    chart().addSeries(series);
    for (QAbstractAxis* axis : chart().axes()) series->attachAxis(axis);
}

void PointPlot::draw_interval(double x, const results::Estimate& mean, const QPen& pen) {
    const double top = content_.on_axis(mean.mean + *mean.half_width);
    const double bottom = content_.on_axis(mean.mean - *mean.half_width);
    auto* whisker = new QLineSeries;
    whisker->setPen(pen);
    whisker->append({{x - kCap, top}, {x + kCap, top}, {x, top}});
    whisker->append({{x, bottom}, {x - kCap, bottom}, {x + kCap, bottom}});
    chart().addSeries(whisker);
    for (QAbstractAxis* axis : chart().axes()) whisker->attachAxis(axis);
    for (QLegendMarker* marker : chart().legend()->markers(whisker)) marker->setVisible(false);
}

void PointPlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) draw();
    Plot::changeEvent(event);
}

}  // namespace fleetsim::gui
