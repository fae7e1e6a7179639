// How often a device tries, and how long it waits between.
#include <gmock/gmock.h>

#include "tests/models/device/device_world.hpp"

namespace fleetsim::device {
namespace {

using namespace sim::literals;

/// Publishes by HTTPS each ten minutes, with three tries.
DeviceClass posting_class(const Network& network, std::uint32_t publishes) {
    DeviceClass type = plain_class(network);
    type.protocol = Protocol::Https;
    type.costs = https_costs({}, "broker.example");
    type.response_timeout = 5_s;
    type.most_tries = 3;
    type.programs.push_back(every(10_min, 1));
    type.programs.back().most = publishes;
    return type;
}

bool is_request(const sim::Parcel& parcel) {
    return mqtt::kind_of(parcel) == ParcelKind::HttpRequest;
}

TEST(HttpsTries, EndWithTheLastThatIsNotAnswered) {
    Network network;
    network.finish();
    World world(posting_class(network, 1));
    world.ignores = is_request;
    const FleetCell cell = world.run_until(sim::Time::at(1_h));
    EXPECT_EQ(world.seen(ParcelKind::HttpRequest), 3);
    EXPECT_EQ(cell.sent, 1);
    EXPECT_EQ(cell.resent, 2);
    EXPECT_EQ(cell.given_up, 1);
}

TEST(HttpsTries, EndWithTheLastThatIsThrottled) {
    Network network;
    network.finish();
    World world(posting_class(network, 1));
    world.verdict = mqtt::kThrottled;
    const FleetCell cell = world.run_until(sim::Time::at(1_h));
    EXPECT_EQ(world.seen(ParcelKind::HttpRequest), 3);
    EXPECT_EQ(cell.given_up, 1);
    EXPECT_EQ(cell.acknowledged, 0);
}

TEST(HttpsTries, AreThreeForEachPublish) {
    Network network;
    network.finish();
    World world(posting_class(network, 2));
    int requests = 0;
    world.ignores = [&](const sim::Parcel& parcel) {
        return is_request(parcel) && ++requests != 3;  // the first publish's last try is answered
    };
    const FleetCell cell = world.run_until(sim::Time::at(1_h));
    EXPECT_EQ(cell.acknowledged, 1);
    EXPECT_EQ(cell.given_up, 1);
    EXPECT_EQ(requests, 3 + 3);
}

/// When the connects of a device arrive that loses its connection at each of `moments`.
std::vector<sim::Time> connects_after(World& world, std::initializer_list<sim::Duration> moments,
                                      std::uint8_t code) {
    std::vector<sim::Time> connects;
    world.ignores = [&](const sim::Parcel& parcel) {
        const bool connects_now = mqtt::kind_of(parcel) == ParcelKind::Connect;
        if (connects_now) connects.push_back(parcel.time);
        return connects_now && connects.size() <= 3;  // the first three get no answer
    };
    std::uint32_t sequence = 1'000'000;
    for (const sim::Duration moment : moments) {
        world.run_until(sim::Time::at(moment - 1_s));
        connects.resize(std::min<std::size_t>(connects.size(), 4));
        sim::Parcel lost{.time = sim::Time::at(moment),
                         .source = kBroker,
                         .target = sim::EntityId::device(0),
                         .sequence = sequence++,
                         .kind = static_cast<std::uint16_t>(ParcelKind::ConnectionLost)};
        mqtt::pack(mqtt::Signal{.generation = world.population().row(0).generation, .code = code},
                   lost);
        world.outbox().send(lost);
    }
    world.run_until(sim::Time::at(10_min));
    return connects;
}

// A SYN, its answer and the CONNECT itself.
constexpr sim::Duration kOpening = kOneWay * 3;

// A request needs a connection first, and none comes about: each try is given up after a second,
// not with the time-out of five for its answer.
TEST(HttpsTries, EndWithTheConnectTimeoutWhereNoConnectionComesAbout) {
    Network network;
    network.topology.add_outage(network.link, {sim::Time::zero(), sim::Time::at(60_min)});
    network.finish();
    DeviceClass type = posting_class(network, 1);
    type.connect_timeout = 1_s;
    World world(std::move(type));
    const FleetCell cell = world.run_until(sim::Time::at(10_min));
    ASSERT_GT(cell.given_up, 0);
    EXPECT_EQ(cell.up.segments, 3 * cell.connect_attempts) << "SYNs at 0, 0.3 and 0.9 s";
}

TEST(Reconnecting, BeginsWithTheFirstBackOffHoweverLongTheConnectTook) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.connect_timeout = 5_s;
    World world(std::move(type));
    const std::vector<sim::Time> connects = connects_after(world, {5_min}, 0);
    ASSERT_EQ(connects.size(), 5u);
    EXPECT_EQ(connects.back(), sim::Time::at(5_min + 1_s + kOpening));
}

TEST(Reconnecting, TakesLongerWithEachConnectionThatTheBrokerCloses) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.connect_timeout = 5_s;
    World world(std::move(type));
    const std::vector<sim::Time> connects =
        connects_after(world, {5_min, 6_min, 7_min}, mqtt::kNotAuthorized);
    EXPECT_EQ(connects.back(), sim::Time::at(7_min + 4_s + kOpening)) << "1, 2, 4 s";
}

}  // namespace
}  // namespace fleetsim::device
