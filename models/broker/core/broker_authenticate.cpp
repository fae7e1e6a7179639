// Enhanced authentication: MQTT 5.0 sections 3.15 and 4.12.
#include "models/broker/core/broker.hpp"
#include "sim/check.hpp"

namespace fleetsim::broker::core {

/// CONNECT names a method: it waits here until the method has its verdict.
void Broker::authenticate(Connection& connection, const mqtt::Connect& packet, sim::Time now) {
    const std::string_view method = *packet.properties.authentication_method;
    if (settings_.authenticator) {
        connection.exchange = settings_.authenticator->begin(method, packet.client_id);
    }
    if (!connection.exchange) {  // MQTT-4.12.0-1
        return refuse_connect(connection, packet.version, ReasonCode::BadAuthenticationMethod);
    }
    connection.version = packet.version;
    connection.authentication_method = method;
    mqtt::encode(packet, packet.version, connection.waiting_connect);
    const std::string bytes(packet.properties.authentication_bytes.value_or(""));
    answer_authentication(connection, bytes, now);
}

void Broker::on_auth(Connection& connection, const mqtt::Auth& packet, sim::Time now) {
    const std::string_view method = packet.properties.authentication_method.value_or("");
    const bool begins = packet.reason == ReasonCode::ReAuthenticate;
    // MQTT-4.12.0-6, MQTT-4.12.0-7: no method in CONNECT; MQTT-4.12.0-5, MQTT-4.12.1-1: another.
    const bool is_foreign =
        connection.authentication_method.empty() || method != connection.authentication_method;
    const bool may_begin = connection.session != nullptr && !connection.exchange;
    const bool fits = begins ? may_begin : connection.exchange != nullptr;
    if (is_foreign || !fits) return fail_authentication(connection, ReasonCode::ProtocolError, now);
    if (begins) {
        connection.exchange = settings_.authenticator->begin(method, connection.session->client_id);
        FLEET_CHECK(connection.exchange, "a method that was known is forgotten");
    }
    const std::string bytes(packet.properties.authentication_bytes.value_or(""));
    answer_authentication(connection, bytes, now);
}

void Broker::answer_authentication(Connection& connection, std::string_view bytes, sim::Time now) {
    const AuthStep step = connection.exchange->answer(bytes);
    if (step.verdict == Verdict::Reject) {
        return fail_authentication(connection, ReasonCode::NotAuthorized, now);
    }
    mqtt::Auth answer;
    answer.properties.authentication_method = connection.authentication_method;
    if (!step.bytes.empty()) answer.properties.authentication_bytes = step.bytes;
    if (step.verdict == Verdict::Continue) {
        answer.reason = ReasonCode::ContinueAuthentication;  // MQTT-4.12.0-2
        send(connection, answer);
        return;
    }
    connection.exchange.reset();
    if (connection.session != nullptr) {
        send(connection, answer);
        return;
    }
    connection.authenticated_bytes = step.bytes;
    const std::string waiting = std::move(connection.waiting_connect);
    connection.waiting_connect.clear();
    const mqtt::Decoded decoded = mqtt::decode(waiting, {});
    const auto* packet = std::get_if<mqtt::Connect>(&decoded.packet);
    FLEET_CHECK(packet != nullptr, "what was a CONNECT is none any more");
    accept(connection, *packet, now);
}

/// MQTT-4.12.0-4 before CONNACK, MQTT-4.12.1-2 after.
void Broker::fail_authentication(Connection& connection, ReasonCode reason, sim::Time now) {
    if (connection.session != nullptr || !connection.exchange) {
        return expel(connection, reason, now);
    }
    refuse_connect(connection, connection.version, reason);
}

}  // namespace fleetsim::broker::core
