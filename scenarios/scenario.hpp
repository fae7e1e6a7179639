// Scenario: what a scenario file says, checked and with every default filled in.
// Models     fleets, apps, network, broker, rules, faults, goals, and the study around them.
//            References (a fleet, a node, a link) are indices into the vectors of this struct.
// Leaves out TOML and places: scenarios/language/ reads those; scenarios/compose/ builds the world.
//            An action has its place, since its options are read where the sinks are built.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/cloud/item_table.hpp"
#include "models/cloud/quotas.hpp"
#include "models/cloud/registry.hpp"
#include "models/cloud/secrets.hpp"
#include "models/device/payload.hpp"
#include "models/radio/power_saving.hpp"
#include "sim/error.hpp"
#include "sim/random/distribution.hpp"
#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::scenarios {

enum class NodeIndex : std::uint32_t {};
enum class LinkIndex : std::uint32_t {};
enum class FleetIndex : std::uint32_t {};

// ---- names with numbers in them

/// One piece of a pattern. Level separators are part of the literals.
struct TopicPart {
    enum class Kind {
        Literal,  ///< `text`
        Id,       ///< {id}: the number of the publishing or subscribing device
        Peer,     ///< {peer:FLEET}: the device of FLEET with the same number (modulo its count)
        Random,   ///< {random:FLEET}: a device of FLEET, drawn anew for each message
        All,      ///< {all:FLEET}: one message for each device of FLEET (apps only)
        Sender,   ///< {sender}: the device whose message is answered (replies only)
    };
    Kind kind = Kind::Literal;
    std::string text;
    std::optional<FleetIndex> fleet;
};

/// A topic name, topic filter or client id with a place for a number, e.g. "meter/{id}/reading".
/// It holds at most one place that is not literal. {fleet} is already replaced by the fleet's name.
struct TopicPattern {
    std::string written;  ///< as in the file
    std::vector<TopicPart> parts;

    /// The literal text if there is no place for a number.
    std::optional<std::string> constant() const;
    /// The topic with `number` in its place.
    std::string with(std::uint64_t number) const;
};

// ---- what a client sends and wants

enum class Qos : std::uint8_t { AtMostOnce = 0, AtLeastOnce = 1, ExactlyOnce = 2 };
enum class Retain : std::uint8_t { No, Yes };

/// The body of a message: a template to draw from, or a size alone.
struct Payload {
    std::optional<device::PayloadTemplate> content;
    sim::Distribution size;  ///< bytes; used where there is no `content`

    /// Bytes where all messages count as one size, as a fleet's wills do: if the size varies, its
    /// mean, or that of one text.
    double usual_size() const;
};

/// How publishes follow one another.
struct Pacing {
    enum class Pattern {
        Periodic,    ///< every `mean`, each shifted by at most `jitter` of it
        Poisson,     ///< exponential gaps of mean `mean`
        Diurnal,     ///< Poisson whose rate swings over the day around 1/`mean`
        ClosedLoop,  ///< `mean` after the publish before was acknowledged
    };
    Pattern pattern = Pattern::Periodic;
    sim::Duration mean{};
    double jitter = 0;        ///< of `mean`, 0..1; periodic and closed loop
    bool is_aligned = false;  ///< all devices at the same multiples of `mean`, not spread over it
    sim::Duration peak{};     ///< diurnal: time of day of the highest rate
    double swing = 0;         ///< diurnal: rate = (1 + swing cos(...)) / mean, 0..1
    sim::Duration start_after{};         ///< from the first connection until the pattern begins
    std::optional<std::uint64_t> count;  ///< publishes a device makes in all; nothing: no end
};

struct Publish {
    TopicPattern topic;
    Qos qos = Qos::AtMostOnce;
    Retain retain = Retain::No;
    Pacing pacing;
    Payload payload;
    std::optional<sim::Duration> message_expiry;  ///< whole seconds; MQTT 5
};

struct Subscribe {
    /// Which retained messages a subscription gets; MQTT 5, as the next two.
    enum class Retained : std::uint8_t { Always, IfNew, Never };
    TopicPattern filter;
    Qos qos = Qos::AtMostOnce;
    Retained retained = Retained::Always;
    bool no_local = false;
    bool retain_as_published = false;
};

// ---- protocols

struct Will {
    TopicPattern topic;
    Qos qos = Qos::AtMostOnce;
    Retain retain = Retain::No;
    Payload payload;
    sim::Duration delay{};                        ///< MQTT 5
    std::optional<sim::Duration> message_expiry;  ///< MQTT 5
};

