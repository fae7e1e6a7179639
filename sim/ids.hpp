// Who is who in a run. Devices and services share one number space, so an event needs 32 bits to
// name either: services take the top 2^16 numbers, devices the rest from zero.
#pragma once

#include <compare>
#include <cstdint>

namespace fleetsim::sim {

struct EntityId {
    static constexpr std::uint32_t kFirstService = 0xFFFF'0000u;

    std::uint32_t value = 0;

    static constexpr EntityId device(std::uint32_t index) { return EntityId{index}; }
    static constexpr EntityId service(std::uint16_t index) {
        return EntityId{kFirstService + index};
    }
    constexpr bool is_service() const { return value >= kFirstService; }
    constexpr std::uint32_t device_index() const { return value; }
    constexpr std::uint16_t service_index() const {
        return static_cast<std::uint16_t>(value - kFirstService);
    }
    constexpr auto operator<=>(const EntityId&) const = default;
};

}  // namespace fleetsim::sim
