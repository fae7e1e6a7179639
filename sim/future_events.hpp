// FutureEvents: what waits for the entities of one shard, in three wheels.
// Models     the shard's part of the future event list. The common case of a push is inlined into
// the handlers: pack the event's words, store them at a bucket's tail.
// Leaves out the contract, mail and the window being handled: sim/shard.hpp.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/check.hpp"
#include "sim/event.hpp"
#include "sim/partition.hpp"
#include "sim/wheel.hpp"

namespace fleetsim::sim {

struct FutureEvents {
    FutureEvents(const Partition& partition, unsigned shard, unsigned window_bits)
        : timers(window_bits, partition.share()),
          to_devices(window_bits, partition.share()),
          to_services(window_bits, partition.share()),
          first_device(partition.first_device(shard)),
          device_count(partition.first_device(shard + 1) - first_device),
          service_count(partition.shards() == 1 ? partition.services() : std::uint16_t{0}) {}

    /// Stores the event if it is of this shard and of a later window in reach, which proves that it
    /// keeps the contract, and if that is quickly done. Otherwise nothing happens.
    bool keeps(const Timer& timer) {
        FLEET_ASSERT(timer.kind < kTimerKinds && timer.generation < kTimerGenerations,
                     "the wheel packs kind and generation of a timer into 4 bits each");
        return timers.push_if_easy(timer);
    }
    bool keeps(const Parcel& parcel) {
        if (parcel.target.is_service())
            return parcel.target.service_index() < service_count &&
                   to_services.push_if_easy(parcel);
        return parcel.target.device_index() - first_device < device_count &&
               to_devices.push_if_easy(parcel);
    }

    /// Stores the event wherever it belongs; it is of this shard.
    void push(const Timer& timer) { timers.push(timer); }
    void push(const Parcel& parcel) {
        (parcel.target.is_service() ? to_services : to_devices).push(parcel);
    }

    /// No event lies before this window; TimerWheel::kNone without events.
    std::int64_t earliest() const {
        return std::min({timers.earliest(), to_devices.earliest(), to_services.earliest()});
    }
    void enter(std::int64_t window) {
        timers.enter(window);
        to_devices.enter(window);
        to_services.enter(window);
    }
    std::size_t size() const { return timers.size() + to_devices.size() + to_services.size(); }

    TimerWheel timers;
    ParcelWheel to_devices;
    ParcelWheel to_services;

    std::uint32_t first_device;
    std::uint32_t device_count;
    std::uint16_t service_count;  ///< with several shards none: services are dealt out in turn
};

}  // namespace fleetsim::sim
