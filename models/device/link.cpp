#include "models/device/link.hpp"

#include <algorithm>
#include <optional>

#include "models/device/metering.hpp"
#include "sim/engine.hpp"

namespace fleetsim::device {

namespace {

void book(FleetCell& cell, wire::Traffic& side, const wire::Traffic& what) {
    side += what;
    cell.ip_bytes_booked += what.ip_bytes().count();
}

/// PowerTutor counts the bytes of an application, not those of TCP and IP.
void show_meter(Turn& turn, sim::Time at, const wire::Traffic& what, sim::Duration spread) {
    if (turn.meter == nullptr) return;
    const radio::EnergyBook book = turn.book().from(kFirstRadioConsumer);
    const sim::Bytes bytes = what.tcp_payload();
    if (spread <= sim::Duration{}) return meter_moved(*turn.meter, book, at, bytes, what.segments);
    const sim::Bytes later{bytes.count() / 2};
    const std::int64_t packets_later = what.segments / 2;
    meter_moved(*turn.meter, book, at, bytes - later, what.segments - packets_later);
    meter_moved(*turn.meter, book, at + spread, later, packets_later);
}

struct Sent {
    Transmission way;
    unsigned repeats = 0;
};

/// What a burst may take: what leaves of it while nothing passes, how long it is repeated from now
/// on (without it, as long as the way has it), and how long its packets take to leave.
struct Limits {
    const wire::Traffic& unanswered;
    std::optional<sim::Duration> patience;
    sim::Duration spread;
};

Sent send(Turn& turn, const wire::Traffic& what, const Limits& limits) {
    const DeviceClass& type = turn.type;
    compute(turn, kProcessing, type.processor.per_transfer);

    const radio::Load load{.up = what.ip_bytes(), .down = {}};
    const radio::EnergyBook book_of_radio = turn.radio_book();
    const sim::Duration wake = type.radio.wake(turn.radio, turn.now, load, book_of_radio);
    const sim::Time departs = turn.now + wake;
    release_pages(turn, departs);

    sim::DrawEngine draw = turn.draw(Purpose::Passage);
    network::Burst burst{.size = carried(type, what), .packets = what.segments};
    if (limits.patience) burst.patience = std::max(*limits.patience - wake, sim::Duration{});
    const network::Passage passage = type.path.up.carry(departs, burst, draw);
    turn.row.last_sent = ticks(departs);

    const wire::Traffic& left = passage.gave_up ? limits.unanswered : what;
    const radio::Load load_left{.up = left.ip_bytes(), .down = {}};
    const sim::Duration busy = type.path.up.transfer_time(carried(type, left));
    type.radio.transfer(turn.radio, departs, departs + busy, load_left, book_of_radio);
    show_meter(turn, departs, left, limits.spread);
    return {.way = {.fate = passage.gave_up ? Fate::Lost : Fate::Arrives,
                    .departs = departs,
                    .arrives = passage.arrives},
            .repeats = passage.retransmissions};
}

}  // namespace

sim::Bytes carried(const DeviceClass& type, const wire::Traffic& what) {
    return type.radio.link().counts_framing ? what.link_bytes() : what.ip_bytes();
}

Transmission transmit(Turn& turn, const wire::Traffic& what, sim::Duration spread) {
    const Sent sent = send(turn, what, {.unanswered = what, .spread = spread});
    const bool lost = sent.way.fate == Fate::Lost;
    if (!lost) book_up(turn, what);
    const unsigned repeats = sent.repeats + (lost ? 1 : 0);
    if (repeats > 0) book_up(turn, turn.type.costs.retransmitted(what, repeats));
    return sent.way;
}

Transmission ask(Turn& turn, const wire::Traffic& what) {
    const Transmission out = transmit(turn, what);
    turn.type.radio.await_answer(turn.radio);
    return out;
}

Transmission transmit_opening(Turn& turn, const wire::Traffic& what, sim::Duration spread) {
    const ExchangeCosts& costs = turn.type.costs;
    const Sent sent =
        send(turn, what,
             {.unanswered = costs.syn, .patience = turn.type.connect_timeout, .spread = spread});
    turn.type.radio.await_answer(turn.radio);
    book_up(turn, costs.syn);
    if (sent.repeats == 0) return sent.way;
    const bool lost = sent.way.fate == Fate::Lost;
    book_up(turn, lost ? costs.syn * sent.repeats : costs.retransmitted(what, sent.repeats));
    return sent.way;
}

bool leaves_too_late(const Turn& turn, sim::Time arrives) {
    return arrives - turn.type.path.up.least() > turn.now + turn.type.connect_timeout;
}

void book_after_syn(Turn& turn, const wire::Traffic& what) {
    wire::Traffic rest = what;
    rest += turn.type.costs.syn * -1;
    book_up(turn, rest);
}

Opened open_for_requests(Turn& turn, wire::Opening kind) {
    const wire::Exchange& opening = turn.type.costs.opening(kind);
    const sim::Duration crypto = turn.type.processor.handshake(kind);
    ++turn.cell.connect_attempts;
    ++turn.cell.connected;
    return {.up = opening.up,
            .delay = crypto + round_trips(turn, opening.round_trips),
            .crypto = crypto};
}

void close_for_requests(Turn& turn) {
    --turn.cell.connected;
    ++turn.cell.disconnects;
    book_up(turn, turn.type.costs.close.up);
    book_down(turn, turn.type.costs.close.down);
}

Transmission transmit_request(Turn& turn, const wire::Traffic& what,
                              const std::optional<Opened>& opening) {
    if (!opening) return ask(turn, what);
    Transmission out = transmit_opening(turn, what, opening->delay);
    if (out.fate == Fate::Lost) return out;
    out.arrives = out.arrives + opening->delay;
    if (leaves_too_late(turn, out.arrives)) {
        out.fate = Fate::Lost;
        return out;
    }
    book_after_syn(turn, what);
    compute(turn, kCryptography, opening->crypto);
    return out;
}

void answer(Turn& turn, mqtt::ParcelKind kind, const wire::Traffic& what, std::uint16_t packet_id) {
    const bool is_answered = kind == mqtt::ParcelKind::PubRec || kind == mqtt::ParcelKind::PubRel;
    const Transmission out = is_answered ? ask(turn, what) : transmit(turn, what);
    if (out.fate == Fate::Lost) return turn.set_timer(kTransport, out.arrives);
    sim::Parcel parcel = turn.parcel(kind, out.arrives);
    parcel.flags = packet_id;
    mqtt::pack(mqtt::Signal{.generation = turn.generation()}, parcel);
    turn.outbox.send(parcel);
}

/// Of eDRX, a sleeping device listens at its own instant of the paging cycle.
sim::Duration page_wait(const Turn& turn) {
    if (!turn.type.radio.is_paged()) return turn.type.radio.page_wait(turn.radio, turn.now, 0);
    constexpr std::uint32_t kFirst = 0;
    sim::DrawEngine draw =
        sim::draw(turn.seed, turn.entity(), static_cast<std::uint32_t>(Purpose::Paging), kFirst);
    return turn.type.radio.page_wait(turn.radio, turn.now, draw.uniform());
}

sim::Duration receive(Turn& turn, const wire::Traffic& what) {
    const DeviceClass& type = turn.type;
    compute(turn, kProcessing, type.processor.per_transfer);
    const radio::Load load{.up = {}, .down = what.ip_bytes()};
    const radio::EnergyBook book_of_radio = turn.radio_book();
    sim::Duration paged = page_wait(turn);
    if (paged >= sim::kWidestWindow) paged = {};  // the radio stayed for it: paging.cpp
    const sim::Duration wake =
        paged + type.radio.wake(turn.radio, turn.now + paged, load, book_of_radio);
    const sim::Time begin = turn.now + wake;
    release_pages(turn, begin);
    const sim::Duration busy = type.path.down.transfer_time(carried(type, what));
    type.radio.transfer(turn.radio, begin, begin + busy, load, book_of_radio);
    show_meter(turn, begin, what, {});
    book(turn.cell, turn.cell.down, what);
    return wake;
}

void book_up(Turn& turn, const wire::Traffic& extra) { book(turn.cell, turn.cell.up, extra); }

void book_down(Turn& turn, const wire::Traffic& extra) { book(turn.cell, turn.cell.down, extra); }

sim::Duration round_trips(Turn& turn, double trips) {
    sim::DrawEngine draw = turn.draw(Purpose::RoundTrip);
    const sim::Duration one = turn.type.path.up.latency(draw) + turn.type.path.down.latency(draw);
    return sim::Duration::nanoseconds(sim::rounded(static_cast<double>(one.count()) * trips));
}

void compute(Turn& turn, Consumer consumer, sim::Duration busy) {
    if (busy == sim::Duration{}) return;
    const sim::Watts above_sleep = turn.type.processor.active - turn.type.processor.sleep;
    turn.book().book(consumer, above_sleep * busy);
}

}  // namespace fleetsim::device
