// A 64-bit hash of each event. Their sum does not depend on the order they are handled in.
// Source     mix64 is the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014); the folded
//            product is the step of Wang Yi's wyhash (2019).
#pragma once

#include <bit>
#include <cstdint>

#include "sim/event.hpp"

namespace fleetsim::sim {

/// A bijection of 64-bit numbers in which every input bit reaches every output bit.
constexpr std::uint64_t mix64(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/// The two halves of the product, folded: two words become one at the price of a multiplication.
constexpr std::uint64_t fold64(std::uint64_t a, std::uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

constexpr std::uint64_t hash_of(const Timer& timer) {
    const std::uint64_t who = (std::uint64_t{timer.device} << 8) | timer.kind;
    return fold64(static_cast<std::uint64_t>(timer.time.nanoseconds()) ^ 0x9e3779b97f4a7c15u,
                  who ^ 0xbf58476d1ce4e5b9u);
}

constexpr std::uint64_t hash_of(const Parcel& parcel) {
    const std::uint64_t who = (std::uint64_t{parcel.source.value} << 32) | parcel.target.value;
    const std::uint64_t what =
        (std::uint64_t{parcel.sequence} << 32) | (std::uint64_t{parcel.kind} << 16) | parcel.flags;
    const std::uint64_t sent =
        fold64(static_cast<std::uint64_t>(parcel.time.nanoseconds()) ^ 0x9e3779b97f4a7c15u,
               who ^ 0xbf58476d1ce4e5b9u);
    return fold64(sent ^ what ^ parcel.body[0],
                  parcel.body[1] ^ std::rotl(parcel.body[2], 32) ^ 0x94d049bb133111ebu);
}

}  // namespace fleetsim::sim
