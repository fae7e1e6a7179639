#include "cli/progress_bar.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <vector>

#include "results/figure_text.hpp"

namespace fleetsim::cli {

namespace {
constexpr int kWidestBar = 30;
constexpr int kNarrowestBar = 10;
constexpr double kSmoothingSeconds = 5;

int terminal_columns() {
    winsize size{};
    const bool is_known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return is_known ? size.ws_col : 80;
}

std::string rate_text(double per_second) {
    if (per_second >= 1e6) return fmt::format("{:.1f} M events/s", per_second / 1e6);
    if (per_second >= 1e3) return fmt::format("{:.1f} k events/s", per_second / 1e3);
    return fmt::format("{:.0f} events/s", per_second);
}

std::string left_text(double seconds) {
    const auto whole = static_cast<std::int64_t>(std::min(std::ceil(seconds), 359'999.0));
    if (whole < 3'600) return fmt::format("{}:{:02} left", whole / 60, whole % 60);
    return fmt::format("{}:{:02}:{:02} left", whole / 3'600, whole / 60 % 60, whole % 60);
}

std::string bar_text(double share, int width) {
    const int filled = static_cast<int>(share * width);
    std::string bar(static_cast<std::size_t>(filled), '=');
    if (filled < width) bar += '>';
    bar.resize(static_cast<std::size_t>(width), ' ');
    return '[' + bar + ']';
}
}  // namespace

std::string progress_line(const Progress& progress, int columns) {
    const double whole = static_cast<double>(progress.end.nanoseconds());
    const double share =
        whole <= 0 ? 1
                   : std::clamp(static_cast<double>(progress.now.nanoseconds()) / whole, 0., 1.);
    std::vector<std::string> words = {fmt::format("{:3.0f} %", std::floor(share * 100)),
                                      results::clock_text(progress.now.since_start()) + " of " +
                                          results::clock_text(progress.end.since_start()),
                                      rate_text(progress.events_per_second)};
    if (progress.seconds_left >= 0) words.push_back(left_text(progress.seconds_left));

    // The last column stays free: some terminals wrap once it is written.
    std::string line;
    for (const std::string& word : words) {
        const std::size_t gap = line.empty() ? 0 : 3;
        if (line.size() + gap + word.size() >= static_cast<std::size_t>(std::max(columns, 0)))
            break;
        line += std::string(gap, ' ') + word;
    }
    const int bar = std::min(columns - 1 - static_cast<int>(line.size()) - 4, kWidestBar);
    return bar < kNarrowestBar ? line : bar_text(share, bar) + "  " + line;
}

ProgressBar::ProgressBar(sim::Time end, Show show, std::chrono::milliseconds interval)
    : is_shown_(show == Show::OnTerminal && isatty(STDERR_FILENO) == 1),
      interval_(interval),
      end_(end),
      start_(Clock::now()),
      last_(start_) {}

ProgressBar::~ProgressBar() {
    if (is_drawn_) std::fputs("\r\033[K", stderr);
}

void ProgressBar::update(sim::Time now, std::uint64_t events) {
    if (!is_shown_) return;
    const auto instant = Clock::now();
    if (instant - last_ < interval_ || instant == last_) return;
    const double since_last = std::chrono::duration<double>(instant - last_).count();
    const double rate = static_cast<double>(events - last_events_) / since_last;
    const double weight = is_drawn_ ? 1 - std::exp(-since_last / kSmoothingSeconds) : 1;
    rate_ += weight * (rate - rate_);
    last_ = instant;
    last_events_ = events;

    Progress progress{.now = now, .end = end_, .events_per_second = rate_};
    const double elapsed = std::chrono::duration<double>(instant - start_).count();
    const double done = now.to_seconds();
    if (elapsed > 1 && done > 0) progress.seconds_left = elapsed / done * (end_ - now).to_seconds();
    fmt::print(stderr, "\r{}\033[K", progress_line(progress, terminal_columns()));
    std::fflush(stderr);
    is_drawn_ = true;
}

}  // namespace fleetsim::cli
