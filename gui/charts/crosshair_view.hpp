// CrosshairView: the chart view behind LinePlot: it turns the pointer into spans and a crosshair.
#pragma once

#include <QStringList>
#include <QtCharts/QChartView>
#include <functional>
#include <optional>

namespace fleetsim::gui {

class CrosshairView : public QChartView {
    Q_OBJECT
  public:
    explicit CrosshairView(QChart* chart) : QChartView(chart) { setMouseTracking(true); }

    /// What to write beside the crosshair, for a share of the plot's width.
    void set_words(std::function<QStringList(double share)> words) { words_ = std::move(words); }

  signals:
    /// Shares of the plot's width, from < to; outside [0, 1] after panning or zooming out.
    void shares_wanted(double from, double to);
    void everything_wanted();

  protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;

  private:
    enum class Drag { None, Zoom, Pan };
    QRectF plot_area() const;
    double share_at(const QPointF& position) const;

    std::function<QStringList(double)> words_;
    Drag drag_ = Drag::None;
    QPointF pressed_;
    std::optional<QPointF> pointer_;
};

}  // namespace fleetsim::gui
