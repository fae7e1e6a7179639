#include "sim/contract.hpp"

#include <algorithm>
#include <bit>
#include <string>

#include "sim/check.hpp"

namespace fleetsim::sim {

namespace {

std::string in_seconds(Time time) { return std::to_string(time.to_seconds()) + " s"; }
}  // namespace

unsigned window_bits_for(Duration latency) {
    FLEET_CHECK(latency.count() > 0, "the smallest latency between entities must be positive");
    const auto width =
        static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(latency.count())));
    return std::min(width - 1, kWidestWindowBits);
}

void fail_early_parcel(const Model& model, const Parcel& parcel, Time earliest) {
    const std::string note = "a parcel of kind " + std::to_string(parcel.kind) + " from " +
                             model.name_of(parcel.source) + " to " + model.name_of(parcel.target) +
                             " arrives at " + in_seconds(parcel.time) + " (" +
                             std::to_string(parcel.time.nanoseconds()) +
                             " ns), before the end of the sender's window at " +
                             in_seconds(earliest) + " (" + std::to_string(earliest.nanoseconds()) +
                             " ns); the delay must be at least EngineOptions::window";
    fail_check("parcel.time >= earliest", note);
}

void fail_wrong_timer(const Model& model, const Timer& timer, Time earliest) {
    const std::string note =
        "a timer of kind " + std::to_string(timer.kind) + " for " +
        model.name_of(EntityId::device(timer.device)) + " at " + in_seconds(timer.time) + " (" +
        std::to_string(timer.time.nanoseconds()) +
        " ns) is in the past or set by another entity; now is " + in_seconds(earliest) + " (" +
        std::to_string(earliest.nanoseconds()) + " ns)";
    fail_check("timer.time >= now && timer.device == the device handling an event", note);
}

void fail_unknown_target(const Parcel& parcel) {
    fail_check("target exists", "a parcel of kind " + std::to_string(parcel.kind) +
                                    " is addressed to entity " +
                                    std::to_string(parcel.target.value) + ", which does not exist");
}

void ContractGuard::enter(EntityId entity, Time now) {
    inside_ = true;
    entity_ = entity;
    earliest_timer_ = now;
    earliest_parcel_ = start_of_window(window_of(now, window_bits_) + 1, window_bits_);
}

void ContractGuard::leave(Time now) {
    inside_ = false;
    earliest_timer_ = now;
    earliest_parcel_ = now;
}

void ContractGuard::check(const Timer& timer) const {
    const bool mine = !inside_ || entity_ == EntityId::device(timer.device);
    const bool known = timer.device < model_->device_count() && timer.kind < kTimerKinds &&
                       timer.generation < kTimerGenerations;
    if (!mine || !known || timer.time < earliest_timer_) {
        fail_wrong_timer(*model_, timer, earliest_timer_);
    }
}

void ContractGuard::check(const Parcel& parcel) const {
    const bool known = parcel.target.is_service()
                           ? parcel.target.service_index() < model_->service_count()
                           : parcel.target.device_index() < model_->device_count();
    if (!known) fail_unknown_target(parcel);
    if (parcel.time < earliest_parcel_) fail_early_parcel(*model_, parcel, earliest_parcel_);
}

}  // namespace fleetsim::sim
