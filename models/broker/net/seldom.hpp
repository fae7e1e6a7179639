// Seldom: when to say what happens again and again, so that a log stays readable.
#pragma once

#include <cstdint>

namespace fleetsim::broker::net {

/// At the 1st, 10th, 100th ... time; `times` counts from 1.
inline bool is_told(std::uint64_t times) {
    while (times != 0 && times % 10 == 0) times /= 10;
    return times == 1;
}

}  // namespace fleetsim::broker::net
