// What an answer warns of, and what not.
#include <gmock/gmock.h>

#include "tests/cli/measured_run.hpp"

namespace fleetsim::cli {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kNbIotMeters = R"(prices = ["self-hosted"]
[scenario]
name = "meters"
duration = "1 h"
[[fleet]]
name = "meter"
count = 10
device = "nrf9160"
radio = "nb-iot"
battery = "er14505"
mqtt = { keep_alive = "20 min" }
[[fleet.publish]]
topic = "m/{id}"
every = "15 min"
payload_size = "50 B"
[[network.node]]
name = "site"
latency = "20 ms"
)";

std::string warnings_of(const char* scenario, const std::vector<std::string>& overrides) {
    std::string text;
    for (const results::LogEntry& entry : MeasuredRun(scenario, overrides).overview().warnings)
        text += entry.code + ": " + entry.text + "\n";
    return text;
}

std::string warnings(const std::vector<std::string>& overrides) {
    return warnings_of(kNbIotMeters, overrides);
}

TEST(Caveats, ACellThatTheRadioPullsBelowItsCutOffNeedsACapacitor) {
    EXPECT_THAT(warnings({}), HasSubstr("needs-capacitor"));
    EXPECT_THAT(warnings({"fleet.meter.battery=\"li-socl2-d\""}), Not(HasSubstr("capacitor")));
}

constexpr const char* kRules = R"([scenario]
name = "rules"
duration = "1 h"
[[fleet]]
name = "pump"
count = 20
device = "nrf9160"
radio = "lte-m"
mqtt = { keep_alive = "20 min" }
[fleet.failure]
after = { distribution = "weibull", scale = "20 min", shape = 1.5 }
repair = "10 s"
shows_for = "5 min"
[[fleet.publish]]
topic = "p/{id}"
every = "1 min"
payload = '{"v": {wear(1, 5, 1)}, "t": {wear(50, 60, 3)}}'
[[predictor]]
name = "wear"
horizon = "5 min"
train_every = "20 min"
[[rule]]
sql = "SELECT v, t FROM 'p/+'"
actions = [{ learn = "wear" }]
[[rule]]
name = "ask"
sql = "SELECT machinelearning_predict('wear', 'r', {'v': v, 't': t}) AS l FROM 'p/+'"
actions = [{ stream = "asked", shards = 4, key = "${topic(2)}" }]
)";

std::string rule_warnings(const std::vector<std::string>& overrides) {
    return warnings_of(kRules, overrides);
}

TEST(Caveats, AModelThatIsAskedAboutOtherFeaturesThanItLearntIsTold) {
    EXPECT_THAT(rule_warnings({}), Not(HasSubstr("strange-record")));
    EXPECT_THAT(rule_warnings({"rule.ask.sql=\"SELECT machinelearning_predict('wear', 'r', "
                               "{'v': v}) AS l FROM 'p/+'\""}),
                HasSubstr("it learnt from t, v, and answers for records with just these numbers"));
}

TEST(Caveats, ShardsNeedAKeyThatVaries) {
    EXPECT_THAT(rule_warnings({}), Not(HasSubstr("one-shard")));
    EXPECT_THAT(rule_warnings({"rule.ask.actions=[{ stream = \"asked\", shards = 4 }]"}),
                HasSubstr("stream/asked has 4 shards, and all that rule ask gives it goes to one"));
}

TEST(Caveats, WhatWaitsForADeviceInPsmIsCounted) {
    constexpr const char* kCommands = R"([scenario]
name = "meters"
duration = "2 h"
[[fleet]]
name = "meter"
count = 10
device = "nrf9160"
radio = "lte-m"
mqtt = { keep_alive = "40 min" }
[[fleet.subscribe]]
topic = "m/{id}"
[[app]]
name = "office"
[[app.publish]]
topic = "m/{all:meter}"
every = "1 h"
align = true
payload_size = "50 B"
[[network.node]]
name = "site"
latency = "20 ms"
[[fault]]
at = "70 min"
fleet = "meter"
)";
    const auto told = [&](const std::vector<std::string>& overrides) {
        std::string text;
        for (const results::LogEntry& entry : MeasuredRun(kCommands, overrides).overview().warnings)
            text += entry.code + ": " + entry.text + "\n";
        return text;
    };
    EXPECT_THAT(told({}), HasSubstr("asleep-in-psm: 10 messages found devices of fleet"));
    EXPECT_THAT(told({}), HasSubstr("cut-in-psm: 10 connections of fleet meter were cut"));
    EXPECT_THAT(told({"fleet.meter.power_saving.sleep=\"edrx\""}), Not(HasSubstr("psm")));
    EXPECT_THAT(told({"fleet.meter.radio=\"lte\""}), Not(HasSubstr("psm")));
}

TEST(Caveats, WhoIsSilentForLongerThanAwsWaitsLosesItsConnections) {
    const auto told = [](const std::string& keep_alive, const std::string& version) {
        return warnings({"broker.profile=\"aws\"", "scenario.duration=\"3 h\"",
                         "fleet.meter.publish[0].every=\"2 h\"",
                         "fleet.meter.mqtt.keep_alive=\"" + keep_alive + "\"",
                         "fleet.meter.mqtt.version=\"" + version + "\""});
    };
    EXPECT_THAT(told("1 h", "3.1.1"),
                HasSubstr("of fleet meter: it waits for 30 min at most, and these "
                          "devices ping every 1 h; keep_alive = \"20 min\" "
                          "or less"));
    EXPECT_THAT(told("0 s", "3.1.1"), HasSubstr("ping never"));
    EXPECT_THAT(told("20 min", "3.1.1"), Not(HasSubstr("silent-too-long")));
    EXPECT_THAT(told("1 h", "5"), Not(HasSubstr("silent-too-long")));
}

