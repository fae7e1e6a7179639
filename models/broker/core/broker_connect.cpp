// CONNECT to the end of the session: MQTT sections 3.1, 3.2, 3.14 and 4.1.
#include <algorithm>
#include <utility>

#include "models/broker/core/broker.hpp"

namespace fleetsim::broker::core {

using mqtt::Version;

namespace {

StoredWill stored(const mqtt::Will& will, SessionId of, sim::Time now) {
    Message message = message_of(will.properties, now);
    message.topic = will.topic;
    message.payload = will.payload;
    message.qos = will.qos;
    message.retain = will.retain;
    message.publisher = of;
    const std::uint32_t delay = will.properties.will_delay.value_or(0);
    return {std::move(message), sim::Duration::seconds(delay), will.properties.message_expiry};
}

/// MQTT 5.0 section 3.1.3.2.4: a will's message expiry begins when it is published.
Message published(StoredWill will, sim::Time now) {
    if (will.lifetime) will.message.expires = now + sim::Duration::seconds(*will.lifetime);
    return std::move(will.message);
}

}  // namespace

/// One client's session, there or not, as the rules of its life see it.
class Broker::Life {
  public:
    Life(Broker& broker, Session& session) : broker_(broker), session_(&session) {}
    /// Of who connects now.
    Life(Broker& broker, const std::string& client_id, ConnectionId connection)
        : broker_(broker), client_id_(client_id), connection_(connection) {
        find();
    }
    Session* session() const { return session_; }

    bool exists() const { return session_ != nullptr; }
    bool is_connected() const { return session_->connection != 0; }
    void take_over(sim::Time now) {
        broker_.expel(*broker_.find(session_->connection), ReasonCode::SessionTakenOver, now);
        find();
    }
    void attach() {
        if (session_ == nullptr) {
            const SessionId id = ++broker_.last_session_;
            session_ = &broker_.sessions_[id];
            session_->id = id;
            session_->client_id = client_id_;
            broker_.by_client_id_.emplace(client_id_, id);
        }
        session_->connection = connection_;
        session_->ends = session_->will_due = sim::Time::never();
        session_->will.reset();
        cancel_timers();
    }
    void detach() { session_->connection = 0; }
    std::uint32_t expiry() const { return session_->expiry; }
    sim::Time ends() const { return session_->ends; }
    void await_end(sim::Time at) {
        session_->ends = at;
        if (at == sim::Time::never()) return;
        broker_.set_timer(session_->end_timer, at, {Alarm::SessionEnd, session_->id});
    }
    bool has_will() const { return session_->will.has_value(); }
    sim::Duration will_delay() const { return session_->will->delay; }
    sim::Time will_due() const { return session_->will_due; }
    void await_will(sim::Time at) {
        session_->will_due = at;
        broker_.set_timer(session_->will_timer, at, {Alarm::Will, session_->id});
    }
    std::optional<StoredWill> take_will() {
        session_->will_due = sim::Time::never();
        return std::exchange(session_->will, std::nullopt);
    }
    void publish(std::optional<StoredWill> will, sim::Time now) {
        broker_.route(published(std::move(*will), now), now);
    }
    void forget() {
        for (const auto& [name, known] : session_->subscriptions) {
            broker_.index_.remove(known.group, known.filter, session_->id);
            --broker_.subscription_count_;
        }
        cancel_timers();
        broker_.by_client_id_.erase(session_->client_id);
        Journal* journal = broker_.attachments_.journal;
        if (journal != nullptr) journal->on_session_ended(session_->id);
        broker_.sessions_.erase(std::exchange(session_, nullptr)->id);
    }
    void keep() {
        if (Journal* journal = broker_.journal_of(*session_)) journal->on_session(*session_);
    }

  private:
    void cancel_timers() {
        broker_.timers_.erase(session_->end_timer);
        broker_.timers_.erase(session_->will_timer);
    }
    void find() {
        const auto known = broker_.by_client_id_.find(client_id_);
        const bool is_known = known != broker_.by_client_id_.end();
        session_ = is_known ? &broker_.sessions_.at(known->second) : nullptr;
    }

