#include "models/device/exchange_costs.hpp"

#include <algorithm>

#include "models/mqtt/packet_size.hpp"
#include "models/wire/http.hpp"

namespace fleetsim::device {

namespace {

using wire::Message;
using wire::Side;

constexpr sim::Bytes kAcknowledgement{4};  ///< PUBACK, PUBREC, PUBREL, PUBCOMP of 3.1.1 and of 5
                                           ///< with reason code 0 (MQTT 5 section 3.4.2.1)
constexpr sim::Bytes kEmptyPacket{2};      ///< PINGREQ, PINGRESP, DISCONNECT

Message from_client(sim::Bytes size) { return {.from = Side::Client, .size = size, .payload = {}}; }
Message from_server(sim::Bytes size) { return {.from = Side::Server, .size = size, .payload = {}}; }

/// An MQTT packet as its carrier takes it.
sim::Bytes carried(Carrier carrier, Side from, sim::Bytes packet) {
    if (carrier == Carrier::Stream) return packet;
    using wire::http::Masked;
    const Masked masked = from == Side::Client ? Masked::Yes : Masked::No;
    return packet + sim::Bytes{wire::http::websocket_frame(packet.count(), masked)};
}

/// Puts the packets of one class into messages.
class Packer {
  public:
    explicit Packer(Carrier carrier) : carrier_(carrier) {}

    Message up(sim::Bytes packet) const {
        return from_client(carried(carrier_, Side::Client, packet));
    }
    Message down(sim::Bytes packet) const {
        return from_server(carried(carrier_, Side::Server, packet));
    }
    /// WebSocket's upgrade where the class has it, CONNECT and CONNACK.
    Messages greeting(const MqttPackets& packets) const {
        Messages messages;
        if (carrier_ == Carrier::WebSocket) messages = upgrade_messages(packets.host);
        messages.push_back(up(packets.connect));
        messages.push_back(down(packets.connack));
        return messages;
    }

