// The kernel's contract with a model, and what a model that breaks it hears.
// Models     no timer in the past or for another device; no parcel that arrives in the sender's
//            window.
// Leaves out what only a comparison of engines can find: state shared between entities.
#pragma once

#include "sim/engine.hpp"
#include "sim/model.hpp"
#include "sim/window.hpp"

namespace fleetsim::sim {

/// The largest power of two of nanoseconds that is not above `latency`, as an exponent, at most 24.
unsigned window_bits_for(Duration latency);

/// Both name the entities with their times, and abort.
[[noreturn]] void fail_early_parcel(const Model& model, const Parcel& parcel, Time earliest);
[[noreturn]] void fail_wrong_timer(const Model& model, const Timer& timer, Time earliest);
[[noreturn]] void fail_unknown_target(const Parcel& parcel);

/// Checks one event's consequences. For the engines that handle one event at a time.
class ContractGuard {
  public:
    ContractGuard(const Model& model, unsigned window_bits)
        : model_(&model), window_bits_(window_bits) {}

    /// From here on `entity` is handling an event of time `now`.
    void enter(EntityId entity, Time now);
    /// From here on nobody is: events from outside may lie at any time from `now` on.
    void leave(Time now);

    void check(const Timer& timer) const;
    void check(const Parcel& parcel) const;

  private:
    const Model* model_;
    unsigned window_bits_;
    bool inside_ = false;
    EntityId entity_;
    Time earliest_timer_;
    Time earliest_parcel_;
};

}  // namespace fleetsim::sim
