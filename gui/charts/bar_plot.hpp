// BarPlot: amounts side by side, each of parts.
#pragma once

#include "gui/charts/plot.hpp"
#include "results/report/content.hpp"

namespace fleetsim::gui {

class BarPlot : public Plot {
    Q_OBJECT
  public:
    BarPlot(results::report::BarChart chart, QWidget* parent);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void draw();
    results::report::BarChart content_;
};

}  // namespace fleetsim::gui
