#include "scenarios/compose/broker_builder.hpp"

#include <algorithm>

#include "models/mqtt/codec.hpp"
#include "models/mqtt/topic.hpp"
#include "scenarios/compose/stack_builder.hpp"
#include "scenarios/compose/values.hpp"

namespace fleetsim::scenarios::compose {

namespace {

constexpr const char* kUnlimited = "unlimited";

/// The plain filter of a subscription and, for "$share/GROUP/filter", its group.
broker::ClientGroup::Subscription build_subscription(const Subscribe& from) {
    broker::ClientGroup::Subscription out{
        .filter = build_topic(from.filter),
        .options = {.qos = mqtt::Qos{static_cast<std::uint8_t>(from.qos)},
                    .no_local = from.no_local,
                    .retain_as_published = from.retain_as_published},
        .retain_handling = mqtt::RetainHandling{static_cast<std::uint8_t>(from.retained)}};
    if (const auto shared = mqtt::split_shared(out.filter.before)) {
        out.shared_group = shared->group;
        out.filter.before = std::string(shared->filter);
    }
    return out;
}

broker::Placement build_placement(const std::string& from) {
    if (from == "round-robin") return broker::Placement::RoundRobin;
    if (from == "least-connections") return broker::Placement::LeastConnections;
    return broker::Placement::Hash;
}

/// What the scenario says of the machines goes before the preset.
void apply_limits(const Broker& from, broker::Capacity& capacity) {
    if (from.cores) capacity.cores = *from.cores;
    if (from.memory) capacity.memory.machine = *from.memory;
    if (from.max_connections) capacity.most_connections = *from.max_connections;
    if (from.listen_queue) capacity.listen_queue = *from.listen_queue;
    if (from.handshake_timeout) capacity.handshake_timeout = *from.handshake_timeout;
    capacity.connect_rate = from.max_connect_rate;
}

broker::NodeFault build_fault(const Fault& from) {
    broker::NodeFault out{.at = from.at, .down_for = from.down_for};
    if (from.target == Fault::Target::Broker) {
        out.kind = broker::NodeFault::Kind::Crash;
        out.node = from.broker_node;
    } else if (from.target == Fault::Target::Certificates) {
        out.kind = broker::NodeFault::Kind::CutUncertified;
        out.group = static_cast<std::size_t>(from.fleet);
        out.spread = from.closed_within;
    } else {
        out.kind = broker::NodeFault::Kind::CutConnections;
        out.group = static_cast<std::size_t>(from.fleet);
        out.share = from.share;
    }
    return out;
}

network::Way plain_way(const network::Route& route) {
    network::Way way{.route = &route};
    way.retransmission_timeout = way.mean() * 2 + sim::Duration::milliseconds(200);
    return way;
}

std::uint16_t keep_alive_seconds(const Mqtt& from) {
    return static_cast<std::uint16_t>(from.keep_alive / sim::Duration::seconds(1));
}

/// What the fleet's CONNECT says.
void take_over_connect(const Mqtt& from, broker::ClientGroup& group) {
    const std::int64_t expiry = from.session_expiry / sim::Duration::seconds(1);
    group.version = mqtt::Version{static_cast<std::uint8_t>(from.version)};
    group.clean_start = from.clean_session;
    group.session_expiry =
        static_cast<std::uint32_t>(std::min<std::int64_t>(expiry, broker::logic::kNeverExpires));
    group.keep_alive = keep_alive_seconds(from);
    group.receive_maximum = from.receive_maximum;
    if (from.maximum_packet_size)
        group.maximum_packet_size = static_cast<std::uint32_t>(from.maximum_packet_size->count());
}

app::Audience audience_of(const TopicPattern& topic) {
    for (const TopicPart& part : topic.parts) {
        if (part.kind == TopicPart::Kind::All) return app::Audience::EveryDevice;
        if (part.kind == TopicPart::Kind::Random) return app::Audience::RandomDevice;
    }
    return app::Audience::OneTopic;
}

}  // namespace

broker::logic::Policy build_policy(const Broker& from) {
    using broker::logic::DropPolicy;
    using broker::logic::Profile;
    const bool is_aws = from.profile == "aws";
    broker::logic::Policy policy = broker::logic::policy_of(is_aws ? Profile::Aws : Profile::Mqtt);
    if (!is_aws) {
        // Mosquitto 2.0, mosquitto.conf(5): max_inflight_messages 20, max_keepalive 65535,
        // max_packet_size that of the protocol.
        policy.window_311 = policy.window_maximum = 20;
        policy.keep_alive_maximum = UINT16_MAX;
        policy.maximum_packet_size = mqtt::kMaximumPacketSize;
        policy.receive_maximum = UINT16_MAX;  // simulated clients send what they have
    }
    if (from.max_in_flight) policy.window_311 = policy.window_maximum = *from.max_in_flight;
    if (from.max_queued) policy.queue_limit = *from.max_queued;
    if (from.drops_oldest) policy.drop_policy = DropPolicy::Oldest;
    if (from.maximum_packet_size)
        policy.maximum_packet_size = static_cast<std::size_t>(from.maximum_packet_size->count());
    return policy;
}

sim::Duration keep_alive_of(const Mqtt& from, const Broker& broker) {
    if (from.version != Mqtt::Version::V5) return from.keep_alive;
    return sim::Duration::seconds(broker::logic::granted_keep_alive(
        build_policy(broker), mqtt::Version::V5, keep_alive_seconds(from)));
}

broker::NodeConfig build_node(const Scenario& scenario, mqtt::PatternList& patterns,
                              std::vector<profile::Figure>& assumptions) {
    const Broker& from = scenario.broker;
    broker::NodeConfig config{.seed = scenario.seed};
    config.cluster = {.nodes = from.nodes,
                      .placement = build_placement(from.placement),
                      .session_copies = from.session_copies,
                      .moves_per_second = from.rebalance};
    if (from.capacity != kUnlimited) {
        const profile::Profile file = profile::open("capacity", from.capacity);
        assumptions.insert(assumptions.end(), file.figures().begin(), file.figures().end());
        config.capacity = broker::read_capacity(file);
    }
    apply_limits(from, config.capacity);
    config.policy = build_policy(from);
    const bool is_preset = from.profile != "aws";
    if (is_preset && !from.max_queued && config.capacity.most_queued)
        config.policy.queue_limit = *config.capacity.most_queued;
    if (is_preset && !from.max_in_flight && config.capacity.most_in_flight)
        config.policy.window_311 = config.policy.window_maximum =
            static_cast<std::uint16_t>(*config.capacity.most_in_flight);
    for (const Fault& fault : scenario.faults) {
        const bool is_ours = fault.target == Fault::Target::Broker ||
                             fault.target == Fault::Target::Connections ||
                             fault.target == Fault::Target::Certificates;
        if (is_ours) config.faults.push_back(build_fault(fault));
    }
    // Wills are topics too; they must be known before the routes are built.
    for (const Fleet& fleet : scenario.fleets)
        if (fleet.mqtt && fleet.mqtt->will)
            patterns.number_of(build_topic(fleet.mqtt->will->topic));
    return config;
}

broker::ClientGroup group_of_fleet(const device::DeviceClass& type, const Fleet& fleet,
                                   const broker::Capacity& capacity, mqtt::PatternList& patterns) {
    broker::ClientGroup group{.name = type.name,
                              .first = sim::EntityId::device(type.devices.first),
                              .count = type.devices.count,
                              .way = type.path.down};
    broker::ConnectionKind kind{.subscriptions = fleet.subscribe.size()};
    if (fleet.tls) kind.tls = build_tls(*fleet.tls);
    if (fleet.mqtt) {
        take_over_connect(*fleet.mqtt, group);
        kind.is_websocket = fleet.mqtt->transport == Mqtt::Transport::WebSocket;
        kind.is_persistent =
            !fleet.mqtt->clean_session || fleet.mqtt->session_expiry > sim::Duration{};
    }
    if (fleet.https) {
        // A queue at the server is a session that its client's connections do not end.
        const bool has_queue = fleet.https->server_queue && !fleet.subscribe.empty();
        group.receives = has_queue ? broker::Receives::ByQueue : broker::Receives::ByHeldRequest;
        group.clean_start = !has_queue;
        kind.is_persistent = has_queue;
    }
    group.cost = broker::cost_of(capacity, kind);
    for (const Subscribe& subscribe : fleet.subscribe)
        group.subscriptions.push_back(build_subscription(subscribe));
    if (fleet.mqtt && fleet.mqtt->will) {
        const Will& will = *fleet.mqtt->will;
        const mqtt::TopicPattern topic = build_topic(will.topic);
        group.will.push_back(
            {.pattern = patterns.number_of(topic),
             .numbered = topic.numbered,
             .qos = static_cast<std::uint8_t>(will.qos),
             .retain = will.retain == Retain::Yes,
             .payload_bytes = static_cast<std::uint32_t>(will.payload.usual_size()),
             .delay = will.delay,
             .lifetime = build_lifetime(will.message_expiry, patterns)});
    }
    return group;
}

broker::ClientGroup group_of_app(const app::App& app, const App& from,
                                 const broker::Capacity& capacity, const Scenario& scenario,
                                 const BuiltNetwork& network) {
    broker::ClientGroup group{.name = from.name,
                              .first = app.config().self,
                              .count = 1,
                              .way = plain_way(network.route(scenario.broker.node, from.node)),
                              .version = mqtt::Version::V5};
    group.cost = broker::cost_of(capacity, {.tls = {}, .subscriptions = from.subscribe.size()});
    for (const Subscribe& subscribe : from.subscribe)
        group.subscriptions.push_back(build_subscription(subscribe));
    return group;
}

app::AppConfig build_app(const App& from, sim::EntityId self, sim::EntityId broker,
                         const Scenario& scenario, const BuiltNetwork& network,
                         mqtt::PatternList& patterns) {
    app::AppConfig config{.name = from.name, .self = self, .broker = broker};
    config.to_broker = plain_way(network.route(from.node, scenario.broker.node));
    config.subscribes = !from.subscribe.empty();
    std::vector<std::uint16_t> taken;  // so that a message says which of these made it
    const auto number_of = [&](const TopicPattern& topic, Retain retain) {
        const mqtt::TopicPattern pattern = build_topic(topic);
        // What is retained for a topic is one message, whoever made it.
        const std::uint16_t number = retain == Retain::Yes ? patterns.number_of(pattern)
                                                           : patterns.number_of(pattern, taken);
        taken.push_back(number);
        return number;
    };
    for (const Publish& publish : from.publish)
        config.publishes.push_back({.pattern = number_of(publish.topic, publish.retain),
                                    .audience = audience_of(publish.topic),
                                    .numbers = audience_size(publish.topic, scenario),
                                    .qos = static_cast<std::uint8_t>(publish.qos),
                                    .retain = publish.retain == Retain::Yes,
                                    .lifetime = build_lifetime(publish.message_expiry, patterns),
                                    .schedule = build_schedule(publish.pacing),
                                    .payload = build_payload(publish.payload),
                                    .start_after = publish.pacing.start_after,
                                    .most = publish.pacing.count.value_or(UINT64_MAX)});
    if (from.reply)
        config.reply = {.pattern = number_of(from.reply->topic, Retain::No),
                        .qos = static_cast<std::uint8_t>(from.reply->qos),
                        .payload = build_payload(from.reply->payload),
                        .after = from.reply->after};
    if (from.aggregate)
        config.aggregate = {.pattern = number_of(from.aggregate->topic, Retain::No),
                            .qos = static_cast<std::uint8_t>(from.aggregate->qos),
                            .every = from.aggregate->every,
                            .payload = build_payload(from.aggregate->payload)};
    return config;
}

}  // namespace fleetsim::scenarios::compose
