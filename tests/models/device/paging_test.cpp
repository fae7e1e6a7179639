// A radio that sleeps and listens once a minute, or in PSM, and what comes down for it meanwhile.
#include "models/device/paging.hpp"

#include <gmock/gmock.h>

#include "tests/models/device/device_world.hpp"

namespace fleetsim::device {
namespace {

using namespace sim::literals;

constexpr sim::Duration kCycle = 60_s;
constexpr sim::Duration kTail = 1_s;

DeviceClass paged_class(const Network& network) {
    DeviceClass type = plain_class(network);
    radio::RadioProfile radio;
    radio.name = "paged";
    radio.phases = {{.name = "connected", .power = {}, .transfer = {}, .dwell = kTail, .most = {}}};
    radio.promotions = {{.from = 1, .to = 0, .delay = 100_ms, .power = {}}};
    radio.paging_cycle = kCycle;
    type.radio = radio::RadioMachine(radio);
    return type;
}

/// A message to the device, on the connection it has.
void deliver(World& world, sim::Time at, std::uint32_t sequence, std::uint8_t qos = 0) {
    sim::Parcel parcel{.time = at,
                       .source = kBroker,
                       .target = sim::EntityId::device(0),
                       .sequence = 1'000'000 + sequence,
                       .kind = static_cast<std::uint16_t>(ParcelKind::Publish)};
    mqtt::pack(mqtt::Message{.published = at,
                             .ordinal = sequence,
                             .packet_id = static_cast<std::uint16_t>(sequence),
                             .qos = qos,
                             .generation = world.population().row(0).generation},
               parcel);
    world.outbox().send(parcel);
}

/// When the device hears a message that arrives at `at`.
sim::Duration wait_of(World& world, sim::Time at) {
    world.run_until(at - 1_s);
    deliver(world, at, 1);
    const FleetCell cell = world.run_until(at + kCycle * 2);
    EXPECT_EQ(cell.received, 1);
    return sim::Duration::nanoseconds(cell.delivery_latency.maximum());
}

DeviceClass with_pattern(DeviceClass type) {
    static mqtt::PatternList patterns;
    patterns.number_of({.before = "down", .after = "", .numbered = false});
    type.patterns = &patterns;
    return type;
}

TEST(Paging, AMessageDownWaitsForTheNextLook) {
    Network network;
    network.finish();
    World first(with_pattern(paged_class(network)));
    const sim::Duration wait = wait_of(first, sim::Time::at(5_min));
    EXPECT_GT(wait, sim::Duration{});
    EXPECT_LE(wait, kCycle);
    World later(with_pattern(paged_class(network)));
    // Seven seconds later it waits seven seconds less, or is too late for that look.
    const sim::Duration other = wait_of(later, sim::Time::at(5_min + 7_s));
    const sim::Duration expected = wait > 7_s ? wait - 7_s : wait + kCycle - 7_s;
    EXPECT_EQ(other, expected);
}

TEST(Paging, ARadioThatIsNotPagedHearsAMessageOnceItIsAwake) {
    Network network;
    network.finish();
    DeviceClass type = with_pattern(paged_class(network));
    radio::RadioProfile radio;
    radio.phases = {{.name = "connected", .power = {}, .transfer = {}, .dwell = kTail, .most = {}}};
    radio.promotions = {{.from = 1, .to = 0, .delay = 100_ms, .power = {}}};
    type.radio = radio::RadioMachine(radio);
    World world(std::move(type));
    EXPECT_EQ(wait_of(world, sim::Time::at(5_min)), 100_ms);
}

TEST(Paging, WhatGoesUpDoesNotWaitForWhatComesDown) {
    Network network;
    network.finish();
    DeviceClass type = with_pattern(paged_class(network));
    type.programs.push_back(every(10_s, 1));
    World world(std::move(type));
    for (std::uint32_t i = 0; i < 20; ++i) {
        const sim::Time at = sim::Time::at(5_min + 13_s * i);
        world.run_until(at - 1_s);
        deliver(world, at, i + 1);
    }
    const FleetCell cell = world.run_until(sim::Time::at(12_min));
    EXPECT_EQ(cell.received, 20);
    // Waking the radio, there and back, and at most a transfer under way.
    EXPECT_LE(cell.publish_latency.maximum(), (100_ms + kOneWay * 2 + 50_ms).count());
}

TEST(Paging, ADeviceThatWakesToSendHearsWhatWaits) {
    Network network;
    network.finish();
    DeviceClass type = with_pattern(paged_class(network));
    World silent(type);
    const sim::Time look = sim::Time::at(5_min) + wait_of(silent, sim::Time::at(5_min));
    type.programs.push_back(every(10_s, 1));
    World world(std::move(type));
    const sim::Duration wait = wait_of(world, look + 1_s);  // a minute before the next one
    EXPECT_LE(wait, 10_s + 200_ms);
}

TEST(Paging, WhatWaitsStaysInOrder) {
    Network network;
    network.finish();
    World world(with_pattern(paged_class(network)));
    std::vector<std::uint16_t> acknowledged;
    world.ignores = [&](const sim::Parcel& parcel) {
        if (mqtt::kind_of(parcel) == ParcelKind::PubAck) acknowledged.push_back(parcel.flags);
        return false;
    };
    world.run_until(sim::Time::at(5_min));
    for (std::uint32_t i = 0; i < 3; ++i)
        deliver(world, sim::Time::at(5_min + 100_ms * (i + 1)), i + 1, 1);
    const FleetCell cell = world.run_until(sim::Time::at(8_min));
    EXPECT_THAT(acknowledged, ::testing::ElementsAre(1, 2, 3));
    // One look serves them all: the first waited longest.
    EXPECT_LE(cell.delivery_latency.maximum() - cell.delivery_latency.minimum(),
              (200_ms + 150_ms).count());
}

constexpr sim::Duration kUpdateEvery = 100_s;
constexpr sim::Duration kActive = 8_s;
constexpr sim::Duration kWake = 100_ms;

DeviceClass psm_class(const Network& network) {
    DeviceClass type = with_pattern(plain_class(network));
    radio::RadioProfile radio;
    radio.name = "psm";
    radio.phases = {
        {.name = "connected", .power = {}, .transfer = {}, .dwell = kTail, .most = {}},
        {.name = "active", .power = {}, .transfer = {}, .dwell = kActive, .most = radio::Load{}}};
    radio.promotions = {{.from = 2, .to = 0, .delay = kWake, .power = {}},
                        {.from = 1, .to = 0, .delay = 10_ms, .power = {}}};
    radio.upkeep = radio::Upkeep{.name = "tau",
                                 .energy = sim::joules(0.1),
                                 .period = kUpdateEvery,
                                 .kind = radio::UpkeepKind::Timer};
    radio.saving = radio::SavingFigures{};
    type.radio = radio::RadioMachine(radio);
    return type;
}

void cut(World& world, sim::Time at) {
    sim::Parcel parcel{.time = at,
                       .source = kBroker,
                       .target = sim::EntityId::device(0),
                       .sequence = 2'000'000,
                       .kind = static_cast<std::uint16_t>(ParcelKind::ConnectionLost)};
    mqtt::pack(mqtt::Signal{.generation = world.population().row(0).generation}, parcel);
    world.outbox().send(parcel);
}

TEST(Paging, InPsmAMessageWaitsForTheUpdateAndItsActiveTime) {
    Network network;
    network.finish();
    const sim::Time at = sim::Time::at(5_min);
    World first(psm_class(network));
    const sim::Duration wait = wait_of(first, at) - kWake;
    EXPECT_GT(wait, sim::Duration{});
    EXPECT_LE(wait, kUpdateEvery);
    const sim::Time update = at + wait;
    const auto waits_at = [&](sim::Time when) {
        World world(psm_class(network));
        return wait_of(world, when) - kWake;
    };
    EXPECT_EQ(waits_at(update + 10_s), kUpdateEvery - 10_s);
    EXPECT_EQ(waits_at(update + kActive / 2), sim::Duration{});
}

TEST(Paging, InPsmWhatWaitsIsHeardWhenTheDeviceSendsAndNeverInBetween) {
    Network network;
    network.finish();
    DeviceClass type = psm_class(network);
    type.programs.push_back(every(70_s, 1));  // so that no update comes
    World world(std::move(type));
    sim::Time published;
    int answers = 0;
    world.ignores = [&](const sim::Parcel& parcel) {
        if (mqtt::kind_of(parcel) == ParcelKind::Publish) published = parcel.time;
        if (mqtt::kind_of(parcel) != ParcelKind::PubAck) return false;
        ++answers;
        EXPECT_LT(parcel.time - published, kTail + kActive + 2_s);
        return false;
    };
    for (std::uint32_t i = 0; i < 40; ++i) {
        const sim::Time at = sim::Time::at(5_min + 13_s * i);
        world.run_until(at - 1_s);
        deliver(world, at, i + 1, 1);
    }
    const FleetCell cell = world.run_until(sim::Time::at(16_min));
    EXPECT_EQ(answers, 40);
    EXPECT_EQ(cell.received, 40);
    EXPECT_GT(cell.messages_asleep, 20);
    EXPECT_LE(cell.delivery_latency.maximum(), (70_s + 1_s).count());
}

TEST(Paging, InPsmACutConnectionIsNoticedWhenTheDeviceSends) {
    Network network;
    network.finish();
    DeviceClass type = psm_class(network);
    type.programs.push_back(every(70_s, 1));
    World world(std::move(type));
    const FleetCell before = world.run_until(sim::Time::at(4_min));
    EXPECT_EQ(before.published, before.acknowledged) << "asleep";
    cut(world, sim::Time::at(4_min + 1_s));
    const FleetCell asleep = world.run_until(sim::Time::at(4_min + 3_s));
    ASSERT_EQ(asleep.published, before.published);
    EXPECT_EQ(asleep.connections_lost, 0);
    EXPECT_EQ(asleep.ends_asleep, 1);
    const FleetCell cell = world.run_until(sim::Time::at(4_min + 80_s));
    EXPECT_EQ(cell.connections_lost, 1);
    EXPECT_EQ(cell.connects, 2);
    EXPECT_EQ(cell.resent, 1) << "what it sent on the connection that was gone";
    EXPECT_EQ(cell.acknowledged, cell.published);
}

TEST(Paging, ADeviceStaysForTheAnswerToWhatItSent) {
    Network network(network::Latency::constant(3_s));
    network.finish();
    DeviceClass type = psm_class(network);
    radio::RadioProfile radio;  // asleep a second after it sent
    radio.phases = {{.name = "connected", .power = {}, .transfer = {}, .dwell = kTail, .most = {}}};
    radio.promotions = {{.from = 1, .to = 0, .delay = kWake, .power = {}}};
    radio.saving = radio::SavingFigures{.inactivity = 20_s};
    type.radio = radio::RadioMachine(radio);
    type.programs.push_back(every(70_s, 1));
    World world(std::move(type));
    const FleetCell cell = world.run_until(sim::Time::at(10_min));
    EXPECT_GT(cell.acknowledged, 5);
    EXPECT_LE(cell.publish_latency.maximum(), (3_s + 1_s).count());
}

}  // namespace
}  // namespace fleetsim::device
