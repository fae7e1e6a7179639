#include "models/device/messages.hpp"

#include "models/mqtt/codec.hpp"

namespace fleetsim::device {

namespace {

using sim::Bytes;
using wire::Message;
using wire::Side;

constexpr std::uint16_t kAnyPacketId = 1;

Message text_message(Side from, const std::string& text, std::int64_t body, std::int64_t payload,
                     std::string_view name) {
    return {from, Bytes{static_cast<std::int64_t>(text.size()) + body}, Bytes{payload}, name};
}

mqtt::Connect connect_of(const MqttClass& of) {
    mqtt::Connect connect;
    connect.version = of.version;
    connect.keep_alive = of.keep_alive;
    connect.client_id = of.client_id;
    connect.properties = of.connect_properties;
    if (!of.user_name.empty()) connect.user_name = of.user_name;
    if (!of.password.empty()) connect.password = of.password;
    if (of.will_topic.empty()) return connect;
    mqtt::Will will;
    will.topic = of.will_topic;
    will.payload = of.will_payload;
    connect.will = will;
    return connect;
}

}  // namespace

mqtt::Properties announced_by_mosquitto() {
    mqtt::Properties announced;
    announced.receive_maximum = 20;
    announced.topic_alias_maximum = 10;
    return announced;
}

Message message(Side from, const mqtt::Packet& packet, const MqttClass& of, std::int64_t payload) {
    auto size = static_cast<std::int64_t>(mqtt::encoded_size(packet, of.version));
    if (of.carrier == Carrier::WebSocket) {
        using wire::http::Masked;
        const Masked masked = from == Side::Client ? Masked::Yes : Masked::No;
        size += wire::http::websocket_frame(size, masked);
    }
    return {from, Bytes{size}, Bytes{payload}, mqtt::name(mqtt::type_of(packet))};
}

Messages upgrade_messages(std::string_view host) {
    const std::string request = wire::http::websocket_request(host, "/mqtt");
    return {text_message(Side::Client, request, 0, 0, "GET (upgrade)"),
            text_message(Side::Server, wire::http::websocket_answer(), 0, 0,
                         "101 Switching Protocols")};
}

Messages connect_messages(const MqttClass& of) {
    Messages messages;
    if (of.carrier == Carrier::WebSocket) messages = upgrade_messages(of.host);
    messages.push_back(message(Side::Client, connect_of(of), of));
    messages.push_back(
        message(Side::Server, mqtt::Connack{.properties = of.connack_properties}, of));
    return messages;
}

Messages subscribe_messages(const MqttClass& of, mqtt::Qos qos) {
    mqtt::Subscribe subscribe;
    subscribe.packet_id = kAnyPacketId;
    subscribe.subscriptions = {{.filter = of.topic, .qos = qos}};
    mqtt::Suback suback;
    suback.packet_id = kAnyPacketId;
    suback.reasons = {mqtt::ReasonCode::GrantedQos1};
    return {message(Side::Client, subscribe, of), message(Side::Server, suback, of)};
}

Messages publish_messages(const MqttClass& of, Side from, mqtt::Qos qos, std::int64_t payload) {
    const std::string body(static_cast<std::size_t>(payload), 'x');
    mqtt::Publish publish;
    publish.topic = of.topic;
    publish.payload = body;
    publish.qos = qos;
    publish.packet_id = qos == mqtt::Qos::AtMostOnce ? 0 : kAnyPacketId;
    publish.properties = of.publish_properties;

    const Side to = wire::peer(from);
    Messages messages = {message(from, publish, of, payload)};
    if (qos == mqtt::Qos::AtLeastOnce) {
        messages.push_back(message(to, mqtt::Puback{.packet_id = kAnyPacketId}, of));
    }
    if (qos == mqtt::Qos::ExactlyOnce) {
        messages.push_back(message(to, mqtt::Pubrec{.packet_id = kAnyPacketId}, of));
        messages.push_back(message(from, mqtt::Pubrel{.packet_id = kAnyPacketId}, of));
        messages.push_back(message(to, mqtt::Pubcomp{.packet_id = kAnyPacketId}, of));
    }
    return messages;
}

Messages ping_messages(const MqttClass& of) {
    return {message(Side::Client, mqtt::Pingreq{}, of),
            message(Side::Server, mqtt::Pingresp{}, of)};
}

Messages disconnect_messages(const MqttClass& of) {
    return {message(Side::Client, mqtt::Disconnect{}, of)};
}

Messages post_messages(const wire::http::Post& post) {
    using namespace wire::http;
    return {text_message(Side::Client, head(post), post.body, post.body, "POST"),
            text_message(Side::Server, publish_answer_head(kPublishAnswerBody), kPublishAnswerBody,
                         0, "200 OK")};
}

Messages poll_messages(std::string_view host, std::string_view target, std::int64_t payload) {
    using namespace wire::http;
    return {text_message(Side::Client, poll_head(host, target), 0, 0, "GET"),
            text_message(Side::Server, poll_answer_head(payload), payload, payload,
                         payload > 0 ? "200 OK" : "204 No Content")};
}

}  // namespace fleetsim::device
