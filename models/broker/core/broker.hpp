// Broker: an MQTT 3.1.1 and 5 server that knows no sockets and no clock. Calls come in, packets
// go out through a Sink, time is an argument; the same object serves a real port and a test.
// Models     sessions, QoS 0 to 2 both ways, retained messages, wills, shared subscriptions,
//            aliases, expiry, keep-alive, flow control, take-over, reason codes, enhanced
//            authentication by an Authenticator, $SYS, limits on what clients may cost.
// Leaves out where what the Journal is told is stored.
// Source     OASIS MQTT 3.1.1 and MQTT 5.0, sections 3 and 4.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "models/broker/core/attachments.hpp"
#include "models/broker/core/retained_messages.hpp"
#include "models/broker/core/session.hpp"
#include "models/broker/core/settings.hpp"
#include "models/broker/core/subscription_index.hpp"
#include "models/broker/logic/life.hpp"
#include "models/broker/logic/outbound.hpp"
#include "models/mqtt/codec.hpp"

namespace fleetsim::broker::core {

/// The transports. No call may come back into the broker before it returns.
class Sink {
  public:
    virtual ~Sink() = default;
    virtual void send(ConnectionId connection, std::string_view bytes) = 0;
    /// After what was sent before. The broker has forgotten the connection already.
    virtual void close(ConnectionId connection) = 0;
    /// Octets given to send() that have not left yet.
    virtual std::size_t unsent(ConnectionId connection) const = 0;
};

/// Since the broker began.
struct Counters {
    std::uint64_t packets_received = 0;
    std::uint64_t packets_sent = 0;
    std::uint64_t publishes_received = 0;
    std::uint64_t publishes_sent = 0;
    std::uint64_t octets_sent = 0;
    std::uint64_t deliveries_dropped = 0;  ///< a queue or a transport was full
    std::uint64_t retained_refused = 0;    ///< Settings::retained_limit
};

class Broker {
  public:
    Broker(Settings settings, Sink& sink, Attachments attachments = {});

    /// What an earlier broker told its Journal; before the first connection. Sessions that were
    /// connected then are lost at `now`, as after on_lost().
    void restore(Message retained);
    void restore(SavedSession saved, sim::Time now);

    void on_opened(ConnectionId connection, sim::Time now);
    void on_packet(ConnectionId connection, const mqtt::Packet& packet, sim::Time now);
    /// The decoder refused what came; `version` as far as the octets tell.
    void on_violation(ConnectionId connection, const mqtt::Violation& violation,
                      mqtt::Version version, sim::Time now);
    /// The transport is gone without a DISCONNECT. Unknown connections are ignored.
    void on_lost(ConnectionId connection, sim::Time now);
    /// unsent() went down; deliveries that waited for it go on.
    void on_drained(ConnectionId connection, sim::Time now);
    /// A message that no connection sent: HTTP, a rule. A session's id as publisher is no client's.
    /// Refused, and gone, for what would be refused to a client.
    mqtt::ReasonCode publish(Message message, sim::Time now);
    /// Does what is due and says when to come next; Time::never() if nothing waits.
    sim::Time tick(sim::Time now);
    /// DISCONNECT "server shutting down" to all, then closes them.
    void shut_down(sim::Time now);

    bool knows(ConnectionId connection) const { return connections_.contains(connection); }
    std::size_t sessions() const { return sessions_.size(); }
    std::size_t timers() const { return timers_.size(); }
    const Counters& counters() const { return counters_; }
    const Settings& settings() const { return settings_; }

  private:
    enum class Alarm : std::uint8_t {
        ConnectDeadline,
        KeepAlive,
        SessionEnd,
        Will,
        Stored,
        Status
    };
    struct Timer {
        Alarm alarm;
        std::uint64_t subject;  ///< connection or session
    };
    using WillFate = logic::WillFate;
    using ReasonCode = mqtt::ReasonCode;
    class Mail;  // what models/broker/logic asks of a session: broker_mail.hpp
    class Life;  // and of its life: broker_connect.cpp

    // broker_connect.cpp
    void accept(Connection& connection, const mqtt::Connect& packet, sim::Time now);
    ReasonCode check_connect(ConnectionId connection, const mqtt::Connect& packet) const;
    void refuse_connect(Connection& connection, mqtt::Version version, ReasonCode reason,
                        std::string_view client_id = {});
    void adopt_limits(Connection& connection, const mqtt::Connect& packet,
                      mqtt::Properties& announced);
    void announce(const mqtt::Connect& packet, mqtt::Properties& announced) const;
    std::string new_client_id();
    void leave(Connection& connection, const mqtt::Disconnect& packet, sim::Time now);
    /// DISCONNECT (MQTT 5 only), close, will.
    void expel(Connection& connection, ReasonCode reason, sim::Time now);
    void detach(Connection& connection, WillFate fate, sim::Time now);
    /// A will or the end of the session may be due.
    void look(Session& session, sim::Time now);

