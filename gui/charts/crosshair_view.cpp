#include "gui/charts/crosshair_view.hpp"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <QtCharts/QChart>
#include <algorithm>
#include <cmath>

namespace fleetsim::gui {

namespace {
constexpr double kShortestDrag = 4;  // pixels; less is a click
constexpr double kZoomPerNotch = 0.8;
constexpr double kUnitsPerNotch = 120;  // of QWheelEvent
}  // namespace

QRectF CrosshairView::plot_area() const {
    return chart()->mapToScene(chart()->plotArea()).boundingRect();
}

double CrosshairView::share_at(const QPointF& position) const {
    const QRectF area = plot_area();
    return (mapToScene(position.toPoint()).x() - area.left()) / std::max(1.0, area.width());
}

void CrosshairView::mousePressEvent(QMouseEvent* event) {
    pressed_ = event->position();
    const bool is_pan =
        event->button() == Qt::MiddleButton || event->modifiers().testFlag(Qt::ShiftModifier);
    if (is_pan)
        drag_ = Drag::Pan;
    else if (event->button() == Qt::LeftButton)
        drag_ = Drag::Zoom;
}

void CrosshairView::mouseMoveEvent(QMouseEvent* event) {
    pointer_ = event->position();
    if (drag_ == Drag::Pan) {
        const double moved = share_at(pressed_) - share_at(*pointer_);
        if (std::abs(pressed_.x() - pointer_->x()) >= 1) {
            pressed_ = *pointer_;
            emit shares_wanted(moved, 1 + moved);
        }
    }
    viewport()->update();
}

void CrosshairView::mouseReleaseEvent(QMouseEvent* event) {
    const Drag drag = std::exchange(drag_, Drag::None);
    viewport()->update();
    if (drag != Drag::Zoom || std::abs(event->position().x() - pressed_.x()) < kShortestDrag)
        return;
    // In braces: of two temporaries, minmax would return references.
    const auto [from, to] = std::minmax({share_at(pressed_), share_at(event->position())});
    emit shares_wanted(std::max(0.0, from), std::min(1.0, to));
}

void CrosshairView::mouseDoubleClickEvent(QMouseEvent*) { emit everything_wanted(); }

void CrosshairView::wheelEvent(QWheelEvent* event) {
    const double scale = std::pow(kZoomPerNotch, event->angleDelta().y() / kUnitsPerNotch);
    const double centre = share_at(event->position());
    emit shares_wanted(centre - centre * scale, centre + (1 - centre) * scale);
    event->accept();
}

void CrosshairView::leaveEvent(QEvent* event) {
    pointer_.reset();
    viewport()->update();
    QChartView::leaveEvent(event);
}

void CrosshairView::drawForeground(QPainter* painter, const QRectF&) {
    const QRectF area = plot_area();
    if (!pointer_ || !words_ || !area.contains(mapToScene(pointer_->toPoint()))) return;
    const double x = mapToScene(pointer_->toPoint()).x();
    painter->save();
    if (drag_ == Drag::Zoom) {
        QColor shade = palette().color(QPalette::Highlight);
        shade.setAlphaF(0.25F);
        const double start = mapToScene(pressed_.toPoint()).x();
        painter->fillRect(
            QRectF(std::min(x, start), area.top(), std::abs(x - start), area.height()), shade);
    }
    painter->setPen(QPen(palette().color(QPalette::Text), 1, Qt::DashLine));
    painter->drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));

    const QString text = words_(share_at(*pointer_)).join('\n');
    const QRectF size = painter->boundingRect(QRectF(0, 0, 600, 600), Qt::AlignLeft, text);
    const double left = x + size.width() + 24 < area.right() ? x + 10 : x - size.width() - 22;
    const QRectF box(left, area.top() + 6, size.width() + 12, size.height() + 8);
    QColor paper = palette().color(QPalette::Base);
    paper.setAlphaF(0.9F);
    painter->setPen(palette().color(QPalette::Mid));
    painter->setBrush(paper);
    painter->drawRoundedRect(box, 3, 3);
    painter->setPen(palette().color(QPalette::Text));
    painter->drawText(box.adjusted(6, 4, -6, -4), Qt::AlignLeft, text);
    painter->restore();
}

}  // namespace fleetsim::gui
