#include "scenarios/compose/stack_builder.hpp"

#include <fmt/format.h>

#include "models/device/messages.hpp"
#include "models/mqtt/codec.hpp"
#include "sim/error.hpp"

namespace fleetsim::scenarios::compose {

namespace {

/// DER sizes of the chains behind the captures that models/wire is checked against: a server's leaf
/// and intermediate, and a device's leaf.
struct UsualChains {
    wire::CertificateChain server;
    wire::CertificateChain client;
};
const UsualChains kRsaChains{.server = {946, 858}, .client = {872}};
const UsualChains kEcdsaChains{.server = {551, 462}, .client = {476}};

wire::CertificateChain chain_of(const std::vector<sim::Bytes>& given,
                                const wire::CertificateChain& usual) {
    if (given.empty()) return usual;
    wire::CertificateChain chain;
    for (const sim::Bytes size : given) chain.push_back(size.count());
    return chain;
}

wire::Authentication authentication_of(const Tls& tls) {
    switch (tls.key) {
        case Tls::Key::RawPublicKey:
            return wire::Authentication::RawPublicKey;
        case Tls::Key::Psk:
            return wire::Authentication::PreSharedKey;
        default:
            break;
    }
    return tls.client == Tls::ClientIdentity::Certificate ? wire::Authentication::Mutual
                                                          : wire::Authentication::ServerOnly;
}

wire::Resumption resumption_of(Tls::Resumption from) {
    switch (from) {
        case Tls::Resumption::SessionId:
            return wire::Resumption::SessionId;
        case Tls::Resumption::Ticket:
            return wire::Resumption::Ticket;
        case Tls::Resumption::None:
            break;
    }
    return wire::Resumption::None;
}

sim::Bytes size_of(const mqtt::Packet& packet, mqtt::Version version) {
    return sim::Bytes{static_cast<std::int64_t>(mqtt::encoded_size(packet, version))};
}

std::uint32_t in_seconds(sim::Duration span) {
    return static_cast<std::uint32_t>(span.to_seconds());
}

mqtt::Properties will_properties(const Will& from) {
    mqtt::Properties properties;
    if (from.delay > sim::Duration{}) properties.will_delay = in_seconds(from.delay);
    if (from.message_expiry) properties.message_expiry = in_seconds(*from.message_expiry);
    return properties;
}

/// Of MQTT 5. What is as the standard has it by default is not sent.
mqtt::Properties connect_properties(const Mqtt& from) {
    mqtt::Properties properties;
    if (from.session_expiry > sim::Duration{})
        properties.session_expiry = in_seconds(from.session_expiry);
    if (from.receive_maximum != 65'535) properties.receive_maximum = from.receive_maximum;
    if (from.maximum_packet_size)
        properties.maximum_packet_size =
            static_cast<std::uint32_t>(from.maximum_packet_size->count());
    return properties;
}

/// Sizes of a SUBSCRIBE with all filters of the device `number`, and of its answer.
void measure_subscribe(const Fleet& fleet, std::uint32_t number, device::MqttPackets& packets) {
    mqtt::Subscribe subscribe{.packet_id = 1};
    mqtt::Suback suback{.packet_id = 1};
    std::vector<std::string> filters;
    for (const Subscribe& one : fleet.subscribe) filters.push_back(one.filter.with(number));
    for (std::size_t i = 0; i < filters.size(); ++i) {
        subscribe.subscriptions.push_back(
            {.filter = filters[i], .qos = static_cast<mqtt::Qos>(fleet.subscribe[i].qos)});
        suback.reasons.push_back(mqtt::ReasonCode::Success);
    }
    packets.subscribe = size_of(subscribe, packets.version);
    packets.suback = size_of(suback, packets.version);
}

/// Packets whose size depends on the device's number are those of the fleet's middle device: at
/// most one device in ten has a shorter number.
device::MqttPackets build_packets(const Fleet& fleet) {
    const Mqtt& from = *fleet.mqtt;
    const std::uint32_t middle = fleet.count / 2;
    device::MqttPackets packets;
    packets.version = from.version == Mqtt::Version::V5 ? mqtt::Version::V5 : mqtt::Version::V311;

    if (from.transport == Mqtt::Transport::WebSocket) packets.carrier = device::Carrier::WebSocket;
    if (fleet.tls) packets.host = fleet.tls->server_name;

    const std::string client_id = fleet.client_id_of(middle);
    mqtt::Connect connect{.version = packets.version,
                          .clean_start = from.clean_session,
                          .keep_alive = static_cast<std::uint16_t>(from.keep_alive.to_seconds()),
                          .client_id = client_id};
    std::string will_topic;
    std::string will_payload;
    if (from.will) {
        will_topic = from.will->topic.with(middle);
        will_payload.assign(static_cast<std::size_t>(from.will->payload.usual_size()), ' ');
        connect.will = mqtt::Will{.topic = will_topic,
                                  .payload = will_payload,
                                  .qos = static_cast<mqtt::Qos>(from.will->qos),
                                  .retain = from.will->retain == Retain::Yes,
                                  .properties = will_properties(*from.will)};
    }
    if (packets.version == mqtt::Version::V5) connect.properties = connect_properties(from);
    packets.connect = size_of(connect, packets.version);
    packets.connack =
        size_of(mqtt::Connack{.properties = device::announced_by_mosquitto()}, packets.version);
    measure_subscribe(fleet, middle, packets);
    return packets;
}

}  // namespace

wire::TlsSettings build_tls(const Tls& from) {
    wire::TlsSettings tls;
    const bool rsa = from.key == Tls::Key::Rsa2048;
    const UsualChains& usual = rsa ? kRsaChains : kEcdsaChains;
    tls.version =
        from.version == Tls::Version::V1_2 ? wire::TlsVersion::V12 : wire::TlsVersion::V13;
    tls.key = rsa ? wire::KeyType::Rsa2048 : wire::KeyType::P256;
    tls.authentication = authentication_of(from);
    tls.resumption = resumption_of(from.resumption);
    tls.server_chain = chain_of(from.server_chain, usual.server);
    tls.client_chain = chain_of(from.client_chain, usual.client);
    tls.server_name = static_cast<std::int64_t>(from.server_name.size());
    return tls;
}

void check_mtu(const std::string& radio, const wire::Stack& stack) {
    constexpr std::int64_t kLeast = 68;  // what each link under IPv4 must carry: RFC 791, 3.2
    if (stack.tcp.mtu < kLeast)
        throw sim::InputError(sim::Diagnostic{
            {},
            "mtu-too-small",
            fmt::format("{} carries packets of {} bytes: TCP does not fit", radio, stack.tcp.mtu),
            "choose a radio whose link has an MTU of 68 bytes at least"});
}

wire::Stack build_stack(const Fleet& fleet, const radio::RadioProfile& radio, wire::TcpKind tcp) {
    wire::Stack stack;
    stack.tcp.client = tcp;
    if (radio.link.mtu > sim::Bytes{}) stack.tcp.mtu = radio.link.mtu.count();
    stack.framing = wire::framing_named(radio.framing);
    check_mtu(fmt::format("the radio \"{}\" of fleet \"{}\"", radio.name, fleet.name), stack);
    stack.tcp.client_nagle = wire::Nagle::Off;
    stack.tcp.server_nagle = wire::Nagle::Off;
    if (fleet.tls) stack.tls = build_tls(*fleet.tls);
    return stack;
}

device::ExchangeCosts build_costs(const Fleet& fleet, const wire::Stack& stack) {
    if (fleet.mqtt) return device::mqtt_costs(stack, build_packets(fleet));
    const std::string host = fleet.tls ? fleet.tls->server_name : "";
    device::ExchangeCosts costs = device::https_costs(stack, host);
    if (fleet.https->receive == Https::Receive::Nothing) return costs;
    const std::string topic = fleet.subscribe.front().filter.with(fleet.count / 2);
    const bool held = fleet.https->receive == Https::Receive::LongPoll;
    const auto wait = static_cast<std::int64_t>(fleet.https->long_poll_timeout.to_seconds());
    device::add_poll_costs(costs, stack, host, {.topic = topic, .wait_seconds = held ? wait : 0});
    return costs;
}

}  // namespace fleetsim::scenarios::compose
