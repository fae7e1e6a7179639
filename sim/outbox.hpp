// Outbox: how a handler causes later events. One for each shard, so it needs no locks.
// Models     two doors. An event that merely waits - of this shard, in a later window, not far off
//            - goes straight into the shard's wheels; whatever else it may be, the engine decides.
// Leaves out any rule: the engine enforces the contract.
#pragma once

#include "sim/event.hpp"
#include "sim/future_events.hpp"

namespace fleetsim::sim {

class Outbox {
  public:
    /// Takes any event. Implemented by the engines.
    class Sink {
      public:
        virtual void take(Timer timer) = 0;
        virtual void take(const Parcel& parcel) = 0;

      protected:
        ~Sink() = default;
    };

    /// Without `future` every event goes through the sink.
    Outbox(Sink& sink, unsigned shard, FutureEvents* future = nullptr)
        : sink_(&sink), future_(future), shard_(shard) {}
    Outbox(const Outbox&) = delete;
    Outbox& operator=(const Outbox&) = delete;

    /// Sets a timer of the device whose event is being handled, not before that event's time. One
    /// in the current window is still handled in it, in the device's order. Time::never() sets
    /// nothing.
    [[gnu::always_inline]] void set_timer(const Timer& timer) { put(timer); }

    /// Sends a parcel that must arrive in a later window than the one being handled: a delay of
    /// at least Engine::window() always does. A sender that breaks this ends the run with the
    /// names of both ends. A service may send to itself. Time::never() sends nothing.
    [[gnu::always_inline]] void send(const Parcel& parcel) { put(parcel); }

    /// The statistics cell this handler may write to, below Engine::shards().
    unsigned shard() const { return shard_; }

  private:
    /// Inlined always, and the sink is given a copy: so the usual event, whose address nobody
    /// takes, lives in the registers of the handler.
    template <class Event>
    [[gnu::always_inline]] void put(const Event& event) {
        if (future_ != nullptr && future_->keeps(event)) [[likely]]
            return;
        const Event copy(event);
        give_to_sink<Event>(copy);
    }
    template <class Event>
    [[gnu::noinline]] void give_to_sink(Handed<Event> event) {
        sink_->take(event);
    }

    Sink* sink_;
    FutureEvents* future_;
    unsigned shard_;
};

}  // namespace fleetsim::sim
