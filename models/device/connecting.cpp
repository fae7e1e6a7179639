// The life of a connection: opened, kept alive, lost, opened again.
#include <algorithm>

#include "models/device/behaviour.hpp"
#include "models/device/link.hpp"
#include "models/device/metering.hpp"

namespace fleetsim::device {

namespace {

/// It opens a connection at its start and keeps it.
bool stays_connected(const DeviceClass& type) {
    return type.protocol == Protocol::Mqtt && type.style == ConnectionStyle::AlwaysOn;
}

void subscribe(Turn& turn) {
    if (turn.type.subscriptions.empty()) return;
    const Transmission out = ask(turn, turn.type.costs.subscribe.up);
    if (out.fate == Fate::Lost) return turn.set_timer(kTransport, out.arrives);
    turn.signal(mqtt::ParcelKind::Subscribe, out.arrives, {});
}

/// Somebody answered the SYN: the rest of the opening was sent, too.
void book_handshake(Turn& turn) {
    const wire::Opening kind = turn.next_opening();
    book_after_syn(turn, turn.type.costs.opening(kind).up);
    compute(turn, kCryptography, turn.type.processor.handshake(kind));
}

enum class Ending : std::uint8_t { Reset, PowerLost };

/// The broker hears the reset of a device that is well and has a network. Of any other it hears no
/// more, and its own patience decides (MQTT 3.1.1 section 3.1.2.10).
void tell_broker(Turn& turn, Ending ending = Ending::Reset) {
    sim::DrawEngine draw = turn.draw(Purpose::Passage);
    const network::Way& up = turn.type.path.up;
    const bool is_heard = ending == Ending::Reset && up.route->is_up(turn.now);
    turn.signal(mqtt::ParcelKind::ConnectionLost, turn.now + up.latency(draw),
                {.silent = !is_heard});
}

/// Closed loops go on without what is forgotten.
void forget_waiting(Turn& turn, Loss why) {
    DeviceRow& row = turn.row;
    for (const std::uint32_t place : turn.room.oldest_first(row.waiting)) {
        const WaitingPublish& publish = turn.room[place];
        const std::size_t program = publish.program;
        if (!publish.was_sent) {
            --turn.cell.unsent;
            ++turn.cell.lost[static_cast<std::size_t>(why)];
        }
        row.waiting = turn.room.remove(row.waiting, place);
        if (why == Loss::PowerCut) publish_is_done(turn, program);
    }
}

void leave_connected(Turn& turn) {
    if (turn.row.phase == Phase::Connected) --turn.cell.connected;
}

/// From the first packet of an opening to its last, for a meter that counts bytes.
sim::Duration spread_of(const Turn& turn, const wire::Exchange& opening, sim::Duration crypto) {
    if (turn.meter == nullptr) return {};
    const double trip = (turn.type.path.up.mean() + turn.type.path.down.mean()).to_seconds();
    return crypto + sim::Duration::from_seconds(trip * (opening.round_trips - 1));
}

}  // namespace

void back_off(Turn& turn) {
    turn.row.phase = Phase::BackingOff;
    const double uniform = turn.draw(Purpose::BackOff).uniform();
    const unsigned failures = std::max(1u, turn.row.attempts + closures(turn.row));
    turn.set_timer(kRetry, turn.now + turn.type.back_off.delay(failures, uniform));
}

void start_up(Turn& turn) {
    ++turn.cell.started;
    turn.row.phase = Phase::Offline;
    if (turn.type.radio_off_between)
        turn.type.radio.switch_off(turn.radio, turn.now, turn.radio_book());
    else
        turn.type.radio.rest(turn.radio, turn.now, turn.radio_book());
    // After a power cut its programs have run on, unheard.
    const bool is_first = (turn.row.flags & kProgramsRunning) == 0;
    if (stays_connected(turn.type))
        begin_connect(turn);
    else if (is_first)
        start_programs(turn);
    if (turn.type.polls) begin_polling(turn);
}

void lose_power(Turn& turn) {
    DeviceRow& row = turn.row;
    const bool is_on = row.phase != Phase::Waiting && row.phase != Phase::Dark;
    if (!is_on) return;
    turn.type.radio.switch_off(turn.radio, turn.now, turn.radio_book());
    leave_connected(turn);
    if (row.phase == Phase::Connected) ++turn.cell.connections_lost;
    if (row.phase == Phase::Connected || row.phase == Phase::Connecting)
        tell_broker(turn, Ending::PowerLost);
    row.phase = Phase::Dark;
    ++row.generation;
    --turn.cell.started;
    ++turn.cell.dark;
    // All this was in its memory.
    forget_waiting(turn, Loss::PowerCut);
    row.is_busy = false;
    row.attempts = 0;
    row.flags &= kProgramsRunning;
}

void regain_power(Turn& turn) {
    const bool is_dark = turn.row.phase == Phase::Dark;
    if (!is_dark || dark_until(turn.type, turn.seed, turn.device, turn.now) > turn.now) return;
    --turn.cell.dark;
    start_up(turn);
}

void begin_connect(Turn& turn) {
    DeviceRow& row = turn.row;
    const wire::Opening kind = turn.next_opening();
    const wire::Exchange& opening = turn.type.costs.opening(kind);
    row.phase = Phase::Connecting;
    ++row.generation;
    turn.room.forget_arrivals(row.waiting);
    turn.last_publish.reset();
    if (row.attempts < UINT8_MAX) ++row.attempts;
    ++turn.cell.connect_attempts;
    turn.set_timer(kConnectTimeout, turn.now + turn.type.connect_timeout);

    const bool resumed = kind == wire::Opening::Resumed;
    const sim::Duration crypto = turn.type.processor.handshake(kind);
    const Transmission out = transmit_opening(turn, opening.up, spread_of(turn, opening, crypto));
    row.last_sent = ticks(turn.now);  // the start of the attempt, for its latency
    if (out.fate == Fate::Lost) return;
    const sim::Time arrival = out.arrives + crypto + round_trips(turn, opening.round_trips - 1);
    if (leaves_too_late(turn, arrival)) return;
    turn.signal(mqtt::ParcelKind::Connect, arrival,
                {.clean = turn.type.clean_session, .resumed = resumed});
}

void go_offline(Turn& turn, sim::Time from) {
    turn.row.phase = Phase::Offline;
    if (turn.type.radio_off_between)
        turn.type.radio.switch_off(turn.radio, from, turn.radio_book());
}

void on_connack(Turn& turn, const mqtt::Signal& answer) {
    DeviceRow& row = turn.row;
    if (row.phase != Phase::Connecting) return;
    FleetCell& cell = turn.cell;
    const wire::Opening kind = turn.next_opening();
    book_handshake(turn);
    receive(turn, turn.type.costs.opening(kind).down);
    if (answer.code != 0) {
        ++cell.connect_failures;
        return back_off(turn);
    }
    cell.connect_latency.record(since(row.last_sent, turn.now).count());
    row.phase = Phase::Connected;
    row.attempts = 0;
    row.flags |= kHasTicket;
    ++cell.connects;
    ++cell.connected;
    if (kind == wire::Opening::Resumed) ++cell.resumed;

    const bool is_subscribed = answer.session_present && (row.flags & kSubscribed) != 0;
    if (!is_subscribed) subscribe(turn);
    if ((row.flags & kProgramsRunning) == 0) start_programs(turn);
    send_waiting(turn);
    // Where it had to subscribe, it asks for its state when that is done (receiving.cpp).
    if (is_subscribed && turn.type.reacts) react_to_connection(turn);
    if (turn.type.keep_alive > sim::Duration{} && row.phase == Phase::Connected)
        turn.set_timer(kKeepAlive, turn.now + turn.type.keep_alive);
}

void on_connect_timeout(Turn& turn) {
    if (turn.row.phase != Phase::Connecting) return;
    ++turn.cell.connect_failures;
    tell_broker(turn);
    back_off(turn);
}

void on_connection_lost(Turn& turn, const mqtt::Signal& why) {
    if (turn.row.phase == Phase::Connecting) {
        ++turn.cell.connect_failures;
        if (!why.refused) book_handshake(turn);
    } else if (turn.row.phase == Phase::Connected) {
        ++turn.cell.connections_lost;
    } else {
        return;
    }
    why.code == 0 ? forget_closures(turn.row) : count_closure(turn.row);
    leave_connected(turn);
    if (turn.type.style == ConnectionStyle::AlwaysOn || turn.row.waiting != WaitingRoom::kNobody)
        return back_off(turn);
    go_offline(turn, turn.now);
}

void transport_gave_up(Turn& turn) {
    if (turn.row.phase != Phase::Connected) return;
    tell_broker(turn);
    on_connection_lost(turn);
}

void disconnect(Turn& turn) {
    const Transmission out = transmit(turn, turn.type.costs.close.up);
    if (out.fate == Fate::Lost)
        tell_broker(turn);
    else
        turn.signal(mqtt::ParcelKind::Disconnect, out.arrives, {});
    book_down(turn, turn.type.costs.close.down);
    leave_connected(turn);
    ++turn.cell.disconnects;
    ++turn.row.generation;
    go_offline(turn, out.departs);
}

void keep_alive_due(Turn& turn) {
    if (turn.row.phase != Phase::Connected) return;
    forget_closures(turn.row);
    const sim::Duration quiet = since(turn.row.last_sent, turn.now);
    // Both ends of it are known to a tick. One more, and a device that publishes as often as it
    // would ping does not do both.
    const sim::Duration tick = sim::Duration::nanoseconds(std::int64_t{1} << kTickShift);
    if (quiet + tick < turn.type.keep_alive)
        return turn.set_timer(kKeepAlive, turn.now + (turn.type.keep_alive - quiet) + tick);
    settle_in(turn);
    ++turn.cell.pings;
    const Transmission out = ask(turn, turn.type.costs.ping.up);
    if (out.fate == Fate::Lost) return turn.set_timer(kTransport, out.arrives);
    turn.signal(mqtt::ParcelKind::PingReq, out.arrives, {});
    turn.set_timer(kKeepAlive, turn.now + turn.type.keep_alive);
}

void settle_in(Turn& turn) {
    if (turn.row.has_settled) return;
    turn.row.has_settled = true;
    // Others open their first connection for a publish, as they do all further ones.
    if (!stays_connected(turn.type)) return;
    if (turn.meter != nullptr)
        meter_until(*turn.meter, turn.book().from(kFirstRadioConsumer), turn.now);
    else
        turn.type.radio.settle(turn.radio, turn.now, turn.radio_book());
    const sim::Duration on = time_on(turn.type, turn.seed, turn.device, turn.now);
    const std::int64_t at_rest =
        turn.meter != nullptr ? 0 : (turn.type.radio.rest_power() * on).count();
    turn.cell.settling_nanojoules += std::max<std::int64_t>(turn.row.drawn_nanojoules - at_rest, 0);
    ++turn.cell.settled;
}

void on_pingresp(Turn& turn) {
    if (turn.row.phase != Phase::Connected) return;
    receive(turn, turn.type.costs.ping.down);
}

void run_empty(Turn& turn, sim::Duration on) {
    DeviceRow& row = turn.row;
    turn.book().book(kSleep, turn.type.processor.sleep * on);
    turn.type.radio.switch_off(turn.radio, turn.now, turn.radio_book());
    const bool has_connection =
        row.phase == Phase::Connected ||
        (row.phase == Phase::Connecting && turn.type.protocol == Protocol::Https);
    if (has_connection) --turn.cell.connected;
    if (turn.type.polls) stop_polling(turn);
    if (row.phase == Phase::Connected && turn.type.protocol == Protocol::Mqtt)
        tell_broker(turn, Ending::PowerLost);
    forget_waiting(turn, Loss::Died);
    row.phase = Phase::Failed;
    ++row.generation;
    --turn.cell.started;
    ++turn.cell.failed;
}

}  // namespace fleetsim::device
