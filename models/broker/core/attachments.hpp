// Attachments: who else has a say in a Broker or is told what happens in it; all may be absent.
// Models     Gate: may this client come in. Tap: a message was published. Journal: what has to
//            outlive a restart, told change by change. Witness: connections come and go.
// Leaves out what they make of it: models/broker/net has a password file, rules and a store.
// No call may come back into the broker before it returns.
#pragma once

#include <string_view>

#include "models/broker/core/session.hpp"
#include "models/mqtt/packet.hpp"

namespace fleetsim::broker::core {

class Gate {
  public:
    virtual ~Gate() = default;
    /// Success lets the client in; any other reason is what its CONNACK says.
    virtual mqtt::ReasonCode admit(ConnectionId connection, const mqtt::Connect& packet) = 0;
};

class Tap {
  public:
    virtual ~Tap() = default;
    /// Once for each message that is routed: from clients, wills, Broker::publish(). No client
    /// identifier where the publisher has no session (any more).
    virtual void on_published(const Message& message, std::string_view client_id,
                              sim::Time now) = 0;
};

/// Sessions with an expiry of zero are not told of: they end with their connection. A delivery is
/// told of by its number when its QoS is 1 or 2.
class Journal {
  public:
    virtual ~Journal() = default;
    virtual void on_session(const Session& session) = 0;  ///< new, or its plain fields changed
    virtual void on_session_ended(SessionId session) = 0;
    virtual void on_subscribed(std::string_view filter, const KnownSubscription& known,
                               const Subscriber& options) = 0;
    virtual void on_unsubscribed(SessionId session, std::string_view filter) = 0;
    virtual void on_queued(SessionId session, const Delivery& delivery) = 0;
    virtual void on_sent(DeliveryNumber delivery, std::uint16_t packet_id) = 0;
    virtual void on_received(DeliveryNumber delivery) = 0;  ///< PUBREC; PUBCOMP is awaited
    virtual void on_settled(DeliveryNumber delivery) = 0;   ///< or dropped
    /// A QoS 2 publish of the client, between PUBREC and PUBREL.
    virtual void on_unreleased(SessionId session, std::uint16_t packet_id) = 0;
    virtual void on_released(SessionId session, std::uint16_t packet_id) = 0;
    virtual void on_retained(const Message& message) = 0;  ///< an empty payload removes the topic's
    virtual void on_retained_expired(const Message& message) = 0;
};

class Witness {
  public:
    virtual ~Witness() = default;
    /// What became of a connection, in words: joined, refused, left, closed, and why. No client
    /// identifier where none is known.
    virtual void on_event(ConnectionId connection, std::string_view client_id,
                          std::string_view words) = 0;
};

struct Attachments {
    Gate* gate = nullptr;
    Tap* tap = nullptr;
    Journal* journal = nullptr;
    Witness* witness = nullptr;
};

struct SavedSubscription {
    std::string filter;  ///< as sent
    KnownSubscription known;
    Subscriber options;
};

/// What a Journal was told of one session, put together again.
struct SavedSession {
    Session session;  ///< not connected; `subscriptions`, `used_ids` and `held` are empty
    std::vector<SavedSubscription> subscriptions;
};

}  // namespace fleetsim::broker::core
