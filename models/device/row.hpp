// DeviceRow: all a device keeps between its events, hot in half a cache line.
//
//   0        8          12          16          20      22      23
//   | drawn  | sequence | publishes | last_sent | class | phase | attempts ...
//   24           25      26          28                    32
//   | generation | flags | packet_id | waiting             |
//
// The radio's own state lies in an array beside it (radio::RadioState), touched by the same events.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/time.hpp"

namespace fleetsim::device {

enum class Phase : std::uint8_t {
    Waiting,     ///< its start has not come yet
    Offline,     ///< between two connections, on purpose
    Connecting,  ///< TCP, TLS and CONNECT are under way
    Connected,
    BackingOff,  ///< waits before the next attempt
    Failed,      ///< its battery is empty
    Dark,        ///< without power, for a while
};

enum Flag : std::uint8_t {
    kHasTicket = 1,        ///< may resume its TLS session
    kProgramsRunning = 2,  ///< its publish timers are set
    kSubscribed = 4,       ///< the broker has its subscriptions
    kOpening = 8,          ///< HTTPS: the request under way opens its connection
    kOneClosure = 16,      ///< the upper half counts closures, below
};

struct DeviceRow {
    std::int64_t drawn_nanojoules = 0;
    std::uint32_t sequence = 0;   ///< counts what this device caused: draws and parcels
    std::uint32_t publishes = 0;  ///< ordinal of the next publish
    std::uint32_t last_sent = 0;  ///< in ticks of 2^20 ns (1.05 ms), wraps; see since()
    std::uint16_t class_id = 0;
    Phase phase : 5 = Phase::Waiting;
    bool may_be_followed : 1 = false;  ///< Turn::streams may have something of it under way
    bool is_busy : 1 = false;          ///< a task that a service gave it is under way
    bool has_settled : 1 = false;      ///< what its first connection cost is known
    std::uint8_t attempts = 0;         ///< connection attempts since the last success
    std::uint8_t generation = 0;       ///< of the connection; a timer of another one is stale
    std::uint8_t flags = 0;
    std::uint16_t packet_id = 0;
    std::uint32_t waiting = 0;  ///< its list in the WaitingRoom, 0: none
};
static_assert(sizeof(DeviceRow) == 32, "two rows to a cache line");

/// How often in a row the server closed the connection for what the device did; 15 stands for more.
inline unsigned closures(const DeviceRow& row) { return row.flags / kOneClosure; }
inline void count_closure(DeviceRow& row) {
    if (closures(row) < 15) row.flags = static_cast<std::uint8_t>(row.flags + kOneClosure);
}
inline void forget_closures(DeviceRow& row) { row.flags &= kOneClosure - 1; }

inline constexpr int kTickShift = 20;
inline constexpr std::uint32_t ticks(sim::Time t) {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(t.nanoseconds()) >> kTickShift);
}
/// Time since `earlier`, exact to a tick as long as it is shorter than 26 days; none where
/// `earlier` is still to come: a radio that wakes sends later than it is asked to.
inline constexpr sim::Duration since(std::uint32_t earlier, sim::Time now) {
    const auto passed = static_cast<std::int32_t>(ticks(now) - earlier);
    return sim::Duration::nanoseconds(std::int64_t{std::max(passed, 0)} << kTickShift);
}

}  // namespace fleetsim::device
