// Outbox: how a handler causes later events. One for each shard, so it needs no locks.
// Models     two short buffers, emptied into the engine after each batch or when one is full.
// Leaves out any rule: the engine that empties it enforces the contract.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <utility>

#include "sim/event.hpp"

namespace fleetsim::sim {

class Outbox {
  public:
    /// Takes what the buffers hold. Implemented by the engines.
    class Sink {
      public:
        virtual void take(std::span<const Timer> timers, std::span<const Parcel> parcels) = 0;

      protected:
        ~Sink() = default;
    };

    Outbox(Sink& sink, unsigned shard) : sink_(&sink), shard_(shard) {}
    Outbox(const Outbox&) = delete;
    Outbox& operator=(const Outbox&) = delete;

    /// Sets a timer of the device whose event is being handled, not before that event's time. One
    /// in the current window is still handled in it, in the device's order. Time::never() sets
    /// nothing.
    void set_timer(const Timer& timer) {
        timers_[timer_count_++] = timer;
        if (timer_count_ == timers_.size()) [[unlikely]]
            flush();
    }

    /// Sends a parcel that must arrive in a later window than the one being handled: a delay of
    /// at least Engine::window() always does. A sender that breaks this ends the run with the
    /// names of both ends. A service may send to itself. Time::never() sends nothing.
    void send(const Parcel& parcel) {
        parcels_[parcel_count_++] = parcel;
        if (parcel_count_ == parcels_.size()) [[unlikely]]
            flush();
    }

    /// The statistics cell this handler may write to, below Engine::shards().
    unsigned shard() const { return shard_; }

    /// Hands everything to the engine. The engine calls it after each batch; models need not.
    void flush() {
        const std::span timers(timers_.data(), std::exchange(timer_count_, 0));
        const std::span parcels(parcels_.data(), std::exchange(parcel_count_, 0));
        if (!timers.empty() || !parcels.empty()) sink_->take(timers, parcels);
    }

  private:
    Sink* sink_;
    unsigned shard_;
    std::size_t timer_count_ = 0;
    std::size_t parcel_count_ = 0;
    std::array<Timer, 512> timers_;
    std::array<Parcel, 256> parcels_;
};

}  // namespace fleetsim::sim
