// App: a program in the data centre that subscribes and publishes - a collector, a dashboard, a
// command sender.
// Models     one MQTT connection that is always there (it is opened at time zero and again after it
//            was lost); subscriptions; publishing on a schedule to one topic, to a random device or
//            to all devices of a fleet; answering each message; one aggregate for many messages.
// Leaves out time the app itself takes, and bytes and energy of its connection: it stands beside
//            the broker, and nobody pays for its radio.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/device/payload_source.hpp"
#include "models/device/schedule.hpp"
#include "models/mqtt/parcel.hpp"
#include "models/network/stream.hpp"
#include "models/network/way.hpp"
#include "sim/random/draw.hpp"
#include "sim/service.hpp"
#include "sim/stats/histogram.hpp"

namespace fleetsim::app {

enum class Audience : std::uint8_t { OneTopic, RandomDevice, EveryDevice };

struct AppPublish {
    std::uint16_t pattern = 0;
    Audience audience = Audience::OneTopic;
    std::uint32_t numbers = 1;  ///< devices in the audience
    std::uint8_t qos = 0;
    bool retain = false;
    std::uint8_t lifetime = 0;  ///< message expiry: mqtt::PatternList::lifetime_number()
    device::Schedule schedule;
    device::PayloadSource payload;
    sim::Duration spread;             ///< EveryDevice: from the first to the last
    sim::Duration start_after;        ///< from the first connection
    std::uint64_t most = UINT64_MAX;  ///< publishes; EveryDevice: rounds of them
};

/// Published to the number of the message it answers.
struct AppReply {
    std::uint16_t pattern = 0;
    std::uint8_t qos = 0;
    device::PayloadSource payload;
    sim::DurationDistribution after;
};

/// One publish for all messages received in each interval; none for an empty one.
struct AppAggregate {
    std::uint16_t pattern = 0;
    std::uint8_t qos = 0;
    sim::Duration every;
    device::PayloadSource payload;
};

struct AppConfig {
    std::string name;
    sim::EntityId self;
    sim::EntityId broker;
    network::Way to_broker;
    std::vector<AppPublish> publishes;
    std::optional<AppReply> reply;
    std::optional<AppAggregate> aggregate;
    bool subscribes = false;
};

struct AppStatistics {
    std::int64_t connects = 0;
    std::int64_t published = 0;
    std::int64_t never_arrived = 0;  ///< transmissions into a network that stayed down
    std::int64_t unsent = 0;         ///< due while the app had no connection
    std::int64_t acknowledged = 0;
    std::int64_t received = 0;
    std::int64_t received_payload_bytes = 0;
    sim::Histogram latency;  ///< ns, publish to arrival here
};

class App : public sim::Service {
  public:
    App(AppConfig config, std::uint64_t seed);

    void begin(sim::Outbox& outbox) override;
    void on_parcels(std::span<const sim::Parcel> parcels, sim::Outbox& outbox) override;
    std::string name() const override { return "app " + config_.name; }

    /// What one of its messages says, made again from its draws; nullopt if only a size is known.
    std::optional<std::string> payload_text(const mqtt::Message& message) const;

    const AppConfig& config() const { return config_; }
    const AppStatistics& statistics() const { return statistics_; }

  private:
    void on_parcel(const sim::Parcel& parcel, sim::Outbox& outbox);
    void on_message(const sim::Parcel& parcel, sim::Outbox& outbox);
    void answer(const mqtt::Message& message, sim::Outbox& outbox);
    void on_tick(const sim::Parcel& parcel, sim::Outbox& outbox);
    void run_program(const sim::Parcel& tick, sim::Outbox& outbox);
    void run_round(const AppPublish& program, const sim::Parcel& tick, sim::Outbox& outbox);
    void on_connack(const sim::Parcel& parcel, sim::Outbox& outbox);
    void connect(sim::Time now, sim::Outbox& outbox);
    void publish(mqtt::Message message, const device::PayloadSource& payload, sim::Outbox& outbox);
    void send(sim::Parcel parcel, sim::Time departs, std::int64_t bytes, sim::Outbox& outbox);
    void tick_at(sim::Time time, std::uint16_t what, std::uint32_t progress, sim::Outbox& outbox);
    const device::PayloadSource* payload_of(std::uint16_t pattern) const;
    sim::DrawEngine draw();
    sim::Parcel parcel(mqtt::ParcelKind kind, sim::EntityId target);

    AppConfig config_;
    std::uint64_t seed_;
    AppStatistics statistics_;
    std::uint32_t sequence_ = 0;
    std::uint32_t ordinal_ = 0;
    std::uint16_t packet_id_ = 0;
    std::uint8_t generation_ = 0;
    bool is_connected_ = false;
    bool is_running_ = false;
    std::vector<std::uint64_t> made_;  ///< by publish program
    std::int64_t to_aggregate_ = 0;
    sim::Time now_;  ///< of the parcel in hand
    /// To the broker. What leaves later is handed over before: a service cannot wake itself within
    /// a window.
    network::Stream stream_;
};

}  // namespace fleetsim::app
