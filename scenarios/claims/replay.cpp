#include "scenarios/claims/replay.hpp"

#include <algorithm>
#include <array>

namespace fleetsim::claims {

using sim::Duration;
using sim::Time;

namespace {

constexpr std::size_t kProtocolCount = 3;
constexpr Duration kHour = Duration::hours(1);
constexpr Duration kSettling = Duration::seconds(30);  ///< longer than any tail

power::MeteredRadio radio_of(Bearer bearer) {
    return bearer == Bearer::Cellular ? power::MeteredRadio::Cellular : power::MeteredRadio::Wifi;
}

Duration share_of(Duration whole, sim::DrawEngine& draw) {
    return Duration::from_seconds(whole.to_seconds() * draw.uniform());
}

std::size_t place_of(Bearer bearer, Protocol protocol) {
    return static_cast<std::size_t>(bearer) * kProtocolCount + static_cast<std::size_t>(protocol);
}

/// Numbers of its own for the meter's ticks.
sim::DrawEngine wander(sim::DrawEngine& draw) {
    const std::uint64_t key = draw();
    return sim::DrawEngine(key);
}

/// A phone with the meter running, whose ticks begin somewhere within a second.
class Phone {
  public:
    Phone(const Experiment& experiment, Bearer bearer, sim::DrawEngine& draw,
          Duration before_first_tick = {})
        : experiment_(experiment),
          meter_(experiment.meter, radio_of(bearer),
                 Time::at(before_first_tick) + share_of(experiment.meter.tick, draw),
                 wander(draw)) {}

    void carry(Time begin, const Burst& burst) {
        for (const Moment& moment : burst.moments) waiting_.push_back({begin + moment.at, moment});
        handshakes_ += burst.handshakes;
    }
    /// Energy so far, up to `end`.
    double joules_until(Time end) {
        std::stable_sort(waiting_.begin(), waiting_.end(),
                         [](const Moved& a, const Moved& b) { return a.at < b.at; });
        auto next = waiting_.begin();
        for (; next != waiting_.end() && next->at < end; ++next)
            meter_.moved(next->at, next->what.payload, next->what.packets);
        waiting_.erase(waiting_.begin(), next);
        meter_.run_until(end);
        return sim::to_joules(meter_.energy()) +
               static_cast<double>(handshakes_) * sim::to_joules(experiment_.tls_processing);
    }

