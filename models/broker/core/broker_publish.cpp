// From publishers to the sessions that want it: MQTT sections 3.3, 3.6 and 4.3.
#include <algorithm>

#include "models/broker/core/broker_mail.hpp"
#include "models/broker/logic/retention.hpp"
#include "models/broker/logic/topics.hpp"
#include "models/mqtt/topic.hpp"

namespace fleetsim::broker::core {

using mqtt::Qos;

Broker::ReasonCode Broker::resolve_alias(Connection& connection, const mqtt::Publish& packet,
                                         std::string& topic) {
    topic = packet.topic;
    if (!packet.properties.topic_alias) return ReasonCode::Success;
    const std::uint16_t alias = *packet.properties.topic_alias;
    // MQTT-3.3.2-9
    if (alias == 0 || alias > connection.aliases_in.size()) return ReasonCode::TopicAliasInvalid;
    std::string& meaning = connection.aliases_in[alias - 1u];
    if (!topic.empty()) {
        meaning = topic;
    } else if (meaning.empty()) {
        return ReasonCode::ProtocolError;  // MQTT 5.0 section 3.3.2.3.4
    } else {
        topic = meaning;
    }
    return ReasonCode::Success;
}

Broker::ReasonCode Broker::check_message(std::string_view topic, std::size_t payload_size) const {
    // The decoder has refused what is larger as a packet.
    if (!logic::takes_size(settings_, payload_size, payload_size)) {
        return ReasonCode::PacketTooLarge;
    }
    if (is_status(topic)) return ReasonCode::NotAuthorized;  // the broker's own
    const bool is_taken = logic::takes_topic(settings_, logic::shape_of(topic));
    return is_taken ? ReasonCode::Success : ReasonCode::TopicNameInvalid;
}

void Broker::take(Connection& connection, const mqtt::Publish& packet, sim::Time now) {
    Session& session = *connection.session;
    std::string topic;
    const ReasonCode fault = resolve_alias(connection, packet, topic);
    if (fault != ReasonCode::Success) return expel(connection, fault, now);
    ++counters_.publishes_received;
    const ReasonCode refusal = check_message(topic, packet.payload.size());
    if (refusal == ReasonCode::NotAuthorized) {  // said where an answer is awaited
        const bool v5 = connection.is_v5();
        const ReasonCode reason = v5 ? ReasonCode::NotAuthorized : ReasonCode::Success;
        if (packet.qos == Qos::AtLeastOnce)
            send(connection, mqtt::Puback{packet.packet_id, reason});
        if (packet.qos == Qos::ExactlyOnce)
            send(connection, mqtt::Pubrec{packet.packet_id, reason});
        return;
    }
    if (refusal != ReasonCode::Success) return expel(connection, refusal, now);
    Audience audience = audience_of(topic);
    // MQTT 5.0 section 3.4.2.1: not an error; 3.1.1 does not write it.
    const ReasonCode outcome = audience.plain.empty() && audience.groups.empty()
                                   ? ReasonCode::NoMatchingSubscribers
                                   : ReasonCode::Success;
    Mail mail(*this, session, &connection);
    const auto receipt =
        logic::on_publish(mail, settings_, connection.version, packet.qos, packet.packet_id);
    if (receipt == logic::Receipt::BeyondQuota) {
        return expel(connection, ReasonCode::ReceiveMaximumExceeded, now);
    }
    if (receipt == logic::Receipt::NotServed) {
        const bool ends = logic::refusal_ends_connection(connection.version);
        return ends ? expel(connection, ReasonCode::QosNotSupported, now) : void();
    }
    if (packet.qos == Qos::ExactlyOnce) send(connection, mqtt::Pubrec{packet.packet_id, outcome});
    if (receipt == logic::Receipt::Repeated) return;
    if (packet.qos == Qos::AtLeastOnce) {
        send(connection, mqtt::Puback{packet.packet_id, outcome});
    }
    Message message = message_of(packet.properties, now);
    message.topic = std::move(topic);
    message.payload = packet.payload;
    message.qos = packet.qos;
    message.retain = packet.retain;
    message.publisher = session.id;
    route(std::move(message), std::move(audience), now);
}

void Broker::release(Connection& connection, const mqtt::Pubrel& packet) {
    mqtt::Pubcomp answer{packet.packet_id};
    Mail mail(*this, *connection.session, &connection);
    const bool known = logic::on_pubrel(mail, packet.packet_id);
    if (!known) answer.reason = ReasonCode::PacketIdentifierNotFound;
    send(connection, answer);
}

Broker::ReasonCode Broker::publish(Message message, sim::Time now) {
    const ReasonCode refusal = check_message(message.topic, message.payload.size());
    if (refusal == ReasonCode::Success) route(std::move(message), now);
    return refusal;
}

void Broker::route(Message content, sim::Time now) {
    Audience audience = audience_of(content.topic);
    route(std::move(content), std::move(audience), now);
}

void Broker::route(Message content, Audience audience, sim::Time now) {
    content.number = ++last_message_;
    const auto message = std::make_shared<const Message>(std::move(content));
    if (attachments_.tap != nullptr) {
        const auto publisher = sessions_.find(message->publisher);
        const bool is_known = publisher != sessions_.end();
        const std::string_view client_id =
            is_known ? publisher->second.client_id : std::string_view{};
        attachments_.tap->on_published(*message, client_id, now);
    }
    if (message->retain) keep_retained(message, now);
    fan_out(message, std::move(audience), now);
}

void Broker::forget_expired_retained(sim::Time now) {
    for (const MessagePointer& message : retained_.take_expired(now))
        if (attachments_.journal != nullptr) attachments_.journal->on_retained_expired(*message);
}

void Broker::keep_retained(const MessagePointer& message, sim::Time now) {
    forget_expired_retained(now);
    const auto what = logic::retention(settings_, message->payload.empty(),
                                       retained_.contains(message->topic), retained_.size());
    if (what == logic::Retention::Refuse) {
        ++counters_.retained_refused;
        return;
    }
    retained_.keep(message);
    if (attachments_.journal != nullptr) attachments_.journal->on_retained(*message);
}

bool Broker::is_secret(std::string_view topic) const {
    const auto& denied = settings_.denied_filters;
    return std::any_of(denied.begin(), denied.end(),
                       [&](const std::string& filter) { return mqtt::matches(filter, topic); });
}

Broker::Audience Broker::audience_of(std::string_view topic) {
    Audience audience;
    if (!is_secret(topic)) index_.match(topic, audience);
    return audience;
}

void Broker::fan_out(const MessagePointer& message, Audience audience, sim::Time now) {
    auto& plain = audience.plain;
    std::stable_sort(plain.begin(), plain.end(), [](const Subscriber& a, const Subscriber& b) {
        return a.session < b.session;
    });
    for (auto at = plain.begin(); at != plain.end();) {
        const SessionId session = at->session;
        Delivery delivery{.message = message};
        logic::Merged merged;
        for (; at != plain.end() && at->session == session; ++at) {
            if (!logic::wants(at->options(), session == message->publisher)) continue;
            merged.add(at->options());
            if (at->identifier != 0) delivery.identifiers.push_back(at->identifier);
        }
        if (!merged.is_any()) continue;
        delivery.qos = merged.qos(message->qos);
        delivery.retain = merged.retain(message->retain);
        deliver(sessions_.at(session), std::move(delivery), now);
    }
    for (SharedGroup* group : audience.groups) deliver_shared(*group, message, now);
}

void Broker::deliver_shared(SharedGroup& group, const MessagePointer& message, sim::Time now) {
    const auto state = [&](std::size_t index) {
        const bool is_there = sessions_.at(group.members[index].session).connection != 0;
        return is_there ? logic::Member::Connected : logic::Member::Away;
    };
    const std::size_t chosen = logic::choose_member(group.members.size(), group.turn, state);
    const Subscriber& member = group.members[chosen];
    logic::Merged merged;
    merged.add(member.options());
    Delivery delivery{.message = message,
                      .qos = merged.qos(message->qos),
                      .retain = merged.retain(message->retain)};
    if (member.identifier != 0) delivery.identifiers.push_back(member.identifier);
    deliver(sessions_.at(member.session), std::move(delivery), now);
}

}  // namespace fleetsim::broker::core
