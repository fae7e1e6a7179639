// ExchangeCosts: the bytes of every exchange one class of devices can have, worked out once.
// Models     what models/wire predicts for the class's protocol, TLS and TCP; publishes, deliveries
//            and requests in closed form of topic and payload sizes.
// Leaves out pure acks that depend on what came just before (models/wire states its error).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "models/device/messages.hpp"
#include "models/mqtt/packet.hpp"
#include "models/mqtt/parcel.hpp"
#include "models/mqtt/pattern_list.hpp"
#include "models/wire/connection_costs.hpp"

namespace fleetsim::device {

/// Sizes of the packets that open a class's MQTT connections.
struct MqttPackets {
    mqtt::Version version = mqtt::Version::V311;
    Carrier carrier = Carrier::Stream;
    std::string host{};  ///< of WebSocket's upgrade
    sim::Bytes connect;
    sim::Bytes connack;
    sim::Bytes subscribe;
    sim::Bytes suback;
};

struct ExchangeCosts {
    /// Until the first packet of the application can leave; with MQTT also CONNECT and CONNACK.
    wire::Exchange full;
    wire::Exchange resumed;
    wire::Exchange subscribe;         ///< SUBSCRIBE and SUBACK
    wire::Exchange ping;              ///< PINGREQ and PINGRESP
    wire::Exchange release;           ///< PUBREL and PUBCOMP of the device's own publish
    wire::Exchange delivery_release;  ///< PUBREL and PUBCOMP of one delivered to it
    wire::Exchange close;             ///< DISCONNECT where there is one, close_notify, FINs
    std::array<wire::SizedExchange, 3> publish_of_qos;
    std::array<wire::SizedExchange, 3> delivery_of_qos;
    wire::SizedExchange http_request;
    wire::SizedExchange poll_answered;  ///< a GET and its answer with a message
    wire::Exchange poll_empty;          ///< and one without
    mqtt::Version version = mqtt::Version::V311;
    Carrier carrier = Carrier::Stream;
    wire::Traffic syn;              ///< all that leaves of a connection while nobody answers
    std::int64_t http_head = 0;     ///< of a POST with an empty topic and a body of one digit
    std::int64_t poll_head = 0;     ///< of an answer to a GET with a body of one digit
    std::int64_t segment_size = 0;  ///< TCP payload of a full segment
    std::int64_t tcp_header = 0;
    std::int64_t ip_header = 0;
    wire::Framing framing;

    const wire::Exchange& opening(wire::Opening opening) const {
        return opening == wire::Opening::Full ? full : resumed;
    }
    /// `expires`: with a message expiry interval, in MQTT 5.
    wire::Exchange publish(std::uint8_t qos, std::uint32_t topic_bytes, std::uint32_t payload_bytes,
                           bool expires = false) const {
        return publish_of_qos[qos].one(
            publish_size(wire::Side::Client, qos, topic_bytes, payload_bytes, expires),
            sim::Bytes{payload_bytes});
    }
    wire::Exchange delivery(std::uint8_t qos, std::uint32_t topic_bytes,
                            std::uint32_t payload_bytes, bool expires = false) const {
        return delivery_of_qos[qos].one(
            publish_size(wire::Side::Server, qos, topic_bytes, payload_bytes, expires),
            sim::Bytes{payload_bytes});
    }
    wire::Exchange request(std::uint32_t topic_bytes, std::uint32_t payload_bytes) const;
    /// A GET that brings a message of this size, 0 for one that is empty.
    wire::Exchange poll(std::uint32_t payload_bytes) const;

    /// A lost packet of `what` sent again: one data segment, as full as they come.
    wire::Traffic retransmitted(const wire::Traffic& what, unsigned times) const;

    /// Octets of a PUBLISH, in a WebSocket frame if that carries the class's packets.
    sim::Bytes publish_size(wire::Side from, std::uint8_t qos, std::uint32_t topic_bytes,
                            std::uint32_t payload_bytes, bool expires = false) const;
};

/// What a class's GET asks for.
struct PollTarget {
    std::string_view topic;
    std::int64_t wait_seconds = 0;  ///< the server holds it so long; 0: it answers at once
};

ExchangeCosts mqtt_costs(const wire::Stack& stack, const MqttPackets& packets);
/// `host` is the server's name, as the Host header has it.
ExchangeCosts https_costs(const wire::Stack& stack, std::string_view host);
/// Adds to HTTPS costs those of receiving by requests.
void add_poll_costs(ExchangeCosts& costs, const wire::Stack& stack, std::string_view host,
                    const PollTarget& target);

}  // namespace fleetsim::device
