// Devices against a broker that answers at once and never fails, so that each test sees the device.
#include "models/device/population.hpp"

#include <functional>
#include <gtest/gtest.h>

#include "models/network/shortest_paths.hpp"
#include "sim/engine.hpp"

namespace fleetsim::device {
namespace {

using namespace sim::literals;
using mqtt::ParcelKind;

constexpr sim::Duration kOneWay = 50_ms;
const sim::EntityId kBroker = sim::EntityId::service(0);

/// Two nodes, one link, and whatever is done to it.
struct Network {
    network::Topology topology;
    network::NodeId field = topology.add_node({.name = "field", .inside = {}});
    network::NodeId cloud = topology.add_node({.name = "cloud", .inside = {}});
    network::LinkId link;
    std::unique_ptr<network::RouteTable> routes;

    Network() {
        link = topology.add_link(
            {.from = field, .to = cloud, .latency = network::Latency::constant(kOneWay)});
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
    bool refuses = false;  ///< every connection

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
        mqtt::pack(mqtt::Signal{.generation = generation, .refused = refuses}, out);
        outbox.send(out);
    }

    Population population_;
    std::unique_ptr<sim::Engine> engine_;
    std::uint32_t sequence_ = 0;
    std::array<int, 32> seen_{};
};

DeviceClass plain_class(const Network& network) {
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
    type.back_off = {.first = 1_s, .most = 8_s, .factor = 2, .jitter = 0};
    return type;
}

PublishProgram every(sim::Duration period, std::uint8_t qos) {
    PublishProgram program;
    program.topic = {.before = "a", .after = "", .numbered = false};
    program.qos = qos;
    program.schedule.every = period;
    program.payload.fixed = 100;
    return program;
}

TEST(Device, ConnectsOnceAndStaysConnected) {
    Network network;
    network.finish();
    World world(plain_class(network));
    const FleetCell cell = world.run_until(sim::Time::at(10_min));
    EXPECT_EQ(cell.connects, 1);
    EXPECT_EQ(cell.connected, 1);
    // TCP (one round trip) and CONNECT to CONNACK (another) at 100 ms each.
    EXPECT_NEAR(static_cast<double>(cell.connect_latency.maximum()), 200e6, 3e6);
}

TEST(Device, EveryPublishWithQos1IsAcknowledged) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.programs.push_back(every(10_s, 1));
    World world(std::move(type));
    const FleetCell cell = world.run_until(sim::Time::at(10_min));
    EXPECT_NEAR(static_cast<double>(cell.published), 60, 1);
    EXPECT_EQ(cell.sent, cell.published);
    EXPECT_EQ(cell.acknowledged, cell.published);
    EXPECT_EQ(world.population().row(0).waiting, WaitingRoom::kNobody);
    EXPECT_EQ(cell.publish_latency.minimum(), (kOneWay * 2).count());
}

TEST(Device, InAClosedLoopPublishesOnlyAfterTheAcknowledgementAndTheThinkTime) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.programs.push_back(every(1_s, 1));
    type.programs.back().schedule.pattern = Pattern::ClosedLoop;
    World world(std::move(type));
    const FleetCell cell = world.run_until(sim::Time::at(10_min));
    // A second to think and a round trip of 100 ms.
    EXPECT_NEAR(static_cast<double>(cell.published), 600 / 1.1, 2);
    EXPECT_GE(cell.acknowledged, cell.published - 1);
}

TEST(Device, AClosedLoopStandsStillAsLongAsNobodyAcknowledges) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.programs.push_back(every(1_s, 1));
    type.programs.back().schedule.pattern = Pattern::ClosedLoop;
    World world(std::move(type));
    world.ignores = [](const sim::Parcel& parcel) {
        return mqtt::kind_of(parcel) == ParcelKind::Publish && parcel.time > sim::Time::at(1_min);
    };
    const FleetCell cell = world.run_until(sim::Time::at(10_min));
    EXPECT_EQ(cell.published, cell.acknowledged + 1);
    EXPECT_NEAR(static_cast<double>(cell.published), 60 / 1.1, 2);
}

TEST(Device, AClosedLoopWithQos0ThinksAfterEachPublish) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.programs.push_back(every(1_s, 0));
    type.programs.back().schedule.pattern = Pattern::ClosedLoop;
    type.programs.back().most = 20;
    World world(std::move(type));
    EXPECT_NEAR(static_cast<double>(world.run_until(sim::Time::at(15_s)).published), 14, 1);
    EXPECT_EQ(world.run_until(sim::Time::at(10_min)).published, 20);
}

