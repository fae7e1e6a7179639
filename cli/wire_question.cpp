#include "cli/wire_question.hpp"

#include <fmt/format.h>
#include <optional>
#include <utility>

#include "cli/wire_stack.hpp"
#include "models/broker/server_core.hpp"
#include "models/device/device_profile.hpp"
#include "models/device/messages.hpp"
#include "models/mqtt/topic.hpp"
#include "models/wire/loss.hpp"
#include "models/wire/script.hpp"
#include "models/wire/tls_handshake.hpp"
#include "sim/error.hpp"

namespace fleetsim::cli {

namespace {

using sim::Duration;
using wire::Side;

constexpr Duration kGap = Duration::seconds(1);
constexpr std::int64_t kLargestPayload = 16 * 1024 * 1024;

enum class Protocol : std::uint8_t { Mqtt, Https };

class Questioner {
  public:
    explicit Questioner(const Arguments& arguments)
        : host_(arguments.maybe("--host").value_or("iot.example.com")),
          topic_(arguments.maybe("--topic").value_or("device/message")),
          payload_(arguments.integer("--payload", 100, 0, kLargestPayload)),
          opening_(arguments.has("--resumed") ? wire::Opening::Resumed : wire::Opening::Full),
          loss_(arguments.real("--loss", 0) / 100),
          round_trip_(Duration::from_seconds(arguments.real("--rtt", 50) / 1000)),
          device_(arguments.maybe("--device")),
          core_(arguments.maybe("--core").value_or("x86-core")),
          answer_{.stack = wire_stack(arguments, host_.size())},
          script_(answer_.stack) {
        protocol_ = choose<Protocol, 2>(arguments, "--protocol",
                                        {{{"mqtt", Protocol::Mqtt}, {"https", Protocol::Https}}});
        if (protocol_ == Protocol::Https)
            refuse_idle(arguments, {"--mqtt", "--websocket", "--will", "--topic-alias"},
                        "with --protocol https");
        else
            refuse_idle(arguments, {"--http-client"}, "with --protocol mqtt");
        mqtt_.topic = topic_;
        mqtt_.client_id = arguments.maybe("--client-id").value_or("device-0001");
        mqtt_.host = host_;
        mqtt_.version = choose<mqtt::Version, 2>(
            arguments, "--mqtt", {{{"3.1.1", mqtt::Version::V311}, {"5", mqtt::Version::V5}}});
        if (arguments.has("--websocket")) mqtt_.carrier = device::Carrier::WebSocket;
        mqtt_.will_topic = arguments.maybe("--will").value_or("");
        alias_ = arguments.has("--topic-alias");
        if (alias_ && mqtt_.version != mqtt::Version::V5) {
            refuse_option("--topic-alias", "MQTT 3.1.1 has none", "topic aliases need --mqtt 5");
        }
        http_client_ =
            choose<wire::http::Client, 3>(arguments, "--http-client",
                                          {{{"curl", wire::http::Client::Curl},
                                            {"python", wire::http::Client::PythonClient},
                                            {"requests", wire::http::Client::PythonRequests}}});
        qos_ = static_cast<mqtt::Qos>(arguments.integer("--qos", 1, 0, 2));
        if (protocol_ == Protocol::Https && qos_ == mqtt::Qos::ExactlyOnce)
            refuse_value("--qos", "2", "a publish by HTTPS has QoS 0 or 1");
        check_names();
        check_topic("--topic", topic_);
        if (arguments.has("--will")) check_topic("--will", mqtt_.will_topic);
        if (!(loss_ >= 0 && loss_ <= 0.5)) {
            refuse_value("--loss", arguments.maybe("--loss").value_or(""),
                         "give a percentage up to 50");
        }
        const bool sane = round_trip_ > Duration{} && round_trip_ <= Duration::seconds(60);
        if (!sane) {
            refuse_value("--rtt", arguments.maybe("--rtt").value_or(""),
                         "give milliseconds, above 0 and up to 60000");
        }
    }

    WireAnswer run() {
        begin("TCP connect");
        script_.open();
        if (answer_.stack.tls) {
            begin(opening_ == wire::Opening::Full ? "TLS handshake" : "TLS resumption");
            script_.shake_hands(opening_);
        }
        if (protocol_ == Protocol::Mqtt) {
            play_mqtt();
        } else {
            play_https();
        }
        answer_.conversation = wire::play(answer_.stack, wire::Habits{}, script_.steps());
        answer_.title = title();
        if (answer_.stack.tls) answer_.crypto = cryptography();
        answer_.losses = losses();
        return std::move(answer_);
    }

