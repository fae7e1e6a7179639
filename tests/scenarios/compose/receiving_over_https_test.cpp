// Devices that receive by GETs: held by the server until there is a message, or at intervals.
#include "tests/scenarios/compose/run_text.hpp"

namespace fleetsim::scenarios::compose {
namespace {

/// A lamp, and an app that publishes to it; 100 ms of round trip.
std::string lamps(const std::string& https, const std::string& app, const std::string& more = "") {
    return R"(
[scenario]
name = "lamps"
duration = "1 h"
[[fleet]]
name = "lamp"
count = 10
device = "esp32"
radio = "ethernet"
region = "home"
https = { )" +
           https + R"( }
tls = { version = "1.2", key = "rsa-2048", resumption = "none" }
[[fleet.subscribe]]
topic = "lamp/{id}/set"
[[app]]
name = "switch"
node = "cloud"
[[app.publish]]
topic = "lamp/{all:lamp}/set"
payload_size = "1 B"
)" + app + R"(
[[network.node]]
name = "home"
[[network.node]]
name = "cloud"
latency = "1 ms"
[[network.link]]
from = "home"
to = "cloud"
latency = "50 ms"
[broker]
node = "cloud"
)" + more;
}

TEST(LongPolling, DeliversEveryMessageAtOnceWhereTheServerKeepsThem) {
    const Told told =
        run_text(lamps(R"(receive = "long-poll", keep_alive = "1 min")", R"(every = "7 s")"));
    const double published = told["app/switch.publishes_total"];
    EXPECT_GT(published, 5000);
    EXPECT_NEAR(told["fleet/lamp.received_total"], published, 10 + 10);
    EXPECT_EQ(told["broker.dropped_total"], 0);
    EXPECT_NEAR(told.quantile("fleet/lamp.delivery_latency_seconds", 0.5), 0.051, 0.01);
}

TEST(LongPolling, HoldsOneConnectionADeviceWhileItIsKeptAlive) {
    const Told told =
        run_text(lamps(R"(receive = "long-poll", keep_alive = "1 min")", R"(every = "7 s")"));
    EXPECT_EQ(told["fleet/lamp.connects_total"], 10);
    EXPECT_EQ(told["broker.connections"], 10 + 1) << "the app's is the eleventh";
}

TEST(LongPolling, OpensAConnectionForEachRequestWithoutKeepAlive) {
    const Told told = run_text(lamps(R"(receive = "long-poll")", R"(every = "60 s")"));
    EXPECT_NEAR(told["fleet/lamp.connects_total"], told["fleet/lamp.disconnects_total"], 10);
    // Every 30 s the server answers with nothing: two requests a minute, a message in one of them.
    EXPECT_NEAR(told["fleet/lamp.connects_total"], 10 * 120, 10 * 8);
}

TEST(LongPolling, AnEmptyAnswerComesWhenTheServerHasWaitedLongEnough) {
    const Told told = run_text(
        lamps(R"(receive = "long-poll", long_poll_timeout = "5 min")", R"(every = "2 h")"));
    EXPECT_EQ(told["fleet/lamp.received_total"], 0);
    EXPECT_EQ(told["fleet/lamp.connects_total"], 10 * 11) << "and one is not answered yet";
}

/// The renewal that lost 784 of 1024 messages in the experiment behind the claims: one message is
/// caught, those that come before the next request is there are lost.
TEST(LongPolling, LosesWhatComesBetweenTwoRequestsWithoutAServerQueue) {
    const auto share = [](const std::string& period) {
        const Told told = run_text(
            lamps(R"(receive = "long-poll", server_queue = false)", "every = \"" + period + "\""));
        return told["fleet/lamp.received_total"] / told["app/switch.publishes_total"];
    };
    // From one answer to the next request's arrival: half a round trip, a new connection and the
    // ESP32's RSA, between 1.0 and 1.1 s.
    EXPECT_NEAR(share("2 s"), 1, 0.01);
    EXPECT_NEAR(share("800 ms"), 1.0 / 2, 0.01);
    EXPECT_NEAR(share("100 ms"), 1.0 / 11, 0.005);
}

TEST(LongPolling, SurvivesACrashOfTheBroker) {
    const Told told =
        run_text(lamps(R"(receive = "long-poll", keep_alive = "1 min")", R"(every = "10 s")",
                       "[[fault]]\nat = \"20 min\"\nbroker = 1\ndown_for = \"5 min\"\n"));
    EXPECT_EQ(told["fleet/lamp.connections_lost_total"], 10);
    EXPECT_EQ(told["fleet/lamp.connects_total"], 10 + 10);
    EXPECT_GT(told["fleet/lamp.connect_failures_total"], 10) << "nobody is there for five minutes";
    EXPECT_NEAR(told["broker/refused/all machines down.refused_connects_total"] -
                    told["fleet/lamp.connect_failures_total"],
                5 * 60, 2)
        << "the app's, one a second";
    EXPECT_GT(told["fleet/lamp.received_total"], 10 * 300) << "five of sixty minutes are missing";
    EXPECT_LT(told["fleet/lamp.received_total"], 10 * 340);
}

TEST(LongPolling, LosesTheConnectionsOfHeldRequestsInACrash) {
    const Told told =
        run_text(lamps(R"(receive = "long-poll")", R"(every = "2 h")",
                       "[[fault]]\nat = \"20 min\"\nbroker = 1\ndown_for = \"1 s\"\n"));
    EXPECT_EQ(told["fleet/lamp.connections_lost_total"], 10);
    EXPECT_NEAR(told["fleet/lamp.connects_total"],
                told["fleet/lamp.disconnects_total"] + told["fleet/lamp.connections_lost_total"],
                10);
}

TEST(Polling, FetchesAllThatWaitsAtEachRound) {
    const Told told =
        run_text(lamps(R"(receive = "poll", poll_every = "5 min")", R"(every = "1 min")"));
    EXPECT_NEAR(told["fleet/lamp.received_total"], 10 * 55, 10 * 5);
    EXPECT_LT(told.quantile("fleet/lamp.delivery_latency_seconds", 0.99), 302);
    EXPECT_NEAR(told.quantile("fleet/lamp.delivery_latency_seconds", 0.5), 150, 40);
    EXPECT_NEAR(told["fleet/lamp.connects_total"] - told["fleet/lamp.received_total"], 10 * 12, 1)
        << "one empty answer ends each of the twelve rounds";
}

TEST(Polling, KeepsItsConnectionFromRoundToRoundIfItIsAllowedTo) {
    const std::string every = R"(every = "20 min")";
    const Told kept =
        run_text(lamps(R"(receive = "poll", poll_every = "1 min", keep_alive = "2 min")", every));
    EXPECT_EQ(kept["fleet/lamp.connects_total"], 10);
    const Told closed =
        run_text(lamps(R"(receive = "poll", poll_every = "1 min", keep_alive = "20 s")", every));
    EXPECT_EQ(closed["fleet/lamp.connects_total"], 10 * 60);
}

}  // namespace
}  // namespace fleetsim::scenarios::compose
