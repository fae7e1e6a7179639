// How events wait in the wheel's near level. An entry lies in the bucket of its window, so of its
// time only the offset in the window is left.
//
//   PackedTimer     8 bytes   every timer
//   PackedParcel   24 bytes   a parcel that says one number below 2^40: acknowledgements, signals
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
/// Nanoseconds in the window are the lowest bits of the word they share.
inline constexpr unsigned kOffsetBits = 24;
constexpr std::uint64_t offset_of(std::uint64_t word) {
    return word & ((std::uint64_t{1} << kOffsetBits) - 1);
}
constexpr Time time_in(Time window_start, std::uint64_t word) {
    return window_start + Duration::nanoseconds(static_cast<std::int64_t>(offset_of(word)));
}

template <class Event, class Packed>
Event unpacked_event(const Packed& packed, Time window_start) {
    Event event;
    packed.unpack(window_start, event);
    return event;
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
    Timer unpacked(Time window_start) const { return unpacked_event<Timer>(*this, window_start); }

    std::uint32_t device() const { return static_cast<std::uint32_t>(bits_ >> 32); }
    Time time(Time window_start) const { return time_in(window_start, bits_); }
    std::uint8_t kind() const { return static_cast<std::uint8_t>(bits_ >> 24 & 0xF); }

  private:
    std::uint64_t bits_ = 0;
};
static_assert(kTimerKinds <= 16 && kTimerGenerations <= 16);

///    0              24     64       96       128        160    176     192
///    | ns in window | body | source | target | sequence | kind | flags |
///
/// The last two words are the parcel's second and third, as they stand.
class PackedParcel {
  public:
    PackedParcel() = default;
    PackedParcel(const Parcel& parcel, unsigned window_bits)
        : when_(offset_in_window(parcel.time, window_bits) | parcel.body[0] << kOffsetBits),
          whom_(parcel.source.value | std::uint64_t{parcel.target.value} << 32),
          which_(parcel.sequence | std::uint64_t{parcel.kind} << 32 |
                 std::uint64_t{parcel.flags} << 48) {}
    static bool fits(const Parcel& parcel) {
        return (parcel.body[0] >> (64 - kOffsetBits) | parcel.body[1] | parcel.body[2]) == 0;
    }
    [[gnu::always_inline]] void unpack(Time window_start, Parcel& to) const {
        constexpr std::uint64_t kNothing = 0;
        store_words(to, word_of(time(window_start)), whom_, which_, when_ >> kOffsetBits, kNothing,
                    kNothing);
    }
    Parcel unpacked(Time window_start) const { return unpacked_event<Parcel>(*this, window_start); }

    EntityId target() const { return EntityId{static_cast<std::uint32_t>(whom_ >> 32)}; }
    std::uint32_t device() const { return target().device_index(); }
    Time time(Time window_start) const { return time_in(window_start, when_); }
    std::uint64_t offset(unsigned) const { return offset_of(when_); }  ///< ns in its window

  private:
    std::uint64_t when_ = 0;
    std::uint64_t whom_ = 0;
    std::uint64_t which_ = 0;
};

class WholeParcel {
  public:
    WholeParcel() = default;
    WholeParcel(const Parcel& parcel, unsigned) : parcel_(parcel) {}
    void unpack(Time, Parcel& to) const { to = parcel_; }
    const Parcel& unpacked(Time) const { return parcel_; }

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
