// Two priority queues of events in the kernel's total order, with one interface.
//
// StandardQueue    std::priority_queue of whole events: nothing to get wrong
// QuaternaryQueue  a 4-ary heap of 16-byte entries, parcels beside it: twice as fast when small
// Source     facts behind the choice of the arity: docs/kernel.md, "Small fleets".
#pragma once

#include <queue>
#include <variant>
#include <vector>

#include "sim/event.hpp"

namespace fleetsim::sim {

using Event = std::variant<Parcel, Timer>;

Time time_of(const Event& event);
EntityId target_of(const Event& event);
/// Time, then parcels before timers, then the order of their kind (sim/event.hpp).
bool comes_before(const Event& a, const Event& b);

class StandardQueue {
  public:
    void push(const Event& event) { events_.push(event); }
    bool empty() const { return events_.empty(); }
    std::size_t size() const { return events_.size(); }
    Time next_time() const { return time_of(events_.top()); }
    Event pop();

  private:
    struct Later {
        bool operator()(const Event& a, const Event& b) const { return comes_before(b, a); }
    };
    std::priority_queue<Event, std::vector<Event>, Later> events_;
};

class QuaternaryQueue {
  public:
    void push(const Event& event);
    bool empty() const { return heap_.empty(); }
    std::size_t size() const { return heap_.size(); }
    Time next_time() const { return heap_.front().time; }
    Event pop();

  private:
    /// A timer whole, or the place of a parcel.
    struct Entry {
        Time time;
        std::uint32_t device_or_place;
        std::uint8_t kind;
        std::uint8_t generation;
        bool is_timer;
    };
    static_assert(sizeof(Entry) == 16);

    Event event_of(const Entry& entry) const;
    bool before(const Entry& a, const Entry& b) const;
    void sink_hole(Entry entry);

    std::vector<Entry> heap_;
    std::vector<Parcel> parcels_;
    std::vector<std::uint32_t> free_places_;
};

}  // namespace fleetsim::sim
