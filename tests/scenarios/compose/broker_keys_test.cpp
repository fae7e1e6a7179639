// Keys of a scenario that the broker's logic has to hear of: each changes what becomes of messages.
#include <gtest/gtest.h>
#include <string>

#include "scenarios/compose/observe.hpp"
#include "scenarios/compose/world.hpp"
#include "scenarios/language/loader.hpp"
#include "sim/engine.hpp"

namespace fleetsim::scenarios::compose {
namespace {

/// Ten lamps and an app that sends each of them 60 commands, half of them while they are away.
constexpr const char* kLamps = R"(
[scenario]
name = "lamps"
duration = "10 min"
[network]
node = [{ name = "home", latency = "20 ms" }, { name = "cloud", latency = "1 ms" }]
link = [{ name = "line", from = "home", to = "cloud", latency = "10 ms" }]
[broker]
node = "cloud"
[[fleet]]
name = "lamp"
count = 10
device = "nrf9160"
radio = "lte-m"
region = "home"
[fleet.mqtt]
version = "5"
clean_session = false
session_expiry = "1 h"
keep_alive = "20 s"
[fleet.mqtt.will]
topic = "lost/{id}"
payload_size = "9 B"
[[fleet.subscribe]]
topic = "lamp/{id}/set"
qos = 1
[[app]]
name = "boss"
node = "cloud"
[[app.publish]]
topic = "lamp/{all:lamp}/set"
qos = 1
every = "10 s"
payload_size = "20 B"
[[app.subscribe]]
topic = "lost/+"
[[fault]]
at = "2 min"
link = "line"
down_for = "5 min"
)";

struct LampsRun {
    broker::NodeStatistics counts;
    std::int64_t received_by_app = 0;
    std::int64_t dropped(broker::logic::Drop why) const {
        return counts.drops[static_cast<std::size_t>(why)];
    }
};

LampsRun run_lamps(std::vector<std::string> set) {
    const Scenario scenario =
        language::load_text(kLamps, "lamps.toml", {.set = std::move(set)}, {}).scenario;
    World world(scenario);
    const auto engine = sim::make_engine(sim::EngineKind::Window, world,
                                         {.window = world.lookahead(), .threads = 1});
    world.begin(*engine);
    engine->run_until(sim::Time::at(scenario.duration));
    return {world.broker().statistics(), world.apps()[0]->statistics().received};
}

using broker::logic::Drop;

TEST(BrokerKeys, WithoutThemEveryCommandArrives) {
    const LampsRun ran = run_lamps({});
    EXPECT_EQ(ran.dropped(Drop::Expired) + ran.dropped(Drop::QueueFull), 0);
    EXPECT_EQ(ran.counts.keep_alive_timeouts, 10);
    EXPECT_EQ(ran.received_by_app, 10) << "wills";
}

TEST(BrokerKeys, MessagesExpireWhileTheirReceiverIsAway) {
    EXPECT_GT(run_lamps({"app.boss.publish[0].message_expiry=5 s"}).dropped(Drop::Expired), 100);
}

TEST(BrokerKeys, AQueueLimitDropsTheNewestOrTheOldest) {
    const LampsRun newest = run_lamps({"broker.max_queued=3"});
    const LampsRun oldest = run_lamps({"broker.max_queued=3", "broker.drop=oldest"});
    EXPECT_GT(newest.dropped(Drop::QueueFull), 100);
    EXPECT_GT(oldest.dropped(Drop::QueueFull), 100);
}

TEST(BrokerKeys, ALargerWindowHoldsMoreWhileNothingIsAcknowledged) {
    const auto dropped = [](const char* window) {
        return run_lamps({"broker.max_queued=0", std::string("broker.max_in_flight=") + window})
            .dropped(Drop::QueueFull);
    };
    EXPECT_GT(dropped("1"), dropped("3"));
}

TEST(BrokerKeys, ALampIsSentNothingLargerThanItTakes) {
    const LampsRun ran = run_lamps({"fleet.lamp.mqtt.maximum_packet_size=30 B"});
    EXPECT_GT(ran.dropped(Drop::TooLarge), 400);
}

double busy_ratio(const std::string& cores) {
    World world(language::load_text(kLamps, "lamps.toml",
                                    {.set = {"broker.capacity=mosquitto", "broker.cores=" + cores}},
                                    {})
                    .scenario);
    const auto engine = sim::make_engine(sim::EngineKind::Window, world,
                                         {.window = world.lookahead(), .threads = 1});
    world.begin(*engine);
    const sim::Time end = sim::Time::at(world.scenario().duration);
    engine->run_until(end);
    world.settle(end);
    for (const Figure& figure : figures_of(world, end))
        if (figure.path() == "broker/node/1.busy_ratio") return figure.value;
    ADD_FAILURE() << "no such figure";
    return -1;
}

TEST(BrokerKeys, AMachineIsBusyToTheShareOfAllItsCores) {
    const double one = busy_ratio("1");
    EXPECT_GT(one, 0);
    // A fifth more work, as one of four is idle more often and has to wake up.
    EXPECT_NEAR(busy_ratio("4"), one / 4 * 1.2, one / 4 * 0.1);
}

TEST(BrokerKeys, AWillWithADelayIsNotPublishedForALampThatComesBack) {
    EXPECT_EQ(run_lamps({"fleet.lamp.mqtt.will.delay=8 min"}).received_by_app, 0);
}

TEST(BrokerKeys, APublishBeyondTheBrokersPacketSizeEndsItsConnection) {
    EXPECT_GT(run_lamps({"broker.maximum_packet_size=16 B"}).counts.not_taken, 0);
}

}  // namespace
}  // namespace fleetsim::scenarios::compose
