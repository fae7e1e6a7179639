// Post: parcels that one shard sent to the entities of one shard, by window of arrival.
// Models     the sender stores them as its own events are stored; the shard they are for reads them
//            where they lie. Nothing is copied, and the barrier between two windows is the only
//            lock: the sender never touches the bucket of the present window, neither its own
//            pushes, which are for later ones, nor begin(), which forgets the window before.
// Leaves out parcels beyond the near level of the wheel: they go as mail (sim/shard.hpp).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/bucket_ring.hpp"
#include "sim/packed_event.hpp"
#include "sim/wheel.hpp"

namespace fleetsim::sim {

/// One form of parcel in a post.
template <class Packed>
class PostRing {
  public:
    PostRing(unsigned window_bits, std::size_t expected)
        : window_bits_(window_bits), ring_(expected) {}

    // The sender's side.

    /// False, and nothing done, unless it arrives after the present window and in reach. Short
    /// enough to be a part of every handler.
    [[gnu::always_inline]] bool push(const Parcel& parcel) {
        const std::int64_t window = window_of(parcel.time, window_bits_);
        if (static_cast<std::uint64_t>(window - later_) >= kSpan - 1) [[unlikely]]
            return false;
        ring_.push(bucket_of(window), Packed(parcel, window_bits_));
        return true;
    }
    /// The present moves to `window`. What arrived in the window before has been read. A run that
    /// goes on in the window it ended in reads nothing again.
    void begin(std::int64_t window) {
        if (window == now_) return;
        forget_read();
        now_ = window;
        later_ = window + 1;
    }
    void forget_read() { ring_.give_back(ring_.take(bucket_of(now_))); }
    /// The first window after the present one in which a parcel arrives; else TimerWheel::kNone.
    std::int64_t earliest() const {
        const auto after =
            static_cast<std::int64_t>(ring_.distance_to_occupied(bucket_of(now_ + 1)));
        return after < kSpan - 1 ? now_ + 1 + after : TimerWheel::kNone;
    }
    /// Parcels not read yet.
    std::size_t size() const { return ring_.size() - size_at(now_); }

    // The receiver's side, while both are in `window`.

    template <class Visit>
    void for_each_at(std::int64_t window, Visit visit) const {
        ring_.visit_bucket(bucket_of(window), [&](std::span<const Packed> entries) {
            for (const Packed& entry : entries) visit(entry);
        });
    }
    std::size_t size_at(std::int64_t window) const { return ring_.size_of(bucket_of(window)); }

  private:
    static constexpr std::int64_t kSpan = TimerWheel::kSpan;

    static std::size_t bucket_of(std::int64_t window) {
        return static_cast<std::size_t>(window) & BucketRing<Packed>::kMask;
    }

    unsigned window_bits_;
    std::int64_t now_ = 0;
    std::int64_t later_ = 1;  ///< the window after the present one
    BucketRing<Packed> ring_;
};

/// Parcels of both forms.
class PostBox {
  public:
    PostBox(unsigned window_bits, std::size_t expected)
        : packed_(window_bits, expected), whole_(window_bits, expected) {}

    [[gnu::always_inline]] bool push(const Parcel& parcel) {
        return PackedParcel::fits(parcel) ? packed_.push(parcel) : whole_.push(parcel);
    }
    void begin(std::int64_t window) {
        packed_.begin(window);
        whole_.begin(window);
    }
    void forget_read() {
        packed_.forget_read();
        whole_.forget_read();
    }
    std::int64_t earliest() const { return std::min(packed_.earliest(), whole_.earliest()); }
    std::size_t size() const { return packed_.size() + whole_.size(); }

    template <class Visit>
    void for_each_at(std::int64_t window, Visit visit) const {
        packed_.for_each_at(window, visit);
        whole_.for_each_at(window, visit);
    }
    std::size_t size_at(std::int64_t window) const {
        return packed_.size_at(window) + whole_.size_at(window);
    }

  private:
    PostRing<PackedParcel> packed_;
    PostRing<WholeParcel> whole_;
};

struct Post {
    Post(unsigned window_bits, std::size_t expected)
        : to_devices(window_bits, expected), to_services(window_bits, expected) {}

    [[gnu::always_inline]] bool push(const Parcel& parcel) {
        return (parcel.target.is_service() ? to_services : to_devices).push(parcel);
    }
    void begin(std::int64_t window) {
        to_devices.begin(window);
        to_services.begin(window);
    }
    void forget_read() {
        to_devices.forget_read();
        to_services.forget_read();
    }
    std::int64_t earliest() const {
        return std::min(to_devices.earliest(), to_services.earliest());
    }
    std::size_t size() const { return to_devices.size() + to_services.size(); }

    PostBox to_devices;
    PostBox to_services;
};

}  // namespace fleetsim::sim
