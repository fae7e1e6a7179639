// Service: one rich entity of the world - a broker node, an application, a sink.
// Models     nothing: it is the shape in which the composer keeps services of any kind.
#pragma once

#include <span>
#include <string>

#include "sim/event.hpp"
#include "sim/outbox.hpp"

namespace fleetsim::sim {

class Service {
  public:
    virtual ~Service() = default;

    /// Sends what happens without a cause. Called once, at the start of virtual time.
    virtual void begin(Outbox&) {}
    /// Its parcels in order (sim/model.hpp).
    virtual void on_parcels(std::span<const Parcel> parcels, Outbox& outbox) = 0;
    virtual std::string name() const = 0;
};

}  // namespace fleetsim::sim
