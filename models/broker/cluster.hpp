// Cluster: the machines of a simulated broker - who is on which, and what that takes of each.
// Models     cores and queues by node; placement of sessions (by hash of the client, in turn, by
//            fewest connections); admission (connections, memory, backlog, rate of connecting with
//            a listen queue, length of the handshake); loss of a node and its return; moving
//            clients to a node that has fewer; copies of sessions on other nodes.
// Leaves out partitions of the cluster's own network, and the latency between its nodes: they
//            stand in one rack. A handshake that runs out of time has taken the core until then.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/broker/capacity.hpp"
#include "models/broker/server_queue.hpp"
#include "sim/time.hpp"

namespace fleetsim::broker {

enum class Placement : std::uint8_t { Hash, RoundRobin, LeastConnections };

struct ClusterConfig {
    std::uint32_t nodes = 1;
    Placement placement = Placement::Hash;
    std::uint32_t session_copies = 1;  ///< nodes that know a session; 1: lost with its node
    double moves_per_second = 0;       ///< clients sent to a node that came back; zero: none
};

/// What becomes of a client that wants to connect.
struct Entry {
    enum class Verdict : std::uint8_t {
        Admitted,
        Later,        ///< it waits in the listen queue until `at`
        NoAnswer,     ///< the listen queue is full: its SYN is ignored
        Connections,  ///< the node has as many as it may
        Memory,       ///< or no memory for one more
        Backlog,      ///< or too much to do
        TimedOut,     ///< its handshake was not done in time: closed at `at`
    };
    Verdict verdict = Verdict::Admitted;
    sim::Time at;  ///< Admitted: when its CONNACK leaves
};
inline constexpr std::size_t kVerdicts = 7;

class Cluster {
  public:
    static constexpr std::uint32_t kNoNode = UINT32_MAX;

    /// `window`: messages that may be on their way to one client.
    Cluster(const ClusterConfig& config, const Capacity& capacity, std::uint32_t window,
            std::uint32_t clients);

    std::uint32_t nodes() const { return config_.nodes; }
    /// Where a client is, or else where its requests go; kNoNode while that node is down.
    std::uint32_t node_of(std::uint32_t client, sim::Time now) const;
    /// Where a new connection goes; kNoNode if all nodes are down.
    std::uint32_t place(std::uint32_t client, sim::Time now);

    /// Takes a connection in, or does not. `waited`: it comes out of the listen queue.
    Entry admit(std::uint32_t node, sim::Time now, const ConnectionCost& cost,
                sim::Duration handshake, bool waited);
    void connected(std::uint32_t client, std::uint32_t node, const ConnectionCost& cost);
    void left(std::uint32_t client, const ConnectionCost& cost);
    void session_kept(std::uint32_t client, const ConnectionCost& cost);
    void session_ended(std::uint32_t client, const ConnectionCost& cost);

    enum class Order : std::uint8_t {
        Packet,  ///< what a client sent
        Follow,  ///< what a packet causes at once
        Refill,  ///< the next for a client that acknowledged
    };
    /// When an acknowledgement of `client` that arrives now is read: one in each turn.
    sim::Time reads(std::uint32_t client, std::uint32_t node, sim::Time now);
    ServerQueue::Served serve(std::uint32_t node, sim::Time at, sim::Duration work, Order order);

    void crash(std::uint32_t node, sim::Time now, sim::Time back);
    bool is_up(std::uint32_t node, sim::Time now) const { return now >= down_until_[node]; }
    /// Whether a session of `node` lives on when that node is lost.
    bool survives(std::uint32_t node, sim::Time now) const;
    /// Clients `node` has more than its share of those at nodes that are up.
    std::int64_t surplus(std::uint32_t node, sim::Time now) const;
    double moves_per_second() const { return config_.moves_per_second; }

    struct Load {
        std::int64_t connections = 0;
        sim::Duration busy;  ///< processor time used so far
        sim::Bytes memory;
    };
    Load load(std::uint32_t node, sim::Time now) const {
        const Machine& machine = machines_[node];
        return {.connections = machine.connections,
                .busy = machine.queue.busy(now),
                .memory = sim::Bytes{capacity_.memory.base.count() + machine.memory}};
    }
    const Capacity& capacity() const { return capacity_; }

  private:
    struct Machine {
        ServerQueue queue;
        std::int64_t connections = 0;
        std::int64_t memory = 0;  ///< bytes beyond the base
        sim::Time next_accept;
    };
    std::uint32_t first_up(std::uint32_t from, sim::Time now) const;
    std::uint32_t hashed(std::uint32_t client, sim::Time now) const;
    std::uint32_t home_of(std::uint32_t client) const;
    void hold_session(std::uint32_t node, std::int64_t bytes);

    ClusterConfig config_;
    Capacity capacity_;
    std::vector<Machine> machines_;
    std::vector<sim::Time> down_until_;
    std::vector<std::uint16_t> node_of_;  ///< by client; empty with one node
    std::vector<sim::Time> next_read_;    ///< by client; empty until a core is busy
    std::uint32_t clients_;
    std::uint32_t turn_ = 0;
};

}  // namespace fleetsim::broker
