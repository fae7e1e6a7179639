// DeviceClass: what all devices of one fleet share; a row holds the rest.
// Models     one protocol, one place in the network, one radio, one set of publish programs.
// Leaves out differences between the devices of a fleet other than those drawn: split the fleet.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/device/back_off.hpp"
#include "models/device/exchange_costs.hpp"
#include "models/device/failure.hpp"
#include "models/device/payload_source.hpp"
#include "models/device/power_cut.hpp"
#include "models/device/schedule.hpp"
#include "models/mqtt/topic_pattern.hpp"
#include "models/network/way.hpp"
#include "models/power/battery.hpp"
#include "models/power/harvester.hpp"
#include "models/power/powertutor.hpp"
#include "models/radio/radio_machine.hpp"
#include "sim/ids.hpp"
#include "sim/random/distribution.hpp"
#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::device {

enum class Protocol : std::uint8_t { Mqtt, Https };
enum class ConnectionStyle : std::uint8_t { AlwaysOn, PerPublish };
enum class Ramp : std::uint8_t { Linear, SCurve };

/// A span of device indices.
struct DeviceRange {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::uint32_t end() const { return first + count; }
};

/// Which number fills the topic of a publish.
enum class TopicNumber : std::uint8_t { None, OwnId, PeerId, RandomId };

/// A publish that answers something instead of following a schedule: a message of a service, a new
/// connection, or another publish of the same device.
struct Reaction {
    /// What it says: `code` in its Echo, in so many bytes.
    struct Says {
        std::uint32_t code = 0;  ///< zero: that of the message, whose document it repeats
        std::uint32_t payload_bytes = 0;
        bool repeats_document = false;  ///< payload and the document the message's code measures
        bool repeats_key = false;       ///< and its key in decimal digits
    };
    std::vector<std::uint16_t> to;           ///< patterns of the messages that set it off
    std::uint32_t only_code = 0;             ///< if their code is this; zero: any
    bool when_connected = false;             ///< set off by each new connection
    std::optional<std::size_t> follows;      ///< set off by the program with this number
    sim::DurationDistribution after;         ///< from then to the publish
    std::optional<wire::Exchange> download;  ///< fetched before it, on a connection of its own
    bool begins_task = false;                ///< not while a task is under way
    bool ends_task = false;
    Says says;
    double fails = 0;  ///< the share that says the other thing
    Says says_failed;
};

struct PublishProgram {
    std::uint16_t pattern = 0;  ///< its number in the world's list of patterns
    mqtt::TopicPattern topic;
    TopicNumber number = TopicNumber::None;
    std::uint32_t numbers = 1;  ///< size of the fleet that PeerId and RandomId mean
    std::uint8_t qos = 0;
    bool retain = false;
    std::uint8_t lifetime = 0;  ///< message expiry: mqtt::PatternList::lifetime_number()
    Schedule schedule;
    PayloadSource payload;
    sim::Duration start_after;  ///< after the device's first connection
    static constexpr std::uint32_t kEndless = UINT32_MAX;
    std::uint32_t most = kEndless;     ///< publishes of it by one device
    std::optional<Reaction> reaction;  ///< in place of the schedule
};

struct Subscription {
    std::uint16_t pattern = 0;
    std::uint8_t qos = 0;
};

/// How a class of HTTPS devices receives: by requests that the server answers with a message.
struct PollProgram {
    sim::Duration wait;   ///< the server holds a request so long; zero: it answers at once
    sim::Duration every;  ///< from one round of requests to the next; zero: always one is out
};

/// The energy of a class is what PowerTutor charges, not what its radio draws.
struct MeterProgram {
    power::PowerTutorFigures figures;
    power::MeteredRadio radio = power::MeteredRadio::Cellular;
};

/// To the broker and back.
struct Path {
    network::Way up;
    network::Way down;
};

/// Times and powers of the processor.
struct Processor {
    sim::Watts sleep;
    sim::Watts active;
    sim::Duration per_transfer;       ///< active when something leaves or arrives, however large
    sim::Duration full_handshake;     ///< cryptography of a full TLS handshake
    sim::Duration resumed_handshake;  ///< and of a resumed one

    sim::Duration handshake(wire::Opening kind) const {
        return kind == wire::Opening::Resumed ? resumed_handshake : full_handshake;
    }
};

/// Publishes kept in a device while there is no connection, with those not acknowledged yet.
struct OfflineQueue {
    std::uint32_t most = 100;
    bool drops_oldest = false;  ///< that was never sent; else the one that comes
    bool takes_qos_0 = false;
};

struct DeviceClass {
    std::string name;
    DeviceRange devices;
    sim::EntityId broker;
    Protocol protocol = Protocol::Mqtt;
    ConnectionStyle style = ConnectionStyle::AlwaysOn;
    bool clean_session = true;
    bool resumes_tls = false;
    bool radio_off_between = false;  ///< per publish: no radio between two connections

    sim::Time start;
    sim::Duration start_over;
    Ramp ramp = Ramp::Linear;

    sim::Duration keep_alive;  ///< zero: none
    sim::Duration connect_timeout = sim::Duration::seconds(30);
    sim::Duration response_timeout = sim::Duration::seconds(30);  ///< HTTPS
    sim::Duration idle_timeout;  ///< HTTPS: a quiet connection is closed after it; zero: at once
    unsigned most_tries = 3;     ///< HTTPS: requests for one publish
    BackOff back_off;
    OfflineQueue offline_queue;
    std::uint32_t most_unacknowledged = 1000;  ///< publishes under way on a connection

    Path path;
    ExchangeCosts costs;
    Processor processor;
    radio::RadioMachine radio;
    std::optional<power::Battery> battery;  ///< none: mains
    std::vector<PowerCut> power_cuts;       ///< of the mains, in the order of their times

    const mqtt::PatternList* patterns = nullptr;  ///< of the world
    std::vector<PublishProgram> programs;
    std::vector<Subscription> subscriptions;
    bool reacts = false;                        ///< one of its programs is a reaction
    std::optional<FailureMode> failure;         ///< none: these devices do not fail
    std::optional<PollProgram> polls;           ///< HTTPS
    std::optional<power::Harvester> harvester;  ///< beside the battery
    std::optional<MeterProgram> meter;          ///< none: the radio is its own

    /// Names of what energy is booked under, in the order of FleetCell::nanojoules.
    std::vector<std::string> consumers() const;
};

/// The patterns of a class's programs.
std::vector<std::uint16_t> patterns_of(const DeviceClass& type);

/// When a device of the class is switched on.
sim::Time start_in(const DeviceClass& type, std::uint64_t seed, std::uint32_t device);

/// The processor's consumers come first, the radio's after them.
enum Consumer : std::size_t { kSleep, kProcessing, kCryptography, kFirstRadioConsumer };

}  // namespace fleetsim::device
