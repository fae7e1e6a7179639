// PointPlot: means at the points of a study, with their confidence intervals.
#pragma once

#include "gui/charts/plot.hpp"
#include "results/report/content.hpp"

namespace fleetsim::gui {

class PointPlot : public Plot {
    Q_OBJECT
  public:
    explicit PointPlot(results::report::PointChart chart, QWidget* parent = nullptr);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void draw();
    void draw_line(int index, double aside);
    void draw_wanted();
    void draw_interval(double x, const results::Estimate& mean, const QPen& pen);

    results::report::PointChart content_;
};

}  // namespace fleetsim::gui