    Broker& broker_;
    std::string client_id_;
    ConnectionId connection_ = 0;
    Session* session_ = nullptr;
};

Broker::ReasonCode Broker::check_connect(ConnectionId connection,
                                         const mqtt::Connect& packet) const {
    // MQTT-3.1.3-8 (3.1.1): no name needs a clean session. MQTT 5 assigns one in any case.
    if (packet.client_id.empty() && packet.version == Version::V311 && !packet.clean_start) {
        return ReasonCode::ClientIdentifierNotValid;
    }
    if (packet.client_id.size() > settings_.client_id_limit) {
        return ReasonCode::ClientIdentifierNotValid;
    }
    if (packet.will) {
        if (!settings_.serves(packet.will->qos)) return ReasonCode::QosNotSupported;
        const auto refusal = check_message(packet.will->topic, packet.will->payload.size());
        if (refusal != ReasonCode::Success) return refusal;
    }
    const bool is_new = !by_client_id_.contains(std::string(packet.client_id));
    if (is_new && sessions_.size() >= settings_.session_limit) return ReasonCode::QuotaExceeded;
    if (attachments_.gate != nullptr) return attachments_.gate->admit(connection, packet);
    return ReasonCode::Success;
}

void Broker::refuse_connect(Connection& connection, Version version, ReasonCode reason,
                            std::string_view client_id) {
    tell(connection, "refused", mqtt::name(reason), client_id);
    mqtt::Connack answer;
    answer.reason = reason;
    // AWS IoT answers return code 7, which the standard reserves.
    if (settings_.is_aws() && reason == ReasonCode::NotAuthorized) answer.return_code = 7;
    connection.version = version;
    send(connection, answer);
    const ConnectionId id = connection.id;
    forget(connection);
    sink_.close(id);
}

std::string Broker::new_client_id() {
    std::string id;
    do {
        id = settings_.assigned_prefix + std::to_string(++last_assigned_);
    } while (by_client_id_.contains(id));
    return id;
}

void Broker::accept(Connection& connection, const mqtt::Connect& packet, sim::Time now) {
    const ReasonCode verdict = check_connect(connection.id, packet);
    if (verdict != ReasonCode::Success)
        return refuse_connect(connection, packet.version, verdict, packet.client_id);

    const bool nameless = packet.client_id.empty();
    const std::string client_id = nameless ? new_client_id() : std::string(packet.client_id);
    mqtt::Connack answer;
    if (nameless) answer.properties.assigned_client_id = client_id;  // MQTT-3.2.2-16
    connection.version = packet.version;
    Life life(*this, client_id, connection.id);
    const bool present = logic::open(life, packet.clean_start, now);
    Session& session = *life.session();
    connection.session = &session;
    session.expiry = logic::granted_expiry(settings_, packet.version, packet.clean_start,
                                           packet.properties.session_expiry.value_or(0));
    if (packet.will) session.will = stored(*packet.will, session.id, now);
    if (Journal* journal = journal_of(session)) {
        journal->on_session(session);
    } else if (present && attachments_.journal != nullptr) {
        attachments_.journal->on_session_ended(session.id);  // it ends with this connection now
    }
    adopt_limits(connection, packet, answer.properties);
    announce(packet, answer.properties);
    if (!connection.authentication_method.empty()) {
        answer.properties.authentication_method = connection.authentication_method;
        if (!connection.authenticated_bytes.empty()) {
            answer.properties.authentication_bytes = connection.authenticated_bytes;
        }
    }
    const bool wants_topic = packet.properties.wants_response_topic.value_or(false);
    const std::string response = settings_.response_prefix + client_id;
    if (wants_topic && !settings_.response_prefix.empty()) {
        answer.properties.response_prefix = response;
    }
    answer.session_present = present;
    tell(connection, packet.version == Version::V5 ? "joined, MQTT 5" : "joined, MQTT 3.1.1");
    send(connection, answer);
    timers_.erase(connection.silence_timer);  // CONNECT has come
    if (connection.patience > sim::Duration{}) {
        set_timer(connection.silence_timer, now + connection.patience,
                  {Alarm::KeepAlive, connection.id});
    }
    resume(connection, now);
}

void Broker::adopt_limits(Connection& connection, const mqtt::Connect& packet,
                          mqtt::Properties& announced) {
    const std::uint16_t keep_alive =
        logic::granted_keep_alive(settings_, packet.version, packet.keep_alive);
    if (keep_alive != packet.keep_alive) announced.server_keep_alive = keep_alive;
    connection.patience = logic::patience(keep_alive);

    connection.window = logic::granted_window(settings_, packet.version,
                                              packet.properties.receive_maximum.value_or(65535));
    connection.alias_maximum = packet.properties.topic_alias_maximum.value_or(0);
    connection.maximum_packet_size =
        packet.properties.maximum_packet_size.value_or(mqtt::kMaximumPacketSize);
    connection.aliases_in.resize(settings_.topic_alias_maximum);
}

void Broker::announce(const mqtt::Connect& packet, mqtt::Properties& announced) const {
    announced.receive_maximum = settings_.receive_maximum;
    announced.topic_alias_maximum = settings_.topic_alias_maximum;
    announced.maximum_packet_size = static_cast<std::uint32_t>(settings_.maximum_packet_size);
    const std::uint32_t wish = packet.properties.session_expiry.value_or(0);
    if (wish > settings_.session_expiry_maximum) {
        announced.session_expiry = settings_.session_expiry_maximum;
    }
    if (settings_.is_aws()) announced.serves_qos1 = true;
}

void Broker::leave(Connection& connection, const mqtt::Disconnect& packet, sim::Time now) {
    Session& session = *connection.session;
    if (packet.properties.session_expiry) {
        // MQTT 5.0 section 3.14.2.2.2: nothing may be prolonged that was to end at once.
        if (session.expiry == 0 && *packet.properties.session_expiry != 0) {
            return expel(connection, ReasonCode::ProtocolError, now);
        }
        session.expiry =
            std::min(*packet.properties.session_expiry, settings_.session_expiry_maximum);
    }
    const bool with_will = packet.reason != ReasonCode::Success;
    tell(connection, "left", with_will ? mqtt::name(packet.reason) : "");
    const ConnectionId id = connection.id;
    detach(connection, with_will ? WillFate::Publish : WillFate::Discard, now);
    sink_.close(id);
}

void Broker::expel(Connection& connection, ReasonCode reason, sim::Time now) {
    tell(connection, "closed", mqtt::name(reason));
    if (connection.is_v5() && connection.session != nullptr) {
        mqtt::Disconnect farewell;
        farewell.reason = reason;
        send(connection, farewell);
    }
    const ConnectionId id = connection.id;
    detach(connection, WillFate::Publish, now);
    sink_.close(id);
}

void Broker::detach(Connection& connection, WillFate fate, sim::Time now) {
    Session* session = connection.session;
    forget(connection);
    if (session == nullptr) return;
    Life life(*this, *session);
    logic::leave(life, fate, now);
}

void Broker::look(Session& session, sim::Time now) {
    Life life(*this, session);
    logic::look(life, now);
}

}  // namespace fleetsim::broker::core