TEST(Device, Qos2TakesFourPackets) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.programs.push_back(every(10_s, 2));
    World world(std::move(type));
    const FleetCell cell = world.run_until(sim::Time::at(10_min));
    EXPECT_EQ(cell.acknowledged, cell.published);
    EXPECT_EQ(world.seen(ParcelKind::PubRel), cell.published);
}

TEST(Device, KeepAlivePingsOnlyWhileQuiet) {
    Network network;
    network.finish();
    DeviceClass quiet = plain_class(network);
    quiet.keep_alive = 60_s;
    World silent(std::move(quiet));
    EXPECT_NEAR(static_cast<double>(silent.run_until(sim::Time::at(10_min)).pings), 9, 1);

    DeviceClass busy = plain_class(network);
    busy.keep_alive = 60_s;
    busy.programs.push_back(every(10_s, 0));
    World talking(std::move(busy));
    EXPECT_EQ(talking.run_until(sim::Time::at(10_min)).pings, 0);
}

TEST(Device, ThatPublishesAsOftenAsItWouldPingDoesNotPing) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.keep_alive = 60_s;
    type.programs.push_back(every(60_s, 1));
    World world(std::move(type));
    EXPECT_EQ(world.run_until(sim::Time::at(60_min)).pings, 0);
}

TEST(Device, APublishThatWaitsForItsRadioKeepsTheConnectionAlive) {
    // The keep-alive timer fires between the publish and its departure.
    constexpr sim::Time kNow = sim::Time::at(100_s);
    EXPECT_EQ(since(ticks(kNow + 2_s), kNow), sim::Duration{});
    EXPECT_NEAR(since(ticks(kNow - 3_s), kNow).to_seconds(), 3, 0.002);
}

TEST(Device, OfAConnectionThatNobodyAnswersOnlySynsLeave) {
    Network network;
    network.topology.add_outage(network.link, {sim::Time::zero(), sim::Time::at(60_min)});
    network.finish();
    DeviceClass type = plain_class(network);
    type.processor = {.sleep = {}, .active = sim::Watts{1}, .full_handshake = 1_s};
    World world(std::move(type));
    const FleetCell cell = world.run_until(sim::Time::at(10_min));
    EXPECT_EQ(cell.connects, 0);
    EXPECT_GT(cell.up.segments, cell.connect_attempts);
    EXPECT_EQ(cell.up.ip_bytes().count(), 60 * cell.up.segments);  // 20 of IP, 40 of TCP
    EXPECT_EQ(cell.nanojoules[kCryptography], 0);
}

TEST(Device, ARefusedConnectionIsAFailureThatCostsASyn) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.processor = {.sleep = {}, .active = sim::Watts{1}, .full_handshake = 1_s};
    World world(std::move(type));
    world.refuses = true;
    const FleetCell cell = world.run_until(sim::Time::at(10_min));
    EXPECT_GT(cell.connect_attempts, 10);
    EXPECT_NEAR(static_cast<double>(cell.connect_failures),
                static_cast<double>(cell.connect_attempts), 1);
    EXPECT_EQ(cell.connections_lost, 0);
    EXPECT_EQ(cell.up.ip_bytes().count(), 60 * cell.connect_attempts);
    EXPECT_EQ(cell.nanojoules[kCryptography], 0);
}

TEST(Device, BacksOffWhileNobodyAnswers) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.connect_timeout = 5_s;
    World world(std::move(type));
    world.ignores = [](const sim::Parcel& parcel) {
        return mqtt::kind_of(parcel) == ParcelKind::Connect;
    };
    // Attempts at 0, 5+1, 11+2, 18+4, 27+8, 40+8 ... s.
    const FleetCell cell = world.run_until(sim::Time::at(36_s));
    EXPECT_EQ(cell.connect_attempts, 5);
    EXPECT_EQ(cell.connect_failures, 4);
}

TEST(Device, ResendsWithDupWhatWasNotAcknowledged) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.programs.push_back(every(60_s, 1));
    type.programs.back().most = 1;
    World world(std::move(type));
    int publishes = 0;
    world.ignores = [&](const sim::Parcel& parcel) {
        return mqtt::kind_of(parcel) == ParcelKind::Publish && publishes++ == 0;
    };
    world.run_until(sim::Time::at(2_min));
    sim::Parcel lost{.time = sim::Time::at(2_min + kOneWay),
                     .source = kBroker,
                     .target = sim::EntityId::device(0),
                     .sequence = 1'000'000,
                     .kind = static_cast<std::uint16_t>(ParcelKind::ConnectionLost)};
    mqtt::pack(mqtt::Signal{.generation = world.population().row(0).generation}, lost);
    world.outbox().send(lost);
    const FleetCell cell = world.run_until(sim::Time::at(5_min));
    EXPECT_EQ(cell.connections_lost, 1);
    EXPECT_EQ(cell.connects, 2);
    EXPECT_EQ(cell.sent, 1);
    EXPECT_EQ(cell.resent, 1);
    EXPECT_EQ(cell.acknowledged, 1);
}

