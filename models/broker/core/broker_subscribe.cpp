// SUBSCRIBE and UNSUBSCRIBE: MQTT sections 3.8 to 3.11 and 4.8.
#include <algorithm>

#include "models/broker/core/broker.hpp"
#include "models/broker/logic/inbound.hpp"
#include "models/broker/logic/retention.hpp"
#include "models/broker/logic/topics.hpp"
#include "models/mqtt/topic.hpp"

namespace fleetsim::broker::core {

using mqtt::Qos;

void Broker::subscribe(Connection& connection, const mqtt::Subscribe& packet, sim::Time now) {
    Qos highest = Qos::AtMostOnce;
    for (const mqtt::Subscription& wish : packet.subscriptions)
        highest = std::max(highest, wish.qos);
    if (!logic::takes_subscribe(settings_, connection.version, highest)) return;
    if (!logic::takes_filters(settings_, packet.subscriptions.size())) {
        return expel(connection, ReasonCode::QuotaExceeded, now);
    }
    const auto& identifiers = packet.properties.subscription_identifiers;
    const std::uint32_t identifier = identifiers.empty() ? 0 : identifiers.front();
    mqtt::Suback answer;
    answer.packet_id = packet.packet_id;
    std::vector<Delivery> retained;
    for (const mqtt::Subscription& wish : packet.subscriptions) {
        answer.reasons.push_back(subscribe_one(connection, wish, identifier, retained, now));
    }
    send(connection, answer);
    for (Delivery& delivery : retained) deliver(*connection.session, std::move(delivery), now);
}

Broker::ReasonCode Broker::subscribe_one(Connection& connection, const mqtt::Subscription& wish,
                                         std::uint32_t identifier, std::vector<Delivery>& retained,
                                         sim::Time now) {
    Session& session = *connection.session;
    KnownSubscription known{{}, std::string(wish.filter)};
    // To a 3.1.1 client too, as Mosquitto, EMQX and AWS IoT Core do: its standard leaves topics
    // that begin with $ to the server (section 4.7.2).
    if (const auto shared = mqtt::split_shared(wish.filter)) {
        known = {std::string(shared->group), std::string(shared->filter)};
    }
    const auto& denied = settings_.denied_filters;
    const bool is_denied =
        std::any_of(denied.begin(), denied.end(),
                    [&](const std::string& filter) { return mqtt::covers(filter, known.filter); });
    if (is_denied) return ReasonCode::Unspecified;
    if (!logic::takes_topic(settings_, logic::shape_of(known.filter))) {
        return ReasonCode::TopicFilterInvalid;
    }
    const bool is_new = !session.subscriptions.contains(std::string(wish.filter));
    if (is_new && (session.subscriptions.size() >= settings_.subscriptions_per_session ||
                   subscription_count_ >= settings_.subscription_limit)) {
        return ReasonCode::QuotaExceeded;
    }
    const Qos granted = std::min(wish.qos, settings_.highest_qos());
    const Subscriber options{session.id, granted, wish.no_local, wish.retain_as_published,
                             identifier};
    index_.add(known.group, known.filter, options);
    if (Journal* journal = journal_of(session)) {
        journal->on_subscribed(wish.filter, known, options);
    }
    session.subscriptions.insert_or_assign(std::string(wish.filter), known);
    if (is_new) ++subscription_count_;

    const bool has_wildcard = wish.filter.find_first_of("+#") != std::string_view::npos;
    const bool gets_retained = logic::gets_retained(settings_, {.handling = wish.retain_handling,
                                                                .is_new = is_new,
                                                                .is_shared = !known.group.empty(),
                                                                .has_wildcard = has_wildcard});
    if (!gets_retained) return static_cast<ReasonCode>(granted);
    forget_expired_retained(now);
    std::vector<MessagePointer> kept = is_status(known.filter) ? status_matching(known.filter, now)
                                                               : retained_.matching(known.filter);
    for (MessagePointer& message : kept) {
        if (is_secret(message->topic)) continue;
        Delivery delivery{
            .message = message, .qos = std::min(granted, message->qos), .retain = true};
        if (identifier != 0) delivery.identifiers.push_back(identifier);
        retained.push_back(std::move(delivery));
    }
    return static_cast<ReasonCode>(granted);
}

void Broker::unsubscribe(Connection& connection, const mqtt::Unsubscribe& packet) {
    Session& session = *connection.session;
    mqtt::Unsuback answer;
    answer.packet_id = packet.packet_id;
    for (const std::string_view filter : packet.filters) {
        const auto known = session.subscriptions.find(std::string(filter));
        if (known == session.subscriptions.end()) {
            answer.reasons.push_back(ReasonCode::NoSubscriptionExisted);
            continue;
        }
        index_.remove(known->second.group, known->second.filter, session.id);
        session.subscriptions.erase(known);
        --subscription_count_;
        if (Journal* journal = journal_of(session)) journal->on_unsubscribed(session.id, filter);
        answer.reasons.push_back(ReasonCode::Success);
    }
    send(connection, answer);
}

}  // namespace fleetsim::broker::core