struct Mqtt {
    enum class Version : std::uint8_t { V3_1_1 = 4, V5 = 5 };  ///< as on the wire
    enum class Transport { Tcp, WebSocket };
    Version version = Version::V3_1_1;
    Transport transport = Transport::Tcp;
    sim::Duration keep_alive{};  ///< whole seconds; zero: off
    bool clean_session = true;
    sim::Duration session_expiry{};  ///< MQTT 5; with 3.1.1 a session that is not clean never ends
    std::uint16_t receive_maximum = 65'535;
    std::optional<sim::Bytes> maximum_packet_size;  ///< MQTT 5
    std::optional<Will> will;
};

struct Https {
    /// How a client that waits for messages learns of them.
    enum class Receive { Nothing, Poll, LongPoll };
    sim::Duration keep_alive{};  ///< an idle connection stays open that long; zero: one a request
    Receive receive = Receive::Nothing;
    sim::Duration poll_every{};         ///< with Receive::Poll
    sim::Duration long_poll_timeout{};  ///< with Receive::LongPoll
    bool server_queue = true;           ///< messages wait for a request; false: they are lost
};

struct Tls {
    enum class Version { V1_2, V1_3 };
    enum class Key { Rsa2048, EcdsaP256, RawPublicKey, Psk };
    enum class Resumption { None, SessionId, Ticket };  ///< with TLS 1.3 a ticket is a PSK
    enum class ClientIdentity { None, Certificate };
    Version version = Version::V1_3;
    Key key = Key::EcdsaP256;
    Resumption resumption = Resumption::Ticket;
    ClientIdentity client = ClientIdentity::None;
    std::vector<sim::Bytes> server_chain;  ///< DER sizes; empty: the usual sizes for `key`
    std::vector<sim::Bytes> client_chain;  ///< the same
    std::string server_name;               ///< sent as SNI; empty: none
};

// ---- devices

struct Start {
    enum class Shape { AtOnce, Linear, SCurve };
    Shape shape = Shape::Linear;
    sim::Duration at{};    ///< the first device
    sim::Duration over{};  ///< the last device starts at `at` + `over`
};

/// Waiting time before attempt n: `first` x `factor`^(n-1), at most `most`, less up to `jitter`.
struct BackOff {
    sim::Duration first{};
    double factor = 2;
    sim::Duration most{};
    double jitter = 0;  ///< 0..1
};

/// What a device keeps of its publishes while it has no connection.
struct OfflineQueue {
    std::uint32_t most = 100;
    bool drops_oldest = false;
    bool takes_qos_0 = false;
};

/// The devices keep their state in a shadow: they report, and make of themselves what is desired.
struct ShadowClient {
    std::string name;  ///< empty: the classic shadow
    Qos qos = Qos::AtLeastOnce;
    sim::DurationDistribution apply_after;  ///< from a delta to the report that it is done
    bool confirms = true;                   ///< hears whether its reports were accepted
    bool is_versioned = false;              ///< a report says which version it answers
};

/// How the devices break down.
struct Failure {
    sim::DurationDistribution after;   ///< from the start, or from the last repair
    sim::DurationDistribution repair;  ///< silent for so long
    sim::Duration shows_for{};         ///< {wear()} in payloads moves so long before
};

enum class Connection {
    AlwaysOn,    ///< connects once, and again when the connection is lost
    PerPublish,  ///< connects to publish, and disconnects when all is acknowledged
};

enum class Meter { Physical, PowerTutor };

/// The fleet in the account's registry.
struct Thing {
    std::optional<TopicPattern> name;  ///< nothing: the client id
    std::string type;
    std::vector<std::string> groups;
    std::vector<std::pair<std::string, std::string>> attributes;
    std::vector<std::string> policies;  ///< names; none: nobody asks
    cloud::CertificateStatus certificate = cloud::CertificateStatus::Active;
    cloud::Registration registration = cloud::Registration::Before;
    std::optional<double> rate;  ///< in bulk: things a second
    sim::Duration from{};        ///< in bulk
};

