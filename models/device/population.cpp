#include "models/device/population.hpp"

#include <algorithm>
#include <cmath>

#include "models/device/behaviour.hpp"
#include "models/device/metering.hpp"
#include "sim/check.hpp"

namespace fleetsim::device {

namespace {

std::vector<DeviceClass> checked(std::vector<DeviceClass> classes) {
    std::uint32_t count = 0;
    for (const DeviceClass& type : classes) {
        FLEET_CHECK(type.devices.first == count, "the classes' devices must follow one another");
        FLEET_CHECK(type.programs.size() <= UINT8_MAX, "too many programs");
        // Reactions have no timer and stand behind those that follow a schedule.
        for (std::size_t i = kMostPrograms; i < type.programs.size(); ++i)
            FLEET_CHECK(type.programs[i].reaction, "too many publish programs");
        count = type.devices.end();
    }
    return classes;
}

std::uint32_t count_of(const std::vector<DeviceClass>& classes) {
    return classes.empty() ? 0 : classes.back().devices.end();
}

bool any_polls(const std::vector<DeviceClass>& classes) {
    return std::any_of(classes.begin(), classes.end(),
                       [](const DeviceClass& type) { return type.polls.has_value(); });
}

bool any_is_deaf_at_rest(const std::vector<DeviceClass>& classes) {
    return std::any_of(classes.begin(), classes.end(),
                       [](const DeviceClass& type) { return type.radio.is_deaf_at_rest(); });
}

bool any_ends(const DeviceClass& type) {
    return std::any_of(
        type.programs.begin(), type.programs.end(),
        [](const PublishProgram& program) { return program.most != PublishProgram::kEndless; });
}

bool belongs_to_connection(std::uint8_t kind) { return kind > kStart && kind < kFirstProgram; }

}  // namespace

Population::Population(std::vector<DeviceClass> classes, std::uint64_t seed)
    : classes_(checked(std::move(classes))),
      seed_(seed),
      rows_(count_of(classes_)),
      radios_(count_of(classes_)),
      polls_(any_polls(classes_) ? count_of(classes_) : 0) {
    for (std::size_t c = 0; c < classes_.size(); ++c) {
        for (std::uint32_t d = classes_[c].devices.first; d < classes_[c].devices.end(); ++d) {
            rows_[d] = DeviceRow{};
            rows_[d].class_id = static_cast<std::uint16_t>(c);
            radios_[d] = {};
        }
        start_meters(classes_[c]);
        start_harvests(classes_[c]);
        auto& watch = battery_watches_.emplace_back();
        if (classes_[c].battery) watch.emplace(classes_[c]);
        made_.emplace_back(
            any_ends(classes_[c]) ? classes_[c].devices.count * classes_[c].programs.size() : 0);
    }
}

/// Each device's meter ticks somewhere within the second after it was switched on.
void Population::start_meters(const DeviceClass& type) {
    std::vector<power::PowerTutorMeter>& meters = meters_.emplace_back();
    if (!type.meter) return;
    const power::PowerTutorFigures& figures = type.meter->figures;
    for (std::uint32_t d = type.devices.first; d < type.devices.end(); ++d) {
        sim::DrawEngine draw = sim::draw(seed_, sim::EntityId::device(d),
                                         static_cast<std::uint32_t>(Purpose::Meter), 0);
        const double within = figures.tick.to_seconds() * draw.uniform();
        meters.emplace_back(figures, type.meter->radio,
                            start_of(d) + sim::Duration::from_seconds(within), sim::DrawEngine{});
    }
}

void Population::start_harvests(const DeviceClass& type) {
    std::vector<HarvestState>& states = harvests_.emplace_back();
    if (!type.harvester) return;
    for (std::uint32_t d = type.devices.first; d < type.devices.end(); ++d)
        states.push_back({.looked = start_of(d)});
}

std::size_t Population::bytes() const {
    std::size_t beside = 0;
    for (const auto& meters : meters_) beside += meters.size() * sizeof(power::PowerTutorMeter);
    for (const auto& states : harvests_) beside += states.size() * sizeof(HarvestState);
    for (const auto& made : made_) beside += made.size() * sizeof(std::uint32_t);
    return count() * (sizeof(DeviceRow) + sizeof(radio::RadioState)) + polls_.rows().size_bytes() +
           beside;
}

void Population::begin(unsigned shards, sim::Outbox& outbox) {
    cells_.assign(shards, std::vector<FleetCell>(classes_.size()));
    for (unsigned s = 0; s < shards; ++s) {
        rooms_.push_back(std::make_unique<WaitingRoom>());
        streams_.push_back(std::make_unique<network::Streams>());
    }
    for (unsigned s = 0; s < shards && any_is_deaf_at_rest(classes_); ++s)
        pages_.push_back(std::make_unique<PagingRoom>());
    for (std::uint32_t d = 0; d < count(); ++d)
        outbox.set_timer({.time = start_of(d), .device = d, .kind = kStart, .generation = 0});
    for (const DeviceClass& type : classes_)
        for (const PowerCut& cut : type.power_cuts)
            for (std::uint32_t d = type.devices.first; d < type.devices.end(); ++d)
                announce(cut, turn(d, sim::Time::zero(), outbox));
}

/// To those that it hits.
void Population::announce(const PowerCut& cut, Turn turn) {
    const Darkness dark = darkness_of(cut, turn.type, turn.seed, turn.device);
    if (!dark.is_hit) return;
    remind(turn, {.step = Reminder::Step::PowerCut}, cut.at - turn.now);
    remind(turn, {.step = Reminder::Step::PowerBack}, dark.ends - turn.now);
}

sim::Time Population::start_of(std::uint32_t device) const {
    return start_in(classes_[row(device).class_id], seed_, device);
}

Life Population::life_of(std::uint32_t device, sim::Time now) const {
    const FailureMode& mode = *classes_[row(device).class_id].failure;
    return life_at(mode, seed_, sim::EntityId::device(device), start_of(device), now);
}

std::uint32_t* Population::made_of(std::uint32_t device) {
    const std::uint16_t c = row(device).class_id;
    if (made_[c].empty()) return nullptr;
    return &made_[c][(device - classes_[c].devices.first) * classes_[c].programs.size()];
}

Turn Population::turn(std::uint32_t device, sim::Time now, sim::Outbox& outbox) {
    DeviceRow& row = rows_[device];
    std::vector<power::PowerTutorMeter>& meters = meters_[row.class_id];
    return {
        .type = classes_[row.class_id],
        .row = row,
        .radio = radios_[device],
        .poll = polls_.rows().empty() ? nullptr : &polls_[device],
        .meter = meters.empty() ? nullptr : &meters[device - classes_[row.class_id].devices.first],
        .made = made_of(device),
        .pages = pages_.empty() ? nullptr : pages_[outbox.shard()].get(),
        .cell = cells_[outbox.shard()][row.class_id],
        .room = *rooms_[outbox.shard()],
        .streams = *streams_[outbox.shard()],
        .outbox = outbox,
        .seed = seed_,
        .device = device,
        .now = now};
}

void Population::on_timers(std::uint8_t kind, std::span<const sim::Timer> timers,
                           sim::Outbox& outbox) {
    for (std::size_t i = 0; i < timers.size(); ++i) {
        Turn now = turn(timers[i].device, timers[i].time, outbox);
        if (belongs_to_connection(kind) && timers[i].generation != now.generation()) continue;
        // Without power, its programs count on as the world's clock does.
        const bool goes_on_dark = now.row.phase == Phase::Dark && kind >= kFirstProgram;
        if (!goes_on_dark && !is_alive(now)) continue;
        const bool https = now.type.protocol == Protocol::Https;
        switch (kind) {
            case kStart:
                start_up(now);
                break;
            case kKeepAlive:
                https ? close_quiet_connection(now) : keep_alive_due(now);
                break;
            case kConnectTimeout:
                https ? on_request_timeout(now) : on_connect_timeout(now);
                break;
            case kRetry:
                https ? request_next(now) : begin_connect(now);
                break;
            case kTransport:
                transport_gave_up(now);
                break;
            case kPoll:
                on_poll_timer(now);
                break;
            default:
                publish_due(now, kind - kFirstProgram);
        }
    }
}

void Population::on_parcels(std::span<const sim::Parcel> parcels, sim::Outbox& outbox) {
    // The kernel fetches the rows of a batch; the publishes that its answers are for lie elsewhere.
    constexpr std::size_t kAhead = 4;
    const WaitingRoom& room = *rooms_[outbox.shard()];
    for (std::size_t i = 0; i < parcels.size(); ++i) {
        if (i + kAhead < parcels.size())
            room.prefetch(rows_[parcels[i + kAhead].target.device_index()].waiting);
        Turn now = turn(parcels[i].target.device_index(), parcels[i].time, outbox);
        on_parcel(now, parcels[i]);
    }
}

/// The device looks at the paging channel, or updates its area: it hears all that waits.
void Population::on_page(Turn& turn) {
    for (const sim::Parcel& parcel : turn.pages->take_due(turn.device, turn.now))
        on_parcel(turn, parcel);
}

void Population::on_parcel(Turn& turn, const sim::Parcel& parcel) {
    if (mqtt::kind_of(parcel) == mqtt::ParcelKind::Tick) {
        const Reminder reminder = unpack_reminder(parcel);
        if (reminder.step == Reminder::Step::Page) return on_page(turn);
        if (reminder.step == Reminder::Step::PowerCut) return lose_power(turn);
        if (reminder.step == Reminder::Step::PowerBack) return regain_power(turn);
        if (is_alive(turn)) on_reminder(turn, reminder);
        return;
    }
    if (waits_for_page(turn, parcel)) return;
    const bool is_response = mqtt::kind_of(parcel) == mqtt::ParcelKind::HttpResponse;
    if (turn.type.polls && !is_response) return on_poll_answer(turn, parcel);
    if (mqtt::kind_of(parcel) == mqtt::ParcelKind::Publish)
        return on_delivery(turn, mqtt::unpack_message(parcel));
    const mqtt::Signal signal = mqtt::unpack_signal(parcel);
    if (signal.generation != turn.generation()) return;
    switch (mqtt::kind_of(parcel)) {
        case mqtt::ParcelKind::ConnAck:
            return on_connack(turn, signal);
        case mqtt::ParcelKind::SubAck:
            return on_suback(turn);
        case mqtt::ParcelKind::PubAck:
            return on_puback(turn, parcel.flags);
        case mqtt::ParcelKind::Unanswered:
            return on_no_answer(turn, parcel.flags);
        case mqtt::ParcelKind::PubRec:
            return on_pubrec(turn, parcel.flags);
        case mqtt::ParcelKind::PubRel:
            return on_pubrel(turn, parcel.flags);
        case mqtt::ParcelKind::PubComp:
            return on_pubcomp(turn, parcel.flags);
        case mqtt::ParcelKind::PingResp:
            return on_pingresp(turn);
        case mqtt::ParcelKind::HttpResponse:
            return on_response(turn, parcel.flags, signal.code);
        case mqtt::ParcelKind::ConnectionLost:
            return on_connection_lost(turn, signal);
        default:
            FLEET_CHECK(false, "a parcel that no device expects");
    }
}

bool Population::is_alive(Turn& turn) {
    const DeviceRow& row = turn.row;
    if (row.phase == Phase::Failed || row.phase == Phase::Dark) return false;
    if (!turn.type.battery) return true;
    const BatteryWatch& watch = *battery_watches_[row.class_id];
    const sim::Watts sleep = turn.type.processor.sleep;
    // The first test is cheap and errs on the side of the second, which knows the start. A battery
    // beside a panel is full or not by what it was before, so it is looked at each time.
    const sim::Duration longest = turn.now.since_start();
    if (!turn.type.harvester &&
        watch.is_surely_left(row.drawn_nanojoules + (sleep * longest).count(), longest))
        return true;
    const sim::Duration on = turn.now - start_of(turn.device);
    const sim::Joules drawn = sim::nanojoules(row.drawn_nanojoules) + sleep * on;
    const power::Battery& battery = *turn.type.battery;
    const bool is_empty =
        turn.type.harvester
            ? watch.is_empty(battery, drawn, on, harvested(turn, drawn + watch.lost(on)))
            : watch.is_empty(battery, drawn, on);
    if (is_empty) run_empty(turn, on);
    return !is_empty;
}

sim::Joules Population::harvested(const Turn& turn, sim::Joules missing) {
    HarvestState& state = harvests_[turn.row.class_id][turn.device - turn.type.devices.first];
    state.look(*turn.type.harvester, turn.now, missing);
    return sim::nanojoules(state.taken_nanojoules);
}

bool Population::is_on(std::uint32_t device) const {
    const Phase phase = row(device).phase;
    return phase != Phase::Waiting && phase != Phase::Failed;
}

/// The energy that no event has booked yet: asleep since the start, the radio since its last event.
void Population::book_rest(std::uint32_t device, sim::Time end, radio::RadioState& radio,
                           power::PowerTutorMeter* meter, radio::EnergyBook book) const {
    const DeviceClass& type = classes_[row(device).class_id];
    book.book(kSleep, type.processor.sleep * time_on(type, seed_, device, end));
    if (meter != nullptr)
        meter_until(*meter, book.from(kFirstRadioConsumer), end);
    else
        type.radio.settle(radio, end, book.from(kFirstRadioConsumer));
}

void Population::settle(sim::Time end) {
    for (std::uint32_t d = 0; d < count(); ++d) {
        if (!is_on(d)) continue;
        DeviceRow& row = rows_[d];
        const DeviceClass& type = classes_[row.class_id];
        const std::uint32_t place = d - type.devices.first;
        book_rest(d, end, radios_[d], type.meter ? &meters_[row.class_id][place] : nullptr,
                  {cells_[0][row.class_id].nanojoules.data(), &row.drawn_nanojoules});
        if (type.harvester)
            harvests_[row.class_id][place].look(
                *type.harvester, end,
                sim::nanojoules(row.drawn_nanojoules) +
                    battery_watches_[row.class_id]->lost(end - start_of(d)));
    }
}

sim::Joules Population::drawn_until(std::uint32_t device, sim::Time now, FleetCell& cell) const {
    std::int64_t drawn = row(device).drawn_nanojoules;
    if (is_on(device)) {
        const std::uint16_t c = row(device).class_id;
        radio::RadioState radio = radios_.rows()[device];
        std::optional<power::PowerTutorMeter> meter;
        if (classes_[c].meter) meter = meters_[c][device - classes_[c].devices.first];
        book_rest(device, now, radio, meter ? &*meter : nullptr, {cell.nanojoules.data(), &drawn});
    }
    return sim::nanojoules(drawn);
}

sim::Time Population::end_of(std::uint32_t device, sim::Time now) const {
    // A radio is settled when its device's battery runs empty, and never again.
    return row(device).phase == Phase::Failed ? radios_.rows()[device].accounted() : now;
}

std::int64_t Population::paged_messages() const {
    std::int64_t messages = 0;
    for (const auto& pages : pages_) messages += pages->messages();
    return messages;
}

FleetCell Population::total(std::size_t class_index) const {
    FleetCell sum;
    for (const std::vector<FleetCell>& shard : cells_) sum.add(shard[class_index]);
    return sum;
}

sim::Joules Population::harvest(std::size_t class_index) const {
    sim::Joules sum;
    for (const HarvestState& state : harvests_[class_index])
        sum += sim::nanojoules(state.taken_nanojoules);
    return sum;
}

std::string Population::name_of(std::uint32_t device) const {
    const DeviceClass& type = classes_[row(device).class_id];
    return type.name + " " + std::to_string(device - type.devices.first);
}

}  // namespace fleetsim::device
