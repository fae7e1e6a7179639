// FutureEvents: what waits for the entities of one shard - in three wheels and, with several
// shards, in posts - and what waits for others because one of its own sent it.
// Models     the shard's part of the future event list. The common case of a push is inlined into
//            the handlers: pack the event's words, store them at a bucket's tail.
// Leaves out the contract, mail and the window being handled: sim/shard.hpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/check.hpp"
#include "sim/event.hpp"
#include "sim/partition.hpp"
#include "sim/post.hpp"
#include "sim/wheel.hpp"

namespace fleetsim::sim {

class FutureEvents {
  public:
    FutureEvents(const Partition& partition, unsigned window_bits)
        : partition_(&partition),
          timers_(window_bits, partition.share()),
          to_devices_(window_bits, partition.share()),
          to_services_(window_bits, partition.share()),
          is_alone_(partition.shards() == 1) {
        if (is_alone_) return;
        for (unsigned shard = 0; shard < partition.shards(); ++shard)
            posts_.push_back(
                std::make_unique<Post>(window_bits, partition.share() / partition.shards()));
    }

    /// Stores the event if it is of a later window in reach, which proves that it keeps the
    /// contract. Otherwise nothing happens.
    [[gnu::always_inline]] bool keeps(const Timer& timer) {
        FLEET_ASSERT(timer.kind < kTimerKinds && timer.generation < kTimerGenerations,
                     "the wheel packs kind and generation of a timer into 4 bits each");
        return timers_.push_if_near(timer);
    }
    [[gnu::always_inline]] bool keeps(const Parcel& parcel) {
        if (!partition_->knows(parcel.target)) [[unlikely]]
            return false;
        // One way for all, those of this shard included: the processor cannot foresee whose it is.
        if (!is_alone_) return posts_[partition_->of(parcel.target)]->push(parcel);
        return (parcel.target.is_service() ? to_services_ : to_devices_).push_if_near(parcel);
    }

    /// Stores the event wherever it belongs; it is of this shard.
    void push(Timer timer) { timers_.push(timer); }
    void push(const Parcel& parcel) {
        (parcel.target.is_service() ? to_services_ : to_devices_).push(parcel);
    }
    /// Stores a parcel to an entity of any shard, if there is more than one and its window in
    /// reach.
    bool post(const Parcel& parcel) {
        return !is_alone_ && posts_[partition_->of(parcel.target)]->push(parcel);
    }

    /// With several shards: what this one sends to the entities of a shard, which reads it.
    const Post& post_to(unsigned shard) const { return *posts_[shard]; }
    void read_from(const Post& post) { arrivals_.push_back(&post); }
    /// All shards have read what arrives for them in the present window.
    void forget_read_posts() {
        for (const auto& post : posts_) post->forget_read();
    }

    /// No event of this shard, and none it posted, lies before this window; TimerWheel::kNone
    /// without events.
    std::int64_t earliest() const {
        std::int64_t next =
            std::min({timers_.earliest(), to_devices_.earliest(), to_services_.earliest()});
        for (const auto& post : posts_) next = std::min(next, post->earliest());
        return next;
    }
    void enter(std::int64_t window) {
        // Farther on than a post reaches nothing was posted. Then the bucket is another window's.
        in_reach_ = {};
        if (window - window_ < TimerWheel::kSpan) in_reach_ = arrivals_;
        window_ = window;
        timers_.enter(window);
        to_devices_.enter(window);
        to_services_.enter(window);
        for (const auto& post : posts_) post->begin(window);
    }
    std::size_t size() const {
        std::size_t size = timers_.size() + to_devices_.size() + to_services_.size();
        for (const auto& post : posts_) size += post->size();
        return size;
    }

    // The events of the present window, packed.

    template <class Visit>
    void for_each_timer(Visit visit) const {
        timers_.for_each_present(visit);
    }
    template <class Visit>
    void for_each_to_devices(Visit visit) const {
        to_devices_.for_each_present(visit);
        for (const Post* post : in_reach_) post->to_devices.for_each_at(window_, visit);
    }
    template <class Visit>
    void for_each_to_services(Visit visit) const {
        to_services_.for_each_present(visit);
        for (const Post* post : in_reach_) post->to_services.for_each_at(window_, visit);
    }
    /// Timers and parcels to devices.
    std::size_t present_of_devices() const {
        std::size_t events = timers_.present_size() + to_devices_.present_size();
        for (const Post* post : in_reach_) events += post->to_devices.size_at(window_);
        return events;
    }
    std::size_t present_to_services() const {
        std::size_t events = to_services_.present_size();
        for (const Post* post : in_reach_) events += post->to_services.size_at(window_);
        return events;
    }
    // They stay in place until then.
    void forget_timers() { timers_.forget_present(); }
    void forget_to_devices() { to_devices_.forget_present(); }
    void forget_to_services() { to_services_.forget_present(); }

  private:
    const Partition* partition_;
    std::int64_t window_ = 0;
    TimerWheel timers_;
    ParcelWheel to_devices_;
    ParcelWheel to_services_;
    bool is_alone_;                             ///< the only shard
    std::vector<std::unique_ptr<Post>> posts_;  ///< by shard, this one included; none if alone
    std::vector<const Post*> arrivals_;         ///< the posts of all shards to this one
    std::span<const Post* const> in_reach_;     ///< those that can hold parcels of this window
};

}  // namespace fleetsim::sim
