// What an earlier broker told its Journal comes back: MQTT 3.1.1 section 4.1, MQTT 5.0 section 4.1.
#include <algorithm>

#include "models/broker/core/broker.hpp"

namespace fleetsim::broker::core {

namespace {

/// Connected sessions have neither; nor has one that is kept for ever and left without a will.
bool has_left(const Session& session) {
    return session.ends != sim::Time::never() || session.will_due != sim::Time::never();
}

}  // namespace

void Broker::restore(Message retained) {
    last_message_ = std::max(last_message_, retained.number);
    retained_.keep(std::make_shared<const Message>(std::move(retained)));
}

void Broker::restore(SavedSession saved, sim::Time now) {
    const SessionId id = saved.session.id;
    Session& session = sessions_[id] = std::move(saved.session);
    by_client_id_[session.client_id] = id;
    last_session_ = std::max(last_session_, id);
    for (auto& [filter, known, options] : saved.subscriptions) {
        index_.add(known.group, known.filter, options);
        session.subscriptions.emplace(std::move(filter), std::move(known));
        ++subscription_count_;
    }
    const auto hold = [&](const Delivery& delivery) {
        last_delivery_ = std::max(last_delivery_, delivery.number);
        if (!delivery.message) return;
        last_message_ = std::max(last_message_, delivery.message->number);
        session.held += kept_octets(*delivery.message);
    };
    for (const Flight& flight : session.flights) {
        session.used_ids.insert(flight.packet_id);
        hold(flight.delivery);
    }
    for (const Delivery& delivery : session.queue) hold(delivery);
    if (!has_left(session)) {
        if (session.expiry != kNeverExpires) {
            session.ends = now + sim::Duration::seconds(session.expiry);
        }
        if (session.will) session.will_due = now + session.will->delay;
    }
    // Not published here: those who want it may still have to be restored.
    if (session.will_due != sim::Time::never())
        set_timer(session.will_timer, session.will_due, {Alarm::Will, id});
    if (session.ends != sim::Time::never())
        set_timer(session.end_timer, session.ends, {Alarm::SessionEnd, id});
    if (attachments_.journal != nullptr) attachments_.journal->on_session(session);
}

}  // namespace fleetsim::broker::core
