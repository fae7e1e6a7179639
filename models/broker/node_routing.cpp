// Who gets a message, and how it leaves the node.
#include <algorithm>
#include <utility>

#include "models/broker/node_life.hpp"
#include "models/broker/node_mail.hpp"
#include "sim/engine.hpp"

namespace fleetsim::broker {

using Kind = PatternRelation::Kind;

bool Node::Reach::covers_everyone(std::uint32_t topic) const {
    return relation.kind == Kind::Always ||
           (relation.kind == Kind::TopicIs && relation.number == topic);
}

bool Node::Reach::covers(std::uint32_t topic, std::uint32_t client) const {
    return covers_everyone(topic) || (relation.kind == Kind::SameNumber && client == topic) ||
           (relation.kind == Kind::OwnerIs && client == relation.number);
}

void Node::route(const NodeMessage& content, sim::Time at, sim::Outbox& outbox) {
    PatternRoutes& routes = routes_[content.message.pattern];
    const bool was_routing = std::exchange(is_routing_, true);
    for (const Route& one : routes.plain) route_to(one, content, at, outbox);
    for (const SharedRoute& one : routes.shared) route_to_share(one, content, at, outbox);
    is_routing_ = was_routing;
}

void Node::tell_tap(const NodeMessage& content, sim::EntityId source, sim::Time at,
                    sim::Outbox& outbox) {
    republished_.clear();
    config_.tap->on_publish(content.message, source, at, republished_);
    statistics_.republished += static_cast<std::int64_t>(republished_.size());
    for (mqtt::Message again : republished_) {
        again.published = content.message.published;  // its latency counts from what caused it
        route({.message = again}, at, outbox);
    }
    await_tap(at, outbox);
}

void Node::wake_tap(sim::Time now, sim::Outbox& outbox) {
    if (now != tap_due_) return;  // an earlier reminder took its place
    tap_due_ = sim::Time::never();
    republished_.clear();
    config_.tap->on_due(now, republished_);
    statistics_.republished += static_cast<std::int64_t>(republished_.size());
    for (const mqtt::Message& message : republished_) route({.message = message}, now, outbox);
    await_tap(now, outbox);
}

void Node::await_tap(sim::Time now, sim::Outbox& outbox) {
    const sim::Time due = config_.tap->next_due();
    if (due >= tap_due_) return;
    tap_due_ = std::max(due, now + sim::kWidestWindow);
    outbox.send({.time = tap_due_,
                 .source = config_.self,
                 .target = config_.self,
                 .sequence = sequence_++,
                 .kind = static_cast<std::uint16_t>(mqtt::ParcelKind::Tick),
                 .flags = static_cast<std::uint16_t>(Alarm::Tap)});
}

void Node::route_to(const Route& route, const NodeMessage& content, sim::Time at,
                    sim::Outbox& outbox) {
    const std::uint32_t topic = content.message.number;
    const std::uint32_t count = config_.groups[route.group].count;
    const bool to_everyone =
        std::any_of(route.reaches.begin(), route.reaches.end(),
                    [&](const Reach& reach) { return reach.covers_everyone(topic); });
    if (to_everyone) {
        for (std::uint32_t number = 0; number < count; ++number)
            route_to_one(route, number, content, at, outbox);
        return;
    }
    // Each of the others reaches one client at most, and several may reach the same.
    for (std::size_t i = 0; i < route.reaches.size(); ++i) {
        const PatternRelation& relation = route.reaches[i].relation;
        if (relation.kind == Kind::TopicIs) continue;
        const std::uint32_t owner = relation.kind == Kind::SameNumber ? topic : relation.number;
        const bool is_done = std::any_of(
            route.reaches.begin(), route.reaches.begin() + static_cast<std::ptrdiff_t>(i),
            [&](const Reach& earlier) { return earlier.covers(topic, owner); });
        if (owner < count && !is_done) route_to_one(route, owner, content, at, outbox);
    }
}

void Node::route_to_one(const Route& route, std::uint32_t number, const NodeMessage& content,
                        sim::Time at, sim::Outbox& outbox) {
    const Client to = client_at(route.group, number);
    if (!to.session.is_subscribed) return;
    logic::Merged merged;
    for (const Reach& reach : route.reaches)
        if (reach.covers(content.message.number, number) &&
            logic::wants(reach.options, content.publisher == to.index))
            merged.add(reach.options);
    if (merged.is_any()) deliver(to, copy_for(merged, content), at, outbox);
}

void Node::route_to_share(const SharedRoute& route, const NodeMessage& content, sim::Time at,
                          sim::Outbox& outbox) {
    Share& share = shares_[route.share];
    const Reach reach{.relation = route.relation, .options = {}};
    const std::uint32_t topic = content.message.number;
    const bool to_everyone = reach.covers_everyone(topic);
    if (route.relation.kind == Kind::TopicIs && !to_everyone) return;
    // With a number in the filter each number is a group of its own, of one client a fleet.
    const std::uint32_t owner =
        route.relation.kind == Kind::SameNumber ? topic : route.relation.number;
    const std::size_t count = to_everyone ? share.clients : share.members.size();
    const auto member_at = [&](std::size_t place) -> std::pair<std::size_t, std::uint32_t> {
        if (!to_everyone) return {place, owner};
        std::size_t member = 0;
        for (; place >= config_.groups[share.members[member].group].count; ++member)
            place -= config_.groups[share.members[member].group].count;
        return {member, static_cast<std::uint32_t>(place)};
    };
    const auto state_of = [&](std::size_t place) {
        const auto [member, number] = member_at(place);
        const std::size_t group = share.members[member].group;
        if (number >= config_.groups[group].count) return logic::Member::Absent;
        const NodeSession& session = sessions_[group_start_[group] + number];
        if (!session.is_subscribed) return logic::Member::Absent;
        return session.is_connected ? logic::Member::Connected : logic::Member::Away;
    };
    const std::size_t chosen = logic::choose_member(count, share.turn, state_of);
    if (chosen == count) return;
    const auto [member, number] = member_at(chosen);
    logic::Merged merged;
    merged.add(share.members[member].options);
    deliver(client_at(share.members[member].group, number), copy_for(merged, content), at, outbox);
}

NodeMessage Node::copy_for(const logic::Merged& merged, const NodeMessage& content) {
    NodeMessage copy = content;
    copy.message.qos = static_cast<std::uint8_t>(merged.qos(mqtt::Qos{content.message.qos}));
    copy.message.retain = merged.retain(content.message.retain);
    return copy;
}

void Node::deliver(const Client& to, const NodeMessage& content, sim::Time at,
                   sim::Outbox& outbox) {
    NodeSession& session = to.session;
    const bool polls = to.group.receives != Receives::ByConnection;
    if (!session.is_connected && !polls) {
        Life life(*this, to, at, outbox);
        logic::look(life, at);
        if (!session.is_subscribed) return;
    }
    ++statistics_.copies;
    Mail mail(*this, to, at, outbox);
    if (config_.gate != nullptr && !config_.gate->may_receive(caller(to), content.message))
        return mail.drop(content, logic::Drop::NotAuthorized);
    if (polls) return deliver_to_poll(to, content, at, outbox);
    logic::deliver(mail, config_.policy, content, at);
    if (!session.is_connected && session.box != 0)
        watch_end(to, Life(*this, to, at, outbox).ends(), outbox);
}

bool Node::put_on_wire(const Client& to, mqtt::Message message, sim::Time at, sim::Outbox& outbox) {
    sim::Time departs = at;
    if (config_.gate != nullptr) {
        const Answer answer = config_.gate->transmit(caller(to), message, at);
        if (answer.admission != Admission::Granted) return false;
        departs = answer.at;
    }
    sim::Duration work = config_.capacity.delivery_time(message.qos, message.payload_bytes);
    if (is_routing_ && cluster_.node_of(to.index, at) != routing_node_)
        work += config_.capacity.forwarding;
    const Cluster::Order order = is_routing_ ? Cluster::Order::Follow : Cluster::Order::Refill;
    const ServerQueue::Served served = serve(to, at, work, order);
    departs = std::max(departs, served.ends);
    ++statistics_.publishes_out;
    sim::DrawEngine engine = draw();
    const network::Passage passage = to.group.way.carry(
        departs, {.size = sim::Bytes{message.payload_bytes}, .packets = 1}, engine);
    message.generation = to.session.generation;
    // Nothing on a connection overtakes what does not arrive.
    const sim::Time arrives =
        in_order(message.generation, to, passage.gave_up ? sim::Time::never() : passage.arrives);
    if (passage.gave_up) watch_stall(to, passage.arrives, outbox);
    if (arrives == sim::Time::never()) {
        ++statistics_.never_arrived;
        return true;
    }
    sim::Parcel out{.time = arrives,
                    .source = config_.self,
                    .target = to.entity,
                    .sequence = sequence_++,
                    .kind = static_cast<std::uint16_t>(mqtt::ParcelKind::Publish)};
    mqtt::pack(message, out);
    outbox.send(out);
    return true;
}

void Node::keep_retained(const NodeMessage& content, sim::Time now) {
    const mqtt::Message& message = content.message;
    if (!message.retain) return;
    if (retained_.size() >= config_.policy.retained_limit) retained_.forget_expired(now);
    switch (logic::retention(config_.policy, message.payload_bytes == 0,
                             retained_.contains(message), retained_.size())) {
        case logic::Retention::Keep:
            return retained_.keep(content);
        case logic::Retention::Remove:
            return retained_.remove(message);
        case logic::Retention::Refuse:
            return;
    }
}

/// To a new subscriber: filter by filter, each one's messages in the order of their topics.
void Node::send_retained(const Client& to, bool is_new, sim::Time at, sim::Outbox& outbox) {
    for (const RetainedRoute& route : retained_routes_[group_of(to)]) {
        if (!logic::gets_retained(config_.policy, {.handling = route.handling,
                                                   .is_new = is_new,
                                                   .is_shared = false,
                                                   .has_wildcard = route.has_wildcard}))
            continue;
        const bool one_topic = route.reach.relation.kind == Kind::SameNumber;
        const std::uint32_t first = one_topic ? to.number() : 0;
        const std::uint32_t end = one_topic ? first + 1 : retained_.end(route.pattern);
        for (std::uint32_t number = first; number < end; ++number) {
            const NodeMessage* kept = retained_.find(route.pattern, number, at);
            if (kept == nullptr || !route.reach.covers(number, to.number())) continue;
            NodeMessage copy = *kept;
            copy.message.qos =
                std::min(copy.message.qos, static_cast<std::uint8_t>(route.reach.options.qos));
            deliver(to, copy, at, outbox);
        }
    }
}

}  // namespace fleetsim::broker
