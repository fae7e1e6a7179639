#include "sim/event_queue.hpp"

#include <algorithm>

namespace fleetsim::sim {

Time time_of(const Event& event) {
    return std::visit([](const auto& e) { return e.time; }, event);
}

EntityId target_of(const Event& event) {
    if (const auto* parcel = std::get_if<Parcel>(&event)) return parcel->target;
    return EntityId::device(std::get<Timer>(event).device);
}

bool comes_before(const Event& a, const Event& b) {
    return std::visit([](const auto& x, const auto& y) { return comes_before(x, y); }, a, b);
}

Event StandardQueue::pop() {
    Event event = events_.top();
    events_.pop();
    return event;
}

Event QuaternaryQueue::event_of(const Entry& entry) const {
    if (!entry.is_timer) return parcels_[entry.device_or_place];
    return Timer{entry.time, entry.device_or_place, entry.kind, entry.generation};
}

bool QuaternaryQueue::before(const Entry& a, const Entry& b) const {
    if (a.time != b.time) return a.time < b.time;
    return comes_before(event_of(a), event_of(b));
}

void QuaternaryQueue::push(const Event& event) {
    Entry entry{time_of(event), 0, 0, 0, false};
    if (const auto* timer = std::get_if<Timer>(&event)) {
        entry = Entry{timer->time, timer->device, timer->kind, timer->generation, true};
    } else if (free_places_.empty()) {
        entry.device_or_place = static_cast<std::uint32_t>(parcels_.size());
        parcels_.push_back(std::get<Parcel>(event));
    } else {
        entry.device_or_place = free_places_.back();
        free_places_.pop_back();
        parcels_[entry.device_or_place] = std::get<Parcel>(event);
    }
    heap_.push_back(entry);
    std::size_t hole = heap_.size() - 1;
    while (hole > 0 && before(entry, heap_[(hole - 1) / 4])) {
        heap_[hole] = heap_[(hole - 1) / 4];
        hole = (hole - 1) / 4;
    }
    heap_[hole] = entry;
}

Event QuaternaryQueue::pop() {
    const Entry first = heap_.front();
    const Event event = event_of(first);
    if (!first.is_timer) free_places_.push_back(first.device_or_place);
    const Entry last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) sink_hole(last);
    return event;
}

/// Fills the hole at the root: smaller children rise until `entry` fits.
void QuaternaryQueue::sink_hole(Entry entry) {
    std::size_t hole = 0;
    for (;;) {
        const std::size_t first_child = hole * 4 + 1;
        if (first_child >= heap_.size()) break;
        const std::size_t end = std::min(first_child + 4, heap_.size());
        std::size_t least = first_child;
        for (std::size_t child = first_child + 1; child < end; ++child) {
            if (before(heap_[child], heap_[least])) least = child;
        }
        if (!before(heap_[least], entry)) break;
        heap_[hole] = heap_[least];
        hole = least;
    }
    heap_[hole] = entry;
}

}  // namespace fleetsim::sim
