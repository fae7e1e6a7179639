// The two kinds of event: a Timer a device sets for itself, and a Parcel one entity sends another.
// Models     everything that happens later. There is no third kind.
// Leaves out cancellation: a timer carries a generation, and the model drops the stale ones.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "sim/ids.hpp"
#include "sim/time.hpp"

namespace fleetsim::sim {

inline constexpr unsigned kTimerKinds = 16;        ///< Timer::kind is below this
inline constexpr unsigned kTimerGenerations = 16;  ///< Timer::generation is below this

/// A device's appointment with itself. The wheel keeps it in 8 bytes (sim/wheel.hpp).
///
///    0        8      12    13         14       16
///    | time   | device | kind | generation | unused |
struct Timer {
    Time time;
    std::uint32_t device = 0;
    std::uint8_t kind = 0;
    std::uint8_t generation = 0;
    std::uint16_t unused = 0;  ///< always; named, so that a copy is of two whole words

    constexpr auto operator<=>(const Timer&) const = default;
};
static_assert(sizeof(Timer) == 16);

/// A message to a device or a service; `time` is the arrival. `sequence` is counted by the source,
/// and no two parcels of one source that arrive at one instant may share it. What kind, flags and
/// body mean is the model's affair. It waits whole.
///
///    0      8        12       16         20     22      24                                48
///    | time | source | target | sequence | kind | flags | body[0] | body[1] | body[2]      |
struct Parcel {
    Time time;
    EntityId source;
    EntityId target;
    std::uint32_t sequence = 0;
    std::uint16_t kind = 0;
    std::uint16_t flags = 0;
    std::array<std::uint64_t, 3> body{};

    constexpr auto operator<=>(const Parcel&) const = default;
};
static_assert(sizeof(Parcel) == 48);

/// How a function takes an event: a timer in two registers, a parcel where it lies.
template <class Event>
using Handed = std::conditional_t<sizeof(Event) <= 16, Event, const Event&>;

/// The total order of one entity's parcels: time, source, sequence. The rest of the comparison
/// never decides anything in a model that counts its sequences.
constexpr bool comes_before(const Parcel& a, const Parcel& b) {
    if (a.time != b.time) return a.time < b.time;
    if (a.source != b.source) return a.source < b.source;
    if (a.sequence != b.sequence) return a.sequence < b.sequence;
    return a < b;
}

/// The total order of one device's timers: time, kind, generation. At one instant a device sees
/// its parcels first, then its timers.
constexpr bool comes_before(const Timer& a, const Timer& b) {
    if (a.time != b.time) return a.time < b.time;
    if (a.kind != b.kind) return a.kind < b.kind;
    return a.generation < b.generation;
}
constexpr bool comes_before(const Parcel& a, const Timer& b) { return a.time <= b.time; }
constexpr bool comes_before(const Timer& a, const Parcel& b) { return a.time < b.time; }

}  // namespace fleetsim::sim
