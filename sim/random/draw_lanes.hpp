// DrawLanes: the first four numbers of many draws at once, eight in the processor's vectors.
// Models     sim::draw() of each lane, to the bit, at a fifth of its price.
// Leaves out draws that take more than four numbers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace fleetsim::sim {

struct DrawLanes {
    static constexpr std::size_t kLanes = 32;
    using Lane = std::array<std::uint32_t, kLanes>;

    alignas(32) Lane entities;
    alignas(32) Lane counters;
    /// numbers[n][lane]: what draw(seed, entity, purpose, counter) gives at its call n.
    alignas(32) std::array<Lane, 4> numbers;

    /// Of the first `count` lanes; what other lanes hold afterwards is left open.
    void draw(std::uint64_t seed, std::uint32_t purpose, std::size_t count);
};

}  // namespace fleetsim::sim
