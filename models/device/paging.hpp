// Paging: what comes down while a device's radio sleeps between two looks at the paging channel.
// Models     the network keeps it until the device's next look, or until the device itself wakes
//            its radio to send something. What goes up waits for nothing.
// Leaves out a network that keeps only so much, or only for so long; what comes down while the
//            radio wakes to send is heard before what waited.
// Source     3GPP TS 23.682, 4.5.13 (eDRX); TS 24.301, 5.3.1 (a connection for what goes up brings
//            what waits).
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
    /// True if it is the first that waits for its device.
    bool add(std::uint32_t device, const sim::Parcel& parcel) {
        std::vector<sim::Parcel>& waiting = waiting_[device];
        waiting.push_back(parcel);
        return waiting.size() == 1;
    }
    /// All that waits for the device, in the order it came.
    std::vector<sim::Parcel> take(std::uint32_t device) {
        const auto found = waiting_.find(device);
        if (found == waiting_.end()) return {};
        std::vector<sim::Parcel> parcels = std::move(found->second);
        waiting_.erase(found);
        return parcels;
    }

    bool has(std::uint32_t device) const { return waiting_.contains(device); }
    /// The messages among what waits for all devices.
    std::int64_t messages() const;

  private:
    std::unordered_map<std::uint32_t, std::vector<sim::Parcel>> waiting_;
};

/// True if the device does not hear the parcel now; then it comes again.
bool waits_for_page(Turn& turn, const sim::Parcel& parcel);

/// The radio is awake at `ready`, to send: what waited comes now.
void release_pages(Turn& turn, sim::Time ready);

}  // namespace fleetsim::device
