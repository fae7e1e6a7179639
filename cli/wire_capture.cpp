#include "cli/wire_capture.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "models/device/messages.hpp"
#include "models/wire/script.hpp"
#include "models/wire/tls_sizes.hpp"

namespace fleetsim::cli {

namespace {

using sim::Duration;
using wire::Side;

// Lengths of the names in the capture.
constexpr std::string_view kClientId = "fleetsim-client-019";
constexpr std::string_view kTopic = "fleetsim/topic/of-20";
constexpr std::string_view kServerName = "device-gateway.capture.fleetsim.example.internal.";
constexpr std::string_view kPort = ":8443";
static_assert(kClientId.size() == 19 && kTopic.size() == 20 && kServerName.size() == 49);
constexpr std::uint16_t kKeepAlive = 60;
/// Longer than any delayed acknowledgement and than Linux's shortest retransmission time-out.
constexpr Duration kCaptureGap = Duration::milliseconds(350);

constexpr std::int64_t kPublishLadder[] = {1, 20, 100, 1000, 5000};
constexpr std::int64_t kPollLadder[] = {0, 20, 100, 1000};
constexpr std::int64_t kUsualPayload = 100;

bool is_curl(std::string_view phase) { return phase == "https_curl_post_new_connection"; }
bool is_whole(std::string_view phase) { return is_curl(phase) || phase.starts_with("whole_"); }

// ---- the programs ----

wire::TlsServerHabits mosquitto() {
    wire::TlsServerHabits habits;
    habits.lists_groups = 10;  // OpenSSL's default list, as its first is not the client's
    return habits;
}

wire::TlsServerHabits nginx() {
    wire::TlsServerHabits habits;
    habits.confirms_server_name = true;
    habits.authority_name = 58;
    habits.session_context = 20;
    return habits;
}

wire::TlsSettings tls_of(const CaptureCase& wanted, bool is_nginx) {
    wire::TlsSettings tls;
    tls.version = *wanted.tls;
    tls.key = wanted.key;
    tls.resumption = wanted.resumption;
    tls.server_name = static_cast<std::int64_t>(kServerName.size());
    tls.server = is_nginx ? nginx() : mosquitto();
    if (wanted.key == wire::KeyType::Rsa2048) {
        tls.server_chain = {946, 858};
        tls.client_chain = {872};
    } else {
        tls.server_chain = {551, 463};
        tls.client_chain = {476};
    }
    if (is_curl(wanted.phase)) {
        tls.alpn = {8};               // "http/1.1"
        tls.client_hello_extra = 60;  // thirty more cipher suites
        // curl asks for no tickets; TLS 1.3 has them all the same.
        if (wanted.tls == wire::TlsVersion::V12) tls.resumption = wire::Resumption::SessionId;
    }
    return tls;
}

wire::Stack stack_of(const CaptureCase& wanted) {
    const bool is_nginx = wanted.protocol == CaptureProtocol::Https;
    wire::Stack stack;
    stack.tcp.timestamps = wanted.timestamps;
    stack.tcp.client_nagle = is_curl(wanted.phase) ? wire::Nagle::Off : wire::Nagle::On;
    stack.tcp.server_nagle = is_nginx ? wire::Nagle::Off : wire::Nagle::On;
    if (wanted.tls) stack.tls = tls_of(wanted, is_nginx);
    return stack;
}

/// A dozen segments: the receive window has to open again while so long a burst arrives, and Linux
/// acknowledges every second segment then (captures of 20000 to 100000 bytes).
constexpr std::int64_t kLongBurst = 12 * 1448;

wire::Habits habits_of(const CaptureCase& wanted) {
    wire::Habits habits;
    const bool waits = wanted.protocol == CaptureProtocol::Mqtt && wanted.payload <= kLongBurst;
    const auto bursts = waits ? wire::BurstAcks::OnRead : wire::BurstAcks::EverySecond;
    habits.client_burst_acks = bursts;
    habits.server_burst_acks = bursts;
    return habits;
}

// ---- the messages ----

device::MqttClass mqtt_class() {
    device::MqttClass of;
    of.client_id = kClientId;
    of.topic = kTopic;
    of.keep_alive = kKeepAlive;
    return of;
}

std::string host() { return std::string(kServerName) + std::string(kPort); }

device::Messages post(std::int64_t payload) {
    using namespace wire::http;
    const std::string host_and_port = host();
    const std::string target = publish_target(kTopic, 1);
    Post request;
    request.host = host_and_port;
    request.target = target;
    request.body = payload;
    return device::post_messages(request);
}

/// The length of its target is the capture's; its words are not known.
device::Messages poll(std::int64_t payload) {
    const std::string target =
        "/topics/" + std::string(kTopic) + "?wait=2&bytes=" + std::to_string(payload);
    return device::poll_messages(host(), target, payload);
}

// ---- the order of a capture ----

class Capture {
  public:
    explicit Capture(const CaptureCase& wanted) : wanted_(wanted), script_(stack_of(wanted)) {}

