// The charts of a report's section as plots in a window: the same content as on the page.
#pragma once

#include "gui/charts/plot.hpp"
#include "results/report/content.hpp"

namespace fleetsim::gui {

Plot* make_plot(const results::report::Chart& chart, QWidget* parent);

}  // namespace fleetsim::gui
