// Where windows lie: window w is [w, w + 1) times 2^bits nanoseconds, the instant inside it an
// offset below 2^bits.
#pragma once

#include <cstdint>

#include "sim/time.hpp"

namespace fleetsim::sim {

constexpr std::int64_t window_of(Time time, unsigned window_bits) {
    return time.nanoseconds() >> window_bits;
}
constexpr Time start_of_window(std::int64_t window, unsigned window_bits) {
    return Time::from_nanoseconds(window << window_bits);
}
constexpr std::uint64_t offset_in_window(Time time, unsigned window_bits) {
    return static_cast<std::uint64_t>(time.nanoseconds()) & ((std::uint64_t{1} << window_bits) - 1);
}

}  // namespace fleetsim::sim