    std::optional<CapturePrediction> run() {
        if (is_whole(wanted_.phase)) {
            play_whole();
        } else if (wanted_.protocol == CaptureProtocol::Mqtt) {
            play_mqtt();
        } else {
            play_https();
        }
        if (!found_) return std::nullopt;
        const wire::Conversation talk =
            wire::play(stack_of(wanted_), habits_of(wanted_), script_.steps());
        return CapturePrediction{.up = seen(talk, Side::Client), .down = seen(talk, Side::Server)};
    }

  private:
    CapturedTraffic seen(const wire::Conversation& talk, Side from) const {
        CapturedTraffic seen{.traffic = talk.phases[*found_].from(from)};
        for (const wire::Packet& packet : talk.packets) {
            if (packet.phase != *found_ || packet.from != from) continue;
            seen.syns += packet.segment.syn ? 1 : 0;
            seen.fins += packet.segment.fin ? 1 : 0;
            seen.longest_segment = std::max(seen.longest_segment, packet.segment.payload());
        }
        for (const wire::Step& step : script_.steps()) {
            if (step.phase != *found_ || step.side != from) continue;
            for (const wire::Piece& piece : step.pieces) count_record(piece, seen);
        }
        return seen;
    }
    void count_record(const wire::Piece& piece, CapturedTraffic& seen) const {
        if (piece.tls == 0) return;
        const bool is_v13 = wanted_.tls == wire::TlsVersion::V13;
        const bool is_message = piece.payload + piece.application > 0;
        const bool is_plain = piece.name == "ClientHello" || piece.name == "ServerHello" ||
                              piece.name == "ChangeCipherSpec";
        // TLS 1.3 seals everything else as application data: RFC 8446 5.2.
        const bool is_application_data = is_message || (is_v13 && !is_plain);
        const wire::TlsSettings& tls = *script_.stack().tls;
        ++seen.tls_records;
        seen.tls_record_overhead +=
            is_application_data ? wire::tls::record_overhead(tls) : wire::tls::kRecordHeader;
    }

    void begin(std::string_view phase, std::optional<std::int64_t> payload = std::nullopt) {
        script_.begin_phase(kCaptureGap);
        if (wanted_.phase == phase && (!payload || wanted_.payload == payload)) {
            found_ = script_.phases() - 1;
        }
    }
    void send(const device::Messages& messages) {
        for (const wire::Message& message : messages) script_.send(message);
    }

    /// The payloads of the capture, and the one asked for among them.
    template <std::size_t kSize>
    std::vector<std::int64_t> ladder(const std::int64_t (&steps)[kSize]) const {
        std::set<std::int64_t> sizes(std::begin(steps), std::end(steps));
        if (wanted_.payload) sizes.insert(*wanted_.payload);
        return {sizes.begin(), sizes.end()};
    }
    std::vector<std::int64_t> publish_ladder() const {
        if (wanted_.resumption == wire::Resumption::None) return ladder(kPublishLadder);
        const std::int64_t only[] = {kUsualPayload};
        return ladder(only);
    }

    /// The captures with resumption were short; such a phase is there only if it is asked for.
    bool plays(std::string_view phase) const {
        return wanted_.resumption == wire::Resumption::None || wanted_.phase == phase;
    }

    void play_opening() {
        begin("tcp_connect");
        script_.open();
        if (!wanted_.tls) return;
        begin("tls_handshake");
        script_.shake_hands(wanted_.opening);
    }

