#include "models/device/population.hpp"

#include "tests/models/device/device_world.hpp"

namespace fleetsim::device {
namespace {

using namespace sim::literals;

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

TEST(Device, EachProgramEndsAfterItsOwnCount) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    for (const std::uint32_t most : {5u, 50u}) {
        type.programs.push_back(every(1_s, 0));
        type.programs.back().most = most;
    }
    World world(std::move(type));
    EXPECT_EQ(world.run_until(sim::Time::at(10_min)).published, 55);
}

TEST(Device, WhatIsSentAfterAPublishArrivesAfterIt) {
    Network network(network::Latency::uniform(50_ms, 900_ms));
    network.finish();
    DeviceClass type = plain_class(network);
    type.programs.push_back(every(100_ms, 1));
    World world(std::move(type));
    std::vector<std::uint32_t> arrived;
    world.ignores = [&](const sim::Parcel& parcel) {
        if (mqtt::kind_of(parcel) == ParcelKind::Publish)
            arrived.push_back(mqtt::unpack_message(parcel).ordinal);
        return false;
    };
    world.run_until(sim::Time::at(5_min));
    ASSERT_GT(arrived.size(), 2'000u);
    EXPECT_TRUE(std::is_sorted(arrived.begin(), arrived.end()));
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

// First, and again 0.3, 0.9, 2.1, 4.5, 9.3 and 18.9 s later; the next would leave after 38.1 s.
TEST(Device, GivesUpABurstAfterSevenTransmissions) {
    Network network;
    network.topology.add_outage(network.link, {sim::Time::at(10_s), sim::Time::at(60_min)});
    network.finish();
    DeviceClass type = plain_class(network);
    type.programs.push_back(every(5_s, 1));
    type.programs.back().start_after = 20_s;
    type.programs.back().most = 1;
    World world(std::move(type));
    const FleetCell before = world.run_until(sim::Time::at(15_s));
    const FleetCell after = world.run_until(sim::Time::at(40_s));
    EXPECT_EQ(after.never_arrived, 1);
    EXPECT_EQ(after.up.segments - before.up.segments, 7);
}

TEST(Device, GivesUpAConnectionAfterSevenSyns) {
    Network network;
    network.topology.add_outage(network.link, {sim::Time::zero(), sim::Time::at(60_min)});
    network.finish();
    World world(plain_class(network));
    const FleetCell cell = world.run_until(sim::Time::at(10_min));
    EXPECT_GT(cell.connect_attempts, 5);
    EXPECT_EQ(cell.up.segments, 7 * cell.connect_attempts);
}

// SYNs leave at 0, 0.3, 0.9, 2.1 and 4.5 s; the next would at 9.3 s.
TEST(Device, SendsNoSynAfterItsConnectTimeout) {
    Network network;
    network.topology.add_outage(network.link, {sim::Time::zero(), sim::Time::at(60_min)});
    network.finish();
    DeviceClass type = plain_class(network);
    type.connect_timeout = 5_s;
    World world(std::move(type));
    const FleetCell cell = world.run_until(sim::Time::at(4_s + 900_ms));
    EXPECT_EQ(cell.connect_attempts, 1);
    EXPECT_EQ(cell.up.segments, 5);
}

TEST(Device, DoesNotConnectWhereTheTimeoutEndsBeforeItsConnectCanLeave) {
    Network network(network::Latency::constant(2_s));
    network.finish();
    DeviceClass type = plain_class(network);
    type.connect_timeout = 3_s;  // the first round trip takes four
    World world(std::move(type));
    const FleetCell cell = world.run_until(sim::Time::at(5_min));
    EXPECT_GT(cell.connect_attempts, 5);
    EXPECT_EQ(cell.connect_failures, cell.connect_attempts);
    EXPECT_EQ(world.seen(ParcelKind::Connect), 0);
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

std::int64_t all_nanojoules(const FleetCell& cell) {
    sim::WideSum sum = 0;
    for (const sim::WideSum nanojoules : cell.nanojoules) sum += nanojoules;
    return static_cast<std::int64_t>(sum);
}

TEST(Device, ItsFirstConnectionCostsWhatItDrewAboveItsRestUntilItFirstPublished) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    radio::RadioProfile radio;
    radio.name = "wire";
    radio.rest = sim::Watts{1e-3};
    type.radio = radio::RadioMachine(radio);
    type.processor = {
        .sleep = {}, .active = sim::Watts{1}, .per_transfer = 10_ms, .full_handshake = 800_ms};
    type.programs.push_back(every(10_min, 1));
    type.programs.back().start_after = 5_min;
    World world(std::move(type));
    const FleetCell before = world.run_until(sim::Time::at(4_min));
    EXPECT_EQ(before.settled, 0);
    const auto opening =
        static_cast<double>(before.nanojoules[kProcessing] + before.nanojoules[kCryptography]);
    EXPECT_GT(opening, 800e6);
    for (const sim::Duration end : {20_min, 2_h}) {
        const FleetCell after = world.run_until(sim::Time::at(end));
        ASSERT_GT(after.published, 0);
        EXPECT_EQ(after.settled, 1);
        EXPECT_NEAR(static_cast<double>(after.settling_nanojoules), opening, 2);
    }
}

/// What PowerTutor charges for one opening that nobody answers.
std::int64_t metered_opening(sim::Duration handshake) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.meter = MeterProgram{
        .figures = power::read_powertutor(profile::open("meter", "powertutor-passion")),
        .radio = power::MeteredRadio::Cellular};
    type.processor = {.sleep = {}, .active = {}, .full_handshake = handshake};
    type.connect_timeout = 5_min;
    World world(std::move(type));
    world.ignores = [](const sim::Parcel&) { return true; };
    world.run_until(sim::Time::at(4_min));
    world.population().settle(sim::Time::at(4_min));
    return all_nanojoules(world.population().total(0));
}

TEST(Device, AMeterSeesHalfOfAnOpeningAtItsBeginAndHalfAfterTheCryptography) {
    constexpr double kLook = 6 * 0.40581;  // a look that saw bytes is six seconds of FACH
    EXPECT_NEAR(static_cast<double>(metered_opening(60_s)) * 1e-9, 2 * kLook, 1e-6);
}

TEST(Device, OfAPublishWithQos0OnlyTheTransportIsAnswered) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.programs.push_back(every(10_s, 0));
    const wire::Traffic opening = type.costs.full.down;
    World world(std::move(type));
    const FleetCell cell = world.run_until(sim::Time::at(10_min));
    EXPECT_EQ(cell.down.application, opening.application);
    EXPECT_EQ(cell.down.pure_acks - opening.pure_acks, cell.sent) << "one a segment, unhurried";
}

}  // namespace
}  // namespace fleetsim::device
