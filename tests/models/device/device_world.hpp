// Devices against a broker that answers at once and never fails, so that each test sees the device.
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <utility>
#include <vector>

#include "models/device/population.hpp"
#include "models/network/shortest_paths.hpp"
#include "sim/engine.hpp"

namespace fleetsim::device {

using mqtt::ParcelKind;

inline constexpr sim::Duration kOneWay = sim::Duration::milliseconds(50);
inline const sim::EntityId kBroker = sim::EntityId::service(0);

/// Two nodes, one link, and whatever is done to it.
struct Network {
    network::Topology topology;
    network::NodeId field = topology.add_node({.name = "field", .inside = {}});
    network::NodeId cloud = topology.add_node({.name = "cloud", .inside = {}});
    network::LinkId link;
    std::unique_ptr<network::RouteTable> routes;

    explicit Network(network::Latency latency = network::Latency::constant(kOneWay)) {
        link = topology.add_link({.from = field, .to = cloud, .latency = std::move(latency)});
    }
    void finish() {
        const network::Endpoints pairs[] = {{field, cloud}, {cloud, field}};
        routes = std::make_unique<network::RouteTable>(topology, pairs);
    }
};

class World : public sim::Model {
  public:
    explicit World(DeviceClass type) : population_({std::move(type)}, 1) {}

    std::uint32_t device_count() const override { return population_.count(); }
    std::uint16_t service_count() const override { return 1; }
    void on_timers(std::uint8_t kind, std::span<const sim::Timer> timers,
                   sim::Outbox& outbox) override {
        population_.on_timers(kind, timers, outbox);
    }
    void on_parcels(std::span<const sim::Parcel> parcels, sim::Outbox& outbox) override {
        population_.on_parcels(parcels, outbox);
    }
    void on_service(sim::EntityId, std::span<const sim::Parcel> parcels,
                    sim::Outbox& outbox) override {
        for (const sim::Parcel& parcel : parcels) answer(parcel, outbox);
    }

    FleetCell run_until(sim::Time end) {
        if (engine_ == nullptr) {
            engine_ = sim::make_engine(sim::EngineKind::Reference, *this, {.window = kOneWay});
            population_.begin(engine_->shards(), engine_->outbox());
        }
        engine_->run_until(end);
        return population_.total(0);
    }
    Population& population() { return population_; }
    int seen(ParcelKind kind) const { return seen_[static_cast<std::size_t>(kind)]; }
    sim::Outbox& outbox() { return engine_->outbox(); }

    /// Set to change or suppress answers.
    std::function<bool(const sim::Parcel&)> ignores = [](const sim::Parcel&) { return false; };
    bool refuses = false;      ///< every connection
    std::uint8_t verdict = 0;  ///< the code of each answer

  private:
    void answer(const sim::Parcel& parcel, sim::Outbox& outbox) {
        ++seen_[parcel.kind];
        if (ignores(parcel)) return;
        switch (mqtt::kind_of(parcel)) {
            case ParcelKind::Connect:
                return reply(parcel, refuses ? ParcelKind::ConnectionLost : ParcelKind::ConnAck,
                             outbox);
            case ParcelKind::Subscribe:
                return reply(parcel, ParcelKind::SubAck, outbox);
            case ParcelKind::PingReq:
                return reply(parcel, ParcelKind::PingResp, outbox);
            case ParcelKind::PubRel:
                return reply(parcel, ParcelKind::PubComp, outbox);
            case ParcelKind::HttpRequest:
                return reply(parcel, ParcelKind::HttpResponse, outbox);
            case ParcelKind::Publish: {
                const std::uint8_t qos = mqtt::unpack_message(parcel).qos;
                if (qos == 1) return reply(parcel, ParcelKind::PubAck, outbox);
                if (qos == 2) return reply(parcel, ParcelKind::PubRec, outbox);
                return;
            }
            default:
                return;
        }
    }
    void reply(const sim::Parcel& to, ParcelKind kind, sim::Outbox& outbox) {
        sim::Parcel out{.time = to.time + kOneWay,
                        .source = kBroker,
                        .target = to.source,
                        .sequence = sequence_++,
                        .kind = static_cast<std::uint16_t>(kind),
                        .flags = to.flags};
        const bool is_message = mqtt::kind_of(to) == ParcelKind::Publish ||
                                mqtt::kind_of(to) == ParcelKind::HttpRequest;
        const std::uint8_t generation =
            is_message ? mqtt::unpack_message(to).generation : mqtt::unpack_signal(to).generation;
        mqtt::pack(mqtt::Signal{.generation = generation, .code = verdict, .refused = refuses},
                   out);
        outbox.send(out);
    }

    Population population_;
    std::unique_ptr<sim::Engine> engine_;
    std::uint32_t sequence_ = 0;
    std::array<int, 32> seen_{};
};

inline DeviceClass plain_class(const Network& network) {
    static const mqtt::PatternList patterns;
    radio::RadioProfile radio;
    radio.name = "wire";
    DeviceClass type{.radio = radio::RadioMachine(radio)};
    type.name = "box";
    type.devices = {0, 1};
    type.broker = kBroker;
    type.path.up.route = &network.routes->between(network.field, network.cloud);
    type.path.down.route = &network.routes->between(network.cloud, network.field);
    type.costs = mqtt_costs({}, {.connect = sim::Bytes{33},
                                 .connack = sim::Bytes{4},
                                 .subscribe = sim::Bytes{20},
                                 .suback = sim::Bytes{5}});
    type.patterns = &patterns;
    type.back_off = {.first = sim::Duration::seconds(1),
                     .most = sim::Duration::seconds(8),
                     .factor = 2,
                     .jitter = 0};
    return type;
}

inline PublishProgram every(sim::Duration period, std::uint8_t qos) {
    PublishProgram program;
    program.topic = {.before = "a", .after = "", .numbered = false};
    program.qos = qos;
    program.schedule.every = period;
    program.payload.fixed = 100;
    return program;
}

}  // namespace fleetsim::device
