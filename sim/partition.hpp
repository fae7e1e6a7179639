// Partition: who belongs to which shard - devices in equal spans, services in turn.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/ids.hpp"

namespace fleetsim::sim {

class Partition {
  public:
    Partition(std::uint32_t devices, std::uint16_t services, unsigned shards)
        : shards_(shards),
          devices_(devices),
          services_(services),
          scale_(devices == 0 ? 1 : (std::uint64_t{shards} << kScaleBits) / devices) {}

    unsigned shards() const { return shards_; }
    std::uint32_t devices() const { return devices_; }
    std::uint16_t services() const { return services_; }
    /// The first device of a shard; of the one after the last, the number of all.
    std::uint32_t first_device(unsigned shard) const {
        if (shard >= shards_) return devices_;
        return static_cast<std::uint32_t>(((std::uint64_t{shard} << kScaleBits) + scale_ - 1) /
                                          scale_);
    }
    bool knows(EntityId entity) const {
        return entity.is_service() ? entity.service_index() < services_
                                   : entity.device_index() < devices_;
    }
    unsigned of_device(std::uint32_t device) const {
        return static_cast<unsigned>(device * scale_ >> kScaleBits);
    }
    unsigned of(EntityId entity) const {
        return entity.is_service() ? entity.service_index() % shards_
                                   : of_device(entity.device_index());
    }
    /// Devices of one shard, about.
    std::size_t share() const { return devices_ / shards_; }

  private:
    static constexpr unsigned kScaleBits = 47;  // the product stays below 2^64 up to 65,536 shards

    unsigned shards_;
    std::uint32_t devices_;
    std::uint16_t services_;
    std::uint64_t scale_;  ///< shards a device, times 2^47, rounded down
};

}  // namespace fleetsim::sim
