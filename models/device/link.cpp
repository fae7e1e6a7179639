#include "models/device/link.hpp"

#include <cmath>

#include "models/device/metering.hpp"

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

/// A sleeping device listens at its own instant of the paging cycle.
sim::Duration wait_for_page(const Turn& turn) {
    if (!turn.type.radio.is_paged()) return {};
    constexpr std::uint32_t kFirst = 0;
    sim::DrawEngine draw =
        sim::draw(turn.seed, turn.entity(), static_cast<std::uint32_t>(Purpose::Paging), kFirst);
    return turn.type.radio.page_wait(turn.radio, turn.now, draw.uniform());
}

}  // namespace

Transmission transmit(Turn& turn, const wire::Traffic& what, sim::Duration spread) {
    const DeviceClass& type = turn.type;
    compute(turn, kProcessing, type.processor.per_exchange);

    const radio::Load load{.up = what.ip_bytes(), .down = {}};
    const radio::EnergyBook book_of_radio = turn.radio_book();
    const sim::Duration wake = type.radio.wake(turn.radio, turn.now, load, book_of_radio);
    Transmission result;
    result.departs = turn.now + wake;

    sim::DrawEngine draw = turn.draw(Purpose::Passage);
    const network::Passage passage = type.path.up.carry(
        result.departs, {.size = what.ip_bytes(), .packets = what.segments}, draw);
    result.arrives = passage.arrives;
    turn.row.last_sent = ticks(result.departs);

    const sim::Duration busy = type.path.up.transfer_time(what.ip_bytes());
    type.radio.transfer(turn.radio, result.departs, result.departs + busy, load, book_of_radio);
    show_meter(turn, result.departs, what, spread);
    if (passage.gave_up) {
        result.fate = Fate::Lost;
        book(turn.cell, turn.cell.up, type.costs.retransmitted(what, 1 + passage.retransmissions));
        return result;
    }
    book(turn.cell, turn.cell.up, what);
    if (passage.retransmissions > 0)
        book(turn.cell, turn.cell.up, type.costs.retransmitted(what, passage.retransmissions));
    return result;
}

void answer(Turn& turn, mqtt::ParcelKind kind, const wire::Traffic& what, std::uint16_t packet_id) {
    const Transmission out = transmit(turn, what);
    if (out.fate == Fate::Lost) return turn.set_timer(kTransport, out.arrives);
    sim::Parcel parcel = turn.parcel(kind, out.arrives);
    parcel.flags = packet_id;
    mqtt::pack(mqtt::Signal{.generation = turn.generation()}, parcel);
    turn.outbox.send(parcel);
}

sim::Duration receive(Turn& turn, const wire::Traffic& what) {
    const DeviceClass& type = turn.type;
    compute(turn, kProcessing, type.processor.per_exchange);
    const radio::Load load{.up = {}, .down = what.ip_bytes()};
    const radio::EnergyBook book_of_radio = turn.radio_book();
    const sim::Duration paged = wait_for_page(turn);
    const sim::Duration wake =
        paged + type.radio.wake(turn.radio, turn.now + paged, load, book_of_radio);
    const sim::Time begin = turn.now + wake;
    const sim::Duration busy = type.path.down.transfer_time(what.ip_bytes());
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
    return sim::Duration::nanoseconds(std::llround(static_cast<double>(one.count()) * trips));
}

void compute(Turn& turn, Consumer consumer, sim::Duration busy) {
    if (busy == sim::Duration{}) return;
    const sim::Watts above_sleep = turn.type.processor.active - turn.type.processor.sleep;
    turn.book().book(consumer, above_sleep * busy);
}

}  // namespace fleetsim::device
