// Turn: one device in the middle of one event; what every behaviour of a device is written on.
// Models     nothing itself: it gathers the row, the class, the statistics and the way out, so that
//            behaviours read like the protocol they follow.
#pragma once

#include <algorithm>
#include <optional>

#include "models/device/device_class.hpp"
#include "models/device/fleet_cell.hpp"
#include "models/device/paging.hpp"
#include "models/device/poll_state.hpp"
#include "models/device/row.hpp"
#include "models/device/waiting_room.hpp"
#include "models/mqtt/parcel.hpp"
#include "models/network/stream.hpp"
#include "models/radio/energy_book.hpp"
#include "sim/outbox.hpp"
#include "sim/random/draw.hpp"

namespace fleetsim::device {

/// Timer kinds. Those up to kTransport belong to a connection and go stale with it; the timer of
/// publish program p is kFirstProgram + p and lives as long as its device.
enum TimerKind : std::uint8_t {
    kStart,
    kKeepAlive,
    kConnectTimeout,
    kRetry,
    kTransport,  ///< the transport gives up on a packet
    kFirstProgram,
};
/// The last kind is for receiving by requests; it lasts like a program's.
inline constexpr std::uint8_t kPoll = sim::kTimerKinds - 1;
inline constexpr std::size_t kMostPrograms = kPoll - kFirstProgram;

/// What a draw is for; part of its key.
enum class Purpose : std::uint32_t {
    Start,
    Schedule,
    Passage,
    RoundTrip,
    BackOff,
    Payload,
    Topic,
    Life,
    Outcome,
    Meter,
    Paging,
    Certificate,  ///< of those that a fault makes inactive; drawn by the account
    PowerCut,     ///< of those that it hits
};

/// The draws behind one payload: the same for its size and, later, for its text.
inline sim::DrawEngine payload_draw(std::uint64_t seed, sim::EntityId source,
                                    std::uint32_t ordinal) {
    return sim::draw(seed, source, static_cast<std::uint32_t>(Purpose::Payload), ordinal);
}

struct Turn {
    const DeviceClass& type;
    DeviceRow& row;
    radio::RadioState& radio;
    PollState* poll;                ///< none in a world where nobody polls
    power::PowerTutorMeter* meter;  ///< none where the radio's energy is its own
    std::uint32_t* made;            ///< publishes by program; none where no program ends
    PagingRoom* pages;              ///< none where every radio hears at once
    FleetCell& cell;
    WaitingRoom& room;
    network::Streams& streams;  ///< of all but the publishes in `room`
    sim::Outbox& outbox;
    std::uint64_t seed;
    std::uint32_t device;
    sim::Time now;
    /// When the last of the publishes in `room` arrives, once it was looked for: a connection that
    /// is back sends hundreds in one turn.
    std::optional<sim::Time> last_publish{};

    std::uint32_t id_in_fleet() const { return device - type.devices.first; }
    sim::EntityId entity() const { return sim::EntityId::device(device); }
    radio::EnergyBook book() const { return {cell.nanojoules.data(), &row.drawn_nanojoules}; }
    /// Of the radio's own states. Where PowerTutor measures, they set the pace and cost nothing.
    radio::EnergyBook radio_book() const {
        if (meter != nullptr) return {cell.unmetered.data(), &cell.unmetered_sum};
        return book().from(kFirstRadioConsumer);
    }

    /// A fresh draw: the device's sequence moves on, so no two of them share a key.
    sim::DrawEngine draw(Purpose purpose) {
        return sim::draw(seed, entity(), static_cast<std::uint32_t>(purpose), row.sequence++);
    }

    wire::Opening next_opening() const {
        const bool may_resume = type.resumes_tls && (row.flags & kHasTicket) != 0;
        return may_resume ? wire::Opening::Resumed : wire::Opening::Full;
    }

    void set_timer(std::uint8_t kind, sim::Time time) {
        const bool lasts = kind >= kFirstProgram;
        outbox.set_timer({.time = time,
                          .device = device,
                          .kind = kind,
                          .generation = lasts ? std::uint8_t{0} : generation()});
    }
    std::uint8_t generation() const { return row.generation & mqtt::kGenerationMask; }

    /// When what would arrive then does so: on a connection nothing overtakes. Publishes that wait
    /// for their acknowledgement know when they arrive; of all else `streams` does, and is asked
    /// only where it has something, as most devices send nothing else for hours.
    sim::Time behind_all(sim::Time arrival) {
        if (!last_publish) last_publish = room.last_arrival(row.waiting);
        arrival = std::max(arrival, *last_publish);
        if (!row.may_be_followed) return arrival;
        const sim::Time last = streams.last_arrival(device, generation());
        row.may_be_followed = last > now;
        return std::max(arrival, last);
    }

    /// To the broker. On the connection of an MQTT device it arrives behind all before it.
    sim::Parcel parcel(mqtt::ParcelKind kind, sim::Time arrival) {
        if (type.protocol == Protocol::Mqtt && kind != mqtt::ParcelKind::Tick) {
            arrival = behind_all(arrival);
            streams.add(device, generation(), now, arrival);
            row.may_be_followed = true;
        }
        return parcel_in_place(kind, arrival);
    }
    /// Of what has its place on the connection already.
    sim::Parcel parcel_in_place(mqtt::ParcelKind kind, sim::Time arrival) {
        return {.time = arrival,
                .source = entity(),
                .target = type.broker,
                .sequence = row.sequence++,
                .kind = static_cast<std::uint16_t>(kind),
                .flags = 0,
                .body = {}};
    }
    void signal(mqtt::ParcelKind kind, sim::Time arrival, mqtt::Signal what) {
        sim::Parcel out = parcel(kind, arrival);
        what.generation = generation();
        mqtt::pack(what, out);
        outbox.send(out);
    }
};

}  // namespace fleetsim::device
