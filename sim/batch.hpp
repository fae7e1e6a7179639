// Batch: gathers events of one kind until there are enough to handle together.
// Models     two halves used in turn: while one fills, and what its events will touch is being
//            fetched from memory, the full one is handled. So a handler rarely waits for memory.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace fleetsim::sim {

template <class Event>
class Batch {
  public:
    /// Enough for the handlers to work in vectors; more rows at once than the processor has lines
    /// to fetch with (16 of Golden Cove) would only wait for one another.
    static constexpr std::size_t kHalf = 16;

    /// May call `handle(span)` with earlier events.
    template <class Handle>
    void add(const Event& event, Handle handle) {
        add_written([&event](Event& to) { to = event; }, handle);
    }
    /// Has `write(event)` fill in the next one, in its place.
    template <class Write, class Handle>
    [[gnu::always_inline]] void add_written(Write write, Handle handle) {
        const std::size_t at = size_;  // for all the compiler knows, storing the event changes it
        write(events_[at]);
        size_ = at + 1;
        if ((at + 1) % kHalf == 0) [[unlikely]]
            half_is_full(handle);
    }

    /// Calls `handle(span)` with all that is left.
    template <class Handle>
    void finish(Handle handle) {
        if (size_ == 0 && !other_is_full_) return;
        const std::span<const Event> all(events_);
        const std::size_t half = size_ < kHalf ? 0 : kHalf;
        if (other_is_full_) handle(all.subspan(kHalf - half, kHalf));
        if (size_ > half) handle(all.subspan(half, size_ - half));
        other_is_full_ = false;
        size_ = 0;
    }

  private:
    /// The half that was filled before has had its time; the next events take its place.
    template <class Handle>
    [[gnu::noinline]] void half_is_full(Handle handle) {
        const std::span<const Event> all(events_);
        const std::size_t next = size_ % (2 * kHalf);
        if (other_is_full_) handle(all.subspan(next, kHalf));
        other_is_full_ = true;
        size_ = next;
    }

    std::array<Event, 2 * kHalf> events_;
    std::size_t size_ = 0;  ///< where the next event goes
    bool other_is_full_ = false;
};

}  // namespace fleetsim::sim
