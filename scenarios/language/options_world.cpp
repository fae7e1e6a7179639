// What surrounds the fleets: [network], [broker], [[app]], [[rule]], [[fault]].
#include "scenarios/language/sections.hpp"

namespace fleetsim::language {

using enum Type;
using enum Presence;

namespace {

const Section& node_section() {
    static const Section section{
        "[[network.node]]",
        "A place: a region of devices, a data centre.",
        {
            {.key = "name",
             .type = Name,
             .presence = Required,
             .help = "What regions, links and faults call it.",
             .example = "\"eu\""},
            {.key = "latency",
             .type = VaryingDuration,
             .help = "One way, between two things at this node. Needed where two that talk to "
                     "each other are at the same node.",
             .example = "\"1 ms\"",
             .most = 3600},
        }};
    return section;
}

const Section& link_section() {
    static const Section section{
        "[[network.link]]",
        "A connection of two nodes. Packets take the route of least mean latency.",
        {
            {.key = "name",
             .type = Name,
             .help = "What faults call it; without it, FROM-TO.",
             .example = "\"backbone\""},
            {.key = "from",
             .type = Text,
             .presence = Required,
             .help = "A node.",
             .example = "\"eu\""},
            {.key = "to",
             .type = Text,
             .presence = Required,
             .help = "Another node.",
             .example = "\"cloud\""},
            {.key = "both_ways",
             .type = Flag,
             .fallback = "true",
             .help = "false: it carries packets from `from` to `to` only.",
             .example = "false"},
            {.key = "latency",
             .type = VaryingDuration,
             .presence = Required,
             .help = "One way.",
             .example = "{ distribution = \"lognormal\", median = \"40 ms\", sigma = 0.4 }",
             .most = 3600},
            {.key = "bandwidth",
             .type = BitRate,
             .help = "Of one transfer; without it there is no limit.",
             .example = "\"10 Mbit/s\"",
             .least = 1},
            {.key = "loss",
             .type = Ratio,
             .fallback = "0 %",
             .help = "Share of the packets that get lost.",
             .example = "\"0.1 %\"",
             .least = 0,
             .most = 0.5},
        }};
    return section;
}

const Section& aggregate_section() {
    static const Section section{
        "[app.aggregate]",
        "One message a period for all that the application received in it.",
        {
            {.key = "every",
             .type = Duration,
             .presence = Required,
             .help = "The period.",
             .example = "\"1 min\"",
             .least = 1e-3},
            {.key = "topic",
             .type = Text,
             .presence = Required,
             .help = "Where the result is published.",
             .example = "\"city/average\""},
            qos_option(),
            payload_option(),
            payload_size_option(),
        }};
    return section;
}

const Section& reply_section() {
    static const Section section{
        "[app.reply]",
        "An answer to each message the application receives.",
        {
            {.key = "topic",
             .type = Text,
             .presence = Required,
             .help = "Where it is published; {sender} is the number of the device that sent the "
                     "message.",
             .example = "\"meter/{sender}/command\""},
            qos_option(),
            payload_option(),
            payload_size_option(),
            {.key = "after",
             .type = VaryingDuration,
             .fallback = "1 ms",
             .help = "Time the application needs for the answer.",
             .example = "{ distribution = \"exponential\", mean = \"5 ms\" }"},
        }};
    return section;
}

std::vector<Option> broker_machines() {
    return {{.key = "node",
             .type = Text,
             .help = "Node of [network] where it is. Without it, the first.",
             .example = "\"cloud\""},
            {.key = "profile",
             .type = Choice,
             .fallback = "mqtt",
             .help = "mqtt: the standards; aws: AWS IoT Core's documented differences.",
             .example = "\"aws\"",
             .choices = {"mqtt", "aws"}},
            {.key = "capacity",
             .type = Profile,
             .fallback = "unlimited",
             .help = "Preset of what one node can do; unlimited: it never is the bottleneck.",
             .example = "\"mosquitto\"",
             .profile_kind = "capacity"},
            {.key = "nodes",
             .type = Whole,
             .fallback = "1",
             .help = "Machines of the cluster.",
             .example = "3",
             .least = 1,
             .most = 1000},
            {.key = "cores",
             .type = Whole,
             .help = "Of each machine; without it, the preset's.",
             .example = "8",
             .least = 1,
             .most = 1024},
            {.key = "memory",
             .type = Size,
             .help = "Of each machine; a connection that does not fit any more is refused. "
                     "Without it, the preset's.",
             .example = "\"32 GiB\"",
             .least = 1 << 20},
            {.key = "placement",
             .type = Choice,
             .fallback = "hash",
             .help = "Which machine takes a connection. hash: by the client, always the same while "
                     "it is up; round-robin: the next in turn; least-connections: the one that "
                     "has the fewest.",
             .example = "\"least-connections\"",
             .choices = {"hash", "round-robin", "least-connections"}},
            {.key = "session_copies",
             .type = Whole,
             .fallback = "1",
             .help = "Machines that know each session: with 1, a machine that is lost takes its "
                     "sessions along.",
             .example = "2",
             .least = 1,
             .most = 1000},
            {.key = "rebalance",
             .type = Frequency,
             .help = "When a machine comes back, so many clients of the others are sent away, "
                     "until all machines have their share. Without it nobody is moved.",
             .example = "\"500 /s\"",
             .least = 0.01,
             .most = 1e6}};
}

std::vector<Option> broker_limits() {
    return {
        {.key = "max_connect_rate",
         .type = Frequency,
         .help = "Connections each machine lets in; others wait in its listen queue.",
         .example = "\"1000 /s\"",
         .least = 0.01,
         .most = 1e6},
        {.key = "listen_queue",
         .type = Whole,
         .help = "Connections that may wait to be let in; further ones get no answer. Without "
                 "it, the preset's.",
         .example = "1024",
         .least = 0,
         .most = 4'000'000'000},
        {.key = "handshake_timeout",
         .type = Duration,
         .help = "From being let in to CONNECT, TLS included; what takes longer is closed, and "
                 "its work was in vain. Without it, the preset's.",
         .example = "\"15 s\"",
         .least = 1e-3},
        {.key = "max_queued",
         .type = Whole,
         .help = "Messages that wait for one device; see `drop`. Without it, 1000.",
         .example = "1000",
         .least = 0,
         .most = 4'000'000'000},
        {.key = "drop",
         .type = Choice,
         .fallback = "newest",
         .help = "What goes when max_queued messages wait: the one that comes, or the oldest.",
         .example = "\"oldest\"",
         .choices = {"newest", "oldest"}},
        {.key = "max_in_flight",
         .type = Whole,
         .help = "Messages of QoS 1 and 2 sent to one device and not acknowledged yet. Without "
                 "it, 20 or the capacity preset's, and 100 with profile = \"aws\".",
         .example = "100",
         .least = 1,
         .most = 65'535},
        {.key = "max_connections",
         .type = Whole,
         .help = "On each machine; further ones are refused. Those of publishers over HTTPS do not "
                 "count.",
         .example = "1_000_000",
         .least = 1,
         .most = 4'000'000'000},
        {.key = "maximum_packet_size",
         .type = Size,
         .help = "Larger packets end the connection.",
         .example = "\"128 KiB\"",
         .least = 16,
         .most = 268'435'460}};
}

}  // namespace

const Section& network_section() {
    static const Section section{
        "[network]",
        "Where things are and how far apart. Without it everything is at one node, \"site\", with "
        "1 ms between any two.",
        {
            {.key = "node", .type = Tables, .help = "The places.", .table = &node_section()},
            {.key = "link",
             .type = Tables,
             .help = "The ways between them.",
             .table = &link_section()},
        }};
    return section;
}

const Section& broker_section() {
    static const Section section{"[broker]", "The message broker (for HTTPS, the server).",
                                 all_of({broker_machines(), broker_limits()})};
    return section;
}

const Section& app_section() {
    static const Section section{
        "[[app]]",
        "An application: one MQTT client beside the fleets, without a battery.",
        {
            {.key = "name",
             .type = Name,
             .presence = Required,
             .help = "What --set and results call it.",
             .example = "\"billing\""},
            {.key = "node",
             .type = Text,
             .help = "Node of [network] where it runs. Without it, the broker's.",
             .example = "\"cloud\""},
            {.key = "subscribe",
             .type = Tables,
             .help = "What it wants to hear.",
             .table = &app_subscribe_section()},
            {.key = "publish",
             .type = Tables,
             .help = "What it sends of its own accord.",
             .table = &app_publish_section()},
            {.key = "aggregate",
             .type = Table,
             .help = "A summary a period.",
             .table = &aggregate_section()},
            {.key = "reply",
             .type = Table,
             .help = "An answer a message.",
             .table = &reply_section()},
        }};
    return section;
}

const Section& rule_section() {
    static const Section section{
        "[[rule]]",
        "A rule of the AWS IoT SQL dialect that the broker's side evaluates on each publish.",
        {
            {.key = "name",
             .type = Name,
             .help = "What results call it; without it, rule-1, rule-2 ...",
             .example = "\"low-voltage\""},
            {.key = "sql",
             .type = Text,
             .presence = Required,
             .help = "What to select, from which topics, where.",
             .example = "\"SELECT kwh, topic(2) AS meter FROM 'meter/+/reading' WHERE v < 207\""},
            {.key = "actions",
             .type = Actions,
             .presence = Required,
             .help =
                 "Where the result goes; with [] nowhere, and the rule is counted only. A list of "
                 "{ SINK = NAME } with SINK one of stream, "
                 "firehose, object_store, table, queue, notification, function, time_series, "
                 "http, republish, or learn and alarm with the name of a [[predictor]]. Beside it: "
                 "key, shards, records (a second, of a shard), concurrency, waiting, latency, "
                 "cold_start, warm_for, time_out; of a firehose, buffer_size and buffer_time; "
                 "of a republish, qos.",
             .example = "[{ stream = \"alerts\" }]"},
            {.key = "error_action",
             .type = Action,
             .help = "Where a failed message goes, in the form of one action.",
             .example = "{ queue = \"failed\" }"},
        }};
    return section;
}

const Section& fault_section() {
    static const Section section{
        "[[fault]]",
        "Something fails: exactly one of node, link, broker, fleet, certificates and power.",
        {
            {.key = "at",
             .type = Instant,
             .presence = Required,
             .help = "When.",
             .example = "06:00:00"},
            {.key = "down_for",
             .type = Duration,
             .help = "How long. Not with `fleet`. With `certificates`: until they are active "
                     "again, or replaced; without it they are revoked for good.",
             .example = "\"10 min\"",
             .least = 1e-3},
            {.key = "node",
             .type = Text,
             .help = "A node of [network]: nothing passes it.",
             .example = "\"eu-edge\""},
            {.key = "link",
             .type = Text,
             .help = "A link by its name: nothing passes it.",
             .example = "\"eu-cloud\""},
            {.key = "broker",
             .type = Whole,
             .help = "The machine of the broker with this number, from 1: its connections are "
                     "lost.",
             .example = "1",
             .least = 1,
             .most = 1000},
            {.key = "fleet",
             .type = Text,
             .help = "A fleet: connections of it are cut, and the devices come back as they can.",
             .example = "\"meter\""},
            {.key = "certificates",
             .type = Text,
             .help = "A fleet with [fleet.thing]: certificates of its devices are not active any "
                     "more, as revoked or deactivated ones. No new connection of them is let in; "
                     "those there are end within `closed_within`.",
             .example = "\"meter\""},
            {.key = "closed_within",
             .type = Duration,
             .fallback = "3 min",
             .help = "With `certificates`: each connection that uses one is closed at a moment of "
                     "its own within this time. AWS says: within a few minutes; how long is our "
                     "assumption.",
             .example = "\"5 min\"",
             .least = 0},
            {.key = "power",
             .type = Text,
             .help = "A fleet of MQTT on the mains: devices lose their power, tell nobody, and "
                     "forget what waits, the TLS session and that they have subscribed.",
             .example = "\"meter\""},
            {.key = "back_over",
             .type = Duration,
             .fallback = "0 s",
             .help = "With `power`: after `down_for` each is back at a moment within this time.",
             .example = "\"3 min\"",
             .least = 0},
            {.key = "share",
             .type = Ratio,
             .help = "With `fleet`: the share of the connections; with `certificates` and "
                     "`power`, of the devices; without it, all.",
             .example = "\"50 %\"",
             .least = 0,
             .most = 1},
        }};
    return section;
}

}  // namespace fleetsim::language
