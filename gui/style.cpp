#include "gui/style.hpp"

#include <QApplication>
#include <QPalette>
#include <QProxyStyle>

#include "gui/charts/plot.hpp"

namespace fleetsim::gui {

namespace {
struct Colours {
    const char* window;
    const char* base;
    const char* alternate;
    const char* button;
    const char* text;
    const char* faint;
    const char* mid;
    const char* highlight;
    const char* highlighted_text;
    const char* link;
};
constexpr Colours kLight = {"#f3f5f7", "#ffffff", "#f3f5f7", "#e9ecef", "#1b1f24",
                            "#57606a", "#c4cbd2", "#0072b2", "#ffffff", "#0072b2"};
constexpr Colours kDark = {"#1d232b", "#14181d", "#1d232b", "#2a323c", "#e6edf3",
                           "#9aa5b1", "#4a5561", "#4fa8e0", "#0b0e11", "#4fa8e0"};

QPalette palette_of(const Colours& c) {
    QPalette palette;
    palette.setColor(QPalette::Window, c.window);
    palette.setColor(QPalette::Base, c.base);
    palette.setColor(QPalette::AlternateBase, c.alternate);
    palette.setColor(QPalette::Button, c.button);
    palette.setColor(QPalette::ToolTipBase, c.base);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                            QPalette::ToolTipText, QPalette::BrightText})
        palette.setColor(role, c.text);
    palette.setColor(QPalette::PlaceholderText, c.faint);
    palette.setColor(QPalette::Mid, c.mid);
    palette.setColor(QPalette::Highlight, c.highlight);
    palette.setColor(QPalette::HighlightedText, c.highlighted_text);
    palette.setColor(QPalette::Link, c.link);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, c.mid);
    return palette;
}

/// All views' tabs side by side on 1280 pixels.
class NarrowTabs : public QProxyStyle {
  public:
    NarrowTabs() : QProxyStyle("Fusion") {}
    int pixelMetric(PixelMetric metric, const QStyleOption* option,
                    const QWidget* widget) const override {
        constexpr int kAroundName = 12;
        if (metric == PM_TabBarTabHSpace) return kAroundName;
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
};
}  // namespace

Theme desktop_theme() { return is_dark(QApplication::palette()) ? Theme::Dark : Theme::Light; }

void apply(Theme theme) {
    QApplication::setStyle(new NarrowTabs);
    QApplication::setPalette(palette_of(theme == Theme::Dark ? kDark : kLight));
}

}  // namespace fleetsim::gui
