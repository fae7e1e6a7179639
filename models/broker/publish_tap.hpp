// PublishTap: where the rules engine listens to a simulated broker node.
// Models     each publish a node took, once, when its processing there ends; what comes of it may
//            be published again at the same instant; publishes of the services' own accord.
// Leaves out wills, which no rule sees here.
#pragma once

#include <cstdint>
#include <vector>

#include "models/mqtt/parcel.hpp"
#include "sim/ids.hpp"
#include "sim/time.hpp"

namespace fleetsim::broker {

class PublishTap {
  public:
    virtual ~PublishTap() = default;

    /// Whether publishes of this pattern may interest it. Asked once, before the run.
    virtual bool wants(std::uint16_t pattern) const = 0;
    /// `source` is a device or an app. Adds to `republished` what is to be routed now.
    virtual void on_publish(const mqtt::Message& message, sim::EntityId source, sim::Time at,
                            std::vector<mqtt::Message>& republished) = 0;

    /// When it wants to be asked of its own accord; never: not. Asked after each of its calls.
    virtual sim::Time next_due() const { return sim::Time::never(); }
    /// That time has come, or passed by less than a window.
    virtual void on_due(sim::Time, std::vector<mqtt::Message>&) {}
};

}  // namespace fleetsim::broker
