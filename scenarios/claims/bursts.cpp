#include "scenarios/claims/bursts.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "models/device/messages.hpp"
#include "models/wire/conversation.hpp"
#include "models/wire/script.hpp"

namespace fleetsim::claims {

using sim::Bytes;
using sim::Duration;
using wire::Side;

namespace {

constexpr const char* kTopic = "device/message";
constexpr const char* kHost = "comet.example";
constexpr Duration kQuietGap = Duration::seconds(30);

class Player {
  public:
    Player(const Experiment& experiment, Bearer bearer, bool with_tls)
        : pace_{.one_way = experiment.on(bearer).round_trip / 2},
          extra_packets_(experiment.extra_handshake_packets) {
        stack_.tcp.initial_window = 3;  // RFC 3390, usual until 2013
        if (!with_tls) return;
        wire::TlsSettings tls;
        tls.key = wire::KeyType::Rsa2048;
        tls.server_chain = {experiment.server_certificate};
        tls.client_chain = {experiment.server_certificate};
        stack_.tls = tls;
    }

    wire::ScriptWriter script() const { return wire::ScriptWriter(stack_); }
    /// A connection, and the first messages on it.
    void open(wire::ScriptWriter& script, const device::Messages& first) const {
        script.open();
        script.shake_hands(wire::Opening::Full);
        for (const wire::Message& message : first) script.send(message);
    }
    /// The last phase of the script.
    Burst play(const wire::ScriptWriter& script, std::int64_t handshakes) const {
        const wire::Conversation talk = wire::play(stack_, {.pace = pace_}, script.steps());
        const std::size_t last = script.phases() - 1;
        Burst burst{.takes = talk.latencies[last], .handshakes = stack_.tls ? handshakes : 0};
        std::optional<sim::Time> begin;
        std::int64_t empty = 0;
        for (const wire::Packet& packet : talk.packets) {
            if (packet.phase != last) continue;
            if (!begin) begin = packet.sent;
            const Bytes payload{packet.segment.payload()};
            if (payload == Bytes{0}) {
                ++empty;
                continue;
            }
            const Duration arrives = packet.from == Side::Server ? pace_.one_way : Duration{};
            burst.moments.push_back({.at = packet.sent - *begin + arrives,
                                     .payload = payload,
                                     .packets = 1 + std::exchange(empty, 0)});
        }
        if (!burst.moments.empty()) burst.moments.back().packets += empty;
        burst.moments.front().packets += burst.handshakes * extra_packets_;
        std::stable_sort(burst.moments.begin(), burst.moments.end(),
                         [](const Moment& a, const Moment& b) { return a.at < b.at; });
        return burst;
    }

  private:
    wire::Stack stack_;
    wire::Pace pace_;
    std::int64_t extra_packets_;
};

Burst after(Duration delay, Burst burst) {
    for (Moment& moment : burst.moments) moment.at += delay;
    burst.takes += delay;
    return burst;
}

/// One exchange after another, the second when the first is through.
Burst then(Burst first, const Burst& second) {
    for (Moment moment : second.moments) {
        moment.at += first.takes;
        first.moments.push_back(moment);
    }
    first.takes += second.takes;
    first.handshakes += second.handshakes;
    return first;
}

/// Messages on a connection that has been idle.
Burst on_open_connection(const Player& player, const device::Messages& greeting,
                         const device::Messages& messages) {
    wire::ScriptWriter script = player.script();
    player.open(script, greeting);
    script.begin_phase(kQuietGap);
    for (const wire::Message& message : messages) script.send(message);
    return player.play(script, 0);
}

Bursts mqtt_bursts(const Player& player, Duration work) {
    const device::MqttClass client{.client_id = "power-profiler", .topic = kTopic};
    const device::Messages connect = device::connect_messages(client);
    device::Messages greeting = connect;
    for (const wire::Message& m : device::subscribe_messages(client, mqtt::Qos::AtLeastOnce))
        greeting.push_back(m);
    wire::ScriptWriter opening = player.script();
    player.open(opening, greeting);
    const auto publish = [&](Side from) {
        return on_open_connection(
            player, greeting,
            device::publish_messages(client, from, mqtt::Qos::AtLeastOnce, kPayload));
    };
    return {.connect = after(work, player.play(opening, 1)),
            .keep_alive = on_open_connection(player, greeting, device::ping_messages(client)),
            .receive = publish(Side::Server),
            .send = publish(Side::Client)};
}

/// `work` is the phone's own, before it opens a connection.
Bursts https_bursts(const Player& player, Duration work) {
    const device::Messages answered = device::poll_messages(kHost, "/s?t=device/message", kPayload);
    const device::Messages poll = {answered.front()};

    wire::ScriptWriter opening = player.script();
    player.open(opening, poll);
    const Burst connect = after(work, player.play(opening, 1));

    wire::ScriptWriter given_up = player.script();
    player.open(given_up, poll);
    given_up.begin_phase(kQuietGap);
    given_up.close_by_client();
    Burst farewell = player.play(given_up, 0);
    farewell.takes = Duration{};  // the new connection does not wait for the old one's end

    wire::ScriptWriter delivery = player.script();
    player.open(delivery, poll);
    delivery.begin_phase(kQuietGap);
    delivery.send(answered.back());
    delivery.close_by_server(wire::FirstFin::Server);
    Burst answer = player.play(delivery, 0);
    answer.takes = answer.moments.front().at;  // the phone goes on when it has the answer

    wire::ScriptWriter sending = player.script();
    player.open(sending, device::post_messages(
                             {.host = kHost, .target = "/p?t=device/message", .body = kPayload}));
    return {.connect = connect,
            .keep_alive = then(farewell, connect),
            .receive = then(answer, connect),
            .send = after(work, player.play(sending, 1))};
}

}  // namespace

Bytes Burst::payload() const {
    Bytes total;
    for (const Moment& moment : moments) total += moment.payload;
    return total;
}

Bursts bursts_of(const Experiment& experiment, Bearer bearer, Protocol protocol) {
    const Player player(experiment, bearer, protocol != Protocol::PlainMqtt);
    const Duration work = experiment.phone_work;
    return protocol == Protocol::Https ? https_bursts(player, work) : mqtt_bursts(player, work);
}

}  // namespace fleetsim::claims
