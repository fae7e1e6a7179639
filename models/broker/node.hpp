// Node: the broker as a service of the simulated world. Packets come and go as parcels.
// Models     the rules of models/broker/logic, which the broker behind a socket follows too, for
//            topics that are patterns and numbers; a cluster of nodes with cores, memory and
//            service times; crashes, clients moved to a node that came back, and connections cut.
// Leaves out what carries no number in a simulated packet: user properties, aliases, identifiers,
//            reason codes. UNSUBSCRIBE: simulated clients keep what they subscribed to.
// Source     MQTT 3.1.1 and MQTT 5.0, sections 3 and 4.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/broker/cluster.hpp"
#include "models/broker/gate.hpp"
#include "models/broker/logic/audience.hpp"
#include "models/broker/logic/inbound.hpp"
#include "models/broker/logic/life.hpp"
#include "models/broker/logic/outbound.hpp"
#include "models/broker/logic/retention.hpp"
#include "models/broker/logic/topics.hpp"
#include "models/broker/node_config.hpp"
#include "models/broker/node_retained.hpp"
#include "models/broker/node_sessions.hpp"
#include "models/broker/node_statistics.hpp"
#include "models/broker/pattern_relation.hpp"
#include "models/mqtt/pattern_list.hpp"
#include "models/network/stream.hpp"
#include "sim/huge_block.hpp"
#include "sim/random/draw.hpp"
#include "sim/service.hpp"
#include "sim/stats/gauge.hpp"

namespace fleetsim::broker {

class Node : public sim::Service {
  public:
    Node(NodeConfig config, const mqtt::PatternList& patterns);

    void begin(sim::Outbox& outbox) override;
    void on_parcels(std::span<const sim::Parcel> parcels, sim::Outbox& outbox) override;
    std::string name() const override { return "broker"; }

    std::int64_t connections() const { return open_.level(); }
    std::int64_t queued() const { return queued_; }
    /// Its open connections over time, and those of one group's clients: exact, for all of them
    /// are its own.
    const sim::Gauge& open() const { return open_; }
    const sim::Gauge& open_of(std::size_t group) const { return open_of_[group]; }
    std::int64_t most_queued() const { return most_queued_; }
    /// Extremes and means begin anew, as at the end of a warm-up.
    void restart_gauges(sim::Time now);
    const Cluster& cluster() const { return cluster_; }
    const NodeStatistics& statistics() const { return statistics_; }
    std::vector<ReasonCount> drops() const;
    /// Add up to NodeStatistics::refused.
    std::vector<ReasonCount> refusals() const;

  private:
    struct Client {
        NodeSession& session;
        const ClientGroup& group;
        sim::EntityId entity;
        std::uint32_t index;  ///< of the session
        std::uint32_t number() const { return entity.value - group.first.value; }
    };
    class Mail;  // what models/broker/logic asks of a session: node_mail.hpp
    class Life;  // and of its life: node_life.hpp
    /// What a tick of the node is for: a timer only says when to look.
    enum class Alarm : std::uint8_t {
        Fault,
        Tap,
        Will,
        SessionEnd,
        Silence,
        Stored,
        Move,
        Certificate,
        Stalled  ///< TCP gives up what it could not bring to the client
    };

    /// What a group's clients and the policy come to.
    struct Terms {
        std::uint32_t expiry = 0;  ///< of a session, seconds
        std::uint16_t window = 0;
        sim::Duration patience;  ///< how long a client may be silent; zero: for ever
        /// Its clients may be silent for longer though they are well.
        bool needs_watching = false;
    };
    /// One subscription of a group and the topics of one pattern.
    struct Reach {
        PatternRelation relation;
        logic::Options options;
        bool covers(std::uint32_t topic, std::uint32_t client) const;
        bool covers_everyone(std::uint32_t topic) const;
    };
    /// What of one pattern goes to one group: all its subscriptions that may match.
    struct Route {
        std::size_t group = 0;
        std::vector<Reach> reaches;
    };
    struct SharedRoute {
        std::size_t share = 0;  ///< of shares_
        PatternRelation relation;
    };
    struct PatternRoutes {
        std::vector<Route> plain;
        std::vector<SharedRoute> shared;
        bool is_tapped = false;
    };
    /// "$share/name/filter".
    struct Share {
        std::string name;
        mqtt::TopicPattern filter;
        struct Members {
            std::size_t group = 0;
            logic::Options options;
        };
        std::vector<Members> members;
        std::size_t clients = 0;  ///< of all members
        std::size_t turn = 0;
    };
    /// What a subscription of a group may get of the retained messages.
    struct RetainedRoute {
        std::uint16_t pattern = 0;
        Reach reach;
        mqtt::RetainHandling handling = mqtt::RetainHandling::Send;
        bool has_wildcard = false;
    };

