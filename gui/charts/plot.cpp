#include "gui/charts/plot.hpp"

#include <QEvent>
#include <QFileInfo>
#include <QPainter>
#include <QPixmap>
#include <QSaveFile>
#include <QVBoxLayout>
#include <QtCharts/QAbstractAxis>
#include <QtCharts/QBarCategoryAxis>
#include <QtCharts/QCategoryAxis>
#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QLegend>
#include <QtCharts/QLegendMarker>
#include <QtSvg/QSvgGenerator>
#include <algorithm>

namespace fleetsim::gui {

namespace {
QString export_png(QWidget& view, const QString& file) {
    QPixmap picture(view.size() * 2);
    picture.setDevicePixelRatio(2);
    picture.fill(view.palette().color(QPalette::Base));
    view.render(&picture);
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || !picture.save(&out, "PNG") || !out.commit())
        return out.errorString();
    return {};
}

QString export_svg(QChartView& view, const QString& file) {
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly)) return out.errorString();
    QSvgGenerator generator;
    generator.setOutputDevice(&out);
    generator.setSize(view.size());
    generator.setViewBox(view.rect());
    generator.setTitle(view.accessibleName());
    QPainter painter(&generator);
    view.render(&painter);
    painter.end();
    return out.commit() ? QString() : out.errorString();
}

/// In heights of a line: around a name in the legend, a label of an axis, and the chart.
constexpr double kAroundName = 2.2;
constexpr double kAroundLabel = 0.8;
constexpr double kAroundChart = 3;

double width_of_legend(const QLegend& legend) {
    const QFontMetricsF metrics(legend.font());
    double width = 0;
    for (const QLegendMarker* marker : legend.markers())
        if (!marker->label().isEmpty())
            width += metrics.horizontalAdvance(marker->label()) + kAroundName * metrics.height();
    return width;
}

double widest(const QFontMetricsF& metrics, const QStringList& labels) {
    double width = 0;
    for (const QString& label : labels) width = std::max(width, metrics.horizontalAdvance(label));
    return width;
}

/// Qt's getters of them are not const.
QStringList labels_of(QAbstractAxis* axis) {
    if (auto* ticks = qobject_cast<QCategoryAxis*>(axis)) return ticks->categoriesLabels();
    if (auto* names = qobject_cast<QBarCategoryAxis*>(axis)) return names->categories();
    return {};
}
}  // namespace

Plot::Plot(QChartView* view, QWidget* parent) : QWidget(parent), view_(view) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(view_);
    view_->setRenderHint(QPainter::Antialiasing);
    view_->setFrameShape(QFrame::NoFrame);
    view_->setMinimumSize(320, 220);
    chart().setMargins(QMargins(4, 4, 16, 4));  // the last label of an axis needs half its width
    chart().setBackgroundRoundness(0);
    apply_palette();
}

void Plot::show_title(const QString& words) {
    chart().setTitle(words.toHtmlEscaped());
    view_->setAccessibleName(words.isEmpty() ? tr("Chart") : words);
}

QChart& Plot::chart() const { return *view_->chart(); }

QString Plot::export_picture(const QString& file) const {
    const QString ending = QFileInfo(file).suffix().toLower();
    if (ending == "png") return export_png(*view_, file);
    if (ending == "svg") return export_svg(*view_, file);
    return tr("a picture's name ends in .png or .svg");
}

int Plot::width_for_words() const {
    const double around = kAroundChart * fontMetrics().height();
    double beside = 0;
    double below = 0;
    for (QAbstractAxis* axis : chart().axes()) {
        const QStringList labels = labels_of(axis);
        const QFontMetricsF metrics(axis->labelsFont());
        const double label = widest(metrics, labels) + kAroundLabel * metrics.height();
        const QFontMetricsF title(axis->titleFont());
        if (axis->orientation() == Qt::Vertical)
            beside += label + (axis->titleText().isEmpty() ? 0 : 2 * title.height());
        else  // Qt gives every label the same share
            below = std::max(static_cast<double>(labels.size()) * label,
                             title.horizontalAdvance(axis->titleText()));
    }
    return static_cast<int>(around + std::max(width_of_legend(*chart().legend()), beside + below));
}

void Plot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) apply_palette();
    QWidget::changeEvent(event);
}

void Plot::clear_chart() {
    chart().removeAllSeries();
    for (QAbstractAxis* axis : chart().axes()) {
        chart().removeAxis(axis);
        delete axis;
    }
}

void Plot::apply_palette() {
    const QColor ink = palette().color(QPalette::Text);
    QColor faint = ink;
    faint.setAlphaF(0.18F);
    chart().setBackgroundBrush(palette().color(QPalette::Base));
    chart().setTitleBrush(ink);
    chart().legend()->setLabelColor(ink);
    for (QAbstractAxis* axis : chart().axes()) {
        axis->setLabelsColor(ink);
        axis->setTitleBrush(ink);
        axis->setGridLineColor(faint);
        axis->setLinePenColor(ink);
    }
}

bool is_dark(const QPalette& palette) { return palette.color(QPalette::Window).lightness() < 128; }

QColor series_colour(int index, const QPalette& palette) {
    constexpr const char* kLight[] = {"#0072b2", "#d55e00", "#009e73",
                                      "#b8578f", "#b37700", "#2f89b8"};
    constexpr const char* kDark[] = {"#4fa8e0", "#f0803c", "#2fc395",
                                     "#dd8fbb", "#e6a733", "#86c9ef"};
    return QColor((is_dark(palette) ? kDark : kLight)[index % 6]);
}

Qt::PenStyle series_dashes(int index) {
    constexpr Qt::PenStyle kDashes[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
    return kDashes[index % 4];
}

}  // namespace fleetsim::gui
