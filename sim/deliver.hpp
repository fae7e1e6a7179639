// Hands one event to the model, as a batch of one.
#pragma once

#include "sim/event_queue.hpp"
#include "sim/model.hpp"

namespace fleetsim::sim {

void deliver(Model& model, const Event& event, Outbox& outbox);
std::uint64_t hash_of(const Event& event);

}  // namespace fleetsim::sim
