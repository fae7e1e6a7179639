// Wheel: future events by window, in four levels.
//
//   near       one bucket a window,       4096 windows ahead      entries packed
//   far[0]     one bucket 4096 windows,   16.8 M windows ahead    entries whole
//   far[1]     one bucket 16.8 M windows, 68.7 G windows ahead    entries whole
//   beyond     everything later (centuries at windows of milliseconds)
//
// Each level's span slides with the present, so an event moves down at most once a level, when the
// present enters its bucket. Nothing is sorted: order inside a window is the engine's affair.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "sim/bucket_ring.hpp"
#include "sim/packed_event.hpp"
#include "sim/window.hpp"

namespace fleetsim::sim {

template <class Event, class Packed>
class Wheel {
  public:
    static constexpr std::int64_t kNone = INT64_MAX;
    /// Windows ahead that the near level reaches.
    static constexpr std::int64_t kSpan = std::int64_t{1} << BucketRing<Packed>::kBits;

    Wheel(unsigned window_bits, std::size_t expected)
        : window_bits_(window_bits), near_(expected), far_{Ring(8 * expected), Ring(expected)} {}

    /// Its window is not before now_window(). Time::never() is dropped.
    void push(Handed<Event> event) {
        const std::int64_t window = window_of(event.time, window_bits_);
        if (window - now_ < kSpan) [[likely]]
            near_.push(bucket_of(window), Packed(event, window_bits_));
        else if (event.time != Time::never())
            push_far(event, window);
    }

    /// Pushes an event of a window after the present one that the near level reaches. Else false,
    /// and nothing is done. The way of nearly all events, short enough to be a part of every
    /// handler.
    [[gnu::always_inline]] bool push_if_near(const Event& event) {
        const std::int64_t window = window_of(event.time, window_bits_);
        if (static_cast<std::uint64_t>(window - later_) >= kSpan - 1) [[unlikely]]
            return false;
        near_.push(bucket_of(window), Packed(event, window_bits_));
        return true;
    }

    /// No event lies before this window: the first one that holds an event of the near level, or
    /// the first of a far bucket. kNone without events. Moves nothing, so earlier ones may still
    /// come.
    std::int64_t earliest() const {
        std::int64_t next = kNone;
        const std::size_t near = near_.distance_to_occupied(bucket_of(now_));
        if (near < BucketRing<Packed>::kBuckets) next = now_ + static_cast<std::int64_t>(near);
        // Whatever is far off lies in a later block of windows than the present.
        if (next != kNone && block_of(next, 0) == block_of(now_, 0)) return next;
        return std::min(next, earliest_far());
    }

    /// The present moves to `window`, which is not after earliest(): far buckets it enters come
    /// down, and its events stand ready to be visited, as often as needed.
    void enter(std::int64_t window) {
        const bool is_in_new_block = block_of(window, 0) != block_of(now_, 0);
        now_ = window;
        later_ = window + 1;
        if (is_in_new_block) cascade();
        present_ = near_.take(bucket_of(now_));
        near_.prefetch(bucket_of(now_ + 1));
    }
    /// Calls `visit(packed)` with each event of the present window. Entries pushed meanwhile, even
    /// into this window, are not among them.
    template <class Visit>
    void for_each_present(Visit visit) const {
        near_.visit(present_, [&](std::span<const Packed> entries) {
            for (const Packed& entry : entries) visit(entry);
        });
    }
    std::size_t present_size() const { return present_.size(); }
    void forget_present() { near_.give_back(std::exchange(present_, {})); }

    std::int64_t now_window() const { return now_; }
    std::size_t size() const {
        return present_.size() + near_.size() + far_[0].size() + far_[1].size() + beyond_.size();
    }

  private:
    using Ring = BucketRing<Event>;
    static constexpr unsigned kBits = BucketRing<Packed>::kBits;

    static std::size_t bucket_of(std::int64_t position) {
        return static_cast<std::size_t>(position) & BucketRing<Packed>::kMask;
    }
    /// The bucket number of a window at far level `level`, not yet reduced to the ring.
    static std::int64_t block_of(std::int64_t window, std::size_t level) {
        return window >> (kBits * (level + 1));
    }

