// What devices keep while they have no connection, and what they forget without power.
#include "tests/scenarios/compose/run_text.hpp"

namespace fleetsim::scenarios::compose {
namespace {

/// Twenty boxes that publish each 10 s for two hours.
std::string boxes(const std::string& keys, int qos = 1) {
    return R"([scenario]
name = "offline"
duration = "2 h"
[[network.node]]
name = "home"
[[network.node]]
name = "cloud"
latency = "500 us"
[[network.link]]
name = "wan"
from = "home"
to = "cloud"
latency = "20 ms"
[broker]
node = "cloud"
[[fleet]]
name = "box"
count = 20
device = "esp32"
radio = "wifi-esp32"
region = "home"
mqtt = { version = "3.1.1" }
)" + keys + R"([[fleet.publish]]
topic = "box/{id}/t"
every = "10 s"
payload_size = "100 B"
qos = )" + std::to_string(qos) +
           "\n";
}

const std::string kHalfAnHourOffline = R"([[fault]]
at = 01:00:00
link = "wan"
down_for = "30 min"
)";

Told with_queue(const std::string& queue, int qos = 1) {
    return run_text(boxes("offline_queue = { " + queue + " }\n", qos) + kHalfAnHourOffline);
}

// 180 publishes of each box fall into the outage. Those of its first 30 s are sent, for the box
// does not know yet, and keep their places.
TEST(OfflineQueue, KeepsTheOldestOrTheLatest) {
    const Told oldest = with_queue("most = 20");
    const Told latest = with_queue("most = 20, drop = \"oldest\"");
    for (const Told* told : {&oldest, &latest})
        EXPECT_NEAR((*told)["fleet/box.dropped_queue_full_total"], 20 * (180 - 20), 20 * 13);
    // 400 of some 11,000 publishes came late, or 80 that were sent before.
    EXPECT_GT(oldest.quantile("fleet/box.publish_latency_seconds", 0.98), 25 * 60);
    EXPECT_LT(latest.quantile("fleet/box.publish_latency_seconds", 0.98), 6 * 60);
}

TEST(OfflineQueue, OfLengthZeroKeepsNothing) {
    const Told told = with_queue("most = 0");
    EXPECT_NEAR(told["fleet/box.dropped_queue_full_total"], 20 * 180, 20 * 13);
    EXPECT_EQ(told["fleet/box.waiting_messages"], 0);
}

TEST(OfflineQueue, TakesQos0WhereItIsTold) {
    const Told without = with_queue("most = 1_000", 0);
    EXPECT_NEAR(without["fleet/box.dropped_offline_total"], 20 * 180, 20 * 13);
    const Told with = with_queue("most = 1_000, qos_0 = true", 0);
    EXPECT_EQ(with["fleet/box.dropped_offline_total"], 0);
    EXPECT_EQ(with["fleet/box.dropped_queue_full_total"], 0);
    EXPECT_NEAR(with["broker.messages_in_total"], with["fleet/box.publishes_total"], 20 * 5)
        << "but those of the first 30 s, which were sent";
}

std::string power_cut(const std::string& at, const std::string& keys) {
    return "[[fault]]\nat = " + at + "\npower = \"box\"\n" + keys;
}

TEST(PowerCut, ThoseItHitsTellNobodyAndBeginAnew) {
    const Told told = run_text(boxes("tls = { resumption = \"ticket\" }\n") +
                               power_cut("01:00:00",
                                         "down_for = \"10 min\"\nback_over = \"1 min\"\n"
                                         "share = \"50 %\"\n"));
    const double hit = told["fleet/box.connections_lost_total"];
    EXPECT_GT(hit, 4);
    EXPECT_LT(hit, 16);
    EXPECT_EQ(told["broker.keep_alive_timeouts_total"], hit);
    EXPECT_EQ(told["fleet/box.connects_total"], 20 + hit);
    EXPECT_EQ(told["fleet/box.resumed_connects_total"], 0) << "the ticket is forgotten";
    EXPECT_EQ(told["fleet/box.devices_on"], 20);
    // 10 min, and half a minute until one is back.
    EXPECT_NEAR(told["fleet/box.publishes_total"], 20 * 720 - hit * 63, hit * 4);
}

TEST(PowerCut, SilencesItsDevicesAndTakesTheirSleepingCurrent) {
    const Told whole = run_text(boxes(""));
    // The second goes on where the first ends.
    const Told half = run_text(boxes("") + power_cut("00:30:00", "down_for = \"40 min\"\n") +
                               power_cut("01:00:00", "down_for = \"30 min\"\n"));
    EXPECT_EQ(half["fleet/box.connects_total"], 2 * 20);
    EXPECT_NEAR(half["energy/box/sleep.joules_total"], whole["energy/box/sleep.joules_total"] / 2,
                1e-6);
    EXPECT_NEAR(half["fleet/box.publishes_total"], 20 * 360, 20);
}

TEST(PowerCut, WhatWaitedIsForgotten) {
    const Told told = run_text(boxes("offline_queue = { most = 1_000 }\n") + kHalfAnHourOffline +
                               power_cut("01:20:00", "down_for = \"1 min\"\n"));
    // 20 min of publishes; those of 30 s were sent.
    EXPECT_NEAR(told["fleet/box.dropped_power_cut_total"], 20 * 117, 20 * 5);
    EXPECT_EQ(told["fleet/box.dropped_queue_full_total"], 0);
}

TEST(PowerCut, OfAFleetThatConnectsForEachPublish) {
    const Told told = run_text(boxes("connection = \"per-publish\"\n") +
                               power_cut("01:00:00", "down_for = \"30 min\"\n"));
    EXPECT_NEAR(told["fleet/box.publishes_total"], 20 * 540, 20);
    EXPECT_NEAR(told["broker.messages_in_total"], told["fleet/box.publishes_total"], 20);
    EXPECT_EQ(told["fleet/box.devices_on"], 20);
}

}  // namespace
}  // namespace fleetsim::scenarios::compose
