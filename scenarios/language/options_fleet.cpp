// [[fleet]] and the tables in it.
#include "scenarios/language/sections.hpp"

namespace fleetsim::language {

using enum Type;
using enum Presence;

namespace {

const Section& will_section() {
    static const Section section{
        "[fleet.mqtt.will]",
        "The message the broker publishes when a connection ends without a DISCONNECT.",
        {
            {.key = "topic",
             .type = Text,
             .presence = Required,
             .help = "Its topic, with {id} and {fleet}.",
             .example = "\"meter/{id}/lost\""},
            qos_option(),
            retain_option(),
            payload_option(),
            payload_size_option(),
            {.key = "delay",
             .type = Duration,
             .fallback = "0 s",
             .help = "MQTT 5: the broker waits this long for the device to come back.",
             .example = "\"1 min\"",
             .most = 4294967295.0},
            message_expiry_option(),
        }};
    return section;
}

const Section& mqtt_section() {
    static const Section section{
        "[fleet.mqtt]",
        "The fleet speaks MQTT. A fleet has either this table or [fleet.https].",
        {
            {.key = "version",
             .type = Choice,
             .fallback = "3.1.1",
             .help = "Of the protocol.",
             .example = "\"5\"",
             .choices = {"3.1.1", "5"}},
            {.key = "transport",
             .type = Choice,
             .fallback = "tcp",
             .help = "What carries the packets.",
             .example = "\"websocket\"",
             .choices = {"tcp", "websocket"}},
            {.key = "keep_alive",
             .type = Duration,
             .fallback = "60 s",
             .help = "The client pings when it has sent nothing for so long; whole seconds. 0 s "
                     "turns it off.",
             .example = "\"20 min\"",
             .most = 65535},
            {.key = "clean_session",
             .type = Flag,
             .fallback = "true",
             .help = "false: the broker keeps subscriptions and queued messages while the device "
                     "is away. In MQTT 5, Clean Start.",
             .example = "false"},
            {.key = "session_expiry",
             .type = Duration,
             .fallback = "0 s",
             .help = "MQTT 5: how long the broker keeps the session after the connection ends.",
             .example = "\"1 d\"",
             .most = 4294967295.0},
            {.key = "receive_maximum",
             .type = Whole,
             .fallback = "65535",
             .help = "MQTT 5: messages of QoS 1 and 2 the device takes before it acknowledges.",
             .example = "20",
             .least = 1,
             .most = 65535},
            {.key = "maximum_packet_size",
             .type = Size,
             .help = "MQTT 5: the largest packet the device takes; the broker sends it no larger "
                     "message.",
             .example = "\"1 KiB\"",
             .least = 16,
             .most = 268'435'460},
            {.key = "will",
             .type = Table,
             .help = "What is said when a device is lost.",
             .table = &will_section()},
        }};
    return section;
}

const Section& https_section() {
    static const Section section{
        "[fleet.https]",
        "The fleet speaks HTTPS: one POST for each publish, one GET for each message received. "
        "A fleet has either this table or [fleet.mqtt].",
        {
            {.key = "keep_alive",
             .type = Duration,
             .fallback = "0 s",
             .help = "An idle connection stays open for so long; 0 s closes it after each request.",
             .example = "\"60 s\""},
            {.key = "receive",
             .type = Choice,
             .fallback = "nothing",
             .help = "How a device with subscriptions learns of messages.",
             .example = "\"long-poll\"",
             .choices = {"nothing", "poll", "long-poll"}},
            {.key = "poll_every",
             .type = Duration,
             .fallback = "1 min",
             .help = "receive = \"poll\": time between two requests.",
             .example = "\"5 min\"",
             .least = 1e-3},
            {.key = "long_poll_timeout",
             .type = Duration,
             .fallback = "30 s",
             .help = "receive = \"long-poll\": the server answers empty after so long.",
             .example = "\"2 min\"",
             .least = 1},
            {.key = "server_queue",
             .type = Flag,
             .fallback = "true",
             .help = "Messages wait at the server for the next request. false, with receive = "
                     "\"long-poll\": those that find none waiting are lost, as in the experiment "
                     "behind the MQTT-vs-HTTPS claims.",
             .example = "false"},
        }};
    return section;
}

const Section& tls_section() {
    static const Section section{
        "[fleet.tls]",
        "Connections are encrypted. Without this table MQTT travels in the clear; HTTPS has it "
        "with its defaults.",
        {
            {.key = "version",
             .type = Choice,
             .fallback = "1.3",
             .help = "Of the protocol.",
             .example = "\"1.2\"",
             .choices = {"1.2", "1.3"}},
            {.key = "key",
             .type = Choice,
             .fallback = "ecdsa-p256",
             .help = "Of the server's certificate, and of the device's if it has one.",
             .example = "\"rsa-2048\"",
             .choices = {"rsa-2048", "ecdsa-p256", "raw-public-key", "psk"}},
            {.key = "resumption",
             .type = Choice,
             .fallback = "ticket",
             .help = "How a later connection avoids the full handshake.",
             .example = "\"none\"",
             .choices = {"none", "session-id", "ticket"}},
            {.key = "mutual",
             .type = Flag,
             .fallback = "false",
             .help = "The device shows a certificate too.",
             .example = "true"},
            {.key = "server_chain",
             .type = SizeList,
             .help = "DER sizes of the server's certificates, its own first. Without it, sizes "
                     "usual for `key`.",
             .example = "[\"535 B\", \"766 B\"]"},
            {.key = "client_chain",
             .type = SizeList,
             .help = "The same of the device; with mutual = true.",
             .example = "[\"464 B\"]"},
            {.key = "server_name",
             .type = Text,
             .fallback = "broker.example.com",
             .help = "Sent in the first message (SNI); its length counts. \"\" sends none.",
             .example = "\"iot.example.com\""},
        }};
    return section;
}

const Section& power_saving_section() {
    static const Section section{
        "[fleet.power_saving]",
        "How an LTE-M or NB-IoT radio rests between exchanges, or that another is off. What is "
        "absent is as its profile has it.",
        {
            {.key = "sleep",
             .type = Choice,
             .help =
                 "psm: deepest, hears nothing until it sends or updates its area; edrx: it "
                 "listens once a cycle; off, with connection = \"per-publish\": deep sleep, each "
                 "connection finds the network anew (Wi-Fi of the ESPs).",
             .example = "\"edrx\"",
             .choices = {"psm", "edrx", "off"}},
            {.key = "edrx_cycle",
             .type = Duration,
             .help = "sleep = \"edrx\": 5.12 s to 10485.76 s; a message down waits for it.",
             .example = "\"81.92 s\"",
             .least = 5.12,
             .most = 10485.76},
            {.key = "release_assistance",
             .type = Flag,
             .help = "The device says that it has no more to send, and is let go at once.",
             .example = "true"},
            {.key = "inactivity",
             .type = Duration,
             .help = "Without release assistance: connected for so long after traffic.",
             .example = "\"10 s\"",
             .least = 1e-3},
            {.key = "active_time",
             .type = Duration,
             .help = "Reachable for so long after that (T3324); 0 s sleeps at once.",
             .example = "\"2 s\""},
            {.key = "update_every",
             .type = Duration,
             .help = "Between two tracking-area updates (T3412).",
             .example = "\"12 h\"",
             .least = 1},
        }};
    return section;
}

const Section& start_section() {
    static const Section section{
        "[fleet.start]",
        "When the devices are switched on.",
        {
            {.key = "at",
             .type = Instant,
             .fallback = "0 s",
             .help = "The first device.",
             .example = "\"1 h\""},
            {.key = "over",
             .type = Duration,
             .fallback = "0 s",
             .help = "Time from the first device to the last.",
             .example = "\"180 d\""},
            {.key = "shape",
             .type = Choice,
             .help = "linear: evenly; s-curve: slowly, fast, slowly; at-once: all at `at`. Where "
                     "it is absent, linear if `over` is given.",
             .example = "\"s-curve\"",
             .choices = {"at-once", "linear", "s-curve"}},
        }};
    return section;
}

const Section& offline_queue_section() {
    static const Section section{
        "[fleet.offline_queue]",
        "What a device keeps of its publishes while it has no connection, until it can send them: "
        "those of QoS 1 and 2, over HTTPS and with connection = \"per-publish\" all. It sends them "
        "at once then.",
        {
            {.key = "most",
             .type = Whole,
             .fallback = "100",
             .help = "Publishes at the most, with those that are not acknowledged yet. 0 keeps "
                     "none.",
             .example = "1_000",
             .least = 0,
             .most = 1'000'000},
            {.key = "drop",
             .type = Choice,
             .fallback = "newest",
             .help = "What goes when `most` of them wait: the one that comes, or the oldest that "
                     "was not sent yet.",
             .example = "\"oldest\"",
             .choices = {"newest", "oldest"}},
            {.key = "qos_0",
             .type = Flag,
             .fallback = "false",
             .help = "Publishes of QoS 0 wait, too; else they are lost without a connection.",
             .example = "true"},
        }};
    return section;
}

const Section& back_off_section() {
    static const Section section{
        "[fleet.back_off]",
        "How long a device waits before it tries again to connect: `first`, then `factor` times "
        "as long after each failure, up to `most`.",
        {
            {.key = "first",
             .type = Duration,
             .fallback = "1 s",
             .help = "Before the second attempt.",
             .example = "\"2 s\"",
             .least = 1e-3},
            {.key = "factor",
             .type = Factor,
             .fallback = "2",
             .help = "Growth from one wait to the next.",
             .example = "1.5",
             .least = 1,
             .most = 100},
            {.key = "most",
             .type = Duration,
             .fallback = "2 min",
             .help = "No wait is longer.",
             .example = "\"15 min\"",
             .least = 1e-3},
            {.key = "jitter",
             .type = Ratio,
             .fallback = "50 %",
             .help = "Each wait is shortened at random by up to this share. 0 % keeps a herd "
                     "together.",
             .example = "\"100 %\"",
             .least = 0,
             .most = 1},
        }};
    return section;
}

std::vector<Option> fleet_devices() {
    return {{.key = "name",
             .type = Name,
             .presence = Required,
             .help = "What --set, topics and results call it.",
             .example = "\"meter\""},
            {.key = "count",
             .type = Whole,
             .presence = Required,
             .help = "How many devices.",
             .example = "1_000_000",
             .least = 1,
             .most = 4'000'000'000},
            {.key = "device",
             .type = Profile,
             .presence = Required,
             .help = "Profile of the board: its currents asleep and awake, the cost of "
                     "cryptography.",
             .example = "\"nrf9160\"",
             .profile_kind = "device"},
            {.key = "radio",
             .type = Profile,
             .presence = Required,
             .help = "Profile of the radio: states, powers, delays.",
             .example = "\"lte-m\"",
             .profile_kind = "radio"},
            {.key = "power_saving",
             .type = Table,
             .help = "How the radio sleeps.",
             .table = &power_saving_section()},
            {.key = "battery",
             .type = Profile,
             .help = "Profile of the battery. Without it the devices hang on the mains.",
             .example = "\"er14505\"",
             .profile_kind = "battery"},
            {.key = "harvester",
             .type = Profile,
             .help = "Profile of a solar panel and its place, beside the battery. The scenario "
                     "begins at midnight.",
             .example = "\"solar-texas\"",
             .profile_kind = "harvester"},
            {.key = "first_day",
             .type = Whole,
             .fallback = "1",
             .help = "Day of the year on which the scenario begins, for the harvester's sun.",
             .example = "355",
             .least = 1,
             .most = 365},
            {.key = "meter",
             .type = Choice,
             .fallback = "physical",
             .help = "How energy is measured: by the profiles' state machines, or as PowerTutor "
                     "did on the phones of the MQTT-vs-HTTPS claims.",
             .example = "\"powertutor\"",
             .choices = {"physical", "powertutor"}}};
}

std::vector<Option> fleet_connection() {
    return {
        {.key = "region",
         .type = Text,
         .help = "Node of [network] where the devices are. Without it, the first.",
         .example = "\"eu\""},
        {.key = "client_id",
         .type = Text,
         .fallback = "{fleet}-{id}",
         .help = "MQTT client identifier, with {id} and {fleet}.",
         .example = "\"{fleet}-{id}\""},
        {.key = "mqtt", .type = Table, .help = "The fleet speaks MQTT.", .table = &mqtt_section()},
        {.key = "https",
         .type = Table,
         .help = "The fleet speaks HTTPS.",
         .table = &https_section()},
        {.key = "tls", .type = Table, .help = "Encryption.", .table = &tls_section()},
        {.key = "thing",
         .type = Table,
         .help = "The devices in the registry, and their policies.",
         .table = &thing_section()}};
}

std::vector<Option> fleet_behaviour() {
    return {{.key = "connection",
             .type = Choice,
             .help = "always-on: one connection, restored when lost; per-publish: one for each "
                     "publish. Where it is absent, always-on for MQTT and for HTTPS with "
                     "keep_alive, else per-publish.",
             .example = "\"per-publish\"",
             .choices = {"always-on", "per-publish"}},
            {.key = "start",
             .type = Table,
             .fallback = "{}",
             .help = "When devices are switched on.",
             .table = &start_section()},
            {.key = "connect_timeout",
             .type = Duration,
             .fallback = "30 s",
             .help = "A device whose attempt to connect is not answered gives it up after so long.",
             .example = "\"10 s\"",
             .least = 0.1,
             .most = 3600},
            {.key = "back_off",
             .type = Table,
             .fallback = "{}",
             .help = "Waiting before another attempt.",
             .table = &back_off_section()},
            {.key = "offline_queue",
             .type = Table,
             .fallback = "{}",
             .help = "Publishes that wait for a connection.",
             .table = &offline_queue_section()},
            {.key = "publish",
             .type = Tables,
             .help = "What the devices send.",
             .table = &fleet_publish_section()},
            {.key = "subscribe",
             .type = Tables,
             .help = "What the devices want to hear.",
             .table = &fleet_subscribe_section()},
            {.key = "shadow",
             .type = Table,
             .help = "State kept in the cloud.",
             .table = &shadow_section()},
            {.key = "failure",
             .type = Table,
             .help = "How the devices break down.",
             .table = &failure_section()}};
}

}  // namespace

const Section& fleet_section() {
    static const Section section{"[[fleet]]", "A fleet: many devices of one kind.",
                                 all_of({fleet_devices(), fleet_connection(), fleet_behaviour()})};
    return section;
}

}  // namespace fleetsim::language
