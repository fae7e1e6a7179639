#include "results/report/chart_svg.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>

#include "results/figure_text.hpp"
#include "results/report/axis.hpp"
#include "results/report/columns.hpp"
#include "results/study_columns.hpp"

namespace fleetsim::results::report {

namespace {
// In SVG units; text is 13 of them high (page.css), and a phone shows 480 of them.
constexpr double kWidth = 480;
constexpr double kHeight = 270;
constexpr double kLeft = 58;
constexpr double kRight = 14;
constexpr double kTop = 14;
constexpr double kBottom = 44;
constexpr double kLegendRow = 18;
constexpr int kColours = 6;

class Svg {
  public:
    Svg(double height, std::string_view title) : height_(height) {
        fmt::format_to(out(),
                       "<svg viewBox=\"0 0 {:g} {:g}\" role=\"img\" aria-label=\"{}\" "
                       "xmlns=\"http://www.w3.org/2000/svg\">",
                       kWidth, height, escape_xml(title));
    }
    void line(double x1, double y1, double x2, double y2, std::string_view style) {
        fmt::format_to(out(),
                       "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" "
                       "class=\"{}\"/>",
                       x1, y1, x2, y2, style);
    }
    void text(double x, double y, std::string_view words, std::string_view style) {
        fmt::format_to(out(), "<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\">{}</text>", x, y, style,
                       escape_xml(words));
    }
    void box(double x, double y, double width, double height, std::string_view style,
             std::string_view tip) {
        fmt::format_to(out(),
                       "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" "
                       "class=\"{}\"><title>{}</title></rect>",
                       x, y, std::max(width, 0.0), std::max(height, 0.0), style, escape_xml(tip));
    }
    void dot(double x, double y, std::string_view style, std::string_view tip) {
        fmt::format_to(out(),
                       "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" class=\"{}\"><title>{}</title>"
                       "</circle>",
                       x, y, style, escape_xml(tip));
    }
    void path(std::string_view points, std::string_view style) {
        fmt::format_to(out(), "<path d=\"{}\" class=\"{}\"/>", points, style);
    }
    double height() const { return height_; }
    std::string finish() && { return std::move(text_) + "</svg>"; }

  private:
    std::back_insert_iterator<std::string> out() { return std::back_inserter(text_); }
    double height_;
    std::string text_;
};

/// Where values fall on the drawing.
struct Frame {
    Axis x;
    Axis y;
    double bottom = kHeight - kBottom;

