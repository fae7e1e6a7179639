// Gate: what an account puts between a simulated broker and its clients - who may do what, and how
// much of it. It also hears all that a service charges for.
// Models     one answer for each CONNECT, SUBSCRIBE, PUBLISH and transmission to a client.
// Leaves out whose rules they are: scenarios/compose/account_gate.hpp has those. Everything is
//            granted here.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/mqtt/parcel.hpp"
#include "sim/time.hpp"

namespace fleetsim::broker {

/// Who asks.
struct Caller {
    std::size_t group = 0;     ///< of the node's groups
    std::uint32_t index = 0;   ///< of its session
    std::uint32_t number = 0;  ///< in the group
};

enum class Admission : std::uint8_t { Granted, NotAuthorized, Throttled };

struct Answer {
    Admission admission = Admission::Granted;
    sim::Time at;  ///< when granted: not before this, which may be later than the question
};

enum class Carrier : std::uint8_t { Mqtt, Http };

class Gate {
  public:
    virtual ~Gate() = default;

    virtual Admission connect(Caller, sim::Time) { return Admission::Granted; }
    /// False: no new connection of it is let in, and one that there is may be closed.
    virtual bool is_certified(Caller, sim::Time) { return true; }
    virtual void connected(Caller, sim::Time) {}
    virtual void disconnected(Caller, sim::Time) {}
    /// All filters of the client at once.
    virtual Answer subscribe(Caller, sim::Time now) { return {.at = now}; }
    virtual Answer publish(Caller, const mqtt::Message&, Carrier, sim::Time now) {
        return {.at = now};
    }
    /// Whether the client may receive the message at all; asked before a copy is made for it.
    virtual bool may_receive(Caller, const mqtt::Message&) { return true; }
    /// A message goes out, for the first time or again. Never NotAuthorized; Throttled is only ever
    /// the answer for QoS 0.
    virtual Answer transmit(Caller, const mqtt::Message&, sim::Time now) { return {.at = now}; }
    /// The client's PUBACK came, for that message; nullptr: for none that was on its way.
    virtual void acknowledged(Caller, const mqtt::Message*, sim::Time) {}
    /// A message is kept for a client that is away.
    virtual void stored(const mqtt::Message&, sim::Time) {}
    virtual void retained(const mqtt::Message&, sim::Time) {}
    /// How long a device waits for an acknowledgement that will not come before it sends again.
    virtual sim::Duration patience() const { return sim::Duration::seconds(30); }
};

}  // namespace fleetsim::broker