    // node_routes.cpp: worked out once
    void agree_on_terms();
    void build_routes();
    /// Which of the group's wishes are granted: within the limits on filters and their number.
    std::vector<ClientGroup::Subscription> granted(const ClientGroup& group) const;
    void add_subscription(std::size_t group, const ClientGroup::Subscription& subscription);
    struct NewShare {
        std::size_t index = 0;
        bool is_new = false;
    };
    NewShare join_share(std::size_t group, const ClientGroup::Subscription& subscription,
                        const logic::Options& options);
    Client client(sim::EntityId entity);
    Client client_at(std::uint32_t index);
    Client client_at(std::size_t group, std::uint32_t number);
    std::size_t group_of(const Client& client) const {
        return static_cast<std::size_t>(&client.group - config_.groups.data());
    }
    const Terms& terms(const Client& client) const { return terms_[group_of(client)]; }

    // node.cpp: one packet
    void on_parcel(const sim::Parcel& parcel, sim::Outbox& outbox);
    void on_signal(const Client& from, const sim::Parcel& parcel, sim::Outbox& outbox);
    /// Puts an acknowledgement off until its turn to be read; false if that is now.
    bool is_put_off(const Client& from, const sim::Parcel& parcel, sim::Outbox& outbox);
    void on_publish(const Client& from, const sim::Parcel& parcel, sim::Outbox& outbox);
    /// The session's say on a publish; it answers where it has to.
    logic::Receipt receive(const Client& from, const mqtt::Message& message, sim::Time at,
                           sim::Outbox& outbox);
    /// Route, or why the limits on sizes and topics refuse it.
    logic::Receipt within_limits(const Client& from, const mqtt::Message& message) const;
    bool fits(const Client& from, const mqtt::Message& message) const;
    void answer_request(const Client& to, const mqtt::Message& request, std::uint8_t code,
                        sim::Time at, sim::Outbox& outbox);
    /// Asks the gate; false if it turned the publish away, which is then answered.
    bool admit(const Client& from, const sim::Parcel& parcel, sim::Time& not_before,
               sim::Outbox& outbox);
    Caller caller(const Client& client) const {
        return {.group = group_of(client), .index = client.index, .number = client.number()};
    }
    void obey(const Client& client, logic::Verdict verdict, sim::Time now, sim::Outbox& outbox);
    sim::Duration opening_work(const Client& from, mqtt::HttpOpening opening) const;

    /// Connections opened, or closed below zero.
    void count_open(const Client& client, std::int64_t change);

    // node_connections.cpp: the life of a connection
    void on_connect(const Client& from, const sim::Parcel& parcel, sim::Outbox& outbox);
    void on_subscribe(const Client& from, const sim::Parcel& parcel, sim::Outbox& outbox);
    void lose(const Client& from, logic::WillFate fate, sim::Time now, sim::Outbox& outbox);
    void on_fault(const NodeFault& fault, sim::Time now, sim::Outbox& outbox);
    void cut_uncertified(const NodeFault& fault, sim::Time now, sim::Outbox& outbox);
    void crash(std::uint32_t node, sim::Time now, sim::Time back, sim::Outbox& outbox);
    void move_clients(sim::Time now, sim::Outbox& outbox);
    void set_move(sim::Time at, sim::Outbox& outbox);
    /// The gate's and the policy's say on a CONNECT; answers it if it is no.
    bool lets_in(const Client& from, const sim::Parcel& connect, sim::Outbox& outbox);
    void refuse(const Client& from, Entry entry, const sim::Parcel& connect, sim::Outbox& outbox);
    void count_refusal(GateRefusal why) {
        ++statistics_.refused;
        ++statistics_.gate_refusals[static_cast<std::size_t>(why)];
    }
    /// When the node has opened a connection; nothing if it does not now, which is then seen to.
    std::optional<sim::Time> enter(const Client& from, std::uint32_t node, bool resumed,
                                   const sim::Parcel& opening, sim::Outbox& outbox);
    /// It waited in the listen queue, and its client has given up on it since.
    bool is_deserted(const Client& from, const sim::Parcel& opening);
    void cut(const Client& to, sim::Time now, sim::Outbox& outbox, std::uint8_t code = 0);
    void on_tick(const sim::Parcel& tick, sim::Outbox& outbox);
    void on_silence(const Client& client, sim::Time now, sim::Outbox& outbox);
    void watch_silence(const Client& client, sim::Outbox& outbox);
    void watch_end(const Client& client, sim::Time at, sim::Outbox& outbox);
    /// A packet on the client's connection will not arrive: the connection ends at `gives_up`,
    /// unless it has ended by then.
    void watch_stall(const Client& client, sim::Time gives_up, sim::Outbox& outbox);
    void on_stall(const Client& client, std::uint8_t generation, sim::Time now,
                  sim::Outbox& outbox);
    /// A tick at `at`, or as soon after it as a service can wake itself.
    void set_alarm(Alarm alarm, const Client& client, sim::Time at, sim::Outbox& outbox,
                   std::uint64_t detail = 0);