    double at_x(double value) const { return kLeft + x.share(value) * (kWidth - kLeft - kRight); }
    double at_y(double value) const { return bottom - y.share(value) * (bottom - kTop); }
};

void draw_axes(Svg& svg, const Frame& frame, std::string_view x_title, std::string_view y_title) {
    for (const double tick : frame.y.ticks) {
        svg.line(kLeft, frame.at_y(tick), kWidth - kRight, frame.at_y(tick), "grid");
        svg.text(kLeft - 6, frame.at_y(tick) + 4, tick_text(tick), "end");
    }
    svg.line(kLeft, frame.bottom, kWidth - kRight, frame.bottom, "axis");
    svg.text(kWidth - kRight, frame.bottom + 36, x_title, "end title");
    svg.text(kLeft - 50, frame.bottom + 36, y_title, "title");
}

void draw_x_ticks(Svg& svg, const Frame& frame) {
    for (const double tick : frame.x.ticks) {
        svg.line(frame.at_x(tick), frame.bottom, frame.at_x(tick), frame.bottom + 4, "axis");
        svg.text(frame.at_x(tick), frame.bottom + 18, tick_text(tick), "middle");
    }
}

std::string colour(std::size_t index) {
    return fmt::format("c{}", index % static_cast<std::size_t>(kColours) + 1);
}

/// The first of several lies under the others, so it is wider.
std::string line_style(std::size_t index, std::size_t lines) {
    return (index == 0 && lines > 1 ? "line under " : "line ") + colour(index);
}

/// Two names in a row, where none is so long that it would lie under its neighbour.
std::size_t legend_columns(const std::vector<std::string>& names) {
    constexpr std::size_t kMostCharacters = 22;
    return std::any_of(names.begin(), names.end(),
                       [](const std::string& name) { return name.size() > kMostCharacters; })
               ? 1
               : 2;
}

void draw_legend(Svg& svg, const std::vector<std::string>& names, double top,
                 std::string_view kind) {
    const std::size_t columns = legend_columns(names);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const double y = top + kLegendRow * static_cast<double>(i / columns);
        const double x = kLeft + (i % columns == 0 ? 0 : (kWidth - kLeft) / 2);
        if (kind == "line")
            svg.line(x, y - 4, x + 26, y - 4, line_style(i, names.size()));
        else
            svg.box(x + 8, y - 11, 12, 12, "fill " + colour(i), names[i]);
        svg.text(x + 32, y, names[i], "");
    }
}

double legend_height(const std::vector<std::string>& names) {
    const auto columns = static_cast<double>(legend_columns(names));
    return names.size() > 1
               ? kLegendRow * std::ceil(static_cast<double>(names.size()) / columns) + 8
               : 0;
}

std::string line_path(const std::vector<Sample>& samples, const Frame& frame, double unit_seconds,
                      Metric::Interpolation interpolation) {
    std::string points;
    double last_y = 0;
    for (const Sample& s : samples) {
        const double x = frame.at_x(s.at.to_seconds() / unit_seconds);
        const double y = frame.at_y(s.value);
        if (points.empty())
            points = fmt::format("M{:.1f} {:.1f}", x, y);
        else if (interpolation == Metric::Interpolation::SampleHold && y != last_y)
            points += fmt::format("H{:.1f}V{:.1f}", x, y);
        else
            points += fmt::format("L{:.1f} {:.1f}", x, y);
        last_y = y;
    }
    return points;
}

std::string draw(const LineChart& chart) {
    double last = 0;
    double least = 0;
    double most = 0;
    for (const LineChart::Line& line : chart.lines)
        for (const Sample& s : line.samples) {
            last = std::max(last, s.at.to_seconds());
            least = std::min(least, s.value);
            most = std::max(most, s.value);
        }
    const TimeAxis time = time_axis(0, last, 8);
    const Frame frame{time.axis, round_axis(least, most, 5)};
    std::vector<std::string> names;
    for (const LineChart::Line& line : chart.lines) names.push_back(line.name);
    Svg svg(kHeight + legend_height(names), chart.title);
    draw_axes(svg, frame, "time, " + time.unit, unit_name(chart.unit));
    draw_x_ticks(svg, frame);
    for (std::size_t i = 0; i < chart.lines.size(); ++i)
        svg.path(line_path(chart.lines[i].samples, frame, time.unit_seconds, chart.interpolation),
                 line_style(i, chart.lines.size()));
    if (names.size() > 1) draw_legend(svg, names, kHeight + 12, "line");
    return std::move(svg).finish();
}

void draw_scaled_ticks(Svg& svg, const Frame& frame, const HistogramChart& chart) {
    for (const auto& [at, label] : scaled_ticks(frame.x.from, frame.x.to, chart)) {
        svg.line(frame.at_x(at), frame.bottom, frame.at_x(at), frame.bottom + 4, "axis");
        svg.text(frame.at_x(at), frame.bottom + 18, label, "middle");
    }
}

/// All lines first, so that none crosses another's words.
void draw_marks(Svg& svg, const Frame& frame, const HistogramChart& chart) {
    const auto x_of = [&](double value) {
        return std::clamp(frame.at_x(on_scale(value, chart.scale)), kLeft, kWidth - kRight);
    };
    for (const auto& [name, value] : chart.marks)
        svg.line(x_of(value), kTop, x_of(value), frame.bottom, "mark");
    double y = kTop + 8;
    for (const auto& [name, value] : chart.marks) {
        const bool is_left = x_of(value) < kWidth * 0.6;
        svg.text(x_of(value) + (is_left ? 4 : -4), y, name + " " + figure_text(value, chart.unit),
                 is_left ? "halo" : "end halo");
        y += 16;
    }
}

std::string draw(const HistogramChart& chart) {
    if (chart.buckets.empty()) return {};
    const Columns columns = gather(chart);
    const double most = *std::max_element(columns.shares.begin(), columns.shares.end());
    const Frame frame{{columns.from, columns.to, {}}, round_axis(0, most, 5)};
    Svg svg(kHeight, chart.title);
    draw_axes(svg, frame, scale_title(chart, columns),
              "share, % of " + count_text(static_cast<double>(chart.count)));
    for (std::size_t i = 0; i < columns.shares.size(); ++i) {
        if (columns.shares[i] == 0) continue;
        const double x = frame.at_x(columns.lower(i));
        const double width = frame.at_x(columns.lower(i + 1)) - x;
        svg.box(x, frame.at_y(columns.shares[i]), width,
                frame.bottom - frame.at_y(columns.shares[i]), "fill c1",
                fmt::format("{:.3g} %", columns.shares[i]));
    }
    draw_scaled_ticks(svg, frame, chart);
    draw_marks(svg, frame, chart);
    return std::move(svg).finish();
}

/// As many of the values as fit beside one another.
void draw_values(Svg& svg, const Frame& frame, const std::vector<std::string>& values) {
    constexpr double kCharacter = 7.5;
    std::size_t longest = 1;
    for (const std::string& value : values) longest = std::max(longest, value.size());
    const double room = frame.at_x(1) - frame.at_x(0);
    const auto step =
        static_cast<std::size_t>(std::ceil((static_cast<double>(longest) + 1) * kCharacter / room));
    for (std::size_t i = 0; i < values.size(); i += step) {
        const double x = frame.at_x(static_cast<double>(i) + 0.5);
        svg.line(x, frame.bottom, x, frame.bottom + 4, "axis");
        svg.text(x, frame.bottom + 18, values[i], "middle");
    }
}

void draw_interval(Svg& svg, double x, double top, double bottom, const std::string& style) {
    constexpr double kCap = 4;
    svg.line(x, top, x, bottom, style);
    svg.line(x - kCap, top, x + kCap, top, style);
    svg.line(x - kCap, bottom, x + kCap, bottom, style);
}

/// `aside` keeps the intervals of several lines apart.
void draw_points(Svg& svg, const Frame& frame, const PointChart& chart, std::size_t line,
                 double aside) {
    const PointChart::Line& drawn = chart.lines[line];
    std::string path;
    for (std::size_t i = 0; i < drawn.means.size(); ++i) {
        if (!drawn.means[i]) continue;
        const Estimate& mean = *drawn.means[i];
        const double x = frame.at_x(static_cast<double>(i) + 0.5) + aside;
        const auto at_y = [&](double value) { return frame.at_y(chart.on_axis(value)); };
        const double y = at_y(mean.mean);
        path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x, y);
        if (mean.half_width)
            draw_interval(svg, x, at_y(mean.mean + *mean.half_width),
                          at_y(mean.mean - *mean.half_width), "line whisker " + colour(line));
        svg.dot(x, y, "fill " + colour(line),
                fmt::format("{} {} {}: {}", drawn.name, chart.key, chart.values[i],
                            estimate_text(mean, chart.unit, "±", chart.scale)));
    }
    svg.path(path, "line " + colour(line));
}

