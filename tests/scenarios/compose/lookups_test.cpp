// What statements ask other services for in a run: the registry, tables, secrets.
#include <gtest/gtest.h>

#include "tests/scenarios/compose/run_text.hpp"

namespace fleetsim::scenarios::compose {
namespace {

/// Meters 0 to 3 count up from 0, a publish a minute each, for ten minutes.
constexpr const char* kMeters = R"(
[scenario]
name = "lookups"
duration = "10 min"

[[fleet]]
name = "meter"
count = 4
device = "nrf9160"
radio = "lte-m"
mqtt = {}
start = { over = "0 s" }

[[fleet.publish]]
topic = "meter/{id}/reading"
qos = 1
every = "1 min"
payload = '{"meter":{id},"n":{counter(0, 1)}}'
)";

constexpr const char* kThings = R"(
[fleet.thing]
name = "serial-{id}"
type = "meter"
attributes = { site = "north" }
groups = ["beta", "old"]
)";

std::string rule(const std::string& name, const std::string& sql, const std::string& action) {
    return "\n[[rule]]\nname = \"" + name + "\"\nsql = \"" + sql + "\"\nactions = [" + action +
           "]\n";
}

std::string with(const std::string& more) { return kMeters + more; }

TEST(RegistryInARun, AThingIsFoundByItsNameAndItsAttributesAreRead) {
    const Told told = run_text(
        with(kThings +
             rule("north",
                  "SELECT get_registry_data('DescribeThing', 'serial-' + meter, 'r') AS thing "
                  "FROM 'meter/+/reading'",
                  "{ stream = 'things' }") +
             rule("south",
                  "SELECT * FROM 'meter/+/reading' WHERE get_registry_data('DescribeThing', "
                  "'serial-' + meter, 'r').attributes.site = 'south'",
                  "{ stream = 'others' }") +
             rule("other-name",
                  "SELECT * FROM 'meter/+/reading' WHERE "
                  "isUndefined(get_registry_data('DescribeThing', clientid(), 'r'))",
                  "{ stream = 'nameless' }")));
    const double published = told["rule/north.evaluated_total"];
    EXPECT_GE(published, 36);
    const std::string result =
        R"({"thing":{"defaultClientId":"serial-0","thingName":"serial-0","thingTypeName":"meter",)"
        R"("attributes":{"site":"north"},"version":1}})";
    EXPECT_EQ(told["sink/stream/things.payload_bytes_total"],
              published * static_cast<double>(result.size()));
    EXPECT_EQ(told["rule/south.fired_total"], 0);
    EXPECT_EQ(told["rule/other-name.fired_total"], published);
    EXPECT_EQ(told["registry.lookups_total"], 3 * published);
    EXPECT_EQ(told["registry.missed_lookups_total"], published);
}

TEST(RegistryInARun, TheGroupsOfAThingDecide) {
    const std::string sql =
        "SELECT * FROM 'meter/+/reading' WHERE 'beta' IN (SELECT VALUE groupName FROM "
        "get_registry_data('ListThingGroupsForThing', 'serial-' + meter, 'r').thingGroups)";
    const Told told = run_text(with(kThings + rule("beta", sql, "{ stream = 'beta' }")));
    EXPECT_EQ(told["rule/beta.fired_total"], told["rule/beta.evaluated_total"]);
}

