// Publishing by MQTT: from a program's timer to the acknowledgement.
#include "models/device/behaviour.hpp"
#include "models/device/link.hpp"

namespace fleetsim::device {

namespace {

std::uint32_t topic_number(Turn& turn, const PublishProgram& program) {
    switch (program.number) {
        case TopicNumber::None:
            return 0;
        case TopicNumber::OwnId:
            return turn.id_in_fleet();
        case TopicNumber::PeerId:
            return turn.id_in_fleet() % program.numbers;
        case TopicNumber::RandomId:
            break;
    }
    return turn.draw(Purpose::Topic).below(program.numbers);
}

Life life_of(const Turn& turn) {
    return life_at(*turn.type.failure, turn.seed, turn.entity(),
                   start_in(turn.type, turn.seed, turn.device), turn.now);
}

/// Broken, or without power.
bool is_broken(const Turn& turn) {
    if (turn.row.phase == Phase::Dark) return true;
    return turn.type.failure && life_of(turn).is_broken(turn.now);
}

double wear_of(const Turn& turn) {
    if (!turn.type.failure) return 0;
    return life_of(turn).wear(turn.now, turn.type.failure->shows_for);
}

std::uint32_t payload_bytes(Turn& turn, const PublishProgram& program) {
    if (program.payload.fixed) return *program.payload.fixed;
    // Keyed by the ordinal, so that a rule can make the same text again.
    const PayloadMoment moment{.device = turn.id_in_fleet(),
                               .ordinal = turn.row.publishes,
                               .now = turn.now,
                               .wear = wear_of(turn)};
    return program.payload.bytes(payload_draw(turn.seed, turn.entity(), moment.ordinal), moment);
}

WaitingPublish compose(Turn& turn, std::size_t index) {
    const PublishProgram& program = turn.type.programs[index];
    settle_in(turn);
    ++turn.cell.published;
    if (turn.made != nullptr) ++turn.made[index];
    return {.published = turn.now,
            .ordinal = turn.row.publishes++,
            .payload_bytes = payload_bytes(turn, program),
            .number = topic_number(turn, program),
            .program = static_cast<std::uint8_t>(index)};
}

std::uint16_t next_packet_id(DeviceRow& row) {
    if (++row.packet_id == 0) row.packet_id = 1;
    return row.packet_id;
}

sim::Parcel put_in_place(Turn& turn, const PublishProgram& program, WaitingPublish& publish,
                         sim::Time arrival) {
    if (program.qos == 0) return turn.parcel(mqtt::ParcelKind::Publish, arrival);
    publish.arrives = turn.behind_all(arrival);
    turn.last_publish = publish.arrives;
    return turn.parcel_in_place(mqtt::ParcelKind::Publish, publish.arrives);
}

/// Puts one publish on the wire. QoS 0 is done with then; the others wait for their answer.
void send(Turn& turn, WaitingPublish& publish) {
    const PublishProgram& program = turn.type.programs[publish.program];
    const wire::Exchange cost =
        turn.type.costs.publish(program.qos, program.topic.size(publish.number),
                                publish.payload_bytes, program.lifetime != 0);
    publish.was_sent ? ++turn.cell.resent : ++turn.cell.sent;

    const Transmission out = program.qos > 0 ? ask(turn, cost.up) : transmit(turn, cost.up);
    if (out.fate == Fate::Lost) {
        ++turn.cell.never_arrived;
        return turn.set_timer(kTransport, out.arrives);
    }
    if (program.qos == 0) book_down(turn, cost.down);
    sim::Parcel parcel = put_in_place(turn, program, publish, out.arrives);
    mqtt::pack({.published = publish.published,
                .pattern = program.pattern,
                .number = publish.number,
                .payload_bytes = publish.payload_bytes,
                .ordinal = publish.ordinal,
                .packet_id = publish.packet_id,
                .qos = program.qos,
                .generation = turn.generation(),
                .retain = program.retain,
                .duplicate = publish.was_sent,
                .lifetime = program.lifetime},
               parcel);
    turn.outbox.send(parcel);
}

void wait_for_connection(Turn& turn, const WaitingPublish& publish) {
    DeviceRow& row = turn.row;
    if (!make_room(turn)) return publish_is_done(turn, publish.program);
    ++turn.cell.unsent;
    row.waiting = turn.room.add(row.waiting, publish);
    if (row.phase == Phase::Offline) begin_connect(turn);
}

void publish_now(Turn& turn, WaitingPublish publish) {
    if (turn.type.programs[publish.program].qos > 0) {
        if (turn.room.count(turn.row.waiting) >= turn.type.most_unacknowledged) {
            ++turn.cell.lost[static_cast<std::size_t>(Loss::QueueFull)];
            return publish_is_done(turn, publish.program);
        }
        publish.packet_id = next_packet_id(turn.row);
        send(turn, publish);
        publish.was_sent = true;
        turn.row.waiting = turn.room.add(turn.row.waiting, publish);
        return;
    }
    send(turn, publish);
    publish_is_done(turn, publish.program);
}

void close_if_idle(Turn& turn) {
    if (turn.type.style != ConnectionStyle::PerPublish) return;
    if (turn.row.phase == Phase::Connected && turn.row.waiting == WaitingRoom::kNobody)
        disconnect(turn);
}

/// The place of the publish an acknowledgement belongs to, its answer received.
std::uint32_t receive_answer(Turn& turn, std::uint16_t packet_id) {
    const std::uint32_t place = turn.room.find(turn.row.waiting, packet_id);
    if (turn.row.phase != Phase::Connected || place == WaitingRoom::kNobody)
        return WaitingRoom::kNobody;
    const WaitingPublish& publish = turn.room[place];
    const PublishProgram& program = turn.type.programs[publish.program];
    const std::uint32_t topic_bytes = program.topic.size(publish.number);
    receive(turn, turn.type.costs.publish(program.qos, topic_bytes, publish.payload_bytes).down);
    return place;
}

void finish(Turn& turn, std::uint32_t place) {
    turn.cell.publish_latency.record((turn.now - turn.room[place].published).count());
    ++turn.cell.acknowledged;
    forget_closures(turn.row);
    const std::size_t program = turn.room[place].program;
    turn.row.waiting = turn.room.remove(turn.row.waiting, place);
    publish_is_done(turn, program);
    close_if_idle(turn);
}

void schedule_next(Turn& turn, std::size_t index) {
    const PublishProgram& program = turn.type.programs[index];
    if (turn.made != nullptr && turn.made[index] >= program.most) return;
    sim::DrawEngine draw = turn.draw(Purpose::Schedule);
    turn.set_timer(static_cast<std::uint8_t>(kFirstProgram + index),
                   program.schedule.next(turn.now, draw));
}

}  // namespace

void start_programs(Turn& turn) {
    turn.row.flags |= kProgramsRunning;
    for (std::size_t i = 0; i < turn.type.programs.size(); ++i) {
        const PublishProgram& program = turn.type.programs[i];
        if (program.reaction) continue;
        sim::DrawEngine draw = turn.draw(Purpose::Schedule);
        turn.set_timer(static_cast<std::uint8_t>(kFirstProgram + i),
                       program.schedule.first(turn.now + program.start_after, draw));
    }
}

void publish_due(Turn& turn, std::size_t index) {
    const PublishProgram& program = turn.type.programs[index];
    const bool is_silent = is_broken(turn);
    WaitingPublish publish;
    if (!is_silent) publish = compose(turn, index);
    // A closed loop goes on when the publish is done with; a broken device has none.
    if (is_silent || !program.schedule.is_closed_loop()) schedule_next(turn, index);
    if (!is_silent) hand_over(turn, publish);
}

bool make_room(Turn& turn) {
    DeviceRow& row = turn.row;
    const OfflineQueue& queue = turn.type.offline_queue;
    if (turn.room.count(row.waiting) < queue.most) return true;
    ++turn.cell.lost[static_cast<std::size_t>(Loss::QueueFull)];
    if (!queue.drops_oldest) return false;
    for (const std::uint32_t place : turn.room.oldest_first(row.waiting)) {
        if (turn.room[place].was_sent) continue;  // its answer is still to come
        const std::size_t program = turn.room[place].program;
        --turn.cell.unsent;
        row.waiting = turn.room.remove(row.waiting, place);
        publish_is_done(turn, program);
        return true;
    }
    return false;
}

void hand_over(Turn& turn, const WaitingPublish& publish) {
    const PublishProgram& program = turn.type.programs[publish.program];
    if (turn.type.protocol == Protocol::Https) return request_due(turn, publish);
    if (turn.row.phase == Phase::Connected) return publish_now(turn, publish);
    const bool may_wait = program.qos > 0 || turn.type.style == ConnectionStyle::PerPublish ||
                          turn.type.offline_queue.takes_qos_0;
    if (may_wait) return wait_for_connection(turn, publish);
    ++turn.cell.lost[static_cast<std::size_t>(Loss::Offline)];
    publish_is_done(turn, publish.program);
}

void publish_is_done(Turn& turn, std::size_t index) {
    if (turn.type.programs[index].schedule.is_closed_loop()) schedule_next(turn, index);
}

void send_waiting(Turn& turn) {
    // In the order they were published (MQTT 3.1.1 section 4.6).
    for (const std::uint32_t place : turn.room.oldest_first(turn.row.waiting)) {
        WaitingPublish& publish = turn.room[place];
        if (publish.packet_id == 0) publish.packet_id = next_packet_id(turn.row);
        send(turn, publish);
        if (!publish.was_sent) --turn.cell.unsent;
        publish.was_sent = true;
        const std::size_t program = publish.program;
        if (turn.type.programs[program].qos > 0) continue;
        turn.row.waiting = turn.room.remove(turn.row.waiting, place);
        publish_is_done(turn, program);
    }
    close_if_idle(turn);
}

void on_puback(Turn& turn, std::uint16_t packet_id) {
    const std::uint32_t place = receive_answer(turn, packet_id);
    if (place != WaitingRoom::kNobody) finish(turn, place);
}

void on_no_answer(Turn& turn, std::uint16_t packet_id) {
    const std::uint32_t place = turn.room.find(turn.row.waiting, packet_id);
    if (turn.row.phase == Phase::Connected && place != WaitingRoom::kNobody)
        send(turn, turn.room[place]);
}

void on_pubrec(Turn& turn, std::uint16_t packet_id) {
    if (receive_answer(turn, packet_id) == WaitingRoom::kNobody) return;
    answer(turn, mqtt::ParcelKind::PubRel, turn.type.costs.release.up, packet_id);
}

void on_pubcomp(Turn& turn, std::uint16_t packet_id) {
    const std::uint32_t place = turn.room.find(turn.row.waiting, packet_id);
    if (turn.row.phase != Phase::Connected || place == WaitingRoom::kNobody) return;
    receive(turn, turn.type.costs.release.down);
    finish(turn, place);
}

}  // namespace fleetsim::device
