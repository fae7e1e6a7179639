// Publishing by HTTPS: one request at a time, on a new connection or on one kept open.
#include "models/device/behaviour.hpp"
#include "models/device/link.hpp"

namespace fleetsim::device {

namespace {

wire::Exchange request_cost(const DeviceClass& type, const WaitingPublish& publish) {
    const PublishProgram& program = type.programs[publish.program];
    return type.costs.request(program.topic.size(publish.number), publish.payload_bytes);
}

void close(Turn& turn) {
    close_for_requests(turn);
    go_offline(turn, turn.now);
}

void receive_response(Turn& turn, const WaitingPublish& publish) {
    wire::Traffic down = request_cost(turn.type, publish).down;
    if ((turn.row.flags & kOpening) != 0) {
        const wire::Opening kind = turn.next_opening();
        down += turn.type.costs.opening(kind).down;
        ++turn.cell.connects;
        if (kind == wire::Opening::Resumed) ++turn.cell.resumed;
        turn.row.flags &= static_cast<std::uint8_t>(~kOpening);
        turn.row.flags |= kHasTicket;
    }
    receive(turn, down);
}

}  // namespace

void request_due(Turn& turn, const WaitingPublish& publish) {
    DeviceRow& row = turn.row;
    if (!make_room(turn)) return publish_is_done(turn, publish.program);
    ++turn.cell.unsent;
    row.waiting = turn.room.add(row.waiting, publish);
    if (row.phase == Phase::Offline || row.phase == Phase::Connected) request_next(turn);
}

void request_next(Turn& turn) {
    DeviceRow& row = turn.row;
    WaitingPublish& publish = turn.room[turn.room.oldest(row.waiting)];
    if (++row.packet_id == 0) row.packet_id = 1;
    publish.packet_id = row.packet_id;
    if (publish.was_sent)
        ++turn.cell.resent;
    else
        ++turn.cell.sent, --turn.cell.unsent;

    wire::Traffic up = request_cost(turn.type, publish).up;
    std::optional<Opened> opened;
    mqtt::HttpOpening opening = mqtt::HttpOpening::Kept;
    if (row.phase != Phase::Connected) {
        opening = turn.next_opening() == wire::Opening::Resumed ? mqtt::HttpOpening::Resumed
                                                                : mqtt::HttpOpening::Full;
        turn.row.flags |= kOpening;
        opened = open_for_requests(turn, turn.next_opening());
        up += opened->up;
    }
    ++row.generation;
    ++row.attempts;
    row.phase = Phase::Connecting;
    const PublishProgram& program = turn.type.programs[publish.program];
    const Transmission out = transmit_request(turn, up, opened);
    const bool is_connected = !opened || out.fate == Fate::Arrives;
    turn.set_timer(kConnectTimeout, turn.now + (is_connected ? turn.type.response_timeout
                                                             : turn.type.connect_timeout));
    const bool duplicate = publish.was_sent;
    publish.was_sent = true;
    if (out.fate == Fate::Lost) {
        ++turn.cell.never_arrived;
        return;
    }
    sim::Parcel parcel = turn.parcel(mqtt::ParcelKind::HttpRequest, out.arrives);
    mqtt::pack(mqtt::Message{.published = publish.published,
                             .pattern = program.pattern,
                             .number = publish.number,
                             .payload_bytes = publish.payload_bytes,
                             .ordinal = publish.ordinal,
                             .packet_id = publish.packet_id,
                             .qos = program.qos,
                             .generation = turn.generation(),
                             .retain = program.retain,
                             .duplicate = duplicate,
                             .lifetime = program.lifetime,
                             .opening = opening},
               parcel);
    turn.outbox.send(parcel);
}

void on_response(Turn& turn, std::uint16_t packet_id, std::uint8_t code) {
    DeviceRow& row = turn.row;
    const std::uint32_t place = turn.room.find(row.waiting, packet_id);
    if (row.phase != Phase::Connecting || place == WaitingRoom::kNobody) return;
    const WaitingPublish& publish = turn.room[place];
    receive_response(turn, publish);
    if (code == mqtt::kThrottled && row.attempts < turn.type.most_tries) {
        ++row.generation;
        close(turn);
        return back_off(turn);
    }
    if (code == 0) {
        turn.cell.publish_latency.record((turn.now - publish.published).count());
        ++turn.cell.acknowledged;
    } else {
        ++turn.cell.given_up;
    }
    const std::size_t program = publish.program;
    row.waiting = turn.room.remove(row.waiting, place);
    publish_is_done(turn, program);
    row.attempts = 0;
    ++row.generation;
    row.phase = Phase::Connected;
    if (turn.type.idle_timeout == sim::Duration{})
        close(turn);
    else
        turn.set_timer(kKeepAlive, turn.now + turn.type.idle_timeout);
    if (row.waiting != WaitingRoom::kNobody) request_next(turn);
}

void on_request_timeout(Turn& turn) {
    DeviceRow& row = turn.row;
    if (row.phase != Phase::Connecting) return;
    ++turn.cell.connect_failures;
    --turn.cell.connected;
    row.flags &= static_cast<std::uint8_t>(~kOpening);
    go_offline(turn, turn.now);
    if (row.attempts >= turn.type.most_tries) {
        const std::uint32_t place = turn.room.find(row.waiting, row.packet_id);
        const std::size_t program = turn.room[place].program;
        row.waiting = turn.room.remove(row.waiting, place);
        row.attempts = 0;
        ++turn.cell.given_up;
        publish_is_done(turn, program);
        if (row.waiting == WaitingRoom::kNobody) return;
        return request_next(turn);
    }
    back_off(turn);
}

void close_quiet_connection(Turn& turn) {
    if (turn.row.phase == Phase::Connected) close(turn);
}

}  // namespace fleetsim::device
