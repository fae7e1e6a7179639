// What a run with prices says a month costs.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/scenarios/compose/account_run.hpp"

namespace fleetsim::scenarios::compose {
namespace {

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

}  // namespace
}  // namespace fleetsim::scenarios::compose
