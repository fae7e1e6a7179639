#include "models/broker/cluster.hpp"

#include <algorithm>

namespace fleetsim::broker {

using sim::Duration;
using sim::Time;
using Verdict = Entry::Verdict;

namespace {
constexpr std::uint16_t kNowhere = UINT16_MAX;
}

Cluster::Cluster(const ClusterConfig& config, const Capacity& capacity, std::uint32_t window,
                 std::uint32_t clients)
    : config_(config), capacity_(capacity), down_until_(config.nodes), clients_(clients) {
    machines_.assign(config.nodes, {.queue = ServerQueue(capacity.cores, window)});
    if (config.nodes > 1) node_of_.assign(clients, kNowhere);
}

std::uint32_t Cluster::home_of(std::uint32_t client) const {
    if (node_of_.empty()) return 0;
    return node_of_[client] == kNowhere ? client % config_.nodes : node_of_[client];
}

std::uint32_t Cluster::node_of(std::uint32_t client, Time now) const {
    return first_up(home_of(client), now);
}

std::uint32_t Cluster::first_up(std::uint32_t from, Time now) const {
    for (std::uint32_t i = 0; i < config_.nodes; ++i) {
        const std::uint32_t node = (from + i) % config_.nodes;
        if (is_up(node, now)) return node;
    }
    return kNoNode;
}

/// Its own machine; while that is down, one of the others, which share the clients of it evenly.
std::uint32_t Cluster::hashed(std::uint32_t client, Time now) const {
    const std::uint32_t own = client % config_.nodes;
    if (is_up(own, now)) return own;
    std::uint32_t up = 0;
    for (std::uint32_t node = 0; node < config_.nodes; ++node) up += is_up(node, now) ? 1 : 0;
    if (up == 0) return kNoNode;
    std::uint32_t turn = client / config_.nodes % up;
    for (std::uint32_t node = 0;; ++node)
        if (is_up(node, now) && turn-- == 0) return node;
}

std::uint32_t Cluster::place(std::uint32_t client, Time now) {
    switch (config_.placement) {
        case Placement::Hash:
            return hashed(client, now);
        case Placement::RoundRobin:
            return first_up(turn_++ % config_.nodes, now);
        case Placement::LeastConnections:
            break;
    }
    std::uint32_t best = kNoNode;
    for (std::uint32_t node = 0; node < config_.nodes; ++node) {
        if (!is_up(node, now)) continue;
        const bool has_fewer =
            best == kNoNode || machines_[node].connections < machines_[best].connections;
        if (has_fewer) best = node;
    }
    return best;
}

Entry Cluster::admit(std::uint32_t node, Time now, const ConnectionCost& cost, Duration handshake,
                     bool waited) {
    Machine& machine = machines_[node];
    if (capacity_.connect_rate > 0 && !waited) {
        const Time accept = std::max(now, machine.next_accept);
        const Duration spacing =
            std::max(Duration::from_seconds(1 / capacity_.connect_rate), Duration::nanoseconds(1));
        const Duration wait = accept - now;
        const std::int64_t ahead = wait / spacing + (wait % spacing > Duration{} ? 1 : 0);
        if (ahead > capacity_.listen_queue) return {.verdict = Verdict::NoAnswer, .at = now};
        machine.next_accept = sim::later(accept, spacing);
        if (accept > now) return {.verdict = Verdict::Later, .at = accept};
    }
    const NodeMemory& memory = capacity_.memory;
    const std::int64_t needed = memory.base.count() + machine.memory + cost.connection.count();
    if (machine.connections >= capacity_.most_connections)
        return {.verdict = Verdict::Connections, .at = now};
    if (memory.machine > sim::Bytes{} && needed > memory.machine.count())
        return {.verdict = Verdict::Memory, .at = now};
    if (machine.queue.backlog(now) > capacity_.most_backlog)
        return {.verdict = Verdict::Backlog, .at = now};

    const Duration work = capacity_.connect + handshake;
    const Duration limit = capacity_.handshake_timeout;
    const ServerQueue::Served served = serve(node, now, work, Order::Packet);
    if (limit == Duration{} || served.ends - now <= limit)
        return {.verdict = Verdict::Admitted, .at = served.ends};
    // What the core spent on it is lost; what it had not begun is not spent.
    machine.queue.take_back(served, now + limit);
    return {.verdict = Verdict::TimedOut, .at = now + limit};
}

void Cluster::connected(std::uint32_t client, std::uint32_t node, const ConnectionCost& cost) {
    ++machines_[node].connections;
    machines_[node].memory += cost.connection.count();
    if (!node_of_.empty()) node_of_[client] = static_cast<std::uint16_t>(node);
}

void Cluster::left(std::uint32_t client, const ConnectionCost& cost) {
    Machine& machine = machines_[home_of(client)];
    --machine.connections;
    machine.memory -= cost.connection.count();
}

void Cluster::hold_session(std::uint32_t node, std::int64_t bytes) {
    for (std::uint32_t i = 0; i < std::min(config_.session_copies, config_.nodes); ++i)
        machines_[(node + i) % config_.nodes].memory += bytes;
}

void Cluster::session_kept(std::uint32_t client, const ConnectionCost& cost) {
    hold_session(home_of(client), cost.session.count());
}

void Cluster::session_ended(std::uint32_t client, const ConnectionCost& cost) {
    hold_session(home_of(client), -cost.session.count());
}

Time Cluster::reads(std::uint32_t client, std::uint32_t node, Time now) {
    const Duration turn = machines_[node].queue.turn(now);
    if (next_read_.empty()) {
        if (turn == Duration{}) return now;
        next_read_.resize(clients_);
    }
    const Time read = std::max(now, next_read_[client]);
    next_read_[client] = read + turn;
    return read;
}

ServerQueue::Served Cluster::serve(std::uint32_t node, Time at, Duration work, Order order) {
    Machine& machine = machines_[node];
    if (capacity_.doubling_connections > 0)
        work += work * machine.connections / std::int64_t{capacity_.doubling_connections};
    switch (order) {
        case Order::Packet:
            if (machine.queue.is_idle(at)) work += capacity_.wake;
            return machine.queue.serve(at, work);
        case Order::Follow:
            return machine.queue.follow(at, work);
        case Order::Refill:
            break;
    }
    return machine.queue.refill(at, work);
}

void Cluster::crash(std::uint32_t node, Time now, Time back) {
    // A fault within a longer one does not bring the machine back.
    back = std::max(back, down_until_[node]);
    down_until_[node] = back;
    machines_[node].queue.restart(now, back);
    machines_[node].next_accept = back;
}

bool Cluster::survives(std::uint32_t node, Time now) const {
    for (std::uint32_t i = 1; i < std::min(config_.session_copies, config_.nodes); ++i)
        if (is_up((node + i) % config_.nodes, now)) return true;
    return false;
}

std::int64_t Cluster::surplus(std::uint32_t node, Time now) const {
    std::int64_t connections = 0;
    std::int64_t nodes = 0;
    for (std::uint32_t n = 0; n < config_.nodes; ++n) {
        if (!is_up(n, now)) continue;
        ++nodes;
        connections += machines_[n].connections;
    }
    if (nodes == 0) return 0;
    return machines_[node].connections - (connections + nodes - 1) / nodes;
}

}  // namespace fleetsim::broker