    // node_polling.cpp: clients that ask by HTTPS
    void on_poll(const Client& from, const sim::Parcel& parcel, sim::Outbox& outbox);
    void on_poll_deadline(const sim::Parcel& parcel, sim::Outbox& outbox);
    void deliver_to_poll(const Client& to, const NodeMessage& content, sim::Time at,
                         sim::Outbox& outbox);
    void answer_poll(const Client& to, const mqtt::Message& message, sim::Time at,
                     sim::Outbox& outbox);
    void answer_nothing(const Client& to, sim::Time at, sim::Outbox& outbox);
    void answer_waiting(const Client& to, sim::Time at, sim::Outbox& outbox);
    void await_deadline(const Client& to, sim::Time at, sim::Outbox& outbox);

    // node_routing.cpp: who gets what
    void route(const NodeMessage& content, sim::Time at, sim::Outbox& outbox);
    void route_to(const Route& route, const NodeMessage& content, sim::Time at,
                  sim::Outbox& outbox);
    void route_to_one(const Route& route, std::uint32_t number, const NodeMessage& content,
                      sim::Time at, sim::Outbox& outbox);
    void route_to_share(const SharedRoute& route, const NodeMessage& content, sim::Time at,
                        sim::Outbox& outbox);
    void deliver(const Client& to, const NodeMessage& content, sim::Time at, sim::Outbox& outbox);
    static NodeMessage copy_for(const logic::Merged& merged, const NodeMessage& content);
    /// False if a quota discards it.
    bool put_on_wire(const Client& to, mqtt::Message message, sim::Time at, sim::Outbox& outbox);
    void keep_retained(const NodeMessage& content, sim::Time now);
    void send_retained(const Client& to, bool is_new, sim::Time at, sim::Outbox& outbox);
    void tell_tap(const NodeMessage& content, sim::EntityId source, sim::Time at,
                  sim::Outbox& outbox);
    void wake_tap(sim::Time now, sim::Outbox& outbox);
    /// Reminds itself of the tap's next due time, unless it will be reminded before.
    void await_tap(sim::Time now, sim::Outbox& outbox);

    sim::Time expiry_of(std::uint8_t lifetime, sim::Time now) const {
        return lifetime == 0 ? sim::Time::never() : now + lifetimes_[lifetime - 1u];
    }
    ServerQueue::Served serve(const Client& client, sim::Time at, sim::Duration work,
                              Cluster::Order order = Cluster::Order::Packet);
    void reply(const Client& to, mqtt::ParcelKind kind, mqtt::Signal signal,
               std::uint16_t packet_id, sim::Time at, sim::Outbox& outbox);
    /// The same on another connection than the session's present one.
    void reply_on(std::uint8_t generation, const Client& to, mqtt::ParcelKind kind,
                  mqtt::Signal signal, std::uint16_t packet_id, sim::Time at, sim::Outbox& outbox);
    /// Who sends on a connection that is gone here, and has not heard so, learns it now.
    void reset(const Client& to, std::uint8_t generation, sim::Time at, sim::Outbox& outbox);
    /// When what would arrive then does so in its place on that connection of the client's: never,
    /// where something before it never does.
    sim::Time in_order(std::uint8_t generation, const Client& to, sim::Time arrives);
    sim::DrawEngine draw();

    NodeConfig config_;
    Cluster cluster_;
    bool is_routing_ = false;         ///< a message goes to its subscribers
    std::uint32_t routing_node_ = 0;  ///< where it is
    std::uint32_t move_cursor_ = 0;   ///< the client to look at next when clients are moved
    sim::HugeArray<NodeSession> sessions_;
    std::vector<std::uint32_t> group_start_;  ///< index of each group's first session
    std::vector<Terms> terms_;                ///< by group
    std::vector<PatternRoutes> routes_;       ///< by pattern
    std::vector<std::vector<RetainedRoute>> retained_routes_;  ///< by group
    std::vector<Share> shares_;
    std::vector<mqtt::TopicPattern> topics_;  ///< by pattern
    std::vector<logic::TopicShape> shapes_;   ///< by pattern, without the number's digits
    std::vector<sim::Duration> lifetimes_;    ///< mqtt::PatternList::lifetime()
    sim::Time tap_due_ = sim::Time::never();  ///< of the earliest reminder under way
    std::vector<mqtt::Message> republished_;
    NodeRetained retained_;
    MessageBoxes messages_;
    network::Streams streams_;
    NodeStatistics statistics_;
    sim::Gauge open_;
    std::vector<sim::Gauge> open_of_;  ///< by group
    std::int64_t queued_ = 0;
    std::int64_t most_queued_ = 0;
    std::uint32_t sequence_ = 0;
    sim::Time now_;  ///< of the parcel in hand
};

}  // namespace fleetsim::broker
