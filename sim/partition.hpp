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
          scale_(devices == 0 ? 0 : (std::uint64_t{shards} << 32) / devices) {}

    unsigned shards() const { return shards_; }
    std::uint32_t devices() const { return devices_; }
    std::uint16_t services() const { return services_; }
    /// The first device of a shard; of the one after the last, the number of all.
    std::uint32_t first_device(unsigned shard) const {
        return static_cast<std::uint32_t>(std::uint64_t{devices_} * shard / shards_);
    }
    bool knows(EntityId entity) const {
        return entity.is_service() ? entity.service_index() < services_
                                   : entity.device_index() < devices_;
    }
    unsigned of_device(std::uint32_t device) const {
        auto shard = static_cast<unsigned>(device * scale_ >> 32);
        while (first_device(shard + 1) <= device) ++shard;  // the scale is rounded down
        return shard;
    }
    unsigned of(EntityId entity) const {
        return entity.is_service() ? entity.service_index() % shards_
                                   : of_device(entity.device_index());
    }
    /// Devices of one shard, about.
    std::size_t share() const { return devices_ / shards_; }

  private:
    unsigned shards_;
    std::uint32_t devices_;
    std::uint16_t services_;
    std::uint64_t scale_;  ///< shards a device, times 2^32
};

}  // namespace fleetsim::sim
