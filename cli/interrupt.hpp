// Interrupt: while one lives, the first Ctrl-C (or SIGTERM) asks the work to stop instead of
// killing it; a second one kills as usual, unless it comes so soon that it is the same wish.
//
//     Interrupt interrupt;
//     if (engine.run_until(end, interrupt.flag()) == RunOutcome::Stopped) ...
//     if (interrupt.came()) return ExitCode::Interrupted;
//
// Leaves out two at a time: signals belong to the process, so there is one Interrupt in it.
#pragma once

#include <atomic>
#include <csignal>
#include <cstdint>

namespace fleetsim::cli {

class Interrupt {
  public:
    /// Nanoseconds that only rise; called by the handler of signals.
    using Clock = std::int64_t (*)();
    explicit Interrupt(Clock clock = monotonic_ns);
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    /// Becomes true, and stays so. Safe to read from any thread.
    const std::atomic<bool>* flag() const;
    bool came() const { return flag()->load(std::memory_order_relaxed); }

  private:
    static std::int64_t monotonic_ns();

    struct sigaction old_interrupt_ {};
    struct sigaction old_terminate_ {};
};

}  // namespace fleetsim::cli
