#include "gui/charts/line_plot.hpp"

#include <QEvent>
#include <QtCharts/QChart>
#include <QtCharts/QLegend>
#include <QtCharts/QLineSeries>
#include <algorithm>
#include <map>

#include "gui/charts/axes.hpp"
#include "gui/charts/crosshair_view.hpp"
#include "gui/text.hpp"
#include "results/figure_text.hpp"

namespace fleetsim::gui {

namespace {
constexpr double kShortestSpan = 1e-6;  // seconds

/// Steps are drawn by a corner before each sample.
QList<QPointF> points_of(const PlotLine& line, double unit_seconds) {
    QList<QPointF> points;
    const bool is_held = line.interpolation == results::Metric::Interpolation::SampleHold;
    points.reserve(static_cast<qsizetype>(line.samples.size() * (is_held ? 2 : 1)));
    for (const results::Sample& sample : line.samples) {
        const double x = sample.at.to_seconds() / unit_seconds;
        if (is_held && !points.isEmpty() && points.back().y() != sample.value)
            points.append({x, points.back().y()});
        points.append({x, sample.value});
    }
    return points;
}

/// The value that holds at that time: of the last sample before it.
std::optional<double> value_at(const PlotLine& line, double seconds) {
    const sim::Time at = sim::Time::at(sim::Duration::from_seconds(seconds));
    const auto after =
        std::upper_bound(line.samples.begin(), line.samples.end(), at,
                         [](sim::Time t, const results::Sample& sample) { return t < sample.at; });
    if (after == line.samples.begin()) return std::nullopt;
    return std::prev(after)->value;
}

struct Extremes {
    double least = 0;
    double most = 0;
};
}  // namespace

LinePlot::LinePlot(QWidget* parent) : Plot(new CrosshairView(new QChart), parent) {
    auto& view = static_cast<CrosshairView&>(this->view());
    const auto seconds_at = [this](double share) {
        return span_.from_seconds + share * span_.width();
    };
    view.set_words([this, seconds_at](double share) { return values_at(seconds_at(share)); });
    connect(&view, &CrosshairView::everything_wanted, this, &LinePlot::everything_wanted);
    connect(&view, &CrosshairView::shares_wanted, this, [this, seconds_at](double from, double to) {
        const TimeSpan wanted{seconds_at(from), seconds_at(to)};
        if (wanted.width() > kShortestSpan) emit span_wanted(wanted);
    });
    chart().legend()->setAlignment(Qt::AlignBottom);
}

void LinePlot::show_lines(std::vector<PlotLine> lines, TimeSpan span) {
    lines_ = std::move(lines);
    span_ = span;
    words_ = tr("Choose series on the left");
    draw();
}

void LinePlot::show_words(const QString& words) {
    lines_.clear();
    words_ = words;
    draw();
}

void LinePlot::draw() {
    clear_chart();
    const auto time = results::report::time_axis(span_.from_seconds, span_.to_seconds, 10);
    QCategoryAxis* x = make_axis(time.axis, tr("time, %1").arg(text(time.unit)));
    chart().addAxis(x, Qt::AlignBottom);

    std::map<QString, Extremes> extremes;
    for (const PlotLine& line : lines_)
        for (const results::Sample& sample : line.samples) {
            Extremes& e = extremes[line.unit];
            e.least = std::min(e.least, sample.value);
            e.most = std::max(e.most, sample.value);
        }
    std::map<QString, QCategoryAxis*> ys;
    for (const auto& [unit, e] : extremes) {
        ys[unit] = make_axis(results::report::round_axis(e.least, e.most, 6),
                             text(results::unit_name(unit.toStdString())));
        chart().addAxis(ys[unit], ys.size() % 2 == 1 ? Qt::AlignLeft : Qt::AlignRight);
    }
    int index = 0;
    for (const PlotLine& line : lines_) {
        auto* series = new QLineSeries;
        series->setName(line.name);
        // The first of several lies under the others, so it is wider.
        const double width = index == 0 && lines_.size() > 1 ? 5 : 2;
        series->setPen(QPen(series_colour(index, palette()), width, series_dashes(index)));
        series->replace(points_of(line, time.unit_seconds));
        chart().addSeries(series);
        series->attachAxis(x);
        if (const auto y = ys.find(line.unit); y != ys.end()) series->attachAxis(y->second);
        ++index;
    }
    show_title(lines_.empty() ? words_ : title_);
    apply_palette();
}

QStringList LinePlot::values_at(double seconds) const {
    QStringList words{text(results::clock_text(sim::Duration::from_seconds(seconds)))};
    for (const PlotLine& line : lines_) {
        const auto value = value_at(line, seconds);
        words << tr("%1: %2").arg(
            line.name, value ? text(results::figure_text(*value, line.unit.toStdString())) : "-");
    }
    return words;
}

void LinePlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) draw();
    Plot::changeEvent(event);
}

}  // namespace fleetsim::gui
