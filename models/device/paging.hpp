// Paging: what comes down while a device's radio sleeps - between two looks at the paging channel
// (eDRX), or where no page finds it (PSM).
// Models     the network keeps it until the device's next look, in PSM until its next periodic
//            tracking-area update or in the active time after it, or until the device itself wakes
//            its radio to send something. So does the news that its connection was cut. What goes
//            up waits for nothing, and for the answer to what it sent the device stays a while.
// Leaves out a network that keeps only so much, or only for so long (an operator's choice: a packet
//            count and a duration of the S-GW), and the retransmissions of a server's TCP, which
//            stand in for it and end after a quarter of an hour; what comes down while the radio
//            wakes to send is heard before what waited; a wake for what waited at an update costs
//            what any does, on top of the update.
// Source     3GPP TS 23.682, 4.5.4 (PSM), 4.5.7 (extended buffering: high latency communication),
//            4.5.13 (eDRX); TS 24.301, 5.3.1 (a connection for what goes up brings what waits) and
//            5.3.5 (T3412).
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "sim/event.hpp"

namespace fleetsim::device {

struct Turn;

/// Parcels that wait in the network, by device. One for each shard.
class PagingRoom {
  public:
    /// True if it is the first that waits for its device, which hears it at `due`.
    bool add(std::uint32_t device, const sim::Parcel& parcel, sim::Time due) {
        Waiting& waiting = waiting_[device];
        waiting.parcels.push_back(parcel);
        if (waiting.parcels.size() > 1) return false;
        waiting.due = due;
        return true;
    }
    /// All that waits for the device, in the order it came.
    std::vector<sim::Parcel> take(std::uint32_t device) {
        return take_due(device, sim::Time::never());
    }
    /// The same once it is due. An appointment that traffic has moved since finds nothing.
    std::vector<sim::Parcel> take_due(std::uint32_t device, sim::Time now) {
        if (waiting_.empty()) return {};
        const auto found = waiting_.find(device);
        if (found == waiting_.end() || found->second.due > now) return {};
        std::vector<sim::Parcel> parcels = std::move(found->second.parcels);
        waiting_.erase(found);
        return parcels;
    }

    bool has(std::uint32_t device) const { return waiting_.contains(device); }
    /// The messages among what waits for all devices.
    std::int64_t messages() const;

  private:
    struct Waiting {
        sim::Time due;
        std::vector<sim::Parcel> parcels;
    };
    std::unordered_map<std::uint32_t, Waiting> waiting_;
};

/// True if the device does not hear the parcel now; then it comes again.
bool waits_for_page(Turn& turn, const sim::Parcel& parcel);

/// The radio is awake at `ready`: what waited comes now.
void release_pages(Turn& turn, sim::Time ready);

}  // namespace fleetsim::device
