#include "models/app/app.hpp"

#include <algorithm>

#include "sim/engine.hpp"

namespace fleetsim::app {

namespace {

// What a tick is for: publish number i, or one of these.
constexpr std::uint16_t kAggregateTick = 0xFFFF;
constexpr std::uint16_t kConnectTick = 0xFFFE;
constexpr std::uint16_t kReplyTick = 0xFFFD;

// What a draw is for.
constexpr std::uint32_t kSequencePurpose = 0;
constexpr std::uint32_t kPayloadPurpose = 1;

constexpr sim::Duration kReconnectAfter = sim::Duration::seconds(1);
constexpr std::uint32_t kPublishesInOneTick = 256;

}  // namespace

App::App(AppConfig config, std::uint64_t seed)
    : config_(std::move(config)), seed_(seed), made_(config_.publishes.size()) {}

void App::begin(sim::Outbox& outbox) { connect(sim::Time::zero(), outbox); }

void App::on_parcels(std::span<const sim::Parcel> parcels, sim::Outbox& outbox) {
    for (const sim::Parcel& parcel : parcels) on_parcel(parcel, outbox);
}

void App::on_parcel(const sim::Parcel& parcel, sim::Outbox& outbox) {
    now_ = parcel.time;
    switch (mqtt::kind_of(parcel)) {
        case mqtt::ParcelKind::Publish:
            return on_message(parcel, outbox);
        case mqtt::ParcelKind::Tick:
            return on_tick(parcel, outbox);
        case mqtt::ParcelKind::ConnAck:
            return on_connack(parcel, outbox);
        case mqtt::ParcelKind::PubAck:
        case mqtt::ParcelKind::PubComp:
            ++statistics_.acknowledged;
            return;
        case mqtt::ParcelKind::PubRec: {
            sim::Parcel release = this->parcel(mqtt::ParcelKind::PubRel, config_.broker);
            release.flags = parcel.flags;
            return send(release, parcel.time, 4, outbox);
        }
        case mqtt::ParcelKind::PubRel: {
            sim::Parcel complete = this->parcel(mqtt::ParcelKind::PubComp, config_.broker);
            complete.flags = parcel.flags;
            return send(complete, parcel.time, 4, outbox);
        }
        case mqtt::ParcelKind::ConnectionLost:
            // It may be about one that the application has replaced by now.
            if (mqtt::unpack_signal(parcel).generation != (generation_ & mqtt::kGenerationMask))
                return;
            is_connected_ = false;
            return tick_at(parcel.time + kReconnectAfter, kConnectTick, 0, outbox);
        default:
            return;
    }
}

void App::connect(sim::Time now, sim::Outbox& outbox) {
    ++generation_;
    stream_ = {};
    sim::Parcel out = parcel(mqtt::ParcelKind::Connect, config_.broker);
    mqtt::pack(mqtt::Signal{.generation = generation_, .clean = true}, out);
    send(out, now, 0, outbox);
}

void App::on_connack(const sim::Parcel& parcel, sim::Outbox& outbox) {
    if (mqtt::unpack_signal(parcel).code != 0)
        return tick_at(parcel.time + kReconnectAfter, kConnectTick, 0, outbox);
    is_connected_ = true;
    ++statistics_.connects;
    if (config_.subscribes)
        send(this->parcel(mqtt::ParcelKind::Subscribe, config_.broker), parcel.time, 0, outbox);
    if (is_running_) return;
    is_running_ = true;
    for (std::size_t i = 0; i < config_.publishes.size(); ++i) {
        sim::DrawEngine engine = draw();
        const AppPublish& program = config_.publishes[i];
        tick_at(program.schedule.first(parcel.time + program.start_after, engine),
                static_cast<std::uint16_t>(i), 0, outbox);
    }
    if (config_.aggregate)
        tick_at(parcel.time + config_.aggregate->every, kAggregateTick, 0, outbox);
}

void App::on_message(const sim::Parcel& parcel, sim::Outbox& outbox) {
    const mqtt::Message message = mqtt::unpack_message(parcel);
    ++statistics_.received;
    ++to_aggregate_;
    statistics_.received_payload_bytes += message.payload_bytes;
    statistics_.latency.record((parcel.time - message.published).count());
    if (message.qos > 0) {
        sim::Parcel answer = this->parcel(
            message.qos == 1 ? mqtt::ParcelKind::PubAck : mqtt::ParcelKind::PubRec, config_.broker);
        answer.flags = message.packet_id;
        mqtt::pack(mqtt::Signal{.generation = generation_}, answer);
        send(answer, parcel.time, 4, outbox);
    }
    if (config_.reply) this->answer(message, outbox);
}

/// A reply is given to the connection when it is due, not when it is decided.
void App::answer(const mqtt::Message& message, sim::Outbox& outbox) {
    const AppReply& reply = *config_.reply;
    sim::DrawEngine engine = draw();
    const mqtt::Message answer{.published = now_ + reply.after.sample(engine),
                               .pattern = reply.pattern,
                               .number = message.number,
                               .qos = reply.qos};
    if (answer.published < now_ + sim::kWidestWindow) return publish(answer, reply.payload, outbox);
    sim::Parcel tick = parcel(mqtt::ParcelKind::Tick, config_.self);
    mqtt::pack(answer, tick);
    tick.time = answer.published;
    tick.flags = kReplyTick;
    outbox.send(tick);
}

void App::on_tick(const sim::Parcel& tick, sim::Outbox& outbox) {
    if (tick.flags == kConnectTick) return connect(tick.time, outbox);
    if (tick.flags == kReplyTick) {
        mqtt::Message answer = mqtt::unpack_message(tick);
        answer.packet_id = 0;  // where it stands, the tick says what it is for
        return publish(answer, config_.reply->payload, outbox);
    }
    if (tick.flags == kAggregateTick) {
        const AppAggregate& aggregate = *config_.aggregate;
        if (to_aggregate_ > 0)
            publish({.published = tick.time, .pattern = aggregate.pattern, .qos = aggregate.qos},
                    aggregate.payload, outbox);
        to_aggregate_ = 0;
        return tick_at(tick.time + std::max(aggregate.every, sim::kWidestWindow), kAggregateTick, 0,
                       outbox);
    }
    run_program(tick, outbox);
}

/// Everything a program publishes before the next window; a service cannot wake itself sooner.
void App::run_program(const sim::Parcel& tick, sim::Outbox& outbox) {
    const AppPublish& program = config_.publishes[tick.flags];
    std::uint64_t& made = made_[tick.flags];
    if (program.audience == Audience::EveryDevice) {
        if (tick.body[0] == 0 && made++ >= program.most) return;
        return run_round(program, tick, outbox);
    }
    sim::Time due = tick.time;
    for (; due < tick.time + sim::kWidestWindow;) {
        if (made++ >= program.most) return;
        mqtt::Message message{.published = due,
                              .pattern = program.pattern,
                              .qos = program.qos,
                              .retain = program.retain,
                              .lifetime = program.lifetime};
        if (program.audience == Audience::RandomDevice)
            message.number = draw().below(program.numbers);
        publish(message, program.payload, outbox);
        sim::DrawEngine engine = draw();
        due = program.schedule.next(due, engine);
    }
    tick_at(due, tick.flags, 0, outbox);
}

/// One message to each device of a fleet, some at each tick until all have theirs.
void App::run_round(const AppPublish& program, const sim::Parcel& tick, sim::Outbox& outbox) {
    const auto done = static_cast<std::uint32_t>(tick.body[0]);
    if (done == 0) {
        sim::DrawEngine engine = draw();
        const sim::Time next = program.schedule.next(tick.time, engine);
        tick_at(std::max(next, tick.time + sim::kWidestWindow), tick.flags, 0, outbox);
    }
    const std::uint32_t end = std::min(program.numbers, done + kPublishesInOneTick);
    for (std::uint32_t number = done; number < end; ++number)
        publish({.published = tick.time,
                 .pattern = program.pattern,
                 .number = number,
                 .qos = program.qos,
                 .retain = program.retain,
                 .lifetime = program.lifetime},
                program.payload, outbox);
    if (end == program.numbers) return;
    const sim::Duration gap = program.spread / program.numbers * kPublishesInOneTick;
    tick_at(tick.time + std::max(gap, sim::kWidestWindow), tick.flags, end, outbox);
}

void App::publish(mqtt::Message message, const device::PayloadSource& payload,
                  sim::Outbox& outbox) {
    if (!is_connected_) {
        ++statistics_.unsent;
        return;
    }
    message.ordinal = ordinal_++;
    message.payload_bytes = payload.bytes(
        sim::draw(seed_, config_.self, kPayloadPurpose, message.ordinal),
        {.device = message.number, .ordinal = message.ordinal, .now = message.published});
    message.generation = generation_;
    if (message.qos > 0) {
        if (++packet_id_ == 0) packet_id_ = 1;
        message.packet_id = packet_id_;
    }
    ++statistics_.published;
    sim::Parcel out = parcel(mqtt::ParcelKind::Publish, config_.broker);
    mqtt::pack(message, out);
    send(out, message.published, message.payload_bytes, outbox);
}

const device::PayloadSource* App::payload_of(std::uint16_t pattern) const {
    for (const AppPublish& program : config_.publishes)
        if (program.pattern == pattern) return &program.payload;
    if (config_.reply && config_.reply->pattern == pattern) return &config_.reply->payload;
    if (config_.aggregate && config_.aggregate->pattern == pattern)
        return &config_.aggregate->payload;
    return nullptr;
}

std::optional<std::string> App::payload_text(const mqtt::Message& message) const {
    const device::PayloadSource* source = payload_of(message.pattern);
    if (source == nullptr || !source->content) return std::nullopt;
    sim::DrawEngine draws = sim::draw(seed_, config_.self, kPayloadPurpose, message.ordinal);
    return source->content->render(
        draws, {.device = message.number, .ordinal = message.ordinal, .now = message.published});
}

void App::send(sim::Parcel out, sim::Time departs, std::int64_t bytes, sim::Outbox& outbox) {
    sim::DrawEngine engine = draw();
    const network::Passage passage =
        config_.to_broker.carry(departs, {.size = sim::Bytes{bytes}, .packets = 1}, engine);
    if (passage.gave_up) {
        if (mqtt::kind_of(out) == mqtt::ParcelKind::Publish) ++statistics_.never_arrived;
        is_connected_ = false;
        return tick_at(passage.arrives + kReconnectAfter, kConnectTick, 0, outbox);
    }
    out.time = stream_.in_order(now_, {.departs = departs, .arrives = passage.arrives},
                                config_.to_broker.least());
    outbox.send(out);
}

void App::tick_at(sim::Time time, std::uint16_t what, std::uint32_t progress, sim::Outbox& outbox) {
    sim::Parcel tick = parcel(mqtt::ParcelKind::Tick, config_.self);
    tick.time = time;
    tick.flags = what;
    tick.body[0] = progress;
    outbox.send(tick);
}

sim::DrawEngine App::draw() {
    return sim::draw(seed_, config_.self, kSequencePurpose, sequence_++);
}

sim::Parcel App::parcel(mqtt::ParcelKind kind, sim::EntityId target) {
    sim::Parcel out{.time = {},
                    .source = config_.self,
                    .target = target,
                    .sequence = sequence_++,
                    .kind = static_cast<std::uint16_t>(kind)};
    mqtt::pack(mqtt::Signal{.generation = generation_}, out);
    return out;
}

}  // namespace fleetsim::app
