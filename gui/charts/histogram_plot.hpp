// HistogramPlot: how a quantity is distributed, with percentiles marked.
#pragma once

#include "gui/charts/plot.hpp"
#include "results/report/content.hpp"

namespace fleetsim::gui {

class HistogramPlot : public Plot {
    Q_OBJECT
  public:
    HistogramPlot(results::report::HistogramChart chart, QWidget* parent);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void draw();
    results::report::HistogramChart content_;
};

}  // namespace fleetsim::gui
