// How events wait in the wheel's near level. An entry lies in the bucket of its window, so of its
// time only the offset in the window is left.
//
//   PackedTimer     8 bytes   every timer
//   PackedParcel   24 bytes   a parcel that says one number below 2^32: acknowledgements, signals
//   WholeParcel    48 bytes   any other
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "sim/event.hpp"
#include "sim/window.hpp"

namespace fleetsim::sim {

/// Stores an event as the words it consists of (sim/event.hpp has the pictures). Member by member
/// it would be stored in small pieces and then loaded in large ones, for which the processor waits
/// until the pieces have reached the cache. Inlined, and each word by itself, as a compiler may put
/// an array of words together on the stack by the same small pieces.
template <class Event, std::same_as<std::uint64_t>... Words>
[[gnu::always_inline]] inline void store_words(Event& to, Words... words) {
    static_assert(sizeof...(words) * sizeof(std::uint64_t) == sizeof(Event));
    auto* at = reinterpret_cast<std::byte*>(&to);
    ((std::memcpy(at, &words, sizeof words), at += sizeof words), ...);
}
constexpr std::uint64_t word_of(Time time) {
    return static_cast<std::uint64_t>(time.nanoseconds());
}
/// The lowest bits of the first word: nanoseconds in the window.
constexpr std::uint64_t offset_of(std::uint64_t word) { return word & 0xFF'FFFF; }
constexpr Time time_in(Time window_start, std::uint64_t word) {
    return window_start + Duration::nanoseconds(static_cast<std::int64_t>(offset_of(word)));
}

///    0               24    28           32       64
///    | ns in window  | kind | generation | device |
class PackedTimer {
  public:
    PackedTimer() = default;
    PackedTimer(const Timer& timer, unsigned window_bits)
        : bits_(offset_in_window(timer.time, window_bits) | std::uint64_t{timer.kind} << 24 |
                std::uint64_t{timer.generation} << 28 | std::uint64_t{timer.device} << 32) {}
    [[gnu::always_inline]] void unpack(Time window_start, Timer& to) const {
        store_words(to, word_of(time(window_start)),
                    bits_ >> 32 | (bits_ >> 24 & 0xF) << 32 | (bits_ >> 28 & 0xF) << 40);
    }

    std::uint32_t device() const { return static_cast<std::uint32_t>(bits_ >> 32); }
    Time time(Time window_start) const { return time_in(window_start, bits_); }
    std::uint8_t kind() const { return static_cast<std::uint8_t>(bits_ >> 24 & 0xF); }

  private:
    std::uint64_t bits_ = 0;
};
static_assert(kTimerKinds <= 16 && kTimerGenerations <= 16);

///    0              24     32       64       96         128    160     176   192
///    | ns in window | kind | source | target | sequence | body | flags | -   |
class PackedParcel {
  public:
    PackedParcel() = default;
    PackedParcel(const Parcel& parcel, unsigned window_bits)
        : when_(offset_in_window(parcel.time, window_bits) | std::uint64_t{parcel.kind} << 24 |
                std::uint64_t{parcel.source.value} << 32),
          whom_(parcel.target.value | std::uint64_t{parcel.sequence} << 32),
          what_(parcel.body[0] | std::uint64_t{parcel.flags} << 32) {}
    static bool fits(const Parcel& parcel) {
        return (std::uint64_t{parcel.kind} >> 8 | parcel.body[0] >> 32 | parcel.body[1] |
                parcel.body[2]) == 0;
    }
    [[gnu::always_inline]] void unpack(Time window_start, Parcel& to) const {
        constexpr std::uint64_t kNothing = 0;
        store_words(to, word_of(time(window_start)), when_ >> 32 | whom_ << 32,
                    whom_ >> 32 | (when_ >> 24 & 0xFF) << 32 | (what_ >> 32) << 48,
                    what_ & UINT32_MAX, kNothing, kNothing);
    }

    EntityId target() const { return EntityId{static_cast<std::uint32_t>(whom_)}; }
    std::uint32_t device() const { return target().device_index(); }
    Time time(Time window_start) const { return time_in(window_start, when_); }
    std::uint64_t offset(unsigned) const { return offset_of(when_); }  ///< ns in its window

  private:
    std::uint64_t when_ = 0;
    std::uint64_t whom_ = 0;
    std::uint64_t what_ = 0;
};

class WholeParcel {
  public:
    WholeParcel() = default;
    WholeParcel(const Parcel& parcel, unsigned) : parcel_(parcel) {}
    void unpack(Time, Parcel& to) const { to = parcel_; }
    const Parcel& parcel() const { return parcel_; }

    EntityId target() const { return parcel_.target; }
    std::uint32_t device() const { return parcel_.target.device_index(); }
    Time time(Time) const { return parcel_.time; }
    std::uint64_t offset(unsigned window_bits) const {
        return offset_in_window(parcel_.time, window_bits);
    }

  private:
    Parcel parcel_;
};

}  // namespace fleetsim::sim
