// A 64-bit hash of each event. Their sum does not depend on the order they are handled in.
// Source     the mixing function is the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
#pragma once

#include <cstdint>

#include "sim/event.hpp"

namespace fleetsim::sim {

/// A bijection of 64-bit numbers in which every input bit reaches every output bit.
constexpr std::uint64_t mix64(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

constexpr std::uint64_t hash_of(const Timer& timer) {
    const std::uint64_t who = (std::uint64_t{timer.device} << 8) | timer.kind;
    return mix64(static_cast<std::uint64_t>(timer.time.nanoseconds()) + who * 0x9e3779b97f4a7c15u);
}

constexpr std::uint64_t hash_of(const Parcel& parcel) {
    const std::uint64_t who = (std::uint64_t{parcel.source.value} << 32) | parcel.target.value;
    const std::uint64_t what =
        (std::uint64_t{parcel.sequence} << 32) | (std::uint64_t{parcel.kind} << 16) | parcel.flags;
    const std::uint64_t body = parcel.body[0] ^ (parcel.body[1] << 21) ^ (parcel.body[2] << 42);
    return mix64(
        mix64(static_cast<std::uint64_t>(parcel.time.nanoseconds()) + who * 0x9e3779b97f4a7c15u) +
        what + body * 0xd1342543de82ef95u);
}

}  // namespace fleetsim::sim
