#include "models/broker/capacity.hpp"

#include <algorithm>

namespace fleetsim::broker {

using profile::Section;
using sim::Dimension;
using sim::Duration;

namespace {

std::array<Duration, 3> read_by_qos(const Section& root, std::string_view key) {
    const auto section = root.section(key);
    if (!section) {
        root.refuse(key, "service times are missing", "give qos0, qos1 and qos2");
        return {};
    }
    return {section->duration("qos0"), section->duration("qos1"), section->duration("qos2")};
}

Duration duration_or_none(const Section& section, std::string_view key) {
    return section.has(key) ? section.duration(key) : Duration{};
}

std::optional<Duration> maybe_duration(const Section& section, std::string_view key) {
    if (!section.has(key)) return std::nullopt;
    return section.duration(key);
}

std::optional<std::uint32_t> maybe_count(const Section& section, std::string_view key) {
    const std::optional<double> count = section.maybe(key, Dimension::Pure);
    if (!count) return std::nullopt;
    return static_cast<std::uint32_t>(std::min<double>(*count, UINT32_MAX));
}

sim::Bytes bytes_or_none(const Section& section, std::string_view key) {
    return section.has(key) ? section.bytes(key) : sim::Bytes{};
}

void read_machine(const Section& machine, Capacity& capacity) {
    capacity.cores = maybe_count(machine, "cores").value_or(0);
    capacity.memory.machine = bytes_or_none(machine, "memory");
    capacity.doubling_connections = maybe_count(machine, "doubling_connections").value_or(0);
    capacity.wake = duration_or_none(machine, "wake");
    const std::string core = machine.text_or("server_core", "");
    if (!core.empty()) capacity.core = open_server_core(core);
}

void read_connection(const Section& connection, Capacity& capacity) {
    capacity.connect = connection.duration("connect");
    capacity.full_handshake = maybe_duration(connection, "full_handshake");
    capacity.resumed_handshake = maybe_duration(connection, "resumed_handshake");
    capacity.ping = connection.duration("ping");
    capacity.subscribe = connection.duration("subscribe");
    capacity.handshake_timeout = duration_or_none(connection, "handshake_timeout");
    if (const auto queue = maybe_count(connection, "listen_queue")) capacity.listen_queue = *queue;
    if (capacity.core) return;
    for (const char* key : {"full_handshake", "resumed_handshake"})
        if (!connection.has(key))
            connection.refuse(key, "the time of TLS handshakes is missing",
                              "give it, or a [machine] server_core to work it out for");
}

void read_memory(const Section& memory, NodeMemory& out) {
    out.base = bytes_or_none(memory, "base");
    out.connection = memory.bytes("connection");
    out.tls = bytes_or_none(memory, "tls");
    out.websocket = bytes_or_none(memory, "websocket");
    out.session = bytes_or_none(memory, "session");
    out.subscription = bytes_or_none(memory, "subscription");
}

void read_messages(const Section& messages, Capacity& capacity) {
    capacity.dropped_copy = duration_or_none(messages, "dropped_copy");
    capacity.forwarding = duration_or_none(messages, "forwarding");
    if (messages.has("per_payload")) {
        const double per_byte =
            messages.quotient("per_payload", Dimension::Duration, Dimension::Size);
        capacity.per_kilobyte = Duration::from_seconds(1000 * per_byte);
    }
    capacity.most_queued = maybe_count(messages, "most_queued");
    capacity.most_in_flight = maybe_count(messages, "most_in_flight");
}

}  // namespace

ConnectionCost cost_of(const Capacity& capacity, const ConnectionKind& kind) {
    ConnectionCost cost;
    const NodeMemory& memory = capacity.memory;
    cost.connection = memory.connection;
    if (kind.tls) cost.connection += memory.tls;
    if (kind.is_websocket) cost.connection += memory.websocket;
    if (kind.is_persistent) cost.session = memory.session;
    const auto filters = static_cast<std::int64_t>(kind.subscriptions);
    (kind.is_persistent ? cost.session : cost.connection) +=
        sim::Bytes{memory.subscription.count() * filters};
    if (!kind.tls) return cost;
    const auto handshake = [&](const std::optional<Duration>& own, wire::Opening opening) {
        if (own || !capacity.core) return own.value_or(Duration{});
        return capacity.core->connection_time(kind.tls, opening) - capacity.core->plain;
    };
    cost.full_handshake = handshake(capacity.full_handshake, wire::Opening::Full);
    cost.resumed_handshake = handshake(capacity.resumed_handshake, wire::Opening::Resumed);
    return cost;
}

Capacity read_capacity(const profile::Profile& file) {
    const Section root = file.root();
    Capacity capacity;
    if (const auto machine = root.section("machine")) read_machine(*machine, capacity);
    capacity.publish_in = read_by_qos(root, "publish_in");
    capacity.delivery_out = read_by_qos(root, "delivery_out");
    if (const auto messages = root.section("messages")) read_messages(*messages, capacity);
    if (const auto connection = root.section("connection"))
        read_connection(*connection, capacity);
    else
        root.refuse("connection", "the costs of connections are missing",
                    "give connect, ping and subscribe");
    if (const auto memory = root.section("memory")) read_memory(*memory, capacity.memory);
    file.finish();
    return capacity;
}

}  // namespace fleetsim::broker
