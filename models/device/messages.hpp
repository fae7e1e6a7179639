// The messages of a device's exchanges, sized by the codecs that a real server runs.
// Models     MQTT 3.1.1 and 5: connect, subscribe, publish up and delivery down at each QoS, ping,
//            disconnect; bare or in WebSocket frames. HTTPS: a publish by POST, a long poll.
// Leaves out when they are sent (the population) and what is below them (models/wire).
// Source     models/mqtt/codec.hpp, models/wire/http.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/mqtt/packet.hpp"
#include "models/wire/connection_costs.hpp"
#include "models/wire/http.hpp"

namespace fleetsim::device {

using Messages = std::vector<wire::Message>;

enum class Carrier : std::uint8_t { Stream, WebSocket };

/// What mosquitto 2.0 says in each CONNACK of MQTT 5, as it is configured if nothing is: 6 bytes.
/// AWS IoT Core names more limits; no capture of it was at hand.
mqtt::Properties announced_by_mosquitto();

/// What the sizes of a class's MQTT packets depend on.
struct MqttClass {
    mqtt::Version version = mqtt::Version::V311;
    Carrier carrier = Carrier::Stream;
    std::string client_id;
    std::string topic;              ///< of publishes, or the filter subscribed to
    std::string user_name{};        ///< empty: none
    std::string password{};         ///< empty: none
    std::uint16_t keep_alive = 60;  ///< seconds
    mqtt::Properties connect_properties{};
    mqtt::Properties connack_properties = announced_by_mosquitto();
    mqtt::Properties publish_properties{};  ///< an alias may stand for the topic
    std::string will_topic{};               ///< empty: no will
    std::string will_payload{};
    std::string host{};  ///< of WebSocket's upgrade
};

wire::Message message(wire::Side from, const mqtt::Packet& packet, const MqttClass& of,
                      std::int64_t payload = 0);

/// WebSocket's upgrade and its answer.
Messages upgrade_messages(std::string_view host);
/// WebSocket's upgrade when the class has it, CONNECT and CONNACK.
Messages connect_messages(const MqttClass& of);
Messages subscribe_messages(const MqttClass& of, mqtt::Qos qos);
/// PUBLISH and its acknowledgements; `from` Server is a delivery. The PUBLISH stands first.
Messages publish_messages(const MqttClass& of, wire::Side from, mqtt::Qos qos,
                          std::int64_t payload);
Messages ping_messages(const MqttClass& of);
Messages disconnect_messages(const MqttClass& of);

/// A request and its answer. The request stands first.
Messages post_messages(const wire::http::Post& post);
/// The answer carries `payload` bytes of body; none is a 204.
Messages poll_messages(std::string_view host, std::string_view target, std::int64_t payload);

}  // namespace fleetsim::device
