// [broker], [[app]] and [[fault]].
#include <array>

#include "models/broker/logic/topics.hpp"
#include "scenarios/language/reading.hpp"

namespace fleetsim::language {

using namespace scenarios;

namespace {

Aggregate read_aggregate(const Settings& settings, Reading& reading) {
    Aggregate aggregate;
    if (settings.has("every")) aggregate.every = settings.duration("every");
    aggregate.topic = read_pattern(settings, "topic", PatternUse::AppAggregate, reading.patterns());
    aggregate.qos = read_qos(settings);
    aggregate.payload = read_payload(settings, "", reading);
    return aggregate;
}

Reply read_reply(const Settings& settings, Reading& reading) {
    Reply reply;
    reply.topic = read_pattern(settings, "topic", PatternUse::AppReply, reading.patterns());
    reply.qos = read_qos(settings);
    reply.payload = read_payload(settings, "", reading);
    reply.after = sim::DurationDistribution(settings.varying("after"));
    return reply;
}

App read_app(const Settings& settings, NodeIndex broker, Reading& reading) {
    App app;
    if (settings.has("name")) app.name = settings.text("name");
    app.node = NodeIndex(reading.index_of(settings, "node", reading.nodes, "node of [network]",
                                          static_cast<std::uint32_t>(broker)));
    app.subscribe = read_subscribes(settings, PatternUse::AppFilter, "", reading);
    app.publish = read_publishes(settings, Publisher::App, "", reading);
    const Settings* aggregate = settings.table("aggregate");
    const Settings* reply = settings.table("reply");
    if (aggregate != nullptr) app.aggregate = read_aggregate(*aggregate, reading);
    if (reply != nullptr) app.reply = read_reply(*reply, reading);
    for (const Settings* table : {aggregate, reply}) {
        if (table == nullptr || settings.is_given("subscribe")) continue;
        reading.contradict(table->place(), std::string(table->section().title) +
                                               " needs an [[app.subscribe]]: this application "
                                               "receives nothing");
    }
    return app;
}

constexpr std::array<std::string_view, 6> kTargets = {"node",  "link",         "broker",
                                                      "fleet", "certificates", "power"};

/// Exactly one of the keys that say what fails; the first given one.
std::string_view target_of(const Settings& settings, Reading& reading) {
    std::string_view target;
    for (const std::string_view key : kTargets) {
        if (!settings.is_given(key)) continue;
        if (!target.empty()) {
            reading.contradict(
                settings.place(key),
                "this fault has both " + in_quotes(target) + " and " + in_quotes(key),
                "make a second [[fault]] at the same time");
            continue;
        }
        target = key;
    }
    if (target.empty()) {
        reading.diagnostics.add(settings.place(), "missing-key",
                                "[[fault]] needs one of \"node\", \"link\", \"broker\", \"fleet\", "
                                "\"certificates\" and \"power\"");
    }
    return target;
}

/// Keys that do not go with what fails, or that it needs.
void check_fault(const Settings& settings, std::string_view target, Reading& reading) {
    if (target == "fleet" && settings.is_given("down_for")) {
        reading.contradict(settings.place("down_for"),
                           "\"down_for\" does not go with \"fleet\": connections are cut, and the "
                           "devices come back as they can");
    }
    const bool may_last = target == "fleet" || target == "certificates";
    if (!may_last && !target.empty() && !settings.is_given("down_for")) {
        reading.diagnostics.add(settings.place(), "missing-key",
                                "[[fault]] needs the key \"down_for\"",
                                "for example down_for = \"10 min\"");
    }
    if (!may_last && target != "power" && settings.is_given("share")) {
        reading.contradict(settings.place("share"),
                           "\"share\" goes with \"fleet\", \"certificates\" and \"power\" only");
    }
    if (target != "power" && settings.is_given("back_over")) {
        reading.contradict(settings.place("back_over"), "\"back_over\" goes with \"power\" only");
    }
    if (target != "certificates" && settings.is_given("closed_within")) {
        reading.contradict(settings.place("closed_within"),
                           "\"closed_within\" goes with \"certificates\" only");
    }
}

void read_certificates(const Settings& settings, const Scenario& scenario, Reading& reading,
                       Fault& fault) {
    fault.target = Fault::Target::Certificates;
    fault.closed_within = settings.duration("closed_within");
    const std::uint32_t fleet =
        reading.index_of(settings, "certificates", reading.fleets, "fleet", 0);
    fault.fleet = FleetIndex(fleet);
    if (!settings.is_sound("certificates") || fleet >= scenario.fleets.size()) return;
    if (scenario.fleets[fleet].name != settings.text("certificates")) return;  // told already
    if (!scenario.fleets[fleet].thing)
        reading.contradict(settings.place("certificates"),
                           "the fleet " + in_quotes(scenario.fleets[fleet].name) +
                               " is not in the registry, so nobody looks at its certificates",
                           "give it a [fleet.thing]");
}

void read_power_cut(const Settings& settings, const Scenario& scenario, Reading& reading,
                    Fault& fault) {
    fault.target = Fault::Target::Power;
    fault.back_over = settings.duration("back_over");
    const std::uint32_t index = reading.index_of(settings, "power", reading.fleets, "fleet", 0);
    fault.fleet = FleetIndex(index);
    if (!settings.is_sound("power") || index >= scenario.fleets.size()) return;
    const Fleet& fleet = scenario.fleets[index];
    if (fleet.name != settings.text("power")) return;  // told already
    if (!fleet.battery.empty())
        reading.contradict(settings.place("power"),
                           "the fleet " + in_quotes(fleet.name) + " has batteries, and no mains",
                           "a [[fault]] with \"node\" or \"link\" takes its network away");
    if (!fleet.mqtt)
        reading.contradict(settings.place("power"),
                           "the fleet " + in_quotes(fleet.name) +
                               " speaks HTTPS; power cuts are known for fleets of MQTT only");
}

Fault read_fault(const Settings& settings, const Scenario& scenario, Reading& reading) {
    Fault fault;
    if (settings.has("at")) fault.at = sim::Time::at(settings.duration("at"));
    if (settings.has("down_for")) fault.down_for = settings.duration("down_for");
    const bool is_duration_known = scenario.duration > sim::Duration{};
    if (is_duration_known && settings.is_sound("at") &&
        fault.at.since_start() >= scenario.duration) {
        reading.contradict(settings.place("at"), "at: the scenario ends after " +
                                                     sim::to_text(scenario.duration) +
                                                     ", before this fault");
    }
    const std::string_view target = target_of(settings, reading);
    if (target == "node") {
        fault.target = Fault::Target::Node;
        fault.node = NodeIndex(reading.index_of(settings, "node", reading.nodes, "node", 0));
    } else if (target == "link") {
        fault.target = Fault::Target::Link;
        fault.link = LinkIndex(reading.index_of(settings, "link", reading.links, "link", 0));
    } else if (target == "broker") {
        fault.target = Fault::Target::Broker;
        fault.broker_node = static_cast<std::uint32_t>(settings.whole("broker")) - 1;
        if (settings.is_sound("broker") && fault.broker_node >= scenario.broker.nodes) {
            reading.diagnostics.add(settings.place("broker"), "out-of-range",
                                    "broker: there is no machine " +
                                        std::to_string(settings.whole("broker")) + " of " +
                                        std::to_string(scenario.broker.nodes),
                                    "[broker] nodes says how many there are");
        }
    } else if (target == "fleet") {
        fault.target = Fault::Target::Connections;
        fault.fleet = FleetIndex(reading.index_of(settings, "fleet", reading.fleets, "fleet", 0));
    } else if (target == "certificates") {
        read_certificates(settings, scenario, reading, fault);
    } else if (target == "power") {
        read_power_cut(settings, scenario, reading, fault);
    }
    if (settings.has("share")) fault.share = settings.number("share");
    check_fault(settings, target, reading);
    return fault;
}

/// Keys that say nothing about a broker of one machine, or about one without a preset.
void check_cluster(const Settings& settings, const Broker& broker, Reading& reading) {
    if (broker.session_copies > broker.nodes && settings.is_sound("nodes"))
        reading.contradict(
            settings.place("session_copies"),
            "session_copies: there are only " + std::to_string(broker.nodes) + " machines",
            "[broker] nodes says how many there are");
    for (const std::string_view key : {"placement", "rebalance"}) {
        if (broker.nodes > 1 || !settings.is_given(key)) continue;
        reading.contradict(settings.place(key),
                           in_quotes(key) + " needs a broker of several machines",
                           "for example nodes = 3");
    }
    if (settings.is_given("rebalance") && broker.placement == "hash" && broker.nodes > 1)
        reading.contradict(settings.place("rebalance"),
                           "with placement = \"hash\" a client always comes back to the same "
                           "machine",
                           "choose placement = \"least-connections\"");
    if (settings.is_given("memory") && broker.capacity == "unlimited")
        reading.contradict(settings.place("memory"),
                           "\"memory\" needs a preset that knows what a connection takes",
                           "for example capacity = \"mosquitto\"");
}

/// AWS IoT Core developer guide, "HTTPS": clients publish, nothing is delivered.
void check_receiving(const Settings& file, Reading& reading) {
    for (const Settings& fleet : file.tables("fleet")) {
        const Settings* https = fleet.table("https");
        if (https == nullptr || https->text("receive") == "nothing") continue;
        reading.contradict(https->place("receive"),
                           "a broker with profile = \"aws\" delivers nothing over HTTPS",
                           "receive by MQTT, or set profile = \"mqtt\" in [broker]");
    }
}

/// What AWS IoT Core would end the connection for.
void check_topics(const Settings& client, const broker::logic::Policy& policy, Reading& reading) {
    for (const std::string_view key : {"publish", "subscribe"}) {
        for (const Settings& table : client.tables(key)) {
            if (!table.has("topic") || !table.is_sound("topic")) continue;
            if (broker::logic::takes_topic(policy, broker::logic::shape_of(table.text("topic"))))
                continue;
            reading.contradict(table.place("topic"),
                               "topic: profile = \"aws\" takes " +
                                   std::to_string(policy.topic_limit) + " octets and " +
                                   std::to_string(policy.topic_slashes) + " slashes at most",
                               "$aws/rules/NAME/ in front does not count");
        }
    }
    const auto filters = client.tables("subscribe");
    if (broker::logic::takes_filters(policy, filters.size())) return;
    reading.contradict(filters[policy.filters_per_subscribe].place(),
                       "profile = \"aws\" takes " + std::to_string(policy.filters_per_subscribe) +
                           " filters in a SUBSCRIBE, and a client here sends one",
                       "put several into one with + or #");
}

/// Messages that AWS IoT Core would take none of.
void check_publishes(const Settings& client, const broker::logic::Policy& policy,
                     Reading& reading) {
    const auto most = static_cast<std::int64_t>(policy.payload_limit);
    for (const Settings& publish : client.tables("publish")) {
        if (publish.is_sound("qos") && !policy.serves(static_cast<mqtt::Qos>(read_qos(publish))))
            reading.contradict(publish.place("qos"),
                               "profile = \"aws\" serves no publishes of QoS 2",
                               "qos = 1, or profile = \"mqtt\" in [broker]");
        const bool has_size = publish.has("payload_size") && publish.is_sound("payload_size");
        if (has_size && publish.varying("payload_size").minimum() > static_cast<double>(most))
            reading.contradict(publish.place("payload_size"),
                               "payload_size: profile = \"aws\" takes " +
                                   sim::to_text(sim::Bytes{most}) + " at most",
                               "split what is larger into several messages");
    }
}

void check_aws(const Settings& file, const Broker& broker, Reading& reading) {
    if (broker.profile != "aws") return;
    check_receiving(file, reading);
    const broker::logic::Policy policy = broker::logic::policy_of(broker::logic::Profile::Aws);
    for (const std::string_view key : {"fleet", "app"})
        for (const Settings& client : file.tables(key)) {
            check_topics(client, policy, reading);
            check_publishes(client, policy, reading);
        }
}

}  // namespace

Broker read_broker(const Settings& file, Reading& reading) {
    const Settings& settings = *file.table("broker");
    const auto maybe = [&](std::string_view key) -> std::optional<std::uint32_t> {
        if (!settings.has(key)) return std::nullopt;
        return static_cast<std::uint32_t>(settings.whole(key));
    };
    Broker broker;
    broker.node =
        NodeIndex(reading.index_of(settings, "node", reading.nodes, "node of [network]", 0));
    broker.profile = settings.text("profile");
    broker.capacity = settings.text("capacity");
    broker.nodes = static_cast<std::uint32_t>(settings.whole("nodes"));
    broker.cores = maybe("cores");
    if (settings.has("memory")) broker.memory = settings.size("memory");
    broker.placement = settings.text("placement");
    broker.session_copies = static_cast<std::uint32_t>(settings.whole("session_copies"));
    if (settings.has("rebalance")) broker.rebalance = settings.number("rebalance");
    if (settings.has("max_connect_rate"))
        broker.max_connect_rate = settings.number("max_connect_rate");
    broker.listen_queue = maybe("listen_queue");
    if (settings.has("handshake_timeout"))
        broker.handshake_timeout = settings.duration("handshake_timeout");
    broker.max_queued = maybe("max_queued");
    broker.max_connections = maybe("max_connections");
    if (const auto most = maybe("max_in_flight"))
        broker.max_in_flight = static_cast<std::uint16_t>(*most);
    broker.drops_oldest = settings.text("drop") == "oldest";
    check_cluster(settings, broker, reading);
    if (settings.has("maximum_packet_size")) {
        broker.maximum_packet_size = settings.size("maximum_packet_size");
    }
    check_aws(file, broker, reading);
    return broker;
}

std::vector<App> read_apps(const Settings& file, NodeIndex broker, Reading& reading) {
    std::vector<App> apps;
    for (const Settings& table : file.tables("app")) {
        apps.push_back(read_app(table, broker, reading));
    }
    return apps;
}

std::vector<Fault> read_faults(const Settings& file, const Scenario& scenario, Reading& reading) {
    std::vector<Fault> faults;
    for (const Settings& table : file.tables("fault")) {
        faults.push_back(read_fault(table, scenario, reading));
    }
    return faults;
}

}  // namespace fleetsim::language
