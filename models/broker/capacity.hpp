// Capacity: what a broker node can do - cores, the processor time of each kind of work, memory.
// Models     service times by packet, QoS and payload, of waking up, of dropped copies, of
//            handshakes by kind, of crossing from one node of a cluster to another; times that grow
//            with the connections of a node (cold caches); memory of a connection by TLS,
//            WebSocket, persistence and subscriptions; limits on connections, backlog, rate of
//            connecting and length of a handshake.
// Leaves out the network card, memory of queued messages, garbage collectors, disks.
// Source     each preset names its own: models/broker/profiles/*.toml.
// Error      docs/validation.md sets the presets against what they were taken from.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "models/broker/server_core.hpp"
#include "models/profile/profile.hpp"
#include "models/wire/stack.hpp"
#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::broker {

/// Memory of one node; all zero where the preset knows none.
struct NodeMemory {
    sim::Bytes machine;     ///< zero: no limit
    sim::Bytes base;        ///< the broker and its system without any client
    sim::Bytes connection;  ///< plain TCP, clean session, no subscription
    sim::Bytes tls;         ///< on top of `connection`
    sim::Bytes websocket;   ///< on top of `connection`
    sim::Bytes session;     ///< of a persistent session, connected or not
    sim::Bytes subscription;
};

struct Capacity {
    std::uint32_t cores = 0;                      ///< of one node; zero: as many as anybody needs
    std::array<sim::Duration, 3> publish_in{};    ///< by QoS, acknowledgements included
    std::array<sim::Duration, 3> delivery_out{};  ///< by QoS, acknowledgements included
    sim::Duration dropped_copy;                   ///< a copy for a subscriber that has no room
    sim::Duration per_kilobyte;                   ///< of payload, in and out each
    sim::Duration wake;        ///< once more for a packet that finds nothing to do before it
    sim::Duration forwarding;  ///< a copy whose subscriber is at another node
    sim::Duration connect;     ///< TCP, CONNECT, CONNACK
    sim::Duration ping;
    sim::Duration subscribe;
    /// TLS, on top of `connect`. A preset gives its own times, or the core they are worked out for.
    std::optional<sim::Duration> full_handshake;
    std::optional<sim::Duration> resumed_handshake;
    std::optional<ServerCore> core;
    /// So many connections of a node double each service time; zero: it does not depend on them.
    std::uint32_t doubling_connections = 0;
    NodeMemory memory;
    std::optional<std::uint32_t> most_queued;  ///< in one session, where the preset has its own
    std::optional<std::uint32_t> most_in_flight;
    /// A new connection is refused when work waits longer than this.
    sim::Duration most_backlog = sim::Duration::seconds(30);
    std::uint32_t most_connections = UINT32_MAX;  ///< on one node
    /// Connections a node lets in a second; zero: all. Others wait in its listen queue.
    double connect_rate = 0;
    std::uint32_t listen_queue = 1024;
    /// From being let in to CONNECT; zero: no limit.
    sim::Duration handshake_timeout;

    /// One publish in or out.
    sim::Duration publish_time(std::uint8_t qos, std::uint32_t payload_bytes) const {
        return publish_in[qos] + payload_time(payload_bytes);
    }
    sim::Duration delivery_time(std::uint8_t qos, std::uint32_t payload_bytes) const {
        return delivery_out[qos] + payload_time(payload_bytes);
    }
    sim::Duration payload_time(std::uint32_t bytes) const {
        return per_kilobyte * std::int64_t{bytes} / 1000;
    }
};

/// What one kind of client asks of a node.
struct ConnectionKind {
    std::optional<wire::TlsSettings> tls;
    bool is_websocket = false;
    bool is_persistent = false;
    std::size_t subscriptions = 0;
};
struct ConnectionCost {
    sim::Duration full_handshake;
    sim::Duration resumed_handshake;
    sim::Bytes connection;  ///< memory while connected
    sim::Bytes session;     ///< memory as long as the session exists
};
ConnectionCost cost_of(const Capacity& capacity, const ConnectionKind& kind);

/// Reads a profile of kind "capacity". Throws sim::InputError with every mistake in the file.
Capacity read_capacity(const profile::Profile& file);

}  // namespace fleetsim::broker
