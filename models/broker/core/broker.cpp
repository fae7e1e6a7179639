#include "models/broker/core/broker.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace fleetsim::broker::core {

Broker::Broker(Settings settings, Sink& sink, Attachments attachments)
    : settings_(std::move(settings)),
      sink_(sink),
      attachments_(attachments),
      index_(settings_.hash_matches_parent() ? HashMatches::ParentToo : HashMatches::ChildrenOnly) {
}

Connection* Broker::find(ConnectionId id) {
    const auto found = connections_.find(id);
    return found == connections_.end() ? nullptr : &found->second;
}

void Broker::set_timer(TimerKey& key, sim::Time at, Timer timer) {
    timers_.erase(key);
    key = {at, ++last_timer_};
    timers_.emplace(key, timer);
}

void Broker::forget(Connection& connection) {
    timers_.erase(connection.silence_timer);
    timers_.erase(connection.stored_timer);
    connections_.erase(connection.id);
}

void Broker::tell(const Connection& connection, std::string_view words, std::string_view detail,
                  std::string_view client_id) const {
    if (attachments_.witness == nullptr) return;
    if (connection.session != nullptr) client_id = connection.session->client_id;
    std::string text(words);
    if (!detail.empty()) text.append(": ").append(detail);
    attachments_.witness->on_event(connection.id, client_id, text);
}

Journal* Broker::journal_of(const Session& session) const {
    return session.expiry == 0 ? nullptr : attachments_.journal;
}

void Broker::on_opened(ConnectionId id, sim::Time now) {
    if (!is_started_) {
        is_started_ = true;
        started_ = now;
        const bool tells = settings_.status_interval > sim::Duration{};
        if (tells) set_timer(status_timer_, now + settings_.status_interval, {Alarm::Status, 0});
    }
    Connection connection;
    connection.id = id;
    connection.last_packet = now;
    connection.maximum_packet_size = mqtt::kMaximumPacketSize;
    set_timer(connection.silence_timer, now + settings_.connect_deadline,
              {Alarm::ConnectDeadline, id});
    connections_.insert_or_assign(id, std::move(connection));
}

void Broker::on_packet(ConnectionId id, const mqtt::Packet& packet, sim::Time now) {
    Connection* found = find(id);
    if (found == nullptr) return;
    Connection& connection = *found;
    connection.last_packet = now;
    ++counters_.packets_received;
    const bool is_connect = std::holds_alternative<mqtt::Connect>(packet);
    // MQTT-3.1.2-30: while CONNECT's method goes on, nothing but AUTH and DISCONNECT.
    if (connection.session == nullptr && connection.exchange) {
        if (const auto* auth = std::get_if<mqtt::Auth>(&packet)) {
            return on_auth(connection, *auth, now);
        }
        const bool leaves = std::holds_alternative<mqtt::Disconnect>(packet);
        if (leaves) return expel(connection, ReasonCode::Success, now);
        return refuse_connect(connection, connection.version, ReasonCode::ProtocolError);
    }
    // MQTT-3.1.0-1: CONNECT is the first; MQTT-3.1.0-2: and comes only once.
    if (is_connect == (connection.session != nullptr)) {
        return expel(connection, ReasonCode::ProtocolError, now);
    }
    std::visit(
        [&]<typename Kind>(const Kind& one) {
            if constexpr (std::is_same_v<Kind, mqtt::Connect>) {
                one.properties.authentication_method ? authenticate(connection, one, now)
                                                     : accept(connection, one, now);
            } else if constexpr (std::is_same_v<Kind, mqtt::Publish>) {
                take(connection, one, now);
            } else if constexpr (std::is_same_v<Kind, mqtt::Puback>) {
                acknowledge(connection, one, now);
            } else if constexpr (std::is_same_v<Kind, mqtt::Pubrec>) {
                receive(connection, one, now);
            } else if constexpr (std::is_same_v<Kind, mqtt::Pubrel>) {
                release(connection, one);
            } else if constexpr (std::is_same_v<Kind, mqtt::Pubcomp>) {
                complete(connection, one, now);
            } else if constexpr (std::is_same_v<Kind, mqtt::Subscribe>) {
                subscribe(connection, one, now);
            } else if constexpr (std::is_same_v<Kind, mqtt::Unsubscribe>) {
                unsubscribe(connection, one);
            } else if constexpr (std::is_same_v<Kind, mqtt::Pingreq>) {
                send(connection, mqtt::Pingresp{});  // MQTT-3.12.4-1
            } else if constexpr (std::is_same_v<Kind, mqtt::Disconnect>) {
                leave(connection, one, now);
            } else if constexpr (std::is_same_v<Kind, mqtt::Auth>) {
                on_auth(connection, one, now);
            } else {  // a server's packet
                expel(connection, ReasonCode::ProtocolError, now);
            }
        },
        packet);
}