TEST(RegistryInARun, AThingIsFoundFromItsRegistrationOn) {
    const Told told = run_text(
        with(kThings + std::string("registration = 'in-bulk'\nrate = '1 /s'\nfrom = '5 min'\n") +
             rule("known",
                  "SELECT * FROM 'pump/+/reading' WHERE get_registry_data('DescribeThing', "
                  "'serial-' + topic(2), 'r').version = 1",
                  "{ stream = 'known' }") +
             R"(
[[fleet]]
name = "pump"
count = 4
device = "nrf9160"
radio = "lte-m"
mqtt = {}
start = { over = "0 s" }

[[fleet.publish]]
topic = "pump/{id}/reading"
every = "1 min"
payload = "{}"
)"));
    const double half = told["rule/known.evaluated_total"] / 2;
    EXPECT_GT(half, 10);
    EXPECT_NEAR(told["rule/known.fired_total"], half, 4);
}

TEST(RegistryInARun, EachLookupIsCharged) {
    const Told told = run_text(
        with(kThings +
             rule("all",
                  "SELECT * FROM 'meter/+/reading' WHERE get_registry_data('DescribeThing', "
                  "'serial-' + meter, 'r').version = 1",
                  "{ stream = 'all' }") +
             "\n[prices]\nbook = 'aws-iot-core'\n"));
    constexpr int kRunsOfAMonth = 30 * 24 * 6;
    EXPECT_EQ(told["cost/aws-iot-core/shadow and registry.month_count"],
              told["registry.lookups_total"] * kRunsOfAMonth);
    EXPECT_GT(told["registry.lookups_total"], 0);
}

TEST(TableInARun, ItemsOfTheScenarioAndOfRulesAreRead) {
    const Told told = run_text(with(
        rule("over",
             "SELECT * FROM 'meter/+/reading' WHERE n > get_dynamodb('limits', 'meter', meter, "
             "'r').n",
             "{ queue = 'alarms' }") +
        rule("next",
             "SELECT * FROM 'meter/+/reading' WHERE n = "
             "get_dynamodb('last', 'meter', meter, 'r').n + 1",
             "{ queue = 'next' }") +
        rule("remember", "SELECT meter, n FROM 'meter/+/reading'",
             "{ table = 'last' }, { table = 'archive' }") +
        R"(
[[table]]
name = "limits"
partition_key = "meter"
item = [{ meter = 0, n = 2 }, { meter = 3, n = 100.5 }]

[[table]]
name = "last"
partition_key = "meter"
)"));
    const double published = told["rule/over.evaluated_total"];
    // Meter 0 says 0, 1 and 2 first; 1 and 2 have no limit, and 3 stays below its own.
    EXPECT_EQ(told["rule/over.fired_total"], published / 4 - 3);
    EXPECT_EQ(told["table/limits.items"], 2);
    EXPECT_EQ(told["table/limits.reads_total"], published);
    EXPECT_EQ(told["table/limits.missed_reads_total"], published / 2);
    EXPECT_EQ(told["rule/next.fired_total"], published - 4) << "but for the first of each";
    EXPECT_EQ(told["table/last.items"], 4);
    EXPECT_EQ(told["table/last.missed_reads_total"], 4);
    EXPECT_EQ(told["sink/table/archive.records_total"], published);
    EXPECT_EQ(told.figures.count("table/archive.items"), 0u) << "nothing reads it";
}

TEST(TableInARun, ASortKeyAndAComputedNameFindTheirItem) {
    const Told told = run_text(
        with(rule("all",
                  "SELECT * FROM 'meter/+/reading' WHERE get_dynamodb(topic(1) + 's', 'kind', "
                  "'water', 'number', meter, 'r').ok",
                  "{ queue = 'all' }") +
             R"(
[[table]]
name = "meters"
partition_key = "kind"
sort_key = "number"

[[table.item]]
kind = "water"
number = 2
ok = true
)"));
    EXPECT_EQ(told["rule/all.fired_total"], told["rule/all.evaluated_total"] / 4);
}

TEST(SecretInARun, EachFormIsGivenInItsOwnWay) {
    const auto bytes = [](const std::string& call) {
        const Told told = run_text(with(
            rule("all", "SELECT " + call + " AS s FROM 'meter/+/reading'", "{ http = 'api' }") + R"(
[[secret]]
name = "api"
value = '{"key": "abc"}'

[[secret]]
name = "seed"
binary = "aGVsbG8="
)"));
        return told["sink/http/api.payload_bytes_total"] / told["rule/all.fired_total"];
    };
    const auto size = [](std::string_view result) { return static_cast<double>(result.size()); };
    EXPECT_EQ(bytes("get_secret('api', 'SecretString', 'key', 'r')"), size(R"({"s":"abc"})"));
    EXPECT_EQ(bytes("get_secret('api', 'SecretString', 'r')"), size(R"({"s":{"key":"abc"}})"));
    EXPECT_EQ(bytes("get_secret('seed', 'SecretBinary', 'r')"), size(R"({"s":"aGVsbG8="})"));
    EXPECT_EQ(bytes("get_secret('seed', 'SecretString', 'r')"), size("{}"));
}

}  // namespace
}  // namespace fleetsim::scenarios::compose
