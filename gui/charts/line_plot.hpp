// LinePlot: values over virtual time, several lines over one another, an axis for each unit.
// Drag to zoom, Shift or the middle button to pan, wheel to zoom about the pointer, double-click to
// see all; the values under the pointer stand beside a crosshair.
// Leaves out where samples come from: who shows lines listens to span_wanted and brings those of
// the new span.
#pragma once

#include <QString>
#include <vector>

#include "gui/charts/plot.hpp"
#include "results/query.hpp"

namespace fleetsim::gui {

struct PlotLine {
    QString name;
    QString unit;
    results::Metric::Interpolation interpolation = results::Metric::Interpolation::SampleHold;
    std::vector<results::Sample> samples;
};

struct TimeSpan {
    double from_seconds = 0;
    double to_seconds = 1;

    double width() const { return to_seconds - from_seconds; }
    bool operator==(const TimeSpan&) const = default;
};

class LinePlot : public Plot {
    Q_OBJECT
  public:
    explicit LinePlot(QWidget* parent = nullptr);

    void show_lines(std::vector<PlotLine> lines, TimeSpan span);
    /// In place of lines.
    void show_words(const QString& words);
    void set_title(const QString& title) { title_ = title; }
    const std::vector<PlotLine>& lines() const { return lines_; }
    TimeSpan span() const { return span_; }
    /// What the crosshair says at that time: "06:00:00", then a line for each series.
    QStringList values_at(double seconds) const;

  signals:
    void span_wanted(fleetsim::gui::TimeSpan span);
    void everything_wanted();

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void draw();

    std::vector<PlotLine> lines_;
    TimeSpan span_;
    QString title_;
    QString words_;
};

}  // namespace fleetsim::gui
