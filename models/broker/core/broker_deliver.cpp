// From the broker to subscribers: MQTT sections 4.3 to 4.6 and 4.9.
#include <algorithm>
#include <utility>

#include "models/broker/core/broker_mail.hpp"

namespace fleetsim::broker::core {

/// False if the client does not accept a packet of this size [MQTT-3.1.2-24].
bool Broker::send(const Connection& connection, const mqtt::Packet& packet) {
    scratch_.clear();
    mqtt::encode(packet, connection.version, scratch_);
    if (scratch_.size() > connection.maximum_packet_size) return false;
    sink_.send(connection.id, scratch_);
    ++counters_.packets_sent;
    counters_.octets_sent += scratch_.size();
    return true;
}

bool Broker::has_room(const Connection& connection) const {
    return sink_.unsent(connection.id) < settings_.output_limit;
}

void Broker::deliver(Session& session, Delivery delivery, sim::Time now) {
    Mail mail(*this, session, find(session.connection));
    logic::deliver(mail, settings_, std::move(delivery), now);
}

void Broker::pump(Connection& connection, sim::Time now) {
    Mail mail(*this, *connection.session, &connection);
    logic::pump(mail, settings_, now);
}

void Broker::resume(Connection& connection, sim::Time now) {
    Mail mail(*this, *connection.session, &connection);
    logic::resume(mail, settings_, now);
}

bool Broker::send_delivery(Connection& connection, const Delivery& delivery, Sending how,
                           sim::Time now) {
    const Message& message = *delivery.message;
    mqtt::Publish publish = publish_of(message, std::min(now, message.expires));
    publish.qos = delivery.qos;
    publish.packet_id = how.packet_id;
    publish.retain = delivery.retain;
    publish.duplicate = how.duplicate;
    publish.properties.subscription_identifiers = delivery.identifiers;
    bool fresh_alias = false;
    if (connection.alias_maximum > 0) {
        const auto known = connection.aliases_out.find(message.topic);
        if (known != connection.aliases_out.end()) {
            publish.properties.topic_alias = known->second;
            publish.topic = {};
        } else if (connection.aliases_out.size() < connection.alias_maximum) {
            fresh_alias = true;
            publish.properties.topic_alias =
                static_cast<std::uint16_t>(connection.aliases_out.size() + 1);
        }
    }
    const std::uint16_t alias = publish.properties.topic_alias.value_or(0);
    if (!send(connection, std::move(publish))) return false;
    ++counters_.publishes_sent;
    if (fresh_alias) connection.aliases_out.emplace(message.topic, alias);
    return true;
}

void Broker::acknowledge(Connection& connection, const mqtt::Puback& packet, sim::Time now) {
    Mail mail(*this, *connection.session, &connection);
    obey(connection, logic::on_puback(mail, settings_, packet.packet_id, now), now);
}

void Broker::receive(Connection& connection, const mqtt::Pubrec& packet, sim::Time now) {
    Mail mail(*this, *connection.session, &connection);
    obey(connection, logic::on_pubrec(mail, settings_, packet.packet_id, packet.reason, now), now);
}

void Broker::complete(Connection& connection, const mqtt::Pubcomp& packet, sim::Time now) {
    Mail mail(*this, *connection.session, &connection);
    obey(connection, logic::on_pubcomp(mail, settings_, packet.packet_id, now), now);
}

void Broker::obey(Connection& connection, logic::Verdict verdict, sim::Time now) {
    const bool is_broken = verdict == logic::Verdict::ProtocolError;
    if (is_broken) expel(connection, ReasonCode::ProtocolError, now);
}

}  // namespace fleetsim::broker::core
