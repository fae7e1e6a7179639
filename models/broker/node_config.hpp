// NodeConfig: what the simulated broker is told before a run: its machines, its rules, the groups
// of clients that may come, and what will fail.
// Units      in the types; where a field is a plain number its comment says of what.
// Leaves out what is counted meanwhile (models/broker/node_statistics.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/broker/capacity.hpp"
#include "models/broker/cluster.hpp"
#include "models/broker/gate.hpp"
#include "models/broker/logic/audience.hpp"
#include "models/broker/logic/policy.hpp"
#include "models/broker/publish_tap.hpp"
#include "models/mqtt/packet.hpp"
#include "models/mqtt/topic_pattern.hpp"
#include "models/network/way.hpp"
#include "sim/ids.hpp"
#include "sim/time.hpp"

namespace fleetsim::broker {

/// How the clients of a group get what they subscribe to.
enum class Receives : std::uint8_t {
    ByConnection,   ///< MQTT
    ByQueue,        ///< HTTPS requests; messages wait for the next one
    ByHeldRequest,  ///< HTTPS requests; a message that finds none held is lost
};

/// A span of clients that share a way and their subscriptions: a fleet, or one app.
struct ClientGroup {
    std::string name;
    sim::EntityId first;
    std::uint32_t count = 1;
    network::Way way;     ///< to the clients
    ConnectionCost cost;  ///< of one of them
    mqtt::Version version = mqtt::Version::V311;
    bool clean_start = true;                         ///< what CONNECT says; as all that follows
    std::uint32_t session_expiry = 0;                ///< seconds; MQTT 5
    std::uint16_t keep_alive = 0;                    ///< seconds; 0: off
    std::uint16_t receive_maximum = 65'535;          ///< MQTT 5
    std::uint32_t maximum_packet_size = UINT32_MAX;  ///< of what the clients take; MQTT 5
    struct Subscription {
        mqtt::TopicPattern filter;  ///< a numbered one holds the client's number in the group
        logic::Options options;
        std::string shared_group;  ///< of "$share/GROUP/filter"; empty: not shared
        mqtt::RetainHandling retain_handling = mqtt::RetainHandling::Send;
    };
    std::vector<Subscription> subscriptions;
    Receives receives = Receives::ByConnection;
    struct Will {
        std::uint16_t pattern = 0;
        bool numbered = false;
        std::uint8_t qos = 0;
        bool retain = false;
        std::uint32_t payload_bytes = 0;
        sim::Duration delay;
        std::uint8_t lifetime = 0;  ///< its message expiry: mqtt::PatternList::lifetime()
    };
    std::vector<Will> will;  ///< one or none
};

struct NodeFault {
    enum class Kind : std::uint8_t {
        Crash,
        CutConnections,
        CutUncertified,  ///< those of the group whose certificates the gate does not take any more
    };
    Kind kind = Kind::Crash;
    sim::Time at;
    sim::Duration down_for;  ///< Crash
    std::uint32_t node = 0;  ///< Crash
    std::size_t group = 0;   ///< CutConnections, CutUncertified
    double share = 1;        ///< CutConnections
    sim::Duration spread;    ///< CutUncertified: each at a moment of its own, until so much later
};

struct NodeConfig {
    sim::EntityId self;
    std::uint64_t seed = 1;
    ClusterConfig cluster;
    Capacity capacity;
    sim::Duration window = sim::Duration::milliseconds(1);  ///< the kernel's
    logic::Policy policy;
    std::vector<ClientGroup> groups;  ///< devices first, in the order of their numbers
    std::vector<NodeFault> faults;
    PublishTap* tap = nullptr;  ///< hears the publishes it wants; none: nobody listens
    Gate* gate = nullptr;       ///< none: everything is granted
};

}  // namespace fleetsim::broker