    [[gnu::noinline]] std::int64_t earliest_far() const {
        std::int64_t next = kNone;
        for (std::size_t level = 0; level < far_.size(); ++level) {
            const std::int64_t block = block_of(now_, level);
            const std::size_t distance = far_[level].distance_to_occupied(bucket_of(block));
            if (distance == Ring::kBuckets) continue;
            const std::int64_t start = (block + static_cast<std::int64_t>(distance))
                                       << (kBits * (level + 1));
            next = std::min(next, std::max(start, now_));
        }
        for (const Event& event : beyond_)
            next = std::min(next, window_of(event.time, window_bits_));
        return next;
    }
    [[gnu::noinline]] void push_far(Handed<Event> event, std::int64_t window) {
        for (std::size_t level = 0; level < far_.size(); ++level) {
            const std::int64_t block = block_of(window, level);
            if (block - block_of(now_, level) >= kSpan) continue;
            return far_[level].push(bucket_of(block), event);
        }
        beyond_.push_back(event);
    }

    /// Moves the events of the far buckets the present lies in down, from the outermost level in.
    [[gnu::noinline]] void cascade() {
        cascade_beyond();
        for (std::size_t level = far_.size(); level-- > 0;) {
            const std::size_t bucket = bucket_of(block_of(now_, level));
            if (!far_[level].is_occupied(bucket)) continue;
            const auto bag = far_[level].take(bucket);
            far_[level].visit(bag, [&](std::span<const Event> entries) {
                for (const Event& event : entries) push_below(event, level);
            });
            far_[level].give_back(bag);
        }
    }
    void push_below(const Event& event, std::size_t level) {
        const std::int64_t window = window_of(event.time, window_bits_);
        if (level == 0)
            near_.push(bucket_of(window), Packed(event, window_bits_));
        else
            far_[level - 1].push(bucket_of(block_of(window, level - 1)), event);
    }
    void cascade_beyond() {
        if (beyond_.empty()) return;
        for (const Event& event : std::exchange(beyond_, {})) push(event);
    }

    unsigned window_bits_;
    std::int64_t now_ = 0;
    std::int64_t later_ = 1;  ///< the window after the present one
    BucketRing<Packed> near_;
    typename BucketRing<Packed>::Bag present_;
    std::array<Ring, 2> far_;
    std::vector<Event> beyond_;
};

using TimerWheel = Wheel<Timer, PackedTimer>;

/// Parcels, those that fit in half the space apart from the others.
class ParcelWheel {
  public:
    ParcelWheel(unsigned window_bits, std::size_t expected)
        : packed_(window_bits, expected), whole_(window_bits, expected) {}

    void push(const Parcel& parcel) {
        if (PackedParcel::fits(parcel)) [[likely]]
            packed_.push(parcel);
        else
            whole_.push(parcel);
    }
    [[gnu::always_inline]] bool push_if_near(const Parcel& parcel) {
        return PackedParcel::fits(parcel) ? packed_.push_if_near(parcel)
                                          : whole_.push_if_near(parcel);
    }
    std::int64_t earliest() const { return std::min(packed_.earliest(), whole_.earliest()); }
    void enter(std::int64_t window) {
        packed_.enter(window);
        whole_.enter(window);
    }
    /// `visit` takes either kind of entry.
    template <class Visit>
    void for_each_present(Visit visit) const {
        packed_.for_each_present(visit);
        whole_.for_each_present(visit);
    }
    std::size_t present_size() const { return packed_.present_size() + whole_.present_size(); }
    void forget_present() {
        packed_.forget_present();
        whole_.forget_present();
    }
    std::size_t size() const { return packed_.size() + whole_.size(); }

  private:
    Wheel<Parcel, PackedParcel> packed_;
    Wheel<Parcel, WholeParcel> whole_;
};

}  // namespace fleetsim::sim
