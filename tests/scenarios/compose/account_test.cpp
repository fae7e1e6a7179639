// An account around the simulated broker: who is kept out, and how much passes.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/scenarios/compose/account_run.hpp"

namespace fleetsim::scenarios::compose {
namespace {

// ---- policies

std::string guarded(const std::string& publish, const std::string& more = "") {
    return scenario_text("duration = \"10 min\"",
                         std::string("count = 20\nthing = { policy = \"own\" }\n") + kMqtt +
                             fmt::format("[[fleet.publish]]\ntopic = \"{}\"\nqos = 1\n"
                                         "every = \"1 min\"\npayload_size = \"50 B\"\n",
                                         publish) +
                             more,
                         kOwnTopics);
}

TEST(PoliciesInAWorld, WhoKeepsToThemIsNotDisturbed) {
    const AccountRun ran = run_account(guarded("{fleet}-{id}/reading"));
    EXPECT_EQ(ran.fleet().connects, 20);
    EXPECT_EQ(ran.fleet().connections_lost, 0);
    EXPECT_GT(ran.fleet().acknowledged, 100);
    EXPECT_EQ(ran.alarm(Alarm::PublishInAuthError), 0);
}

TEST(PoliciesInAWorld, WhoPublishesElsewhereIsCutOffAndComesBackEverMoreSlowly) {
    const AccountRun ran = run_account(guarded("other/{id}/reading"));
    const broker::NodeStatistics& broker = ran.world->broker().statistics();
    EXPECT_EQ(ran.fleet().acknowledged, 0);
    EXPECT_GT(broker.denied, 20);
    EXPECT_EQ(broker.denied, ran.alarm(Alarm::PublishInAuthError));
    EXPECT_EQ(ran.fleet().connections_lost, broker.denied);
    EXPECT_EQ(broker.taken, 0);
    // With a mean pause of half a second each device would have come back over 500 times.
    EXPECT_LT(ran.fleet().connects, 20 * 40);
}

TEST(PoliciesInAWorld, WhoMayNotConnectNeverDoes) {
    std::string text = guarded("{fleet}-{id}/reading");
    const std::string keep_alive = "keep_alive = \"5 min\"";
    text.replace(text.find(keep_alive), keep_alive.size(),
                 keep_alive + ", will = { topic = \"not/{id}\", payload_size = \"1 B\" }");
    const AccountRun ran = run_account(text);
    EXPECT_EQ(ran.fleet().connects, 0);
    EXPECT_GT(ran.fleet().connect_failures, 20);
    EXPECT_EQ(ran.alarm(Alarm::ConnectAuthError), ran.fleet().connect_failures);
}

TEST(PoliciesInAWorld, WhoSubscribesToOthersTopicsIsCutOff) {
    const AccountRun ran =
        run_account(guarded("{fleet}-{id}/reading", "[[fleet.subscribe]]\ntopic = \"#\"\n"));
    EXPECT_GT(ran.alarm(Alarm::SubscribeAuthError), 20);
    EXPECT_EQ(ran.fleet().received, 0);
}

TEST(PoliciesInAWorld, WhatAClientMayNotReceiveIsWithheld) {
    std::string text =
        guarded("{fleet}-{id}/reading", "[[fleet.subscribe]]\ntopic = \"{fleet}-{id}/#\"\n");
    const std::string all = "topicfilter/${iot:ClientId}/*";
    text.replace(text.find(all), all.size(), "topicfilter/*");
    const std::string receive = R"(["iot:Publish", "iot:Receive"])";
    text.replace(text.find(receive), receive.size(), R"(["iot:Publish"])");
    const AccountRun ran = run_account(text);
    EXPECT_EQ(ran.fleet().received, 0);
    EXPECT_EQ(ran.fleet().connections_lost, 0);
    EXPECT_GT(ran.alarm(Alarm::PublishOutAuthError), 100);
}

TEST(PoliciesInAWorld, APolicyOfAGroupHoldsForItsThings) {
    std::string text = guarded("{fleet}-{id}/reading");
    const std::string thing = "policy = \"own\"";
    text.replace(text.find(thing), thing.size(), thing + ", groups = [\"stopped\", \"north\"]");
    text += R"([[policy]]
name = "stop"
groups = "stopped"
document = '{"Statement": {"Effect": "Deny", "Action": "iot:Publish", "Resource": "*"}}'
)";
    const AccountRun ran = run_account(text);
    EXPECT_EQ(ran.fleet().acknowledged, 0);
    EXPECT_GT(ran.alarm(Alarm::PublishInAuthError), 20);
    EXPECT_EQ(ran.figure("registry/group/north.things"), 20);
}

TEST(PoliciesInAWorld, ARetainedPublishNeedsMoreThanAPublish) {
    std::string text = guarded("{fleet}-{id}/reading");
    const std::string qos = "qos = 1\n";
    text.replace(text.find(qos), qos.size(), "qos = 1\nretain = true\n");
    EXPECT_EQ(run_account(text).fleet().acknowledged, 0);
    const std::string publish = R"(["iot:Publish", "iot:Receive"])";
    text.replace(text.find(publish), publish.size(), R"(["iot:Publish", "iot:RetainPublish"])");
    EXPECT_GT(run_account(text).fleet().acknowledged, 100);
}

// ---- registry

std::string registered(const std::string& thing, const std::string& quota = "") {
    return scenario_text("duration = \"5 min\"", "count = 300\nthing = { " + thing + " }\n" + kMqtt,
                         quota);
}

TEST(RegistryInAWorld, ARevokedCertificateOpensNothing) {
    const AccountRun ran = run_account(registered("certificate = \"revoked\""));
    EXPECT_EQ(ran.fleet().connects, 0);
    EXPECT_GT(ran.alarm(Alarm::ConnectAuthError), 300);
}

/// A thousand devices, and a fault of their certificates after 5 min.
std::string lapsing(const std::string& fault, const std::string& protocol = kMqtt) {
    return scenario_text("duration = \"20 min\"", "count = 1000\nthing = { }\n" + protocol,
                         "[[fault]]\nat = \"5 min\"\ncertificates = \"meter\"\n" + fault);
}

TEST(CertificatesInAWorld, RevokedOnesLoseTheirConnectionsAndOpenNoMore) {
    const AccountRun ran = run_account(lapsing("share = 0.3\n"));
    EXPECT_NEAR(static_cast<double>(ran.fleet().connections_lost), 300, 60);
    EXPECT_EQ(ran.fleet().connected, 1000 - ran.fleet().connections_lost);
    EXPECT_EQ(ran.fleet().connects, 1000);
    EXPECT_EQ(ran.alarm(Alarm::ConnectAuthError), ran.fleet().connect_failures);
    EXPECT_GT(ran.alarm(Alarm::ConnectAuthError), ran.fleet().connections_lost);
}

TEST(CertificatesInAWorld, ReplacedOnesLetTheirDevicesInAgain) {
    const AccountRun ran = run_account(lapsing("down_for = \"5 min\"\n"));
    EXPECT_EQ(ran.fleet().connections_lost, 1000);
    EXPECT_EQ(ran.fleet().connects, 2000);
    EXPECT_EQ(ran.fleet().connected, 1000);
}

// The connections end evenly over ten minutes; only those of the first two find no certificate.
TEST(CertificatesInAWorld, WhatIsActiveAgainBeforeItsConnectionEndsKeepsIt) {
    const AccountRun ran =
        run_account(lapsing("down_for = \"2 min\"\nclosed_within = \"10 min\"\n"));
    EXPECT_NEAR(static_cast<double>(ran.fleet().connections_lost), 200, 50);
    EXPECT_EQ(ran.fleet().connected, 1000);
}

TEST(CertificatesInAWorld, AreLookedAtWithEachPublishByHttps) {
    const AccountRun ran =
        run_account(lapsing("share = 0.5\n", std::string("https = { }\n") + kEachMinute));
    EXPECT_GT(ran.alarm(Alarm::PublishInAuthError), 6'000);
    EXPECT_NEAR(static_cast<double>(ran.fleet().acknowledged), 20 * 500 + 5 * 500, 1'500);
}

TEST(RegistryInAWorld, JustInTimeTheFirstConnectRegistersAndTheNextIsTaken) {
    const AccountRun ran = run_account(registered("registration = \"at-first-connect\""));
    EXPECT_EQ(ran.fleet().connects, 300);
    EXPECT_EQ(ran.alarm(Alarm::ConnectAuthError), 300);
    EXPECT_EQ(ran.figure("registry.things"), 300);
}

TEST(RegistryInAWorld, TheQuotaOfRegistrationsHoldsAGrowingFleetBack) {
    const AccountRun ran = run_account(registered("registration = \"at-first-connect\"",
                                                  "[cloud.quota]\nregistrations = \"1 /s\"\n"));
    EXPECT_GT(ran.alarm(Alarm::RegistryThrottle), 300);
    EXPECT_GT(ran.figure("registry.things"), 100);
    EXPECT_LE(ran.figure("registry.things"), 300);
    EXPECT_LE(ran.figure("quota/registrations.margin_ratio"), 0);
}

TEST(RegistryInAWorld, InBulkADeviceWaitsForItsThing) {
    const AccountRun ran =
        run_account(registered("registration = \"in-bulk\", rate = \"2 /s\", from = \"1 min\"",
                               "[prices]\nbook = \"aws-iot-core\"\n"));
    EXPECT_EQ(ran.figure("registry.things"), 300);
    EXPECT_GT(ran.alarm(Alarm::ConnectAuthError), 300);
    EXPECT_EQ(ran.figure("cost/aws-iot-core/shadow and registry.month_count"), 300)
        << "a thing is registered once";
}

TEST(RegistryInAWorld, WhatWasRegisteredDuringTheWarmUpIsNotCharged) {
    const AccountRun ran = run_account(
        scenario_text("duration = \"5 min\"\nwarm_up = \"1 min\"",
                      "count = 300\nthing = { registration = \"in-bulk\", rate = \"2 /s\" }\n" +
                          std::string(kMqtt),
                      "[prices]\nbook = \"aws-iot-core\"\n"));
    EXPECT_EQ(ran.figure("registry.things"), 300);
    EXPECT_EQ(ran.figure("cost/aws-iot-core/shadow and registry.month_count"), 300 - 2 * 60);
}

// ---- quotas

TEST(QuotasInAWorld, AStormComesBackAtTheAccountsRate) {
    const AccountRun ran = run_account(scenario_text(
        "duration = \"10 min\"", std::string("count = 2000\n") + kMqtt,
        "[cloud.quota]\nconnects = \"20 /s\"\n[[fault]]\nat = \"5 min\"\nfleet = \"meter\"\n"));
    EXPECT_GT(ran.alarm(Alarm::ConnectThrottle), 2000);
    EXPECT_EQ(ran.figure("quota/connects.limit"), 20);
    EXPECT_GT(ran.figure("quota/connects.peak"), 200);
    EXPECT_LT(ran.figure("quota/connects.margin_ratio"), -9);
    EXPECT_DOUBLE_EQ(ran.figure("quota/connects.margin_ratio"),
                     1 - ran.figure("quota/connects.peak") / 20);
    // 2,000 devices at 20 a second need 100 s each time; and they all come.
    EXPECT_EQ(ran.fleet().connects, 4000);
    EXPECT_EQ(ran.fleet().connected, 2000);
}

TEST(QuotasInAWorld, NoMoreConnectInASpanThanTheRateAllows) {
    const AccountRun ran =
        run_account(scenario_text("duration = \"30 s\"", std::string("count = 2000\n") + kMqtt,
                                  "[cloud.quota]\nconnects = \"20 /s\"\n"));
    EXPECT_LE(ran.fleet().connects, 20 * 31);
    EXPECT_GT(ran.fleet().connects, 20 * 25);
}

TEST(QuotasInAWorld, APublishBeyondTheQuotaIsDiscardedAndSentAgainWithQos1) {
    const auto with_qos = [](int qos) {
        return run_account(scenario_text(
            "duration = \"10 min\"",
            std::string("count = 100\n") + kMqtt +
                fmt::format("[[fleet.publish]]\ntopic = \"m/{{id}}\"\nqos = {}\nevery = \"1 min\"\n"
                            "align = true\npayload_size = \"50 B\"\n",
                            qos),
            "[cloud.quota]\npublishes_in = \"20 /s\"\n"));
    };
    const AccountRun once = with_qos(0);
    const broker::NodeStatistics& broker = once.world->broker().statistics();
    EXPECT_GT(broker.throttled, 200);
    EXPECT_EQ(broker.throttled, once.alarm(Alarm::PublishInThrottle));
    EXPECT_EQ(once.fleet().resent, 0);
    const AccountRun again = with_qos(1);
    EXPECT_GT(again.alarm(Alarm::PublishInThrottle), 200);
    EXPECT_GT(again.fleet().resent, 200);
    EXPECT_EQ(again.fleet().connections_lost, 0);
    EXPECT_GT(again.fleet().acknowledged, 800);
}

TEST(QuotasInAWorld, DeliveriesBeyondTheQuotaAreDroppedWithQos0AndLateWithQos1) {
    const auto with_qos = [](int qos) {
        return run_account(scenario_text(
            "duration = \"10 min\"",
            std::string("count = 100\n") + kMqtt +
                fmt::format("[[fleet.subscribe]]\ntopic = \"city\"\nqos = {}\n", qos),
            fmt::format("[[app]]\nname = \"desk\"\n[[app.publish]]\ntopic = \"city\"\nqos = {}\n"
                        "every = \"1 min\"\npayload_size = \"50 B\"\n"
                        "[cloud.quota]\npublishes_out = \"20 /s\"\n",
                        qos)));
    };
    const AccountRun dropped = with_qos(0);
    EXPECT_GT(dropped.alarm(Alarm::PublishOutThrottle), 500);
    EXPECT_LT(dropped.fleet().received, 300);
    const AccountRun late = with_qos(1);
    EXPECT_GT(late.fleet().received, 800);
    EXPECT_GT(late.fleet().delivery_latency.maximum(), sim::Duration::seconds(3).count());
}

TEST(QuotasInAWorld, TooMuchOnOneConnectionIsDelayed) {
    const AccountRun ran = run_account(
        scenario_text("duration = \"2 min\"",
                      std::string("count = 1\n") + kMqtt +
                          "[[fleet.publish]]\ntopic = \"m/{id}\"\nqos = 1\nevery = \"10 s\"\n"
                          "payload_size = \"5000 B\"\n",
                      "[cloud.quota]\nbytes_of_connection = \"1000 B\"\n"));
    EXPECT_GT(ran.fleet().publish_latency.minimum(), sim::Duration::seconds(3).count());
    EXPECT_LT(ran.fleet().publish_latency.maximum(), sim::Duration::seconds(6).count());
}

// ---- an account changes nothing where it asks for nothing

TEST(AnAccount, ThatAllowsEverythingLeavesTheTrafficAsItIs) {
    const std::string fleet = std::string("count = 50\n") + kMqtt + kEachMinute;
    const AccountRun without = run_account(scenario_text("duration = \"20 min\"", fleet, ""));
    const AccountRun with = run_account(scenario_text("duration = \"20 min\"", fleet,
                                                      "[cloud]\nquotas = \"aws-iot-core-quotas\"\n"
                                                      "[prices]\nbook = \"aws-iot-core\"\n"));
    EXPECT_EQ(without.world->account(), nullptr);
    EXPECT_EQ(with.fleet().up.ip_bytes(), without.fleet().up.ip_bytes());
    EXPECT_EQ(with.fleet().nanojoules, without.fleet().nanojoules);
    EXPECT_EQ(with.world->broker().statistics().publishes_in,
              without.world->broker().statistics().publishes_in);
}

}  // namespace
}  // namespace fleetsim::scenarios::compose
