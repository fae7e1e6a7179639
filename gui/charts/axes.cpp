#include "gui/charts/axes.hpp"

#include "gui/text.hpp"

namespace fleetsim::gui {

QCategoryAxis* make_axis(double from, double to,
                         const std::vector<std::pair<double, std::string>>& ticks,
                         const QString& title) {
    auto* axis = new QCategoryAxis;
    axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    axis->setStartValue(from);
    for (const auto& [at, label] : ticks) axis->append(text(label), at);
    axis->setRange(from, to);
    axis->setTitleText(title);
    QFont font = axis->titleFont();
    font.setBold(false);
    axis->setTitleFont(font);
    return axis;
}

QCategoryAxis* make_axis(const results::report::Axis& axis, const QString& title) {
    std::vector<std::pair<double, std::string>> ticks;
    for (const double tick : axis.ticks) ticks.emplace_back(tick, results::report::tick_text(tick));
    return make_axis(axis.from, axis.to, ticks, title);
}

}  // namespace fleetsim::gui
