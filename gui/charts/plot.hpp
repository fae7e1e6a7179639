// Plot: a chart in a window: its looks, and how it leaves as a picture.
// Qt Charts is known to this folder's .cpp files alone, so that the port to its successor is here.
#pragma once

#include <QWidget>

QT_FORWARD_DECLARE_CLASS(QChart)
QT_FORWARD_DECLARE_CLASS(QChartView)
QT_FORWARD_DECLARE_CLASS(QCategoryAxis)

namespace fleetsim::gui {

class Plot : public QWidget {
    Q_OBJECT
  public:
    /// Writes what is shown as .png (twice the size on the screen) or .svg. What went wrong, or an
    /// empty text.
    QString export_picture(const QString& file) const;
    /// Less cuts off words of the legend or the axis below.
    int width_for_words() const;

  protected:
    /// Takes `view`, which a kind of chart may refine.
    Plot(QChartView* view, QWidget* parent);
    void changeEvent(QEvent* event) override;

    QChart& chart() const;
    /// Above the chart, and for who cannot see it. Qt takes it for HTML, where "< 3 s" opens a tag.
    void show_title(const QString& words);
    /// Before it is drawn anew: no series and no axes.
    void clear_chart();
    QChartView& view() const { return *view_; }
    /// Colours from the application's palette, for the chart and all its axes.
    void apply_palette();

  private:
    QChartView* view_;
};

/// Colours that colour-blind readers tell apart (Okabe and Ito), lighter on a dark window.
QColor series_colour(int index, const QPalette& palette);
Qt::PenStyle series_dashes(int index);
bool is_dark(const QPalette& palette);

}  // namespace fleetsim::gui