    void play_publishes(std::string_view phase, Side from, mqtt::Qos qos) {
        for (const std::int64_t payload : publish_ladder()) {
            begin(phase, payload);
            send(device::publish_messages(mqtt_, from, qos, payload));
        }
    }

    void play_mqtt() {
        play_opening();
        begin("mqtt_connect");
        send(device::connect_messages(mqtt_));
        begin("mqtt_subscribe_q1");
        send(device::subscribe_messages(mqtt_, mqtt::Qos::AtLeastOnce));
        if (plays("mqtt_publish_q0"))
            play_publishes("mqtt_publish_q0", Side::Client, mqtt::Qos::AtMostOnce);
        play_publishes("mqtt_publish_q1", Side::Client, mqtt::Qos::AtLeastOnce);
        if (plays("mqtt_publish_q2"))
            play_publishes("mqtt_publish_q2", Side::Client, mqtt::Qos::ExactlyOnce);
        if (plays("mqtt_deliver_q0"))
            play_publishes("mqtt_deliver_q0", Side::Server, mqtt::Qos::AtMostOnce);
        if (plays("mqtt_deliver_q1"))
            play_publishes("mqtt_deliver_q1", Side::Server, mqtt::Qos::AtLeastOnce);
        if (wanted_.phase == "mqtt_deliver_q2")  // no capture had it
            play_publishes("mqtt_deliver_q2", Side::Server, mqtt::Qos::ExactlyOnce);
        if (plays("mqtt_ping")) {
            begin("mqtt_ping");
            send(device::ping_messages(mqtt_));
        }
        begin("mqtt_disconnect");
        send(device::disconnect_messages(mqtt_));
        script_.close_by_server(wire::FirstFin::Client);
    }

    void play_https() {
        play_opening();
        if (wanted_.protocol == CaptureProtocol::HttpsLongPoll) {
            for (const std::int64_t payload : ladder(kPollLadder)) {
                begin("https_longpoll_get_2s", payload);
                poll_once(payload);
            }
        } else {
            for (const std::int64_t payload : publish_ladder()) {
                begin("http_post_keepalive", payload);
                send(post(payload));
            }
        }
        begin("http_close");
        script_.close_by_client();
    }

    void poll_once(std::int64_t payload) {
        const device::Messages messages = poll(payload);
        script_.send(messages[0]);
        script_.hold(Duration::seconds(2));
        script_.send(messages[1]);
    }

    void play_whole() {
        found_ = 0;
        script_.open();
        script_.shake_hands(wanted_.opening);
        const std::int64_t payload = wanted_.payload.value_or(kUsualPayload);
        if (wanted_.protocol != CaptureProtocol::Mqtt) {
            send(post(payload));
            script_.close_by_client();
            return;
        }
        send(device::connect_messages(mqtt_));
        send(device::publish_messages(mqtt_, Side::Client, mqtt::Qos::AtLeastOnce, payload));
        send(device::disconnect_messages(mqtt_));
        const bool server_first = wanted_.tls == wire::TlsVersion::V12;
        script_.close_by_server(server_first ? wire::FirstFin::Server : wire::FirstFin::Client);
    }

    const CaptureCase& wanted_;
    device::MqttClass mqtt_ = mqtt_class();
    wire::ScriptWriter script_;
    std::optional<std::size_t> found_;
};

}  // namespace

bool is_known_phase(const std::string& phase) {
    static constexpr std::string_view kPhases[] = {
        "tcp_connect",
        "tls_handshake",
        "mqtt_connect",
        "mqtt_subscribe_q1",
        "mqtt_publish_q0",
        "mqtt_publish_q1",
        "mqtt_publish_q2",
        "mqtt_deliver_q0",
        "mqtt_deliver_q1",
        "mqtt_deliver_q2",
        "mqtt_ping",
        "mqtt_disconnect",
        "http_post_keepalive",
        "http_close",
        "https_longpoll_get_2s",
        "https_curl_post_new_connection",
        "whole_connect_publish_disconnect",
        "whole_post_new_connection",
    };
    return std::find(std::begin(kPhases), std::end(kPhases), phase) != std::end(kPhases);
}

std::optional<CapturePrediction> predict(const CaptureCase& wanted) {
    CaptureCase complete = wanted;
    if (!complete.payload) complete.payload = kUsualPayload;
    return Capture(complete).run();
}

}  // namespace fleetsim::cli
