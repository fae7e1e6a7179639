#include "cli/interrupt.hpp"

#include "sim/check.hpp"

namespace fleetsim::cli {

namespace {
// A signal handler can reach nothing but statics.
std::atomic<bool> interrupted = false;
std::atomic<bool> taken = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may not wait for a lock");

void remember(int) { interrupted.store(true, std::memory_order_relaxed); }
}  // namespace

Interrupt::Interrupt() {
    FLEET_CHECK(!taken.exchange(true), "one Interrupt at a time");
    interrupted = false;
    struct sigaction action {};
    action.sa_handler = remember;
    // Reset: the second signal does what it did before. Restart: no write fails half-way.
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
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
