// Axes with our own ticks, for Qt Charts.
#pragma once

#include <QtCharts/QCategoryAxis>
#include <string>
#include <utility>
#include <vector>

#include "results/report/axis.hpp"

namespace fleetsim::gui {

/// The axis spans [from, to] with a line and a label at each tick.
QCategoryAxis* make_axis(double from, double to,
                         const std::vector<std::pair<double, std::string>>& ticks,
                         const QString& title);
QCategoryAxis* make_axis(const results::report::Axis& axis, const QString& title);

}  // namespace fleetsim::gui