struct Fleet {
    std::string name;
    std::uint32_t count = 0;
    std::string device;   ///< profile
    std::string radio;    ///< profile
    std::string battery;  ///< profile; empty: mains
    radio::PowerSaving power_saving;
    std::string harvester;        ///< profile; empty: none
    std::uint32_t first_day = 1;  ///< of the year, for the sun
    Meter meter = Meter::Physical;
    NodeIndex region{};
    TopicPattern client_id;    ///< "meter-{id}"
    std::optional<Mqtt> mqtt;  ///< exactly one of the two
    std::optional<Https> https;
    std::optional<Tls> tls;
    std::optional<Thing> thing;
    Connection connection = Connection::AlwaysOn;
    Start start;
    sim::Duration connect_timeout = sim::Duration::seconds(30);
    BackOff back_off;
    OfflineQueue offline_queue;
    std::vector<Publish> publish;
    std::vector<Subscribe> subscribe;
    std::optional<ShadowClient> shadow;
    std::optional<Failure> failure;

    /// The client id of one device.
    std::string client_id_of(std::uint32_t number) const;
};

// ---- network

struct NetworkNode {
    std::string name;
    std::optional<sim::DurationDistribution> latency;  ///< between two things at this node
};

struct NetworkLink {
    std::string name;  ///< "FROM-TO" where the file gives none
    NodeIndex from{};
    NodeIndex to{};
    bool is_both_ways = true;
    sim::DurationDistribution latency;
    std::optional<sim::BitRate> bandwidth;  ///< nothing: unlimited
    double loss = 0;                        ///< share of packets, [0, 1)
};

struct Network {
    std::vector<NetworkNode> nodes;
    std::vector<NetworkLink> links;
};

// ---- broker

struct Broker {
    NodeIndex node{};
    std::string profile;   ///< "mqtt" or "aws"
    std::string capacity;  ///< a preset's name; "unlimited": no queueing, no limits of the machine
    std::uint32_t nodes = 1;
    std::optional<std::uint32_t> cores;         ///< of each node; nothing: the preset's
    std::optional<sim::Bytes> memory;           ///< of each node
    std::string placement;                      ///< "hash", "round-robin", ...
    std::uint32_t session_copies = 1;           ///< nodes that know a session
    double rebalance = 0;                       ///< clients moved a second; zero: none
    double max_connect_rate = 0;                ///< a second, of each node; zero: no limit
    std::optional<std::uint32_t> listen_queue;  ///< connections that wait to be let in
    std::optional<sim::Duration> handshake_timeout;
    std::optional<std::uint32_t> max_queued;       ///< messages waiting in one session
    std::optional<std::uint16_t> max_in_flight;    ///< deliveries to one client, unacknowledged
    bool drops_oldest = false;                     ///< of a full queue; else the newest
    std::optional<std::uint32_t> max_connections;  ///< on each node
    std::optional<sim::Bytes> maximum_packet_size;
};

// ---- applications and rules

/// Publishes one message a period that stands for all the messages of it.
struct Aggregate {
    sim::Duration every{};
    TopicPattern topic;
    Qos qos = Qos::AtMostOnce;
    Payload payload;
};

/// Answers each message the app receives.
struct Reply {
    TopicPattern topic;
    Qos qos = Qos::AtMostOnce;
    Payload payload;
    sim::DurationDistribution after;
};

struct App {
    std::string name;
    NodeIndex node{};
    std::vector<Subscribe> subscribe;
    std::vector<Publish> publish;
    std::optional<Aggregate> aggregate;
    std::optional<Reply> reply;
};

/// Where a rule sends its result, e.g. { stream = "alerts" }.
struct Action {
    std::string kind;                                          ///< "stream", "republish", ...
    std::string target;                                        ///< the sink's name, or a topic
    std::vector<std::pair<std::string, std::string>> options;  ///< the other keys, as written
    sim::Place place{};
};

struct Rule {
    std::string name;
    std::string sql;
    std::vector<Action> actions;
    std::optional<Action> error_action;
};

// ---- the account

/// A policy document; the loader has parsed it once.
struct Policy {
    std::string name;
    std::string document;
    std::vector<std::string> groups;  ///< of things: it is attached to all of theirs
};

struct Cloud {
    std::string quotas;  ///< profile; empty: no limits but those below
    std::vector<std::pair<cloud::Quota, double>> limits;  ///< instead of the profile's

    bool has_quotas() const { return !quotas.empty() || !limits.empty(); }
};

struct Prices {
    std::vector<std::string> books;  ///< none: nothing is charged
    bool has_free_tier = false;
};

// ---- services of the cloud