TEST(Caveats, ADeviceWithoutPowerWasSwitchedOnBefore) {
    constexpr const char* kBoxes = R"([scenario]
name = "boxes"
duration = "20 min"
sample_interval = "5 s"
[[fleet]]
name = "box"
count = 400
device = "home-box"
radio = "ethernet"
mqtt = { keep_alive = "1 min" }
[[fleet.publish]]
topic = "box/{id}"
every = "10 s"
payload_size = "50 B"
[[network.node]]
name = "town"
latency = "20 ms"
[[fault]]
at = "10 min"
power = "box"
share = "50 %"
down_for = "1 h"
)";
    const MeasuredRun run(kBoxes, {});
    EXPECT_THAT(warnings_of(kBoxes, {}), Not(HasSubstr("late-start")));
    EXPECT_THAT(run.answer(), HasSubstr("400 devices sent"));
    EXPECT_THAT(run.answer(), HasSubstr("connections of fleet box were lost; they were not back"));
}

TEST(Caveats, ALifeFromFewerThanThreeRoundsIsRoughAndFromNoneUnknown) {
    const std::string rough =
        "battery-life-rough: the lives of meter's batteries are rough: to "
        "know well what a device does by itself takes 45 min";
    EXPECT_THAT(warnings({}), Not(HasSubstr("battery-life")));
    EXPECT_THAT(warnings({"scenario.duration=\"40 min\""}), HasSubstr(rough));
    EXPECT_THAT(warnings({"fleet.meter.start.over=\"20 min\""}), HasSubstr(rough));
    EXPECT_THAT(warnings({"scenario.warm_up=\"20 min\""}), HasSubstr(rough));
    EXPECT_THAT(warnings({"scenario.duration=\"10 min\""}),
                HasSubstr("battery-life-unknown: how long meter's batteries last is not known: no "
                          "device was watched for 15 min"));
}

TEST(Caveats, ALifeBeyondTheShelfLifeOfItsCellIsTold) {
    // Ethernet draws nothing here, and the processor sleeps nearly all the time.
    const std::vector<std::string> sparing = {"fleet.meter.radio=\"ethernet\""};
    EXPECT_THAT(warnings(sparing),
                HasSubstr("beyond-shelf-life: half of meter's batteries or more would outlast the "
                          "shelf life of an er14505, 10 years:"));
    EXPECT_THAT(warnings({}), Not(HasSubstr("beyond-shelf-life"))) << "over NB-IoT it lasts less";
    std::vector<std::string> unsaid = sparing;
    unsaid.emplace_back("fleet.meter.battery=\"ls26500\"");
    const std::string told = warnings(unsaid);
    EXPECT_THAT(told, Not(HasSubstr("beyond-shelf-life"))) << "no shelf life is known";
    EXPECT_THAT(told, HasSubstr("shelf-life-unknown: the median life of meter's batteries is"));
    EXPECT_THAT(told, HasSubstr("the profile ls26500 does not say how long a cell keeps"));
    std::vector<std::string> soon = {"fleet.meter.battery=\"ls26500\"",
                                     "fleet.meter.radio=\"wifi-esp32\""};
    EXPECT_THAT(warnings(soon), Not(HasSubstr("shelf-life"))) << "a cell keeps for so long";
}

TEST(Caveats, FirstConnectionsInTheJoulesOfAShortRunAreTold) {
    const std::string told = " of what fleet meter drew are its devices' first connections";
    const std::string tls = "fleet.meter.tls={}";
    EXPECT_THAT(warnings({tls}), HasSubstr(told));
    EXPECT_THAT(warnings({tls, "scenario.duration=\"2 d\""}), Not(HasSubstr(told)));
    EXPECT_THAT(warnings({tls, "scenario.warm_up=\"15 min\""}), Not(HasSubstr(told)));
}

TEST(Caveats, TheDayOfADiurnalFleetIsARoundOfItsLife) {
    const std::vector<std::string> diurnal = {"fleet.meter.publish[0].pattern=\"diurnal\""};
    EXPECT_THAT(warnings(diurnal), HasSubstr("by itself takes 1 d, and"));
}

TEST(Caveats, ALifeByPowerTutorIsOfTheApplicationAlone) {
    const std::vector<std::string> phones = {"fleet.meter.device=\"phone-2012\"",
                                             "fleet.meter.radio=\"3g-passion\"",
                                             "fleet.meter.battery=\"phone-1400\""};
    EXPECT_THAT(warnings(phones), Not(HasSubstr("idle-not-charged")));
    std::vector<std::string> metered = phones;
    metered.emplace_back("fleet.meter.meter=\"powertutor\"");
    EXPECT_THAT(warnings(metered), HasSubstr("idle-not-charged: the lives of meter's batteries"));
}

TEST(Caveats, MachinesWithoutACapacityAreNotKnownToSuffice) {
    EXPECT_THAT(warnings({}), HasSubstr("self-hosted charges for 1 machine;"));
    EXPECT_THAT(warnings({"broker.capacity=\"mosquitto2\""}), Not(HasSubstr("unchecked-machines")));
}

TEST(Caveats, DevicesThatNeverStartedAreCounted) {
    EXPECT_THAT(warnings({"fleet.meter.start.over=\"10 h\""}),
                HasSubstr("of the 10 devices of fleet meter were never switched on"));
    EXPECT_THAT(warnings({}), Not(HasSubstr("late-start")));
}

}  // namespace
}  // namespace fleetsim::cli