/// Above the line, unless that is where the drawing ends.
void draw_wanted(Svg& svg, double y, const PointChart& chart) {
    svg.line(kLeft, y, kWidth - kRight, y, "mark");
    svg.text(kLeft + 4, y < kTop + 16 ? y + 14 : y - 5, chart.wanted->words, "halo");
}

std::string draw(const PointChart& chart) {
    constexpr double kAside = 7;
    std::vector<std::string> names;
    for (const PointChart::Line& line : chart.lines) names.push_back(line.name);
    const auto [least, most] = chart.range();
    const Frame frame{{0, static_cast<double>(chart.values.size()), {}},
                      round_axis(least, most, 5)};
    Svg svg(kHeight + legend_height(names), chart.title);
    draw_axes(svg, frame, chart.key, chart.axis_title());
    draw_values(svg, frame, chart.values);
    const double middle = static_cast<double>(names.size() - 1) / 2;
    for (std::size_t i = 0; i < names.size(); ++i)
        draw_points(svg, frame, chart, i, kAside * (static_cast<double>(i) - middle));
    if (chart.wanted) draw_wanted(svg, frame.at_y(chart.on_axis(chart.wanted->threshold)), chart);
    if (names.size() > 1) draw_legend(svg, names, kHeight + 12, "box");
    return std::move(svg).finish();
}

double total(const BarChart::Bar& bar) {
    double sum = 0;
    for (const double part : bar.parts) sum += part;
    return sum;
}

std::string draw(const BarChart& chart) {
    constexpr double kBarLeft = 140;
    constexpr double kBarRow = 30;
    constexpr double kBarRight = 70;  // for the value of the longest
    double most = 0;
    for (const BarChart::Bar& bar : chart.bars) most = std::max(most, total(bar));
    const double bars_bottom = kTop + kBarRow * static_cast<double>(chart.bars.size());
    const double legend_top = bars_bottom + 46;
    Svg svg(legend_top + legend_height(chart.parts), chart.title);
    const Axis axis = round_axis(0, most, 4);
    const auto at_x = [&](double v) {
        return kBarLeft + axis.share(v) * (kWidth - kBarLeft - kBarRight);
    };
    for (const double tick : axis.ticks) {
        svg.line(at_x(tick), kTop, at_x(tick), bars_bottom, "grid");
        svg.text(at_x(tick), bars_bottom + 16, tick_text(tick), "middle");
    }
    double y = kTop;
    for (const BarChart::Bar& bar : chart.bars) {
        svg.text(kBarLeft - 8, y + 19, bar.name, "end");
        double sum = 0;
        for (std::size_t i = 0; i < bar.parts.size(); ++i) {
            svg.box(at_x(sum), y + 5, at_x(sum + bar.parts[i]) - at_x(sum), kBarRow - 10,
                    "fill " + colour(i),
                    fmt::format("{} {}: {}", bar.name, chart.parts[i],
                                figure_text(bar.parts[i], chart.unit)));
            sum += bar.parts[i];
        }
        svg.text(at_x(sum) + 5, y + 19, figure_text(sum, chart.unit), "halo");
        y += kBarRow;
    }
    svg.text(kWidth - kBarRight, bars_bottom + 34, unit_name(chart.unit), "end title");
    if (chart.parts.size() > 1) draw_legend(svg, chart.parts, legend_top + 10, "box");
    return std::move(svg).finish();
}
}  // namespace

std::string escape_xml(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '&':
                escaped += "&amp;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

std::string chart_svg(const Chart& chart) {
    return std::visit([](const auto& c) { return draw(c); }, chart);
}

}  // namespace fleetsim::results::report