  private:
    Carrier carrier_;
};

ExchangeCosts common(const wire::Stack& stack) {
    ExchangeCosts costs;
    costs.segment_size = wire::maximum_segment(stack);
    costs.tcp_header = wire::tcp_header(stack);
    costs.ip_header = wire::ip_header(stack);
    costs.framing = stack.framing;
    const std::int64_t syn = wire::ip_header(stack) + wire::syn_header(stack);
    costs.syn = {.segments = 1,
                 .tcp = sim::Bytes{wire::syn_header(stack)},
                 .ip = sim::Bytes{wire::ip_header(stack)},
                 .link = sim::Bytes{stack.framing.around(syn)}};
    return costs;
}

}  // namespace

sim::Bytes ExchangeCosts::publish_size(Side from, std::uint8_t qos, std::uint32_t topic_bytes,
                                       std::uint32_t payload_bytes, bool expires) const {
    const std::int64_t size = mqtt::publish_size(
        version, mqtt::Qos{qos}, topic_bytes, payload_bytes, mqtt::expiry_octets(version, expires));
    return carried(carrier, from, sim::Bytes{size});
}

wire::Exchange ExchangeCosts::request(std::uint32_t topic_bytes,
                                      std::uint32_t payload_bytes) const {
    const std::int64_t digits = mqtt::decimal_digits(payload_bytes);
    const sim::Bytes size{http_head + topic_bytes + digits - 1 + payload_bytes};
    return http_request.one(size, sim::Bytes{payload_bytes});
}

wire::Exchange ExchangeCosts::poll(std::uint32_t payload_bytes) const {
    if (payload_bytes == 0) return poll_empty;
    const sim::Bytes size{poll_head + mqtt::decimal_digits(payload_bytes) - 1 + payload_bytes};
    return poll_answered.one(size, sim::Bytes{payload_bytes});
}

wire::Traffic ExchangeCosts::retransmitted(const wire::Traffic& what, unsigned times) const {
    wire::Traffic again;
    const std::int64_t content = std::min(segment_size, what.tcp_payload().count());
    again.segments = times;
    again.data_segments = content > 0 ? times : 0;
    // Who the repeated bytes belong to is not known packet by packet; the transport lost them.
    again.tcp = sim::Bytes{times * (tcp_header + content)};
    again.ip = sim::Bytes{times * ip_header};
    again.link = sim::Bytes{times * framing.around(ip_header + tcp_header + content)};
    return again;
}

ExchangeCosts mqtt_costs(const wire::Stack& stack, const MqttPackets& packets) {
    const wire::ConnectionCosts wire_costs(stack);
    ExchangeCosts costs = common(stack);
    costs.version = packets.version;
    costs.carrier = packets.carrier;
    const Packer packer(packets.carrier);
    const Messages greeting = packer.greeting(packets);
    costs.full = wire_costs.open(wire::Opening::Full, greeting);
    costs.resumed = wire_costs.open(wire::Opening::Resumed, greeting);
    const Message subscribing[] = {packer.up(packets.subscribe), packer.down(packets.suback)};
    costs.subscribe = wire_costs.exchange(subscribing);
    const Message ping[] = {packer.up(kEmptyPacket), packer.down(kEmptyPacket)};
    costs.ping = wire_costs.exchange(ping);
    const Message release[] = {packer.up(kAcknowledgement), packer.down(kAcknowledgement)};
    costs.release = wire_costs.exchange(release);
    const Message released[] = {packer.down(kAcknowledgement), packer.up(kAcknowledgement)};
    costs.delivery_release = wire_costs.exchange(released);
    const Message farewell[] = {packer.up(kEmptyPacket)};
    costs.close = wire_costs.close(farewell);

    const Message published[] = {from_client({}), packer.down(kAcknowledgement)};
    const Message delivered[] = {from_server({}), packer.up(kAcknowledgement)};
    for (std::size_t qos = 0; qos < 3; ++qos) {
        const std::size_t messages = qos == 0 ? 1 : 2;
        costs.publish_of_qos[qos] = wire_costs.sized({published, messages}, 0);
        costs.delivery_of_qos[qos] = wire_costs.sized({delivered, messages}, 0);
    }
    return costs;
}

ExchangeCosts https_costs(const wire::Stack& stack, std::string_view host) {
    const wire::ConnectionCosts wire_costs(stack);
    ExchangeCosts costs = common(stack);
    costs.full = wire_costs.open(wire::Opening::Full, {});
    costs.resumed = wire_costs.open(wire::Opening::Resumed, {});
    costs.close = wire_costs.close({});
    const std::string target = wire::http::publish_target("", 1);
    const std::string head = wire::http::head(
        {.client = wire::http::Client::Curl, .host = host, .target = target, .body = 1});
    costs.http_head = static_cast<std::int64_t>(head.size());
    const std::string answer = wire::http::publish_answer_head(wire::http::kPublishAnswerBody);
    const sim::Bytes answer_size{static_cast<std::int64_t>(answer.size()) +
                                 wire::http::kPublishAnswerBody};
    const Message exchange[] = {from_client({}), from_server(answer_size)};
    costs.http_request = wire_costs.sized(exchange, 0);
    return costs;
}

void add_poll_costs(ExchangeCosts& costs, const wire::Stack& stack, std::string_view host,
                    const PollTarget& target) {
    // Longer than a delayed acknowledgement: the request is acknowledged before its answer comes.
    constexpr sim::Duration kHeld = sim::Duration::seconds(1);
    const wire::ConnectionCosts wire_costs(stack);
    const std::string path = wire::http::poll_target(target.topic, target.wait_seconds);
    Messages messages = poll_messages(host, path, 1);
    costs.poll_head = messages[1].size.count() - 1;
    Messages empty = poll_messages(host, path, 0);
    if (target.wait_seconds > 0) messages[1].hold = empty[1].hold = kHeld;
    costs.poll_answered = wire_costs.sized(messages, 1);
    costs.poll_empty = wire_costs.exchange(empty);
}

}  // namespace fleetsim::device