void Broker::on_violation(ConnectionId id, const mqtt::Violation& violation, mqtt::Version version,
                          sim::Time now) {
    Connection* connection = find(id);
    if (connection == nullptr) return;
    tell(*connection, violation.text, violation.clause);
    const bool bad_level = violation.clause == "MQTT-3.1.2-2";
    if (connection->session != nullptr) {
        const bool of_connect = violation.reason == ReasonCode::UnsupportedProtocolVersion;
        return expel(*connection, of_connect ? ReasonCode::ProtocolError : violation.reason, now);
    }
    // MQTT-3.1.2-30, as in on_packet(): the first CONNECT has said which version is spoken.
    if (connection->exchange)
        return refuse_connect(*connection, connection->version, ReasonCode::ProtocolError);
    // Only a CONNECT earns an answer: an unknown level in both versions, other faults in MQTT 5.
    if (!bad_level && version != mqtt::Version::V5)
        return expel(*connection, violation.reason, now);
    refuse_connect(*connection, version, violation.reason);
}

void Broker::on_lost(ConnectionId id, sim::Time now) {
    Connection* connection = find(id);
    if (connection == nullptr) return;
    tell(*connection, "lost without a DISCONNECT");
    detach(*connection, WillFate::Publish, now);
}

void Broker::on_drained(ConnectionId id, sim::Time now) {
    Connection* connection = find(id);
    if (connection != nullptr && connection->session != nullptr) pump(*connection, now);
}

sim::Time Broker::tick(sim::Time now) {
    while (!timers_.empty() && timers_.begin()->first.at <= now) {
        const Timer timer = timers_.begin()->second;
        timers_.erase(timers_.begin());
        ring(timer, now);
    }
    return timers_.empty() ? sim::Time::never() : timers_.begin()->first.at;
}

/// A timer only says when to look; what it looks at decides.
void Broker::ring(const Timer& timer, sim::Time now) {
    if (timer.alarm == Alarm::ConnectDeadline) {
        Connection* connection = find(timer.subject);
        if (connection == nullptr || connection->session != nullptr) return;
        return expel(*connection, ReasonCode::ProtocolError, now);
    }
    if (timer.alarm == Alarm::KeepAlive) {
        Connection* connection = find(timer.subject);
        if (connection == nullptr) return;
        const sim::Time due = connection->last_packet + connection->patience;
        if (due > now) return set_timer(connection->silence_timer, due, timer);
        return expel(*connection, ReasonCode::KeepAliveTimeout, now);  // MQTT-3.1.2-22
    }
    if (timer.alarm == Alarm::Stored) return on_drained(timer.subject, now);
    if (timer.alarm == Alarm::Status) {
        publish_status(now);
        return set_timer(status_timer_, now + settings_.status_interval, timer);
    }
    const auto found = sessions_.find(timer.subject);
    if (found == sessions_.end()) return;
    look(found->second, now);
}

void Broker::shut_down(sim::Time now) {
    std::vector<ConnectionId> open;
    for (const auto& [id, connection] : connections_) open.push_back(id);
    std::sort(open.begin(), open.end());
    for (const ConnectionId id : open) {
        if (Connection* connection = find(id)) {
            expel(*connection, ReasonCode::ServerShuttingDown, now);
        }
    }
}

}  // namespace fleetsim::broker::core
