// ProgressBar: one line on a terminal that says how far a run is; nothing where standard error is
// no terminal.
//
//   [=========>               ]  38 %   09:07:12 of 1 d 00:00:00   61.2 M events/s   0:42 left
//
// Models     the rate of the last seconds, smoothed; the time left, from the pace since the start.
// Leaves out runs whose pace changes: a storm at the end makes "left" too hopeful.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "sim/time.hpp"

namespace fleetsim::cli {

struct Progress {
    sim::Time now;
    sim::Time end;
    double events_per_second = 0;
    double seconds_left = -1;  ///< negative: not known yet
};

/// The line for a terminal of `columns`, without line end. What does not fit is left out from the
/// bar first, then from the right.
std::string progress_line(const Progress& progress, int columns);

class ProgressBar {
  public:
    enum class Show { OnTerminal, Never };
    static constexpr std::chrono::milliseconds kInterval{200};

    /// Draws no more often than every `interval`.
    ProgressBar(sim::Time end, Show show, std::chrono::milliseconds interval = kInterval);
    /// Takes the line away, so that what is printed next starts on a clean one.
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// Cheap enough for every window.
    void update(sim::Time now, std::uint64_t events);

  private:
    using Clock = std::chrono::steady_clock;

    bool is_shown_;
    std::chrono::milliseconds interval_;
    bool is_drawn_ = false;
    sim::Time end_;
    Clock::time_point start_;
    Clock::time_point last_;
    std::uint64_t last_events_ = 0;
    double rate_ = 0;  ///< events a second, smoothed over some five seconds
};

}  // namespace fleetsim::cli
