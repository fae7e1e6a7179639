// The node's side of a connection's life: opened, lost, cut, its session ended.
#include <algorithm>
#include <cmath>

#include "models/broker/node_life.hpp"
#include "models/broker/node_mail.hpp"
#include "sim/engine.hpp"

namespace fleetsim::broker {

using mqtt::ParcelKind;

namespace {

// What the flags of a Connect that was put off say.
constexpr std::uint16_t kFromListenQueue = 1;
constexpr std::uint16_t kFirstRepeat = 2;
// A client's TCP repeats its SYN after 1, 2, 4 ... s (RFC 6298), Linux six times.
constexpr std::uint16_t kMostRepeats = 6;

}  // namespace

bool Node::lets_in(const Client& from, const sim::Parcel& connect, sim::Outbox& outbox) {
    std::optional<GateRefusal> why;
    const auto& will = from.group.will;
    if (!will.empty() && !config_.policy.serves(mqtt::Qos{will[0].qos})) {
        why = GateRefusal::Will;
    } else if (config_.gate != nullptr && connect.flags == 0) {
        // The gate is asked once, when the connection comes, and not again out of the listen queue.
        const Admission admission = config_.gate->connect(caller(from), connect.time);
        if (admission == Admission::NotAuthorized) why = GateRefusal::NotAuthorized;
        if (admission == Admission::Throttled) why = GateRefusal::Quota;
    }
    if (!why) return true;
    count_refusal(*why);
    const std::uint8_t code =
        why == GateRefusal::NotAuthorized ? mqtt::kNotAuthorized : mqtt::kServerUnavailable;
    reply_on(from.session.asked_for, from, ParcelKind::ConnAck, {.code = code}, 0, connect.time,
             outbox);
    return false;
}

void Node::on_connect(const Client& from, const sim::Parcel& parcel, sim::Outbox& outbox) {
    const mqtt::Signal signal = mqtt::unpack_signal(parcel);
    NodeSession& session = from.session;
    if (is_deserted(from, parcel)) return;
    session.asked_for = signal.generation & mqtt::kGenerationMask;
    const std::uint32_t node = cluster_.place(from.index, parcel.time);
    if (node == Cluster::kNoNode) {
        count_refusal(GateRefusal::NoMachine);
        return reply_on(signal.generation, from, ParcelKind::ConnectionLost, {.refused = true}, 0,
                        parcel.time, outbox);
    }
    if (!lets_in(from, parcel, outbox)) return;
    const std::optional<sim::Time> done = enter(from, node, signal.resumed, parcel, outbox);
    if (!done) return;

    Life life(*this, from, parcel.time, outbox);
    life.arrive_at(node);
    const bool present = logic::open(life, signal.clean, parcel.time);
    session.generation = session.asked_for;
    ++statistics_.connects;
    if (terms(from).needs_watching) watch_silence(from, outbox);
    reply(from, ParcelKind::ConnAck, {.session_present = present}, 0, *done, outbox);
    Mail mail(*this, from, *done, outbox);
    logic::resume(mail, config_.policy, *done);
}

bool Node::is_deserted(const Client& from, const sim::Parcel& opening) {
    // A HttpPoll has its generation where a Connect has it.
    const std::uint8_t generation = mqtt::unpack_signal(opening).generation;
    const bool is = opening.flags != 0 && generation != from.session.asked_for;
    if (is) ++statistics_.deserted;
    return is;
}

std::optional<sim::Time> Node::enter(const Client& from, std::uint32_t node, bool resumed,
                                     const sim::Parcel& opening, sim::Outbox& outbox) {
    const ConnectionCost& cost = from.group.cost;
    const sim::Duration handshake = resumed ? cost.resumed_handshake : cost.full_handshake;
    const bool has_waited = opening.flags == kFromListenQueue;
    const Entry entry = cluster_.admit(node, opening.time, cost, handshake, has_waited);
    if (entry.verdict == Entry::Verdict::Admitted) return entry.at;
    refuse(from, entry, opening, outbox);
    return std::nullopt;
}

void Node::refuse(const Client& from, Entry entry, const sim::Parcel& connect,
                  sim::Outbox& outbox) {
    using Verdict = Entry::Verdict;
    ++statistics_.verdicts[static_cast<std::size_t>(entry.verdict)];
    sim::Parcel again = connect;
    if (entry.verdict == Verdict::Later) {
        again.time = std::max(entry.at, connect.time + config_.window);
        again.flags = kFromListenQueue;
        return outbox.send(again);
    }
    if (entry.verdict == Verdict::NoAnswer) {
        const int repeats = connect.flags < kFirstRepeat ? 0 : connect.flags - kFirstRepeat + 1;
        if (repeats == kMostRepeats) return;
        again.time = connect.time + std::max(sim::Duration::seconds(1 << repeats), config_.window);
        again.flags = static_cast<std::uint16_t>(kFirstRepeat + repeats);
        return outbox.send(again);
    }
    ++statistics_.refused;
    const bool by_http = mqtt::kind_of(connect) == ParcelKind::HttpPoll;
    const bool timed_out = entry.verdict == Verdict::TimedOut;
    const ParcelKind kind = by_http || timed_out ? ParcelKind::ConnectionLost : ParcelKind::ConnAck;
    const std::uint8_t code = timed_out && !by_http ? std::uint8_t{0} : mqtt::kServerUnavailable;
    reply_on(from.session.asked_for, from, kind, {.code = code}, 0, entry.at, outbox);
}

void Node::on_subscribe(const Client& from, const sim::Parcel& parcel, sim::Outbox& outbox) {
    sim::Time done = serve(from, parcel.time, config_.capacity.subscribe).ends;
    mqtt::Qos highest = mqtt::Qos::AtMostOnce;
    for (const ClientGroup::Subscription& wish : from.group.subscriptions)
        highest = std::max(highest, wish.options.qos);
    if (!logic::takes_subscribe(config_.policy, from.group.version, highest)) return;
    if (!logic::takes_filters(config_.policy, from.group.subscriptions.size())) {
        constexpr auto kQuota = static_cast<std::uint8_t>(mqtt::ReasonCode::QuotaExceeded);
        return cut(from, done, outbox, kQuota);
    }
    if (config_.gate != nullptr) {
        const Answer answer = config_.gate->subscribe(caller(from), parcel.time);
        if (answer.admission == Admission::NotAuthorized)
            return cut(from, parcel.time, outbox, mqtt::kNotAuthorized);
        done = std::max(done, answer.at);
    }
    const bool is_new = !from.session.is_subscribed;
    from.session.is_subscribed = true;
    reply(from, ParcelKind::SubAck, {}, parcel.flags, done, outbox);
    if (retained_.size() > 0) send_retained(from, is_new, done, outbox);
}

void Node::lose(const Client& from, logic::WillFate fate, sim::Time now, sim::Outbox& outbox) {
    Life life(*this, from, now, outbox);
    logic::leave(life, fate, now);
}

void Node::cut(const Client& to, sim::Time now, sim::Outbox& outbox, std::uint8_t code) {
    reply(to, ParcelKind::ConnectionLost, {.code = code}, 0, now, outbox);
    lose(to, logic::WillFate::Publish, now, outbox);
}

void Node::set_alarm(Alarm alarm, const Client& client, sim::Time at, sim::Outbox& outbox,
                     std::uint64_t detail) {
    outbox.send({.time = std::max(at, now_ + sim::kWidestWindow),
                 .source = config_.self,
                 .target = config_.self,
                 .sequence = sequence_++,
                 .kind = static_cast<std::uint16_t>(ParcelKind::Tick),
                 .flags = static_cast<std::uint16_t>(alarm),
                 .body = {client.index, detail}});
}

void Node::watch_stall(const Client& client, sim::Time gives_up, sim::Outbox& outbox) {
    if (client.group.receives != Receives::ByConnection) return;
    set_alarm(Alarm::Stalled, client, gives_up, outbox, client.session.generation);
    // Its keep alive may be over before.
    client.session.is_silent = true;
    if (terms(client).patience > sim::Duration{}) watch_silence(client, outbox);
}

/// RFC 9293, section 3.8.3: the connection is closed where it was, and the peer, which nothing
/// reaches, hears of it when it next sends.
void Node::on_stall(const Client& client, std::uint8_t generation, sim::Time now,
                    sim::Outbox& outbox) {
    if (!client.session.is_connected || client.session.generation != generation) return;
    streams_.add(client.index, generation, now, now);  // nothing is under way on it any more
    lose(client, logic::WillFate::Publish, now, outbox);
    // An application that only listens would never send: its keep alive, which is not modelled,
    // tells it when there is a way again.
    if (client.entity.is_service())
        reply_on(generation, client, ParcelKind::ConnectionLost, {}, 0,
                 client.group.way.route->up_from(now), outbox);
}

void Node::on_tick(const sim::Parcel& tick, sim::Outbox& outbox) {
    const auto alarm = static_cast<Alarm>(tick.flags);
    const auto subject = static_cast<std::uint32_t>(tick.body[0]);
    if (alarm == Alarm::Fault) return on_fault(config_.faults[subject], tick.time, outbox);
    if (alarm == Alarm::Tap) return wake_tap(tick.time, outbox);
    if (alarm == Alarm::Move) return move_clients(tick.time, outbox);
    const Client client = client_at(subject);
    NodeSession& session = client.session;
    if (alarm == Alarm::Certificate) {
        // It may be active again, or its device have gone.
        if (session.is_connected && !config_.gate->is_certified(caller(client), tick.time))
            cut(client, tick.time, outbox, mqtt::kNotAuthorized);
        return;
    }
    if (alarm == Alarm::Stalled)
        return on_stall(client, static_cast<std::uint8_t>(tick.body[1]), tick.time, outbox);
    if (alarm == Alarm::Silence) {
        session.is_silence_timed = false;
        return on_silence(client, tick.time, outbox);
    }
    if (alarm == Alarm::Stored) {
        Mail mail(*this, client, tick.time, outbox);
        if (session.is_connected) logic::pump(mail, config_.policy, tick.time);
        return;
    }
    if (alarm == Alarm::Will)
        session.is_will_timed = false;
    else
        session.is_end_timed = false;
    Life life(*this, client, tick.time, outbox);
    logic::look(life, tick.time);
    // The alarm may have been an earlier absence's.
    if (!session.exists || session.is_connected) return;
    if (life.will_due() != sim::Time::never()) life.await_will(life.will_due());
    life.await_end(life.ends());
}

/// MQTT-3.1.2-22: silence of more than one and a half keep-alive periods ends a connection.
void Node::on_silence(const Client& client, sim::Time now, sim::Outbox& outbox) {
    const sim::Duration patience = terms(client).patience;
    const bool is_watched = client.session.is_silent || terms(client).needs_watching;
    if (!client.session.is_connected || !is_watched || patience == sim::Duration{}) return;
    if (client.session.heard + patience > now) return watch_silence(client, outbox);
    ++statistics_.keep_alive_timeouts;
    cut(client, now, outbox);
}

void Node::watch_silence(const Client& client, sim::Outbox& outbox) {
    if (client.session.is_silence_timed) return;
    client.session.is_silence_timed = true;
    set_alarm(Alarm::Silence, client, client.session.heard + terms(client).patience, outbox);
}

void Node::watch_end(const Client& client, sim::Time at, sim::Outbox& outbox) {
    if (client.session.is_end_timed || at == sim::Time::never()) return;
    client.session.is_end_timed = true;
    set_alarm(Alarm::SessionEnd, client, at, outbox);
}

void Node::on_fault(const NodeFault& fault, sim::Time now, sim::Outbox& outbox) {
    if (fault.kind == NodeFault::Kind::CutConnections) {
        const ClientGroup& group = config_.groups[fault.group];
        for (std::uint32_t i = 0; i < group.count; ++i) {
            const Client one = client_at(group_start_[fault.group] + i);
            if (one.session.is_connected && draw().uniform() < fault.share) cut(one, now, outbox);
        }
        return;
    }
    if (fault.kind == NodeFault::Kind::CutUncertified) return cut_uncertified(fault, now, outbox);
    crash(fault.node, now, now + fault.down_for, outbox);
}

void Node::cut_uncertified(const NodeFault& fault, sim::Time now, sim::Outbox& outbox) {
    if (config_.gate == nullptr) return;
    for (std::uint32_t i = 0; i < config_.groups[fault.group].count; ++i) {
        const Client one = client_at(group_start_[fault.group] + i);
        if (!one.session.is_connected || config_.gate->is_certified(caller(one), now)) continue;
        const double part = draw().uniform();
        set_alarm(Alarm::Certificate, one,
                  now + sim::Duration::from_seconds(fault.spread.to_seconds() * part), outbox);
    }
}

void Node::crash(std::uint32_t node, sim::Time now, sim::Time back, sim::Outbox& outbox) {
    // Its connections end, and what it alone remembered of its sessions is gone.
    for (std::uint32_t i = 0; i < sessions_.rows().size(); ++i) {
        if (cluster_.node_of(i, now) != node) continue;
        const Client one = client_at(i);
        if (one.session.is_connected) cut(one, now, outbox);
        if (!cluster_.survives(node, now)) Life(*this, one, now, outbox).forget();
    }
    cluster_.crash(node, now, back);
    if (cluster_.moves_per_second() > 0) set_move(back, outbox);
}

/// A second later, or as soon after `at` as a service can wake itself.
void Node::set_move(sim::Time at, sim::Outbox& outbox) {
    const sim::Duration interval = std::max(sim::Duration::seconds(1), sim::kWidestWindow);
    outbox.send({.time = at + interval,
                 .source = config_.self,
                 .target = config_.self,
                 .sequence = sequence_++,
                 .kind = static_cast<std::uint16_t>(ParcelKind::Tick),
                 .flags = static_cast<std::uint16_t>(Alarm::Move)});
}

/// Closes connections of nodes that have more than their share, a few each second: their clients
/// come back and are placed anew.
void Node::move_clients(sim::Time now, sim::Outbox& outbox) {
    std::vector<std::int64_t> surplus;
    for (std::uint32_t node = 0; node < cluster_.nodes(); ++node)
        surplus.push_back(std::max<std::int64_t>(0, cluster_.surplus(node, now)));
    auto left = std::max<std::int64_t>(1, std::llround(cluster_.moves_per_second()));
    const auto clients = static_cast<std::uint32_t>(sessions_.rows().size());
    for (std::uint32_t looked_at = 0; looked_at < clients && left > 0; ++looked_at) {
        const Client one = client_at(move_cursor_);
        move_cursor_ = (move_cursor_ + 1) % clients;
        if (!one.session.is_connected) continue;
        const std::uint32_t node = cluster_.node_of(one.index, now);
        if (surplus[node] == 0) continue;
        --surplus[node];
        --left;
        ++statistics_.moved;
        cut(one, now, outbox);
    }
    if (left == 0) set_move(now, outbox);
}

}  // namespace fleetsim::broker