    // broker_authenticate.cpp
    void authenticate(Connection& connection, const mqtt::Connect& packet, sim::Time now);
    void on_auth(Connection& connection, const mqtt::Auth& packet, sim::Time now);
    void answer_authentication(Connection& connection, std::string_view bytes, sim::Time now);
    void fail_authentication(Connection& connection, ReasonCode reason, sim::Time now);

    // broker_status.cpp
    static bool is_status(std::string_view topic);
    std::vector<std::pair<std::string_view, std::string>> status(sim::Time now) const;
    void publish_status(sim::Time now);
    std::vector<MessagePointer> status_matching(std::string_view filter, sim::Time now) const;

    // broker_publish.cpp: from clients
    void take(Connection& connection, const mqtt::Publish& packet, sim::Time now);
    /// What is refused to whoever publishes it: by PUBLISH, by a will, or from without.
    ReasonCode check_message(std::string_view topic, std::size_t payload_size) const;
    void keep_retained(const MessagePointer& message, sim::Time now);
    /// Whenever retained messages are touched, so that neither memory nor the journal fills up.
    void forget_expired_retained(sim::Time now);
    ReasonCode resolve_alias(Connection& connection, const mqtt::Publish& packet,
                             std::string& topic);
    void release(Connection& connection, const mqtt::Pubrel& packet);
    /// Who has subscribed; nobody to a secret topic.
    using Audience = SubscriptionIndex::Matches;
    Audience audience_of(std::string_view topic);
    void route(Message message, sim::Time now);
    void route(Message message, Audience audience, sim::Time now);
    void fan_out(const MessagePointer& message, Audience audience, sim::Time now);
    bool is_secret(std::string_view topic) const;  ///< matches a denied filter
    void deliver_shared(SharedGroup& group, const MessagePointer& message, sim::Time now);

    // broker_deliver.cpp: to clients
    void deliver(Session& session, Delivery delivery, sim::Time now);
    void pump(Connection& connection, sim::Time now);
    void resume(Connection& connection, sim::Time now);
    struct Sending {
        std::uint16_t packet_id = 0;
        bool duplicate = false;
    };
    /// False if the client does not accept a packet of this size.
    bool send_delivery(Connection& connection, const Delivery& delivery, Sending how,
                       sim::Time now);
    void acknowledge(Connection& connection, const mqtt::Puback& packet, sim::Time now);
    void receive(Connection& connection, const mqtt::Pubrec& packet, sim::Time now);
    void complete(Connection& connection, const mqtt::Pubcomp& packet, sim::Time now);
    void obey(Connection& connection, logic::Verdict verdict, sim::Time now);
    bool has_room(const Connection& connection) const;
    bool send(const Connection& connection, const mqtt::Packet& packet);

    // broker_subscribe.cpp
    void subscribe(Connection& connection, const mqtt::Subscribe& packet, sim::Time now);
    ReasonCode subscribe_one(Connection& connection, const mqtt::Subscription& wish,
                             std::uint32_t identifier, std::vector<Delivery>& retained,
                             sim::Time now);
    void unsubscribe(Connection& connection, const mqtt::Unsubscribe& packet);

    // broker.cpp
    Connection* find(ConnectionId id);
    void ring(const Timer& timer, sim::Time now);
    /// In place of what `key` stood for: nobody has two timers of one kind, or one left behind.
    void set_timer(TimerKey& key, sim::Time at, Timer timer);
    void forget(Connection& connection);
    /// To the witness: `words`, and behind them `detail` if there is one.
    void tell(const Connection& connection, std::string_view words, std::string_view detail = {},
              std::string_view client_id = {}) const;
    /// Null if nobody keeps a journal or this session needs none.
    Journal* journal_of(const Session& session) const;

    Settings settings_;
    Sink& sink_;
    Attachments attachments_;
    SubscriptionIndex index_;
    RetainedMessages retained_;
    std::unordered_map<ConnectionId, Connection> connections_;
    std::unordered_map<SessionId, Session> sessions_;
    std::unordered_map<std::string, SessionId> by_client_id_;
    std::map<TimerKey, Timer> timers_;
    TimerKey status_timer_;
    SessionId last_session_ = 0;
    MessageNumber last_message_ = 0;
    DeliveryNumber last_delivery_ = 0;
    std::uint64_t last_assigned_ = 0;
    std::uint64_t last_timer_ = 0;
    std::size_t subscription_count_ = 0;
    Counters counters_;
    sim::Time started_;  ///< the first connection; $SYS counts from there
    bool is_started_ = false;
    std::string scratch_;
};

}  // namespace fleetsim::broker::core