  private:
    void check_names() const {
        struct Name {
            std::string_view option;
            const std::string& text;
            std::size_t most;
            std::string_view hint;
        };
        constexpr std::string_view kText = "MQTT 3.1.1, 1.5.3: a text has at most 65535 bytes";
        constexpr std::string_view kDns = "RFC 1035, 2.3.4: a host's name has at most 253 bytes";
        const Name names[] = {{"--topic", topic_, 65'535, kText},
                              {"--client-id", mqtt_.client_id, 65'535, kText},
                              {"--will", mqtt_.will_topic, 65'535, kText},
                              {"--host", host_, 253, kDns}};
        for (const Name& name : names) {
            if (name.text.size() > name.most)
                refuse_value(name.option, name.text.substr(0, 20) + "...", std::string(name.hint));
        }
    }

    static void check_topic(std::string_view option, const std::string& topic) {
        const mqtt::TopicFault fault = mqtt::check_topic_name(topic);
        if (fault != mqtt::TopicFault::None)
            refuse_value(option, topic, "it " + std::string(mqtt::describe(fault)));
    }

    void begin(const std::string& name) {
        script_.begin_phase(kGap);
        answer_.phases.push_back(name);
    }
    void phase(const std::string& name, const device::Messages& messages) {
        begin(name);
        exchanges_.emplace_back(name, messages);
        for (const wire::Message& message : messages) script_.send(message);
    }

    void play_mqtt() {
        const std::string qos = fmt::format("QoS {}", static_cast<int>(qos_));
        phase("CONNECT", device::connect_messages(mqtt_));
        phase("SUBSCRIBE", device::subscribe_messages(mqtt_, qos_));
        if (alias_) mqtt_.publish_properties.topic_alias = 1;
        phase("PUBLISH " + qos, device::publish_messages(mqtt_, Side::Client, qos_, payload_));
        if (alias_) play_publish_by_alias();
        phase("delivery " + qos, device::publish_messages(mqtt_, Side::Server, qos_, payload_));
        phase("ping", device::ping_messages(mqtt_));
        phase("DISCONNECT", device::disconnect_messages(mqtt_));
        script_.close_by_server(wire::FirstFin::Client);
    }

    /// Once the server knows the alias the topic's name can stay away (MQTT 5, 3.3.2.3.4).
    void play_publish_by_alias() {
        device::MqttClass nameless = mqtt_;
        nameless.topic.clear();
        phase("PUBLISH by alias", device::publish_messages(nameless, Side::Client, qos_, payload_));
        mqtt_.publish_properties.topic_alias.reset();
    }

    void play_https() {
        const std::string target = wire::http::publish_target(topic_, static_cast<int>(qos_) & 1);
        wire::http::Post post;
        post.client = http_client_;
        post.host = host_;
        post.target = target;
        post.body = payload_;
        phase("POST", device::post_messages(post));
        phase("POST (kept alive)", device::post_messages(post));
        begin("long poll");
        const device::Messages poll = device::poll_messages(host_, "/poll", payload_);
        script_.send(poll[0]);
        script_.hold(Duration::seconds(60));
        script_.send(poll[1]);
        begin("close");
        script_.close_by_client();
    }

    CryptoAnswer cryptography() const {
        const wire::TlsSettings& tls = *answer_.stack.tls;
        const wire::tls::Handshake handshake = wire::tls::handshake(tls, opening_);
        CryptoAnswer answer;
        answer.device = handshake.client;
        answer.server = handshake.server;
        const broker::ServerCore core = broker::open_server_core(core_);
        answer.core = core.name;
        answer.core_crypto_time = core.crypto.time_of(handshake.server, tls.key);
        answer.core_time = core.connection_time(tls, opening_);
        answer.connections_per_second = core.connections_per_second(tls, opening_);
        if (!device_) return answer;
        const device::DeviceProfile profile = device::open_device(*device_);
        const auto key = tls.key == wire::KeyType::Rsa2048 ? device::SignatureKey::Rsa2048
                                                           : device::SignatureKey::EcdsaP256;
        answer.profile = profile.name;
        answer.has_figures = profile.has_crypto;
        answer.time = profile.crypto_time(handshake.client, key);
        answer.energy = profile.active * answer.time;
        return answer;
    }

    std::vector<LossAnswer> losses() const {
        std::vector<LossAnswer> answers;
        if (loss_ <= 0) return answers;
        const wire::LossyPath path{loss_, loss_, round_trip_};
        const wire::LossModel model(answer_.stack, path);
        constexpr std::uint64_t kSeed = 1;
        answers.push_back(loss_of("opening", model.open(opening_, {}, kSeed)));
        for (const auto& [name, messages] : exchanges_) {
            answers.push_back(loss_of(name, model.exchange(messages, kSeed)));
        }
        return answers;
    }

    static LossAnswer loss_of(const std::string& name, const wire::LossTable& table) {
        return {name,
                table.probability(),
                table.mean_delay_seconds(),
                table.delay_quantile(0.99).to_seconds(),
                table.mean_resent_up(),
                table.mean_resent_down()};
    }

    std::string title() const {
        const wire::Stack& stack = answer_.stack;
        std::string text = protocol_ == Protocol::Https                  ? "HTTPS"
                           : mqtt_.carrier == device::Carrier::WebSocket ? "MQTT over WebSocket"
                                                                         : "MQTT";
        text += !stack.tls                                    ? " without TLS"
                : stack.tls->version == wire::TlsVersion::V12 ? " over TLS 1.2"
                                                              : " over TLS 1.3";
        text +=
            fmt::format(", IPv{}, MSS {}, payload {} B", stack.ip == wire::IpVersion::V4 ? 4 : 6,
                        wire::maximum_segment(stack), payload_);
        if (stack.framing.name != "none") text += ", framed by " + stack.framing.name;
        return text;
    }

    std::string host_;
    std::string topic_;
    std::int64_t payload_;
    wire::Opening opening_;
    double loss_;  ///< probability, each way
    Duration round_trip_;
    std::optional<std::string> device_;
    std::string core_;  ///< of the server
    std::vector<std::pair<std::string, device::Messages>> exchanges_;
    WireAnswer answer_;
    wire::ScriptWriter script_;
    Protocol protocol_ = Protocol::Mqtt;
    device::MqttClass mqtt_;
    mqtt::Qos qos_ = mqtt::Qos::AtLeastOnce;
    bool alias_ = false;
    wire::http::Client http_client_ = wire::http::Client::Curl;
};

}  // namespace

std::vector<Option> wire_question_options() {
    std::vector<Option> options = {
        {"--protocol", Arity::One, "mqtt|https", "what the device speaks (mqtt)"},
        {"--mqtt", Arity::One, "3.1.1|5", "version of MQTT (3.1.1)"},
        {"--websocket", Arity::Flag, "", "MQTT in WebSocket frames"},
        {"--will", Arity::One, "TOPIC", "the device leaves a will without payload"},
        {"--topic-alias", Arity::Flag, "", "MQTT 5: publishes name their topic once"},
        {"--http-client", Arity::One, "curl|python|requests", "whose request headers (curl)"},
        {"--payload", Arity::One, "BYTES", "of the message published and delivered (100)"},
        {"--qos", Arity::One, "0|1|2", "of the message (1)"},
        {"--topic", Arity::One, "TEXT", "of the message (device/message)"},
        {"--client-id", Arity::One, "TEXT", "of the device (device-0001)"},
        {"--host", Arity::One, "NAME", "of the server, sent as SNI and Host (iot.example.com)"},
    };
    const std::vector<Option> stack = wire_stack_options();
    options.insert(options.end(), stack.begin(), stack.end());
    options.insert(
        options.end(),
        {{"--loss", Arity::One, "PERCENT", "of packets lost each way: what that adds (0)"},
         {"--rtt", Arity::One, "MS", "round trip for --loss, milliseconds (50)"},
         {"--device", Arity::One, "PROFILE", "time and energy of its cryptography"},
         {"--core", Arity::One, "PROFILE", "a core of the server, for its handshakes (x86-core)"}});
    return options;
}

WireAnswer answer_question(const Arguments& arguments) { return Questioner(arguments).run(); }

}  // namespace fleetsim::cli
