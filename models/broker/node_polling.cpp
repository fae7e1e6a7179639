// The node's side of receiving over HTTPS: a GET is answered with one message, now or when there is
// one, or after a while with nothing. A client is connected while a GET of it is held; its queue is
// a session that lives between them.
#include <algorithm>

#include "models/broker/node_life.hpp"
#include "models/broker/node_mail.hpp"
#include "sim/engine.hpp"

namespace fleetsim::broker {

using mqtt::ParcelKind;

namespace {

/// The identifiers of a session that is cut begin anew, the client's own numbers go on.
std::uint64_t number_of_request(const NodeSession& session) {
    return std::uint64_t{session.generation} << 16 | session.packet_id;
}

}  // namespace

void Node::on_poll(const Client& from, const sim::Parcel& parcel, sim::Outbox& outbox) {
    const mqtt::Poll poll = mqtt::unpack_poll(parcel);
    NodeSession& session = from.session;
    if (is_deserted(from, parcel)) return;
    Life life(*this, from, parcel.time, outbox);
    if (session.is_connected) life.detach();  // it asks again: the request before is forgotten
    session.generation = session.asked_for = poll.generation & mqtt::kGenerationMask;
    const std::uint32_t node = poll.opens ? cluster_.place(from.index, parcel.time)
                                          : cluster_.node_of(from.index, parcel.time);
    if (node == Cluster::kNoNode) {
        if (poll.opens) count_refusal(GateRefusal::NoMachine);
        return reply(from, ParcelKind::ConnectionLost, {.refused = poll.opens}, 0, parcel.time,
                     outbox);
    }
    sim::Time done = parcel.time;
    if (poll.opens) {
        const auto opened = enter(from, node, poll.resumed, parcel, outbox);
        if (!opened) return;
        done = *opened;
    }
    // A request that carries nothing.
    const sim::Duration work = config_.capacity.ping;
    done = std::max(done, cluster_.serve(node, parcel.time, work, Cluster::Order::Packet).ends);
    const bool is_new = !session.exists;
    if (is_new && config_.gate != nullptr &&
        config_.gate->subscribe(caller(from), parcel.time).admission == Admission::NotAuthorized) {
        // No message was denied: the account's counters have it, as they have a SUBSCRIBE.
        return reply(from, ParcelKind::ConnectionLost, {.code = mqtt::kNotAuthorized}, 0, done,
                     outbox);
    }
    life.arrive_at(node);
    life.attach();
    session.is_subscribed = true;
    ++session.packet_id;  // numbers its requests: no message of the session has an identifier
    if (is_new && retained_.size() > 0) send_retained(from, is_new, done, outbox);
    if (session.is_connected) answer_waiting(from, done, outbox);
    if (!session.is_connected) return;
    if (poll.wait == sim::Duration{}) return answer_nothing(from, done, outbox);
    await_deadline(from, done + poll.wait, outbox);
}

void Node::await_deadline(const Client& to, sim::Time at, sim::Outbox& outbox) {
    outbox.send({.time = std::max(at, now_ + sim::kWidestWindow),
                 .source = config_.self,
                 .target = config_.self,
                 .sequence = sequence_++,
                 .kind = static_cast<std::uint16_t>(ParcelKind::PollDeadline),
                 .body = {to.index, number_of_request(to.session)}});
}

void Node::on_poll_deadline(const sim::Parcel& parcel, sim::Outbox& outbox) {
    const Client to = client_at(static_cast<std::uint32_t>(parcel.body[0]));
    if (to.session.is_connected && number_of_request(to.session) == parcel.body[1])
        answer_nothing(to, parcel.time, outbox);
}

void Node::answer_nothing(const Client& to, sim::Time at, sim::Outbox& outbox) {
    reply(to, ParcelKind::HttpNothing, {}, 0, at, outbox);
    Life(*this, to, at, outbox).detach();
}

void Node::answer_poll(const Client& to, const mqtt::Message& message, sim::Time at,
                       sim::Outbox& outbox) {
    if (!put_on_wire(to, message, at, outbox)) {
        ++statistics_.drops[static_cast<std::size_t>(logic::Drop::Throttled)];
        return;
    }
    ++statistics_.first_sent;
    Life(*this, to, at, outbox).detach();
}

/// With the oldest message of its queue that has not expired, if there is one.
void Node::answer_waiting(const Client& to, sim::Time at, sim::Outbox& outbox) {
    Mail mail(*this, to, at, outbox);
    while (mail.waiting() > 0 && mail.first_expires() <= at) mail.drop_first(logic::Drop::Expired);
    if (mail.waiting() == 0) return;
    const MessageBoxes::Place oldest = messages_.oldest_queued(to.session);
    const mqtt::Message message = messages_[oldest].message;
    messages_.remove(to.session, oldest);
    --queued_;
    answer_poll(to, message, at, outbox);
}

void Node::deliver_to_poll(const Client& to, const NodeMessage& content, sim::Time at,
                           sim::Outbox& outbox) {
    Mail mail(*this, to, at, outbox);
    if (content.expires <= at) return mail.drop(content, logic::Drop::Expired);
    if (to.session.is_connected) return answer_poll(to, content.message, at, outbox);
    if (to.group.receives == Receives::ByHeldRequest)
        return mail.drop(content, logic::Drop::Offline);
    if (!logic::outbound::make_room(mail, config_.policy, content, at))
        return mail.drop(content, logic::Drop::QueueFull);
    mail.put(content);
}

}  // namespace fleetsim::broker
