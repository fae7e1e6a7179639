// An account around the simulated broker: who is kept out, how much passes, and what it costs.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "scenarios/compose/observe.hpp"
#include "scenarios/compose/observe_account.hpp"
#include "scenarios/compose/observe_ledgers.hpp"
#include "scenarios/compose/world.hpp"
#include "scenarios/language/loader.hpp"

namespace fleetsim::scenarios::compose {
namespace {

/// Devices that never leave, on a network without delay worth a mention.
std::string scenario_text(const std::string& head, const std::string& fleet,
                          const std::string& rest) {
    return fmt::format(R"([scenario]
name = "account"
{}
[[fleet]]
name = "meter"
device = "nrf9160"
radio = "ethernet"
{}
{})",
                       head, fleet, rest);
}

constexpr const char* kMqtt = R"(mqtt = { keep_alive = "5 min" }
start = { shape = "at-once" }
)";

constexpr const char* kOwnTopics = R"([[policy]]
name = "own"
document = '''{"Statement": [
  {"Effect": "Allow", "Action": "iot:Connect", "Resource": "client/${iot:ClientId}"},
  {"Effect": "Allow", "Action": ["iot:Publish", "iot:Receive"],
   "Resource": "topic/${iot:ClientId}/*"},
  {"Effect": "Allow", "Action": "iot:Subscribe", "Resource": "topicfilter/${iot:ClientId}/*"}]}'''
)";

struct AccountRun {
    std::unique_ptr<World> world;
    std::vector<Ledger> ledgers;
    std::vector<Figure> figures;

    double figure(const std::string& path) const {
        for (const Figure& one : figures)
            if (one.path() == path) return one.value;
        ADD_FAILURE() << "no figure " << path;
        return -1;
    }
    std::string unit(const std::string& path) const {
        for (const Figure& one : figures)
            if (one.path() == path) return one.unit;
        return "no figure " + path;
    }
    std::int64_t alarm(Alarm which) const {
        return static_cast<std::int64_t>(
            figure("account." + std::string(to_text(which)) + "_total"));
    }
    const device::FleetCell fleet(std::size_t index = 0) const {
        return world->population().total(index);
    }
};

AccountRun run_account(const std::string& text) {
    const Scenario scenario = language::load_text(text, "test.toml", {}, {}).scenario;
    AccountRun ran{.world = std::make_unique<World>(scenario), .ledgers = {}, .figures = {}};
    const auto engine = sim::make_engine(sim::EngineKind::Reference, *ran.world,
                                         {.window = ran.world->lookahead()});
    ran.world->begin(*engine);
    if (scenario.warm_up > sim::Duration{}) {
        engine->run_until(sim::Time::at(scenario.warm_up));
        ran.world->begin_metering(sim::Time::at(scenario.warm_up));
    }
    const sim::Time end = sim::Time::at(scenario.duration);
    engine->run_until(end);
    ran.world->settle(end);
    ran.figures = figures_of(*ran.world, end);
    for (const Figure& figure : final_account_figures(*ran.world)) ran.figures.push_back(figure);
    ran.ledgers = ledgers_of(*ran.world, ran.world->drain(*engine));
    for (const Ledger& ledger : ran.ledgers) {
        EXPECT_TRUE(ledger.is_closed()) << ledger.name;
        for (const LedgerSum& sum : ledger.sums) EXPECT_EQ(sum.difference(), 0) << sum.what;
    }
    return ran;
}

// ---- prices

/// The examples of the price list, by a hundred devices in ten minutes after the first.
std::string priced(const std::string& fleet, const std::string& rest = "") {
    return scenario_text("duration = \"11 min\"\nwarm_up = \"1 min\"", "count = 100\n" + fleet,
                         "[prices]\nbook = \"aws-iot-core\"\n" + rest);
}

TEST(CostsOfARun, AlwaysOnDevicesPayTheirMinutesToTheCent) {
    const AccountRun ran = run_account(priced(kMqtt));
    // 100 devices x 43,200 minutes x 0.08 USD per million; a million devices pay 3,456 USD.
    EXPECT_NEAR(ran.figure("cost/aws-iot-core/connectivity.month_cost"), 0.3456, 1e-9);
    EXPECT_EQ(ran.figure("cost/aws-iot-core/messaging.month_count"), 0) << "pings are free";
    EXPECT_NEAR(ran.figure("cost/aws-iot-core.month_cost"), 0.3456, 1e-9);
    EXPECT_NEAR(ran.figure("cost/aws-iot-core.month_cost_per_device"), 0.003456, 1e-9);
}

TEST(CostsOfARun, ADeviceThatWasNeverSwitchedOnBearsNoPartOfTheBill) {
    constexpr const char* kInTwentyMinutes = R"(mqtt = { keep_alive = "5 min" }
start = { shape = "linear", over = "20 min" }
)";
    const AccountRun ran = run_account(priced(kInTwentyMinutes));
    const double on = static_cast<double>(ran.fleet().started);
    ASSERT_GT(on, 40);
    ASSERT_LT(on, 70) << "of 100 within 11 of 20 minutes";
    EXPECT_NEAR(ran.figure("cost/aws-iot-core.month_cost_per_device"),
                ran.figure("cost/aws-iot-core.month_cost") / on, 1e-12);
}

