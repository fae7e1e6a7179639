#include "scenarios/language/loader.hpp"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "sim/error.hpp"
#include "tests/scenarios/texts.hpp"

namespace fleetsim::language {
namespace {

using namespace scenarios;
using namespace sim::literals;
using testing::HasSubstr;

Scenario small_with(const std::string& more, const Overrides& overrides = {}) {
    return load_text(kSmallScenario + more, "small.toml", overrides, {}).scenario;
}
Scenario overridden(std::vector<std::string> set) {
    return load_text(kSmallScenario, "small.toml", {.set = std::move(set)}, {}).scenario;
}
std::string refusal(const Overrides& overrides, const KnownNames& known = {}) {
    try {
        load_text(kSmallScenario, "small.toml", overrides, known);
        return "no mistake";
    } catch (const sim::InputError& error) {
        return error.what();
    }
}

TEST(Loader, FillsDefaultsIn) {
    const Scenario scenario = small_with("");
    EXPECT_EQ(scenario.seed, 1u);
    EXPECT_EQ(scenario.sample_interval, 10_s);
    const Fleet& meter = scenario.fleets.at(0);
    EXPECT_EQ(meter.mqtt->keep_alive, 60_s);
    EXPECT_EQ(meter.mqtt->version, Mqtt::Version::V3_1_1);
    EXPECT_EQ(meter.connection, Connection::AlwaysOn);
    EXPECT_EQ(meter.start.shape, Start::Shape::AtOnce);
    EXPECT_EQ(meter.back_off.most, 2_min);
    EXPECT_FALSE(meter.tls.has_value());
    EXPECT_EQ(meter.client_id_of(7), "meter-7");
    EXPECT_EQ(scenario.network.nodes.at(0).name, "site");
    EXPECT_EQ(scenario.network.nodes[0].latency->minimum(), 1_ms);
    EXPECT_EQ(scenario.broker.profile, "mqtt");
    EXPECT_TRUE(scenario.study.is_single_run());
}

TEST(Loader, ResolvesPatternsOfTopics) {
    const Scenario scenario = small_with(R"(
[[fleet]]
name = "lamp"
count = 10
device = "esp32"
radio = "wifi-esp32"
https = { receive = "long-poll" }
[[fleet.subscribe]]
topic = "to/{peer:meter}"
)");
    const TopicPattern& topic = scenario.fleets[0].publish.at(0).topic;
    EXPECT_EQ(topic.with(3), "meter/3/reading");
    EXPECT_EQ(topic.constant(), std::nullopt);
    const Fleet& lamp = scenario.fleets[1];
    ASSERT_EQ(lamp.subscribe.at(0).filter.parts.size(), 2u);
    EXPECT_EQ(lamp.subscribe[0].filter.parts[1].kind, TopicPart::Kind::Peer);
    EXPECT_EQ(lamp.subscribe[0].filter.parts[1].fleet, FleetIndex(0));
    EXPECT_EQ(lamp.tls->version, Tls::Version::V1_3) << "HTTPS brings TLS with it";
    EXPECT_EQ(lamp.connection, Connection::AlwaysOn);
}

TEST(Loader, ReadsADistributionWhereverAQuantityMayVary) {
    const Scenario scenario = small_with(R"(
[network]
[[network.node]]
name = "here"
latency = { distribution = "uniform", min = "5 ms", max = "9 ms" }
[[network.node]]
name = "there"
[[network.link]]
from = "here"
to = "there"
latency = { distribution = "lognormal", median = "40 ms", sigma = 0.5 }
)");
    const sim::DurationDistribution& inside = *scenario.network.nodes[0].latency;
    EXPECT_EQ(inside.minimum(), 5_ms);
    EXPECT_EQ(inside.maximum(), 9_ms);
    EXPECT_EQ(scenario.network.links.at(0).name, "here-there");
    EXPECT_EQ(scenario.network.links[0].latency.minimum(), 4_ms)
        << "a tenth of the median, where the file gives no least value";
}

TEST(Loader, ReadsRatesAndTimesOfDay) {
    const Scenario scenario = small_with(R"(
[[fleet.publish]]
topic = "a"
rate = "4 per h"
pattern = "diurnal"
diurnal = { peak = 18:30:00, swing = 0.5 }
payload_size = "1 kB"
[[fault]]
at = 00:30:00
fleet = "meter"
share = "25 %"
)");
    EXPECT_EQ(small_with("[[fault]]\nat = \"00:15\"\nfleet = \"meter\"\n").faults.at(0).at,
              sim::Time::at(15_min))
        << "as a text too";
    const Pacing& pacing = scenario.fleets[0].publish.at(1).pacing;
    EXPECT_EQ(pacing.mean, 15_min);
    EXPECT_EQ(pacing.peak, 18_h + 30_min);
    EXPECT_EQ(pacing.swing, 0.5);
    EXPECT_EQ(scenario.faults.at(0).at, sim::Time::at(30_min));
    EXPECT_EQ(scenario.faults[0].target, Fault::Target::Connections);
    EXPECT_EQ(scenario.faults[0].share, 0.25);
}

TEST(Loader, ReadsTheActionsOfARuleAndItsErrorAction) {
    const Scenario scenario = small_with(R"(
[[rule]]
sql = "SELECT n FROM 'meter/+/reading'"
actions = [{ stream = "alerts", batch = 5 }]
error_action = { queue = "failed" }
)");
    const Rule& rule = scenario.rules.at(0);
    EXPECT_EQ(rule.name, "rule-1");
    EXPECT_EQ(rule.actions.at(0).kind, "stream");
    EXPECT_EQ(rule.actions[0].target, "alerts");
    EXPECT_EQ(rule.actions[0].options.at(0), std::pair(std::string("batch"), std::string("5")));
    EXPECT_EQ(rule.error_action->target, "failed");
}

TEST(Goals, NameAComponentAMetricAndAStatistic) {
    const auto goal = [](const std::string& that) {
        return small_with("[[goal]]\nthat = \"" + that + "\"\n").goals.at(0);
    };
    const Goal latency = goal("broker.latency.p99.9 <= 200 ms");
    EXPECT_EQ(latency.component, "broker");
    EXPECT_EQ(latency.metric, "publish_latency_seconds");
    EXPECT_EQ(latency.statistic, "p99.9");
    EXPECT_EQ(latency.comparison, Goal::Comparison::LessOrEqual);
    EXPECT_DOUBLE_EQ(latency.threshold, 0.2);

    const Goal life = goal("fleet.meter.battery_life.p5>10 year");
    EXPECT_EQ(life.component, "battery/meter");
    EXPECT_EQ(life.metric, "life_days");
    EXPECT_DOUBLE_EQ(life.threshold, 3652.5);

    const Goal bytes = goal("wire.meter.up.ip.bytes_total < 1.5 GB");
    EXPECT_EQ(bytes.component, "wire/meter/up/ip");
    EXPECT_EQ(bytes.metric, "bytes_total");
    EXPECT_EQ(bytes.statistic, "");
    EXPECT_DOUBLE_EQ(bytes.threshold, 1.5e9);

    EXPECT_DOUBLE_EQ(goal("broker.connections.max >= 10").threshold, 10);
}

TEST(Goals, TakeTheNamesThatAResultsFileHas) {
    const auto goal = [](const std::string& that) {
        return small_with("[[goal]]\nthat = \"" + that + "\"\n").goals.at(0);
    };
    const Goal peak = goal("broker.connections_peak < 10");
    EXPECT_EQ(peak.metric, "connections");
    EXPECT_EQ(peak.statistic, "max");
    const Goal consumer = goal("energy/meter/radio connected.joules_total < 2 kJ");
    EXPECT_EQ(consumer.component, "energy/meter/radio connected");
    EXPECT_EQ(consumer.metric, "joules_total");
    EXPECT_DOUBLE_EQ(consumer.threshold, 2000);
}

TEST(Goals, TakeTheUnitOfARateAndOfJoulesADayOrNone) {
    const auto threshold = [](const std::string& that) {
        return small_with("[[goal]]\nthat = \"" + that + "\"\n").goals.at(0).threshold;
    };
    EXPECT_DOUBLE_EQ(threshold("broker.messages_in_per_second.max < 50 /s"), 50);
    EXPECT_DOUBLE_EQ(threshold("broker.messages_in_per_second_peak < 50"), 50);
    EXPECT_DOUBLE_EQ(threshold("fleet.meter.joules_per_device_day < 5 mJ"), 0.005);
}

TEST(Overrides, FindALinkWithoutANameByItsEnds) {
    constexpr std::string_view kTwoLinks = R"(
[[network.node]]
name = "here"
latency = "1 ms"
[[network.node]]
name = "there"
[[network.link]]
name = "main"
from = "here"
to = "there"
latency = "5 ms"
[[network.link]]
from = "there"
to = "here"
latency = "5 ms"
)";
    const Overrides set{.set = {"network.link.there-here.loss=20 %"}};
    const Scenario scenario =
        load_text(kSmallScenario + std::string(kTwoLinks), "test.toml", set, {}).scenario;
    EXPECT_EQ(scenario.network.links.at(0).loss, 0);
    EXPECT_EQ(scenario.network.links.at(1).loss, 0.2);
}

TEST(Overrides, ReplaceOneValueByItsPath) {
    EXPECT_EQ(overridden({"fleet.meter.count=20_000"}).fleets[0].count, 20000u);
    EXPECT_EQ(overridden({"fleet[0].count=5"}).fleets[0].count, 5u);
    EXPECT_EQ(overridden({"fleet.meter.publish[0].every=5 min"}).fleets[0].publish[0].pacing.mean,
              5_min);
    EXPECT_EQ(
        overridden({"fleet.meter.publish[0].every=\"5 min\""}).fleets[0].publish[0].pacing.mean,
        5_min);
    EXPECT_EQ(overridden({"fleet.meter.mqtt.version=5"}).fleets[0].mqtt->version,
              Mqtt::Version::V5);
    EXPECT_EQ(overridden({"scenario.name=7"}).name, "7");
    EXPECT_EQ(overridden({"scenario.duration=2 h", "scenario.duration=3 h"}).duration, 3_h);
}

TEST(Overrides, AddTablesThatWereNotThere) {
    const Fleet fleet =
        overridden({"fleet.meter.tls.version=1.2", "fleet.meter.start.over=10 min"}).fleets[0];
    EXPECT_EQ(fleet.tls->version, Tls::Version::V1_2);
    EXPECT_EQ(fleet.start.over, 10_min);
    EXPECT_EQ(overridden({"fleet.meter.tls={version=\"1.2\"}"}).fleets[0].tls->version,
              Tls::Version::V1_2);
}

TEST(Overrides, SeedAndDurationHaveOptionsOfTheirOwn) {
    const Scenario scenario = small_with("", {.seed = "42", .duration = "90 s"});
    EXPECT_EQ(scenario.seed, 42u);
    EXPECT_EQ(scenario.duration, 90_s);
    EXPECT_EQ(refusal({.seed = "-1"}),
              "--seed: error: seed: -1 is too small; at least 0 [out-of-range]");
    EXPECT_EQ(refusal({.duration = "long"}),
              "--duration: error: duration: \"long\" does not begin with a number [no-number]");
}

TEST(Overrides, AreRefusedByTheirOption) {
    EXPECT_EQ(refusal({.set = {"fleet.metre.count=5"}}),
              "--set fleet.metre.count: error: there is no fleet named \"metre\" [unknown-name]\n"
              "   did you mean \"meter\"? there are: meter");
    EXPECT_THAT(refusal({.set = {"fleet.meter.cout=5"}}), HasSubstr("did you mean \"count\"?"));
    EXPECT_THAT(refusal({.set = {"fleet.meter.count"}}), HasSubstr("this is not path=value"));
    EXPECT_THAT(refusal({.set = {"fleet.meter.publish[3].qos=1"}}),
                HasSubstr("there is no publish[3] [bad-path]\n   there are 1, counted from 0"));
    EXPECT_THAT(refusal({.set = {"fleet.meter.count.x=1"}}), HasSubstr("nothing lies below it"));
    EXPECT_THAT(refusal({.set = {"fleet..count=1"}}), HasSubstr("is not a path"));
    EXPECT_THAT(refusal({.set = {"fleet.meter.publish[x].qos=1"}}), HasSubstr("is not a path"));
    EXPECT_THAT(refusal({.set = {"scenario[0].name=x"}}), HasSubstr("is not a list of tables"));
    EXPECT_EQ(refusal({.set = {"scenario.name=Z\xFCrich"}}),
              "--set scenario.name: error: the text is not UTF-8 [bad-toml]");
    EXPECT_THAT(refusal({.set = {"fleet.meter.count=lots"}}),
                HasSubstr("--set fleet.meter.count: error: count: \"lots\" is a text"));
}

TEST(KnownNames, AreCheckedAndSuggested) {
    const KnownNames known{{{"device", {"nrf9160", "esp32"}}, {"radio", {"lte-m", "lte"}}}};
    EXPECT_EQ(refusal({.set = {"fleet.meter.radio=ltem"}}, known),
              "--set fleet.meter.radio: error: there is no radio profile \"ltem\" "
              "[missing-profile]\n   did you mean \"lte-m\"? there are: lte-m, lte");
    EXPECT_THAT(refusal({.set = {"fleet.meter.radio=mine.toml"}}, known),
                HasSubstr("there is no file \"mine.toml\" [missing-profile]"));
}

TEST(EffectiveScenario, HoldsEveryDefaultWithItsOrigin) {
    const Loaded loaded =
        load_text(kSmallScenario, "small.toml", {.set = {"fleet.meter.mqtt.version=5"}}, {});
    const auto find = [&](const std::string& path) {
        for (const Parameter& parameter : loaded.parameters) {
            if (parameter.path == path) return parameter.value + ' ' + parameter.origin;
        }
        return std::string("absent");
    };
    EXPECT_EQ(find("fleet.meter.count"), "10 file");
    EXPECT_EQ(find("fleet.meter.mqtt.version"), "\"5\" set");
    EXPECT_EQ(find("fleet.meter.mqtt.keep_alive"), "\"60 s\" default");
    EXPECT_EQ(find("fleet.meter.publish[0].every"), "\"15 min\" file");
    EXPECT_EQ(find("fleet.meter.back_off.most"), "\"2 min\" default");
    EXPECT_EQ(find("broker.nodes"), "1 default");
    EXPECT_EQ(find("fleet.meter.tls.version"), "absent") << "MQTT travels in the clear";
    EXPECT_THAT(loaded.effective_json, HasSubstr("\"keep_alive\": \"60 s\""));
}

TEST(Prices, AreATableOrInShortItsBooks) {
    const auto books = [](const std::string& top, std::vector<std::string> set = {}) {
        return load_text(top + kSmallScenario, "small.toml", {.set = std::move(set)}, {})
            .scenario.prices.books;
    };
    using Books = std::vector<std::string>;
    EXPECT_EQ(books(""), Books{});
    EXPECT_EQ(books("prices = \"aws-iot-core\"\n"), Books{"aws-iot-core"});
    EXPECT_EQ(books("prices = [\"aws-iot-core\", \"self-hosted\"]\n"),
              (Books{"aws-iot-core", "self-hosted"}));
    EXPECT_EQ(books("", {"prices=self-hosted"}), Books{"self-hosted"});
    EXPECT_EQ(books("prices = \"aws-iot-core\"\n", {"prices.book=self-hosted"}),
              Books{"self-hosted"});
    EXPECT_EQ(
        small_with("[prices]\nbook = \"aws-iot-core\"\nfree_tier = true\n").prices.has_free_tier,
        true);
}

TEST(Quotas, OfTheScenarioStandInThePlaceOfTheProfiles) {
    const Cloud cloud = small_with(
                            "[cloud]\nquotas = \"aws-iot-core-quotas\"\n"
                            "quota = { connects = \"500 /s\", connections = 7, "
                            "bytes_of_connection = \"1 KiB\" }\n")
                            .cloud;
    EXPECT_EQ(cloud.quotas, "aws-iot-core-quotas");
    using Limit = std::pair<cloud::Quota, double>;
    EXPECT_EQ(cloud.limits, (std::vector<Limit>{{cloud::Quota::Connections, 7},
                                                {cloud::Quota::Connects, 500},
                                                {cloud::Quota::BytesOfConnection, 1024}}));
    EXPECT_FALSE(small_with("").cloud.has_quotas());
}

TEST(Lesson, ItsFirstScenarioLoads) {
    const std::string page = read_source("docs/scenario.md");
    const std::size_t begin = page.find("```toml\n") + 8;
    const std::string text = page.substr(begin, page.find("```", begin) - begin);
    EXPECT_EQ(load_text(text, "lesson.toml", {}, {}).scenario.fleets.at(0).count, 100u);
}

TEST(ShippedScenarios, AllLoad) {
    const std::filesystem::path folder = std::filesystem::path(FLEETSIM_SOURCE_DIR) / "scenarios";
    int found = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".toml") continue;
        ++found;
        const Loaded loaded = load(entry.path().string(), {}, {});
        EXPECT_FALSE(loaded.scenario.description.empty()) << entry.path();
        EXPECT_FALSE(loaded.scenario.question.empty()) << entry.path();
        EXPECT_TRUE(loaded.text.starts_with("#:schema ./fleetsim.schema.json\n")) << entry.path();
    }
    EXPECT_GE(found, 5);
}

}  // namespace
}  // namespace fleetsim::language
