// Session: what the broker remembers of a client between and during its connections, and
// Connection: what it knows of one transport. Both are plain state; Broker gives them life.
// Models     MQTT 3.1.1 section 3.1.2.4 and MQTT 5.0 section 4.1, session state of the server.
// Leaves out keeping sessions over a restart of the broker: a Journal is told of what changes.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "models/broker/core/authenticator.hpp"
#include "models/broker/core/settings.hpp"
#include "models/broker/core/subscription_index.hpp"
#include "models/broker/logic/mail.hpp"

namespace fleetsim::broker::core {

using ConnectionId = std::uint64_t;  ///< chosen by who owns the transports, never reused; not 0

using DeliveryNumber = std::uint64_t;  ///< never reused, in the order of queueing

/// Which of the broker's timers is meant. Of those at one instant, the one set first rings first.
struct TimerKey {
    sim::Time at;
    std::uint64_t number = 0;  ///< never reused; 0 was never set
    auto operator<=>(const TimerKey&) const = default;
};

/// One delivery to one session.
struct Delivery {
    DeliveryNumber number = 0;  ///< given when it is queued
    MessagePointer message;
    mqtt::Qos qos = mqtt::Qos::AtMostOnce;
    bool retain = false;
    std::vector<std::uint32_t> identifiers;  ///< of the subscriptions that matched
};

using logic::Awaits;

/// A QoS 1 or 2 delivery that was sent at least once and is not finished.
struct Flight {
    std::uint16_t packet_id = 0;
    Awaits awaits = Awaits::Acknowledgement;
    bool sent_here = false;  ///< on the present connection
    Delivery delivery;
};

struct StoredWill {
    Message message;
    sim::Duration delay;
    std::optional<std::uint32_t> lifetime{};  ///< seconds from its publication; see message.expires
};

struct KnownSubscription {
    std::string group;   ///< empty unless shared
    std::string filter;  ///< without "$share/group/"
};

struct Session {
    SessionId id = 0;
    std::string client_id;
    ConnectionId connection = 0;
    std::uint32_t expiry = 0;             ///< seconds after the connection's end
    sim::Time ends = sim::Time::never();  ///< while not connected
    sim::Time will_due = sim::Time::never();
    TimerKey end_timer;
    TimerKey will_timer;
    std::optional<StoredWill> will;
    std::unordered_map<std::string, KnownSubscription> subscriptions;  ///< by the filter as sent
    std::deque<Delivery> queue;                                        ///< QoS 1 and 2 not yet sent
    std::deque<Flight> flights;  ///< in the order of their first sending [MQTT-4.6.0-1]
    std::unordered_set<std::uint16_t> used_ids;    ///< of `flights`
    std::unordered_set<std::uint16_t> unreleased;  ///< QoS 2 publishes received, PUBREL awaited
    std::uint16_t last_id = 0;
    std::size_t held = 0;  ///< octets of the messages in `queue` and `flights`
    logic::Flow flow;
};

struct Connection {
    ConnectionId id = 0;
    Session* session = nullptr;  ///< none before CONNECT
    mqtt::Version version = mqtt::Version::V311;
    sim::Time last_packet;
    TimerKey silence_timer;    ///< for CONNECT, then for any packet within the keep-alive
    TimerKey stored_timer;     ///< for the next delivery from before the connection
    sim::Duration patience;    ///< 1.5 times the keep-alive; zero is for ever
    std::uint16_t window = 0;  ///< the client's receive maximum
    std::size_t maximum_packet_size = 0;
    std::uint16_t alias_maximum = 0;
    std::vector<std::string> aliases_in;  ///< index alias - 1
    std::unordered_map<std::string, std::uint16_t> aliases_out;
    std::string authentication_method;       ///< of CONNECT; empty for none
    std::unique_ptr<AuthExchange> exchange;  ///< while one goes on
    std::string waiting_connect;             ///< its octets, until the exchange has accepted it
    std::string authenticated_bytes;         ///< for CONNACK

    bool is_v5() const { return version == mqtt::Version::V5; }
};

}  // namespace fleetsim::broker::core
