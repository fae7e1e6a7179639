#include "models/broker/node.hpp"

#include <algorithm>
#include <utility>

#include "models/broker/node_mail.hpp"
#include "models/mqtt/packet_size.hpp"
#include "sim/check.hpp"

namespace fleetsim::broker {

using mqtt::ParcelKind;

namespace {
constexpr std::uint8_t kHasWaited = 1;  ///< in the code of an acknowledgement

std::uint32_t clients_of(const NodeConfig& config) {
    std::uint32_t clients = 0;
    for (const ClientGroup& group : config.groups) clients += group.count;
    return clients;
}

std::uint8_t qos_number(mqtt::Qos qos) { return static_cast<std::uint8_t>(qos); }

/// What a client is told whose publish ended its connection.
std::uint8_t code_of(logic::Receipt receipt) {
    using mqtt::ReasonCode;
    if (receipt == logic::Receipt::TooLarge)
        return static_cast<std::uint8_t>(ReasonCode::PacketTooLarge);
    if (receipt == logic::Receipt::BadTopic)
        return static_cast<std::uint8_t>(ReasonCode::TopicNameInvalid);
    if (receipt == logic::Receipt::BeyondQuota)
        return static_cast<std::uint8_t>(ReasonCode::ReceiveMaximumExceeded);
    return static_cast<std::uint8_t>(ReasonCode::QosNotSupported);
}
}  // namespace

Node::Node(NodeConfig config, const mqtt::PatternList& patterns)
    : config_(std::move(config)),
      cluster_(config_.cluster, config_.capacity, config_.policy.window_311, clients_of(config_)),
      sessions_(clients_of(config_)),
      topics_(patterns.all().begin(), patterns.all().end()),
      lifetimes_(patterns.lifetimes().begin(), patterns.lifetimes().end()),
      retained_(topics_.size()),
      open_of_(config_.groups.size()) {
    std::uint32_t clients = 0;
    for (const ClientGroup& group : config_.groups) {
        group_start_.push_back(clients);
        clients += group.count;
    }
    agree_on_terms();
    build_routes();
}

void Node::count_open(const Client& client, std::int64_t change) {
    open_.add(now_, change);
    open_of_[static_cast<std::size_t>(&client.group - config_.groups.data())].add(now_, change);
}

void Node::restart_gauges(sim::Time now) {
    open_.restart(now);
    for (sim::Gauge& gauge : open_of_) gauge.restart(now);
    most_queued_ = queued_;
}

void Node::begin(sim::Outbox& outbox) {
    for (std::size_t i = 0; i < config_.faults.size(); ++i)
        outbox.send({.time = config_.faults[i].at,
                     .source = config_.self,
                     .target = config_.self,
                     .sequence = sequence_++,
                     .kind = static_cast<std::uint16_t>(ParcelKind::Tick),
                     .flags = static_cast<std::uint16_t>(Alarm::Fault),
                     .body = {i}});
    if (config_.tap != nullptr) await_tap(sim::Time::zero(), outbox);
}

void Node::on_parcels(std::span<const sim::Parcel> parcels, sim::Outbox& outbox) {
    constexpr std::size_t kAhead = 8;
    const auto fetch = [&](std::size_t at) {
        if (at < parcels.size() && !parcels[at].source.is_service())
            __builtin_prefetch(&sessions_[parcels[at].source.device_index()], 1);
    };
    for (std::size_t i = 0; i < kAhead; ++i) fetch(i);
    for (std::size_t i = 0; i < parcels.size(); ++i) {
        fetch(i + kAhead);
        on_parcel(parcels[i], outbox);
    }
}

void Node::on_parcel(const sim::Parcel& parcel, sim::Outbox& outbox) {
    now_ = parcel.time;
    if (mqtt::kind_of(parcel) == ParcelKind::Tick) return on_tick(parcel, outbox);
    if (mqtt::kind_of(parcel) == ParcelKind::PollDeadline) return on_poll_deadline(parcel, outbox);
    const Client from = client(parcel.source);
    switch (mqtt::kind_of(parcel)) {
        case ParcelKind::Publish:
        case ParcelKind::HttpRequest:
            return on_publish(from, parcel, outbox);
        case ParcelKind::Connect:
            return on_connect(from, parcel, outbox);
        case ParcelKind::HttpPoll:
            return on_poll(from, parcel, outbox);
        default:
            return on_signal(from, parcel, outbox);
    }
}

void Node::on_signal(const Client& from, const sim::Parcel& parcel, sim::Outbox& outbox) {
    const mqtt::Signal signal = mqtt::unpack_signal(parcel);
    NodeSession& session = from.session;
    const bool is_here = session.is_connected && session.generation == signal.generation;
    if (!is_here) {
        if (session.asked_for != signal.generation) return;
        // It went away before its connection was let in: what waits of it is nobody's.
        if (mqtt::kind_of(parcel) == ParcelKind::ConnectionLost)
            session.asked_for = (session.asked_for + 1) & mqtt::kGenerationMask;
        else
            reset(from, signal.generation, parcel.time, outbox);
        return;
    }
    if (is_put_off(from, parcel, outbox)) return;
    if (mqtt::kind_of(parcel) == ParcelKind::ConnectionLost) {
        if (!signal.silent) return lose(from, logic::WillFate::Publish, parcel.time, outbox);
        session.is_silent = true;
        return on_silence(from, parcel.time, outbox);
    }
    session.heard = parcel.time;
    Mail mail(*this, from, now_, outbox);
    const std::uint16_t id = parcel.flags;
    const logic::Policy& policy = config_.policy;
    switch (mqtt::kind_of(parcel)) {
        case ParcelKind::Subscribe:
            return on_subscribe(from, parcel, outbox);
        case ParcelKind::PingReq: {
            const sim::Time done = serve(from, parcel.time, config_.capacity.ping).ends;
            return reply(from, ParcelKind::PingResp, {}, 0, done, outbox);
        }
        case ParcelKind::PubAck:
            if (config_.gate != nullptr)
                config_.gate->acknowledged(caller(from), mail.sent(id), now_);
            return obey(from, logic::on_puback(mail, policy, id, now_), now_, outbox);
        case ParcelKind::PubRec:
            return obey(from, logic::on_pubrec(mail, policy, id, mqtt::ReasonCode::Success, now_),
                        now_, outbox);
        case ParcelKind::PubComp:
            return obey(from, logic::on_pubcomp(mail, policy, id, now_), now_, outbox);
        case ParcelKind::PubRel:
            logic::on_pubrel(mail, id);
            return reply(from, ParcelKind::PubComp, {}, id, parcel.time, outbox);
        case ParcelKind::Disconnect:
            return lose(from, logic::WillFate::Discard, parcel.time, outbox);
        default:
            sim::fail_check("on_signal", "a packet that no client sends");
    }
}

bool Node::is_put_off(const Client& from, const sim::Parcel& parcel, sim::Outbox& outbox) {
    const ParcelKind kind = mqtt::kind_of(parcel);
    if (kind != ParcelKind::PubAck && kind != ParcelKind::PubRec && kind != ParcelKind::PubComp)
        return false;
    mqtt::Signal signal = mqtt::unpack_signal(parcel);
    if (signal.code == kHasWaited) return false;
    const std::uint32_t node = cluster_.node_of(from.index, parcel.time);
    const sim::Time read = cluster_.reads(from.index, node, parcel.time);
    // The kernel takes nothing that arrives in this window.
    if (read < parcel.time + config_.window) return false;
    sim::Parcel again = parcel;
    again.time = read;
    signal.code = kHasWaited;
    mqtt::pack(signal, again);
    outbox.send(again);
    return true;
}

void Node::obey(const Client& client, logic::Verdict verdict, sim::Time now, sim::Outbox& outbox) {
    if (verdict == logic::Verdict::ProtocolError) cut(client, now, outbox);
}

void Node::on_publish(const Client& from, const sim::Parcel& parcel, sim::Outbox& outbox) {
    ++statistics_.publishes_in;
    NodeMessage content{.message = mqtt::unpack_message(parcel), .publisher = from.index};
    mqtt::Message& message = content.message;
    const bool by_http = mqtt::kind_of(parcel) == ParcelKind::HttpRequest;
    const bool is_connected =
        from.session.is_connected && from.session.generation == message.generation;
    const std::uint32_t node = cluster_.node_of(from.index, parcel.time);
    if ((!by_http && !is_connected) || node == Cluster::kNoNode) {
        ++statistics_.ignored;
        if (!by_http && !from.session.is_connected && node != Cluster::kNoNode)
            reset(from, message.generation, parcel.time, outbox);
        return;
    }
    if (!by_http) from.session.heard = parcel.time;
    sim::Time at = parcel.time;
    if (config_.gate != nullptr && !admit(from, parcel, at, outbox)) return;
    sim::Duration work = config_.capacity.publish_time(message.qos, message.payload_bytes);
    work += opening_work(from, std::exchange(message.opening, mqtt::HttpOpening::Kept));
    const ServerQueue::Served served = serve(from, parcel.time, work);
    statistics_.queueing.record((served.begins - parcel.time).count());
    at = std::max(at, served.ends);
    statistics_.publish_latency.record((at - message.published).count());
    content.expires = expiry_of(message.lifetime, at);
    if (by_http) {
        content.publisher = NodeMessage::kNobody;
        message.qos = std::min(message.qos, qos_number(config_.policy.highest_qos()));
        const logic::Receipt receipt = within_limits(from, message);
        if (receipt != logic::Receipt::Route) {
            ++statistics_.not_taken;
            return answer_request(from, message, code_of(receipt), at, outbox);
        }
        ++statistics_.taken;
        answer_request(from, message, 0, at, outbox);
    } else if (receive(from, message, at, outbox) != logic::Receipt::Route) {
        return;
    }
    message.duplicate = false;
    message.packet_id = 0;  // the next one is between the broker and each subscriber
    keep_retained(content, at);
    if (message.retain && config_.gate != nullptr) config_.gate->retained(message, at);
    routing_node_ = node;
    route(content, at, outbox);
    if (routes_[message.pattern].is_tapped) tell_tap(content, from.entity, at, outbox);
}

bool Node::admit(const Client& from, const sim::Parcel& parcel, sim::Time& not_before,
                 sim::Outbox& outbox) {
    const bool by_http = mqtt::kind_of(parcel) == ParcelKind::HttpRequest;
    const mqtt::Message message = mqtt::unpack_message(parcel);
    const Answer answer = config_.gate->publish(
        caller(from), message, by_http ? Carrier::Http : Carrier::Mqtt, parcel.time);
    switch (answer.admission) {
        case Admission::Granted:
            not_before = answer.at;
            return true;
        case Admission::NotAuthorized:
            ++statistics_.denied;
            by_http ? answer_request(from, message, mqtt::kNotAuthorized, parcel.time, outbox)
                    : cut(from, parcel.time, outbox, mqtt::kNotAuthorized);
            return false;
        case Admission::Throttled:
            break;
    }
    ++statistics_.throttled;
    if (by_http) {
        answer_request(from, message, mqtt::kThrottled, parcel.time, outbox);
    } else if (message.qos > 0) {
        // No acknowledgement comes: the device notices when its patience ends, after half of it at
        // least and half more at most, so that a herd does not stay one.
        const sim::Duration patience = sim::Duration::from_seconds(
            config_.gate->patience().to_seconds() * (0.5 + draw().uniform()));
        reply(from, ParcelKind::Unanswered, {}, message.packet_id, parcel.time + patience, outbox);
    }
    return false;
}

logic::Receipt Node::receive(const Client& from, const mqtt::Message& message, sim::Time at,
                             sim::Outbox& outbox) {
    using logic::Receipt;
    Mail mail(*this, from, at, outbox);
    const mqtt::Version version = from.group.version;
    const mqtt::Qos qos{message.qos};
    Receipt receipt = within_limits(from, message);
    if (receipt == Receipt::Route)
        receipt = logic::on_publish(mail, config_.policy, version, qos, message.packet_id);
    const bool is_taken = receipt == Receipt::Route || receipt == Receipt::Repeated;
    ++(is_taken ? statistics_.taken : statistics_.not_taken);
    if (!is_taken) {
        const bool stays =
            receipt == Receipt::NotServed && !logic::refusal_ends_connection(version);
        if (!stays) cut(from, at, outbox, code_of(receipt));
        return receipt;
    }
    const ParcelKind answer = message.qos == 1 ? ParcelKind::PubAck : ParcelKind::PubRec;
    if (message.qos > 0) reply(from, answer, {}, message.packet_id, at, outbox);
    return receipt;
}

sim::Duration Node::opening_work(const Client& from, mqtt::HttpOpening opening) const {
    if (opening == mqtt::HttpOpening::Kept) return {};
    const ConnectionCost& cost = from.group.cost;
    return config_.capacity.connect +
           (opening == mqtt::HttpOpening::Resumed ? cost.resumed_handshake : cost.full_handshake);
}

logic::Receipt Node::within_limits(const Client& from, const mqtt::Message& message) const {
    logic::TopicShape shape = shapes_[message.pattern];
    if (topics_[message.pattern].numbered) shape.octets += mqtt::decimal_digits(message.number);
    if (!fits(from, message)) return logic::Receipt::TooLarge;
    return logic::takes_topic(config_.policy, shape) ? logic::Receipt::Route
                                                     : logic::Receipt::BadTopic;
}

bool Node::fits(const Client& from, const mqtt::Message& message) const {
    const mqtt::TopicPattern& topic = topics_[message.pattern];
    constexpr std::int64_t kMostOverhead = 32;  // header, properties, digits of the number
    const auto longest = static_cast<std::int64_t>(topic.before.size() + topic.after.size()) +
                         kMostOverhead + message.payload_bytes;
    const auto limit = static_cast<std::int64_t>(
        std::min(config_.policy.maximum_packet_size, config_.policy.payload_limit));
    if (longest <= limit) return true;
    const std::int64_t size = mqtt::publish_size(
        from.group.version, mqtt::Qos{message.qos}, topic.size(message.number),
        message.payload_bytes, mqtt::expiry_octets(from.group.version, message.lifetime != 0));
    return logic::takes_size(config_.policy, static_cast<std::size_t>(size), message.payload_bytes);
}

void Node::answer_request(const Client& to, const mqtt::Message& request, std::uint8_t code,
                          sim::Time at, sim::Outbox& outbox) {
    reply_on(request.generation, to, ParcelKind::HttpResponse, {.code = code}, request.packet_id,
             at, outbox);
}

ServerQueue::Served Node::serve(const Client& client, sim::Time at, sim::Duration work,
                                Cluster::Order order) {
    const std::uint32_t node = cluster_.node_of(client.index, at);
    return cluster_.serve(node == Cluster::kNoNode ? 0 : node, at, work, order);
}

namespace {
/// A response by HTTP is the only one on its way, and that nobody answers is no packet. Where no
/// delivery waits, an acknowledgement holds nobody up, and spares itself the table: publishers get
/// little else.
bool keeps_order(ParcelKind kind, const NodeSession& session) {
    if (kind == ParcelKind::HttpResponse || kind == ParcelKind::Unanswered) return false;
    const bool is_bare = kind == ParcelKind::PubAck || kind == ParcelKind::PingResp;
    return !is_bare || session.box != 0;
}
}  // namespace

void Node::reply(const Client& to, ParcelKind kind, mqtt::Signal signal, std::uint16_t packet_id,
                 sim::Time at, sim::Outbox& outbox) {
    reply_on(to.session.generation, to, kind, signal, packet_id, at, outbox);
}

/// TCP's answer to a segment for a connection that is not there (RFC 9293, section 3.5.2).
void Node::reset(const Client& to, std::uint8_t generation, sim::Time at, sim::Outbox& outbox) {
    reply_on(generation, to, ParcelKind::ConnectionLost, {}, 0, at, outbox);
}

void Node::reply_on(std::uint8_t generation, const Client& to, ParcelKind kind, mqtt::Signal signal,
                    std::uint16_t packet_id, sim::Time at, sim::Outbox& outbox) {
    sim::DrawEngine engine = draw();
    const network::Passage passage =
        to.group.way.carry(at, {.size = sim::Bytes{0}, .packets = 1}, engine);
    if (passage.gave_up) {
        const bool is_on_connection = to.session.is_connected &&
                                      to.session.generation == generation &&
                                      kind != ParcelKind::Unanswered;
        if (is_on_connection) watch_stall(to, passage.arrives, outbox);
        return;
    }
    signal.generation = generation;
    const bool holds_place = keeps_order(kind, to.session);
    const sim::Time arrives =
        holds_place ? in_order(generation, to, passage.arrives) : passage.arrives;
    if (arrives == sim::Time::never()) return;
    sim::Parcel out{.time = arrives,
                    .source = config_.self,
                    .target = to.entity,
                    .sequence = sequence_++,
                    .kind = static_cast<std::uint16_t>(kind),
                    .flags = packet_id};
    mqtt::pack(signal, out);
    outbox.send(out);
}

sim::Time Node::in_order(std::uint8_t generation, const Client& to, sim::Time arrives) {
    if (to.group.receives != Receives::ByConnection) return arrives;
    return streams_.in_order(to.index, generation, now_, arrives);
}

sim::DrawEngine Node::draw() { return sim::draw(config_.seed, config_.self, 0, sequence_++); }

std::vector<ReasonCount> Node::drops() const {
    using logic::Drop;
    // A simulated transport is never congested.
    static constexpr std::array<std::pair<Drop, const char*>, 7> kReasons = {{
        {Drop::Offline, "offline"},
        {Drop::QueueFull, "queue full"},
        {Drop::SessionEnded, "session ended"},
        {Drop::Expired, "expired"},
        {Drop::TooLarge, "too large"},
        {Drop::NotAuthorized, "not authorized"},
        {Drop::Throttled, "quota"},
    }};
    std::vector<ReasonCount> counts;
    for (const auto& [drop, reason] : kReasons)
        counts.push_back(
            {.reason = reason, .count = statistics_.drops[static_cast<std::size_t>(drop)]});
    return counts;
}

std::vector<ReasonCount> Node::refusals() const {
    using Verdict = Entry::Verdict;
    static constexpr std::array<std::pair<Verdict, const char*>, 4> kReasons = {{
        {Verdict::Connections, "connection limit"},
        {Verdict::Memory, "memory"},
        {Verdict::Backlog, "backlog"},
        {Verdict::TimedOut, "handshake timeout"},
    }};
    static constexpr std::array<std::pair<GateRefusal, const char*>, kGateRefusals> kGateReasons = {
        {{GateRefusal::NotAuthorized, "not authorized"},
         {GateRefusal::Quota, "quota"},
         {GateRefusal::Will, "QoS of the will"},
         {GateRefusal::NoMachine, "all machines down"}}};
    std::vector<ReasonCount> counts;
    for (const auto& [verdict, reason] : kReasons)
        counts.push_back(
            {.reason = reason, .count = statistics_.verdicts[static_cast<std::size_t>(verdict)]});
    for (const auto& [why, reason] : kGateReasons)
        counts.push_back(
            {.reason = reason, .count = statistics_.gate_refusals[static_cast<std::size_t>(why)]});
    return counts;
}

}  // namespace fleetsim::broker
