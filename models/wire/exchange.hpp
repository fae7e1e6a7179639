// Exchange: what one connect, publish, delivery, ping, request or poll costs on the wire.
// Models     per direction the TCP segments, the pure acknowledgements among them and the bytes of
//            each layer; the round trips until its purpose is served; the cryptography of each end.
// Leaves out when the packets travel: conversation.hpp plays them in time.
// Source     wire-format rules of IP, TCP, TLS and HTTP; see the files that compute them.
// Error      none against lossless captures but for acknowledgements (docs/models/wire.md).
// Plain integers: exchanges add up, and sums of sums close exactly.
#pragma once

#include <cstdint>

#include "sim/units.hpp"

namespace fleetsim::wire {

enum class Side : std::uint8_t { Client, Server };  ///< the client is the device
constexpr Side peer(Side side) { return side == Side::Client ? Side::Server : Side::Client; }

/// One direction. Every byte belongs to one layer.
struct Traffic {
    std::int64_t segments = 0;       ///< packets of any kind
    std::int64_t data_segments = 0;  ///< those with TCP payload
    std::int64_t pure_acks = 0;      ///< those with neither payload nor SYN, FIN or RST
    sim::Bytes payload;              ///< what the application wants to say
    sim::Bytes application;          ///< MQTT, HTTP or WebSocket around it
    sim::Bytes tls;                  ///< handshake messages and the framing of records
    sim::Bytes tcp;                  ///< headers with options
    sim::Bytes ip;                   ///< headers
    sim::Bytes link;                 ///< Ethernet or radio framing around each packet

    constexpr sim::Bytes tcp_payload() const { return payload + application + tls; }
    constexpr sim::Bytes ip_bytes() const { return tcp_payload() + tcp + ip; }
    constexpr sim::Bytes link_bytes() const { return ip_bytes() + link; }

    constexpr Traffic& operator+=(const Traffic& o) {
        segments += o.segments;
        data_segments += o.data_segments;
        pure_acks += o.pure_acks;
        payload += o.payload;
        application += o.application;
        tls += o.tls;
        tcp += o.tcp;
        ip += o.ip;
        link += o.link;
        return *this;
    }
    /// The same exchange `count` times over.
    constexpr Traffic operator*(std::int64_t count) const {
        return {segments * count,    data_segments * count, pure_acks * count, payload * count,
                application * count, tls * count,           tcp * count,       ip * count,
                link * count};
    }
    constexpr bool operator==(const Traffic&) const = default;
};

/// Operations of one end. How long one takes on a device stands in its profile.
struct CryptoWork {
    std::int64_t signatures = 0;      ///< with the own certificate's key
    std::int64_t verifications = 0;   ///< of signatures in certificates and of the peer's
    std::int64_t key_agreements = 0;  ///< key pair made and shared secret computed (ECDHE)
    sim::Bytes sealed;                ///< plaintext encrypted or decrypted in records

    constexpr CryptoWork& operator+=(const CryptoWork& o) {
        signatures += o.signatures;
        verifications += o.verifications;
        key_agreements += o.key_agreements;
        sealed += o.sealed;
        return *this;
    }
    constexpr bool operator==(const CryptoWork&) const = default;
};

struct Exchange {
    Traffic up;    ///< client to server
    Traffic down;  ///< server to client
    /// Trips there and back until its last message has arrived; half of one more for a message
    /// that nobody answers.
    double round_trips = 0;
    CryptoWork client;
    CryptoWork server;

    constexpr Traffic& from(Side side) { return side == Side::Client ? up : down; }
    constexpr const Traffic& from(Side side) const { return side == Side::Client ? up : down; }
    constexpr CryptoWork& crypto(Side side) { return side == Side::Client ? client : server; }

    constexpr Exchange& operator+=(const Exchange& o) {
        up += o.up;
        down += o.down;
        round_trips += o.round_trips;
        client += o.client;
        server += o.server;
        return *this;
    }
    constexpr bool operator==(const Exchange&) const = default;
};

}  // namespace fleetsim::wire