/// One operation that every device of a fleet carries out, at a rate.
struct RolloutJob {
    enum class Of { Notified, Succeeded };
    enum class On { Failed, TimedOut, Rejected };
    struct Abort {
        On on = On::Failed;
        double share = 0.1;
        std::uint32_t at_least = 1;
    };
    std::string name;
    FleetIndex fleet{};
    sim::Time at;
    double per_minute = 1000;
    double most_per_minute = 1000;
    double factor = 1;
    Of of = Of::Succeeded;
    std::uint32_t each = 1000;
    std::optional<sim::Duration> time_out;
    std::uint32_t retries = 0;
    std::vector<Abort> aborts;
    std::optional<sim::Bytes> download;
    sim::DurationDistribution reacts_after;  ///< from the notification to IN_PROGRESS
    sim::DurationDistribution takes;         ///< from the download to the end
    double fails = 0;
};

/// A model that says which devices will fail, fed and asked by rules.
struct FailurePredictor {
    std::string name;
    sim::Duration horizon{};
    sim::Duration train_first{};
    sim::Duration train_every{};
    std::uint32_t most_examples = 20'000;
};

/// A function that reads a stream in batches.
struct StreamReader {
    std::string name;
    std::string stream;
    std::uint32_t batch = 100;
    sim::Duration window{};
    sim::DurationDistribution takes;
};

/// A table that statements read.
struct ItemTable {
    cloud::ItemTableSpec spec;
    std::vector<std::string> items;  ///< there beforehand, as JSON
};

// ---- faults and goals

struct Fault {
    enum class Target {
        Node,          ///< a network node: nothing passes or stays there
        Link,          ///< a link, in both directions
        Broker,        ///< one broker node: its connections and its memory are lost
        Connections,   ///< a share of a fleet's is cut; the devices may come back at once
        Certificates,  ///< a share of a fleet's certificates is not active any more
        Power          ///< of a share of a fleet's devices
    };
    Target target = Target::Node;
    sim::Time at;
    sim::Duration down_for{};       ///< Certificates: zero: for good
    sim::Duration closed_within{};  ///< Certificates: until connections that use them are closed
    sim::Duration back_over{};      ///< Power: until the last device has it again
    NodeIndex node{};
    LinkIndex link{};
    std::uint32_t broker_node = 0;  ///< from 0
    FleetIndex fleet{};
    double share = 1;  ///< of the fleet's connections, certificates or devices
};

/// One comparison of a figure of the results: "broker.publish_latency_seconds.p99 < 200 ms".
struct Goal {
    enum class Comparison { Less, LessOrEqual, Greater, GreaterOrEqual, Equal };
    std::string name;
    std::string that;       ///< as written
    std::string component;  ///< as in the results: "broker", "fleet/meter", "ledger/bytes"
    std::string metric;     ///< "publish_latency_seconds"
    std::string statistic;  ///< "p99", "mean", "max"; empty: the figure itself
    Comparison comparison = Comparison::Less;
    double threshold = 0;  ///< in the metric's unit
    /// Why the threshold has none; told where a run has the figure at all.
    std::string wrong_unit{};
};

// ---- studies

/// One parameter of a study and the values it takes, each as --set would be given it.
struct Axis {
    /// One path for an entry of [study.vary], several for the columns of a [[study.together]].
    std::vector<std::string> paths;
    std::vector<std::vector<std::string>> points;  ///< a value a path, in its order
};

struct Study {
    std::uint32_t replications = 1;
    double confidence = 0.95;
    std::vector<Axis> axes;  ///< outermost first

    bool is_single_run() const { return replications == 1 && axes.empty(); }
};

// ---- all of it

struct Scenario {
    std::string name;
    std::string description;
    std::string question;
    sim::Duration duration{};
    std::uint64_t seed = 1;
    sim::Duration sample_interval{};
    sim::Duration warm_up{};
    std::vector<Fleet> fleets;
    Network network;
    Broker broker;
    std::vector<App> apps;
    std::vector<Rule> rules;
    std::vector<RolloutJob> jobs;
    std::vector<FailurePredictor> predictors;
    std::vector<StreamReader> readers;
    std::vector<ItemTable> tables;
    std::vector<cloud::Secret> secrets;
    std::vector<Fault> faults;
    std::vector<Goal> goals;
    std::vector<Policy> policies;
    Cloud cloud;
    Prices prices;
    Study study;

    const Fleet& fleet(FleetIndex index) const { return fleets[static_cast<std::size_t>(index)]; }
};

}  // namespace fleetsim::scenarios
