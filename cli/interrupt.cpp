#include "cli/interrupt.hpp"

#include <ctime>

#include "sim/check.hpp"

namespace fleetsim::cli {

namespace {
// A signal handler can reach nothing but statics.
std::atomic<bool> interrupted = false;
std::atomic<bool> taken = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may not wait for a lock");

// `timeout` and other wrappers pass a signal on to a process that it has reached already.
constexpr std::int64_t kSameWishNs = 300'000'000;
std::atomic<std::int64_t> came_at_ns = 0;  ///< the first; zero: none yet
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

std::atomic<Interrupt::Clock> clock_ns = nullptr;
static_assert(std::atomic<Interrupt::Clock>::is_always_lock_free);

void remember(int number) {
    const std::int64_t now = clock_ns.load()();
    std::int64_t first = 0;
    if (came_at_ns.compare_exchange_strong(first, now)) {
        interrupted.store(true, std::memory_order_relaxed);
    } else if (now - first > kSameWishNs) {
        std::signal(number, SIG_DFL);
        raise(number);
    }
}
}  // namespace

std::int64_t Interrupt::monotonic_ns() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

Interrupt::Interrupt(Clock clock) {
    FLEET_CHECK(!taken.exchange(true), "one Interrupt at a time");
    interrupted = false;
    came_at_ns = 0;
    clock_ns = clock;
    struct sigaction action {};
    action.sa_handler = remember;
    action.sa_flags = SA_RESTART;  // no write fails half-way
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &old_interrupt_);
    sigaction(SIGTERM, &action, &old_terminate_);
}

Interrupt::~Interrupt() {
    sigaction(SIGINT, &old_interrupt_, nullptr);
    sigaction(SIGTERM, &old_terminate_, nullptr);
    taken = false;
}

const std::atomic<bool>* Interrupt::flag() const { return &interrupted; }

}  // namespace fleetsim::cli