constexpr const char* kEachMinute = R"([[fleet.publish]]
topic = "meter-{id}/reading"
every = "1 min"
payload_size = "200 B"
)";

TEST(CostsOfARun, AMessageAMinuteIsOneMessageAtTheFirstTiersPrice) {
    const AccountRun ran = run_account(priced(std::string(kMqtt) + kEachMinute));
    EXPECT_EQ(ran.figure("cost/aws-iot-core/messaging.month_count"), 4'320'000);
    EXPECT_NEAR(ran.figure("cost/aws-iot-core/messaging.month_cost"), 4.32, 1e-9);
}

TEST(CostsOfARun, WhatADeviceDoesOnceIsInTheMonthOnceWithoutAWarmUpToo) {
    const AccountRun ran = run_account(scenario_text(
        "duration = \"10 min\"",
        std::string("count = 100\n") + kMqtt + kEachMinute +
            "[[fleet.subscribe]]\ntopic = \"command/{id}\"\n[[fault]]\nat = \"5 min\"\n"
            "fleet = \"meter\"\n",
        "[prices]\nbook = \"aws-iot-core\"\n"));
    // 100 devices: 1,000 publishes and 100 CONNECTs and SUBSCRIBEs after the cut go on, those of
    // the start do not.
    EXPECT_NEAR(ran.figure("cost/aws-iot-core/messaging.month_count"), (1'000 + 200) * 4320 + 200,
                100 * 4320);
    EXPECT_EQ(
        static_cast<std::int64_t>(ran.figure("cost/aws-iot-core/messaging.month_count")) % 4320,
        200);
}

TEST(CostsOfARun, OneRuleWithOneActionIsChargedForEachMessage) {
    const AccountRun ran = run_account(priced(std::string(kMqtt) + kEachMinute, R"([[rule]]
sql = "SELECT * FROM '+/reading'"
actions = [{ object_store = "all" }]
)"));
    EXPECT_EQ(ran.figure("cost/aws-iot-core/rules triggered.month_count"), 4'320'000);
    EXPECT_EQ(ran.figure("cost/aws-iot-core/rule actions.month_count"), 4'320'000);
    // A million devices pay 12,960 USD.
    EXPECT_NEAR(ran.figure("cost/aws-iot-core/rules triggered.month_cost") +
                    ran.figure("cost/aws-iot-core/rule actions.month_cost"),
                1.296, 1e-9);
}

TEST(CostsOfARun, DeviceToDeviceAtQos1IsThreeMessages) {
    const std::string text =
        scenario_text("duration = \"11 min\"\nwarm_up = \"1 min\"",
                      std::string("count = 10\n") + kMqtt + R"([[fleet.publish]]
topic = "meter/{peer:meter}/hello"
qos = 1
every = "1 min"
payload_size = "200 B"
[[fleet.subscribe]]
topic = "meter/{id}/hello"
qos = 1
)",
                      "[prices]\nbook = \"aws-iot-core\"\n");
    const AccountRun ran = run_account(text);
    EXPECT_EQ(ran.figure("cost/aws-iot-core/messaging.month_count"), 3 * 432'000);
}

TEST(CostsOfARun, SeveralBooksChargeForOneRun) {
    const std::string text =
        scenario_text("duration = \"48 h\"", std::string("count = 10\n") + kMqtt + kEachMinute,
                      "prices = [\"aws-iot-core\", \"azure-iot-hub-s1\", \"self-hosted\"]\n");
    std::string ordered = text;
    // A key of the file itself stands above its tables.
    const std::size_t at = ordered.find("prices =");
    ordered = ordered.substr(at) + ordered.substr(0, at);
    const AccountRun ran = run_account(ordered);
    EXPECT_GT(ran.figure("cost/aws-iot-core.month_cost"), 0);
    EXPECT_EQ(ran.figure("cost/azure-iot-hub-s1.month_cost"), 25) << "one unit";
    EXPECT_EQ(ran.figure("cost/azure-iot-hub-s1/units of S1.busiest_day_count"), 14'400)
        << "ten devices, a day";
    EXPECT_EQ(ran.figure("cost/self-hosted/machines.month_count"), 720);
    EXPECT_NEAR(ran.figure("cost/self-hosted/machines.month_cost"), 69.12, 1e-9);
    EXPECT_GT(ran.figure("cost/self-hosted/traffic out.month_count"), 0);
    EXPECT_EQ(ran.unit("cost/self-hosted/machines.month_count"), "h");
    EXPECT_EQ(ran.unit("cost/self-hosted/traffic out.month_count"), "B");
    EXPECT_EQ(ran.unit("cost/aws-iot-core/connectivity.month_count"), "min");
    EXPECT_EQ(ran.unit("cost/aws-iot-core/messaging.month_count"), "1");
}

TEST(CostsOfARun, WhatWasSentDuringTheWarmUpIsNotInTheMonth) {
    // 10 kB to each of ten devices after 30 s; after the warm-up there are pings alone.
    const AccountRun ran = run_account(scenario_text(
        "duration = \"11 min\"\nwarm_up = \"1 min\"",
        std::string("count = 10\n") + kMqtt + "[[fleet.subscribe]]\ntopic = \"city\"\n",
        "[[app]]\nname = \"desk\"\n[[app.publish]]\ntopic = \"city\"\nevery = \"20 s\"\n"
        "start_after = \"10 s\"\ncount = 1\npayload_size = \"10 kB\"\n"
        "[prices]\nbook = \"self-hosted\"\n"));
    ASSERT_EQ(ran.fleet().received, 10);
    // A month has 4,320 times what ten minutes have.
    EXPECT_GT(ran.figure("cost/self-hosted/traffic out.month_count"), 0);
    EXPECT_LT(ran.figure("cost/self-hosted/traffic out.month_count"), 4'320 * 10 * 10'000);
}

TEST(CostsOfARun, APublishByHttpsCostsItsBodiesAndBasicIngestNothing) {
    // With its topic, the payload would be larger than a message's 5 KiB.
    const auto messages = [](const std::string& topic) {
        const AccountRun ran = run_account(
            priced("https = { keep_alive = \"5 min\" }\nstart = { shape = \"at-once\" }\n"
                   "[[fleet.publish]]\ntopic = \"" +
                       topic + "\"\nevery = \"1 min\"\npayload_size = \"5120 B\"\n",
                   "[[rule]]\nname = \"keep\"\nsql = \"SELECT * FROM 'meter/+'\"\nactions = []\n"));
        EXPECT_GT(ran.fleet().acknowledged, 900);
        return ran.figure("cost/aws-iot-core/messaging.month_count");
    };
    EXPECT_EQ(messages("$aws/rules/keep/meter/{id}"), 0);
    EXPECT_NEAR(messages("meter/{id}"), 2 * 4'320'000, 2 * 100 * 4'320)
        << "each a request and a response";
}

TEST(CostsOfARun, APublishByHttpsThatIsRefusedCostsItsAnswer) {
    const AccountRun ran = run_account(scenario_text(
        "duration = \"10 min\"",
        "count = 100\nhttps = { keep_alive = \"5 min\" }\nstart = { shape = \"at-once\" }\n"
        "thing = { policy = \"own\" }\n[[fleet.publish]]\ntopic = \"elsewhere\"\n"
        "every = \"1 min\"\npayload_size = \"20 kB\"\n",
        std::string("[prices]\nbook = \"aws-iot-core\"\n") + kOwnTopics));
    EXPECT_EQ(ran.fleet().acknowledged, 0);
    const std::int64_t refused = ran.alarm(Alarm::PublishInAuthError);
    EXPECT_GE(refused, 900);
    EXPECT_EQ(ran.figure("cost/aws-iot-core/messaging.month_count"),
              static_cast<double>(4'320 * refused));
}

/// Ten devices for an hour, in which each fetches 1 MiB for a job, or none has one.
AccountRun run_hour(const std::string& job) {
    return run_account("prices = [\"aws-iot-core\", \"azure-iot-hub-s1\", \"self-hosted\"]\n" +
                       scenario_text("duration = \"61 min\"\nwarm_up = \"1 min\"",
                                     std::string("count = 10\n") + kMqtt, job));
}

TEST(CostsOfARun, AJobIsInTheMonthOnceWithItsMessagesAndDownloads) {
    const AccountRun without = run_hour("");
    const AccountRun with = run_hour(
        "[[job]]\nname = \"u\"\nfleet = \"meter\"\nat = \"2 min\"\ndownload = \"1 MiB\"\n");
    ASSERT_EQ(with.fleet().downloads, 10);
    // Each device: IN_PROGRESS and SUCCEEDED, an answer to each, the notification and what comes
    // next, asked and answered; and a PUBACK for each of the four that came.
    EXPECT_EQ(with.figure("cost/aws-iot-core/messaging.month_count"), 10 * (3 + 4 + 4));
    EXPECT_EQ(with.figure("cost/azure-iot-hub-s1/units of S1.busiest_day_count"), 10 * 3);
    const auto more = [&](const std::string& path) {
        return with.figure(path) - without.figure(path);
    };
    // Of the messages, 720 times a few hundred bytes a device are left.
    const double sent = more("cost/self-hosted/traffic out.month_count");
    EXPECT_GT(sent, 10 * 1'048'576);
    EXPECT_LT(sent, 10 * 1'048'576 * 1.1 + 720 * 10 * 2'000);
}

TEST(CostsOfARun, AFreeTierComesOff) {
    const AccountRun ran =
        run_account(priced(std::string(kMqtt) + kEachMinute, "free_tier = true\n"));
    // 4,320,000 minutes less 2,250,000; 4,320,000 messages less 500,000.
    EXPECT_NEAR(ran.figure("cost/aws-iot-core/connectivity.month_cost"), 0.1656, 1e-9);
    EXPECT_NEAR(ran.figure("cost/aws-iot-core/messaging.month_cost"), 3.82, 1e-9);
}

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