TEST(Device, ShortOutageDelaysAndLongOutageBreaksTheConnection) {
    Network network;
    network.topology.add_outage(network.link, {sim::Time::at(100_s), sim::Time::at(110_s)});
    network.topology.add_outage(network.link, {sim::Time::at(300_s), sim::Time::at(400_s)});
    network.finish();
    DeviceClass type = plain_class(network);
    type.programs.push_back(every(5_s, 1));
    World world(std::move(type));
    const FleetCell after_short = world.run_until(sim::Time::at(200_s));
    EXPECT_EQ(after_short.connections_lost, 0);
    EXPECT_GT(after_short.publish_latency.maximum(), (5_s).count());
    const FleetCell after_long = world.run_until(sim::Time::at(600_s));
    EXPECT_EQ(after_long.connections_lost, 1);
    EXPECT_EQ(after_long.connects, 2);
    EXPECT_EQ(after_long.acknowledged, after_long.published) << "nothing with QoS 1 is lost";
}

TEST(Device, Qos0IsLostWhileOffline) {
    Network network;
    network.topology.add_outage(network.link, {sim::Time::at(10_s), sim::Time::at(500_s)});
    network.finish();
    DeviceClass type = plain_class(network);
    type.programs.push_back(every(5_s, 0));
    World world(std::move(type));
    const FleetCell cell = world.run_until(sim::Time::at(450_s));
    EXPECT_GT(cell.lost[static_cast<std::size_t>(Loss::Offline)], 50);
    EXPECT_EQ(cell.published, cell.sent + cell.lost[0] + cell.lost[1] + cell.lost[2]);
}

TEST(Device, PerPublishConnectsForEachAndDisconnectsAfter) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.style = ConnectionStyle::PerPublish;
    type.programs.push_back(every(60_s, 1));
    World world(std::move(type));
    const FleetCell cell = world.run_until(sim::Time::at(10_min));
    EXPECT_EQ(cell.connects, cell.published);
    EXPECT_EQ(cell.disconnects, cell.connects);
    EXPECT_EQ(cell.connected, 0);
}

TEST(Device, HttpsOpensAConnectionForEachRequestUnlessItIsKept) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.protocol = Protocol::Https;
    type.costs = https_costs({}, "broker.example");
    type.programs.push_back(every(60_s, 0));
    World fresh(type);
    const FleetCell each = fresh.run_until(sim::Time::at(10_min));
    EXPECT_EQ(each.acknowledged, each.published);
    EXPECT_EQ(each.connects, each.published);

    type.idle_timeout = 90_s;
    World kept(type);
    EXPECT_EQ(kept.run_until(sim::Time::at(10_min)).connects, 1);
}

TEST(Device, DrawnEnergyEqualsTheSumOverConsumers) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.processor = {.sleep = sim::Watts{1e-5},
                      .active = sim::Watts{0.1},
                      .per_transfer = 5_ms,
                      .full_handshake = 800_ms,
                      .resumed_handshake = 50_ms};
    type.programs.push_back(every(10_s, 1));
    World world(std::move(type));
    world.run_until(sim::Time::at(1_h));
    world.population().settle(sim::Time::at(1_h));
    const FleetCell cell = world.population().total(0);
    sim::WideSum sum = 0;
    for (const sim::WideSum nanojoules : cell.nanojoules) sum += nanojoules;
    EXPECT_EQ(sum, world.population().row(0).drawn_nanojoules);
    EXPECT_NEAR(static_cast<double>(cell.nanojoules[kSleep]), 3600 * 1e-5 * 1e9, 1);
}

TEST(Device, StopsWhenItsBatteryIsEmpty) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.processor.sleep = sim::Watts{1e-3};
    type.battery = sim::joules(0.3);  // 300 s of sleep
    type.programs.push_back(every(10_s, 1));
    World world(std::move(type));
    const FleetCell cell = world.run_until(sim::Time::at(10_min));
    EXPECT_EQ(cell.failed, 1);
    EXPECT_EQ(cell.started, 0);
    EXPECT_EQ(cell.connected, 0);
    EXPECT_LE(cell.published, 31);
}

}  // namespace
}  // namespace fleetsim::device
