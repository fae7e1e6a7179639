#include "scenarios/claims/overhead.hpp"

#include "models/device/messages.hpp"
#include "models/wire/connection_costs.hpp"
#include "scenarios/claims/experiment.hpp"

namespace fleetsim::claims {

namespace {

/// RSA-2048 at both ends, a chain of four certificates as AWS IoT sends it: DER sizes of the
/// captures in docs/models/wire.md.
wire::Stack stack() {
    wire::TlsSettings tls;
    tls.key = wire::KeyType::Rsa2048;
    tls.resumption = wire::Resumption::Ticket;
    tls.server_chain = {1617, 1162, 1209, 1256};
    tls.client_chain = {859};
    wire::Stack stack;
    stack.tls = tls;
    return stack;
}

double ip_bytes(const wire::Exchange& exchange) {
    return static_cast<double>((exchange.up.ip_bytes() + exchange.down.ip_bytes()).count());
}
double tls_bytes(const wire::Exchange& exchange) {
    return static_cast<double>((exchange.up.tcp_payload() + exchange.down.tcp_payload()).count());
}
double header_bytes(const wire::Exchange& exchange) {
    return static_cast<double>((exchange.up.application + exchange.down.application).count());
}
/// Of one message.
double header_bytes(const wire::Message& message) {
    return static_cast<double>((message.size - message.payload).count());
}

}  // namespace

std::vector<OverheadRatio> overhead_ratios() {
    const wire::ConnectionCosts costs(stack());
    const device::MqttClass client{.client_id = "device-000001", .topic = "device/message"};
    const device::Messages mqtt =
        device::publish_messages(client, wire::Side::Client, mqtt::Qos::AtLeastOnce, kPayload);
    const wire::Exchange publish = costs.exchange(mqtt);
    const auto post_of = [](wire::http::Client program) {
        return device::post_messages({.client = program,
                                      .host = "a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com",
                                      .target = "/topics/device/message?qos=1",
                                      .body = kPayload});
    };
    const device::Messages post = post_of(wire::http::Client::Curl);
    const device::Messages short_post = post_of(wire::http::Client::PythonClient);
    const wire::Exchange kept = costs.exchange(post);
    const wire::Exchange resumed = costs.whole(wire::Opening::Resumed, post);
    const wire::Exchange full = costs.whole(wire::Opening::Full, post);
    return {{"IP bytes, HTTPS connection kept alive", ip_bytes(kept), ip_bytes(publish)},
            {"bytes above TCP, connection kept alive", tls_bytes(kept), tls_bytes(publish)},
            // The answer's body is no header.
            {"application headers alone", header_bytes(kept) - wire::http::kPublishAnswerBody,
             header_bytes(publish)},
            {"request headers alone, python", header_bytes(short_post[0]), header_bytes(mqtt[0])},
            {"request headers alone, curl", header_bytes(post[0]), header_bytes(mqtt[0])},
            {"IP bytes, HTTPS session resumed each time", ip_bytes(resumed), ip_bytes(publish)},
            {"IP bytes, HTTPS handshake each time", ip_bytes(full), ip_bytes(publish)}};
}

}  // namespace fleetsim::claims
