#include "sim/deliver.hpp"

#include "sim/event_hash.hpp"

namespace fleetsim::sim {

void deliver(Model& model, const Event& event, Outbox& outbox) {
    if (const auto* timer = std::get_if<Timer>(&event)) {
        model.on_timers(timer->kind, {timer, 1}, outbox);
        return;
    }
    const auto& parcel = std::get<Parcel>(event);
    if (parcel.target.is_service()) {
        model.on_service(parcel.target, {&parcel, 1}, outbox);
    } else {
        model.on_parcels({&parcel, 1}, outbox);
    }
}

std::uint64_t hash_of(const Event& event) {
    return std::visit([](const auto& e) { return hash_of(e); }, event);
}

}  // namespace fleetsim::sim