  private:
    struct Moved {
        Time at;
        Moment what;
    };
    const Experiment& experiment_;
    power::PowerTutorMeter meter_;
    std::vector<Moved> waiting_;
    std::int64_t handshakes_ = 0;
};

}  // namespace

Replay::Replay(const Experiment& experiment, std::uint64_t seed, std::uint32_t runs)
    : experiment_(experiment), seed_(seed), runs_(runs) {
    for (const Bearer bearer : {Bearer::Cellular, Bearer::Wifi})
        for (const Protocol protocol : {Protocol::Https, Protocol::Mqtt, Protocol::PlainMqtt})
            bursts_.push_back(bursts_of(experiment_, bearer, protocol));
}

const Bursts& Replay::bursts(const Cell& cell) const {
    return bursts_[place_of(cell.bearer, cell.protocol)];
}

Spread Replay::value(const Cell& cell) const {
    const double battery = sim::to_joules(experiment_.battery);
    std::vector<double> values;
    for (std::uint32_t i = 0; i < runs_; ++i) {
        sim::DrawEngine draw = sim::draw(seed_, sim::EntityId::device(i), 0, 0);
        const Run run = this->run(cell, draw);
        const double per_hour = kHour.to_seconds() / run.seconds;
        switch (cell.measure) {
            case Measure::Energy:
                values.push_back(run.joules / battery);
                break;
            case Measure::EnergyAnHour:
                values.push_back(run.joules / battery * per_hour);
                break;
            case Measure::EnergyAMessage:
                values.push_back(run.joules / battery / run.messages);
                break;
            case Measure::MessagesAnHour:
                values.push_back(run.messages * per_hour);
                break;
            case Measure::Delivered:
                values.push_back(run.messages);
        }
    }
    return spread_of(std::move(values));
}

Replay::Run Replay::run(const Cell& cell, sim::DrawEngine& draw) const {
    switch (cell.test) {
        case Test::Connect:
            return connect(cell, draw);
        case Test::KeepAlive:
        case Test::KeepAlive2011:
            return keep_open(cell, draw);
        case Test::Sporadic:
            return sporadic(cell, draw);
        case Test::Receive:
            return receive(cell, draw);
        case Test::Send:
            break;
    }
    return send(cell, draw);
}

/// The application starts and connects; its tail counts. It has just started, so it is looked at
/// every second from its first bytes on.
Replay::Run Replay::connect(const Cell& cell, sim::DrawEngine& draw) const {
    const Duration first_bytes = bursts(cell).connect.moments.front().at;
    Phone phone(experiment_, cell.bearer, draw, first_bytes);
    const Time begin = Time::zero();
    phone.carry(begin, bursts(cell).connect);
    const Time end = begin + bursts(cell).connect.takes + kSettling;
    return {
        .joules = phone.joules_until(end), .seconds = (end - begin).to_seconds(), .messages = 0};
}

/// Connected and idle for the length of a run; the connect itself is not charged.
Replay::Run Replay::keep_open(const Cell& cell, sim::DrawEngine& draw) const {
    const Duration length = cell.test == Test::KeepAlive ? experiment_.run : experiment_.run_2011;
    Phone phone(experiment_, cell.bearer, draw);
    Time at = Time::at(experiment_.meter.tick);
    const Time end = at + length;
    phone.carry(at, bursts(cell).connect);
    const double before = phone.joules_until(at + kSettling);
    const Burst& event = bursts(cell).keep_alive;
    // A read time-out counts from the last answer, MQTT's timer from its own last tick.
    const Duration period =
        cell.interval + (cell.protocol == Protocol::Https ? event.takes : Duration{});
    for (at += period; at < end; at += period) phone.carry(at, event);
    return {.joules = phone.joules_until(end + kSettling) - before,
            .seconds = length.to_seconds(),
            .messages = 0};
}

/// An hour with one message at a random moment of every ten minutes, keep-alive 240 s.
Replay::Run Replay::sporadic(const Cell& cell, sim::DrawEngine& draw) const {
    constexpr int kMessages = 6;
    constexpr Duration kKeepAlive = Duration::seconds(240);
    Phone phone(experiment_, cell.bearer, draw);
    const Time start = Time::at(experiment_.meter.tick);
    const Time end = start + kHour;
    std::array<Time, kMessages> messages;
    for (int i = 0; i < kMessages; ++i)
        messages[static_cast<std::size_t>(i)] =
            start + Duration::from_seconds(600.0 * (i + draw.uniform()));

    const Bursts& of = bursts(cell);
    const bool https = cell.protocol == Protocol::Https;
    phone.carry(start, of.connect);
    // The published trace of HTTPS begins with its connect, that of MQTT after it.
    const double before = https ? 0 : phone.joules_until(start + kSettling);
    for (const Time message : messages) phone.carry(message, of.receive);
    if (https) {
        Time quiet = start + of.connect.takes;
        std::size_t next = 0;
        while (quiet + kKeepAlive < end) {
            if (next < messages.size() && messages[next] <= quiet + kKeepAlive) {
                quiet = std::max(quiet, messages[next++] + of.receive.takes);
                continue;
            }
            phone.carry(quiet + kKeepAlive, of.keep_alive);
            quiet += kKeepAlive + of.keep_alive.takes;
        }
    } else {
        for (Time at = start + kKeepAlive; at <= end; at += kKeepAlive)
            phone.carry(at, of.keep_alive);
    }
    return {.joules = phone.joules_until(end + kSettling) - before,
            .seconds = kHour.to_seconds(),
            .messages = kMessages};
}

std::optional<double> Replay::high_share(const Cell& cell) const {
    if (cell.bearer != Bearer::Wifi) return std::nullopt;
    const WifiHighShares& shares = experiment_.wifi_high;
    const bool sends = cell.test == Test::Send;
    if (cell.protocol == Protocol::Https) return sends ? shares.https_send : shares.https_receive;
    return sends && cell.protocol == Protocol::Mqtt ? shares.mqtt_send : std::nullopt;
}

double Replay::charged(const Cell& cell, double share, double seconds, double exchanges) const {
    const power::PowerTutorFigures& meter = experiment_.meter;
    const double low = meter.wifi_low.count();
    const double handshakes =
        exchanges *
        static_cast<double>(
            (cell.test == Test::Send ? bursts(cell).send : bursts(cell).receive).handshakes);
    return seconds * (low + share * (meter.wifi_high.count() - low)) +
           handshakes * sim::to_joules(experiment_.tls_processing);
}

/// Bulk: as many messages as the experiment has, as fast as they come.
Replay::Run Replay::receive(const Cell& cell, sim::DrawEngine& draw) const {
    Phone phone(experiment_, cell.bearer, draw);
    const BearerConditions& bearer = experiment_.on(cell.bearer);
    const Burst& burst = bursts(cell).receive;
    const Time start = Time::at(experiment_.meter.tick);
    if (cell.protocol == Protocol::Https) {
        // The server keeps nothing: what is published while nobody polls is lost.
        Time polls = start;
        std::int64_t delivered = 0;
        for (std::int64_t i = 0; i < experiment_.messages; ++i) {
            const Time published = start + bearer.publisher_period * i;
            if (published < polls) continue;
            phone.carry(published, burst);
            polls = published + burst.takes;
            ++delivered;
        }
        const Time end = start + bearer.publisher_period * experiment_.messages;
        const double seconds = (end - start).to_seconds();
        const auto messages = static_cast<double>(delivered);
        const std::optional<double> share = high_share(cell);
        return {
            .joules = share ? charged(cell, *share, seconds, messages) : phone.joules_until(end),
            .seconds = seconds,
            .messages = messages};
    }
    const Duration period = cell.measure == Measure::MessagesAnHour
                                ? bearer.round_trip / experiment_.in_flight
                                : bearer.mqtt_receive_period;
    for (std::int64_t i = 0; i < experiment_.messages; ++i) phone.carry(start + period * i, burst);
    const Time end = start + period * experiment_.messages;
    return {.joules = phone.joules_until(end),
            .seconds = (end - start).to_seconds(),
            .messages = static_cast<double>(experiment_.messages)};
}

Replay::Run Replay::send(const Cell& cell, sim::DrawEngine& draw) const {
    Phone phone(experiment_, cell.bearer, draw);
    const Burst& burst = bursts(cell).send;
    const bool https = cell.protocol == Protocol::Https;
    const Duration period = https ? burst.takes : experiment_.mqtt_send_period;
    const Time start = Time::at(experiment_.meter.tick);
    for (std::int64_t i = 0; i < experiment_.messages; ++i) phone.carry(start + period * i, burst);
    const Time end = start + period * experiment_.messages;
    const double seconds = (end - start).to_seconds();
    const auto messages = static_cast<double>(experiment_.messages);
    const std::optional<double> share = high_share(cell);
    return {.joules = share ? charged(cell, *share, seconds, messages) : phone.joules_until(end),
            .seconds = seconds,
            .messages = messages};
}

}  // namespace fleetsim::claims
