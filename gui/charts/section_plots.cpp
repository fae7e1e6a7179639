#include "gui/charts/section_plots.hpp"

#include <algorithm>
#include <variant>

#include "gui/charts/bar_plot.hpp"
#include "gui/charts/histogram_plot.hpp"
#include "gui/charts/line_plot.hpp"
#include "gui/charts/point_plot.hpp"
#include "gui/text.hpp"

namespace fleetsim::gui {

namespace {
using namespace results::report;

Plot* plot_of(const LineChart& chart, QWidget* parent) {
    auto* plot = new LinePlot(parent);
    plot->set_title(text(chart.title));
    std::vector<PlotLine> lines;
    TimeSpan span{0, 1};
    for (const LineChart::Line& line : chart.lines) {
        lines.push_back({text(line.name), text(chart.unit), chart.interpolation, line.samples});
        if (!line.samples.empty())
            span.to_seconds = std::max(span.to_seconds, line.samples.back().at.to_seconds());
    }
    QObject::connect(plot, &LinePlot::span_wanted, plot,
                     [plot](TimeSpan wanted) { plot->show_lines(plot->lines(), wanted); });
    QObject::connect(plot, &LinePlot::everything_wanted, plot,
                     [plot, span] { plot->show_lines(plot->lines(), span); });
    plot->show_lines(std::move(lines), span);
    return plot;
}
Plot* plot_of(const HistogramChart& chart, QWidget* parent) {
    return new HistogramPlot(chart, parent);
}
Plot* plot_of(const BarChart& chart, QWidget* parent) { return new BarPlot(chart, parent); }
Plot* plot_of(const PointChart& chart, QWidget* parent) { return new PointPlot(chart, parent); }
}  // namespace

Plot* make_plot(const Chart& chart, QWidget* parent) {
    return std::visit([parent](const auto& c) { return plot_of(c, parent); }, chart);
}

}  // namespace fleetsim::gui
