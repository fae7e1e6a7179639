#include "models/rules/evaluator.hpp"

#include <gtest/gtest.h>
#include <regex>

#include "tests/models/rules/rule_fixture.hpp"

namespace fleetsim::rules {
namespace {

TEST(Evaluator, AnUndefinedOperandMakesAConditionUndefined) {
    EXPECT_EQ(
        run("SELECT * FROM 't' WHERE missing = 3 OR level = 3", {.payload = R"({"level":3})"}),
        std::nullopt);
    EXPECT_EQ(value_of("NOT missing"), "");
}

TEST(Evaluator, EqualityConvertsNothing) {
    EXPECT_EQ(value_of("1 = '1'"), "false");
    EXPECT_EQ(value_of("1 <> '1'"), "true");
    EXPECT_EQ(value_of("1 = 1.0"), "true");
    EXPECT_EQ(value_of("NULL = NULL"), "true");
    EXPECT_EQ(value_of("NULL <> NULL"), "false");
    EXPECT_EQ(value_of("missing = missing"), "");
    EXPECT_EQ(value_of("[1, {'a': 2}] = [1, {'a': 2.0}]"), "true");
}

TEST(Evaluator, OrderConvertsTextsThatLookLikeNumbers) {
    EXPECT_EQ(value_of("'10' > 9"), "true");
    EXPECT_EQ(value_of("'b' > 'a'"), "");
    EXPECT_EQ(value_of("true > false"), "");
}

TEST(Evaluator, ATextMakesPlusAConcatenation) {
    EXPECT_EQ(value_of("'1' + 1"), "\"11\"");
    EXPECT_EQ(value_of("'x' + [1, 'a']"), R"("x[1,\"a\"]")");
    EXPECT_EQ(value_of("'x' + missing"), "");
    EXPECT_EQ(value_of("true + 1"), "");
}

TEST(Evaluator, ArithmeticIsExactAndWholeResultsAreWhole) {
    EXPECT_EQ(value_of("0.1 + 0.2"), "0.3");
    EXPECT_EQ(value_of("5 / 2"), "2.5");
    EXPECT_EQ(value_of("'4' * '2.5'"), "10");
    EXPECT_EQ(value_of("1 / 0"), "");
    EXPECT_EQ(value_of("-(3 - 5) * 2"), "4");
    EXPECT_EQ(value_of("-v", R"({"v":"2.5"})"), "-2.5");
}

TEST(Evaluator, APlusSignGivesTheNumberAsAMinusDoes) {
    EXPECT_EQ(value_of("+1 - +v", R"({"v":"2.5"})"), "-1.5");
    EXPECT_EQ(value_of("+'2.5'"), "2.5");
    EXPECT_EQ(value_of("+true"), "");
}

TEST(Evaluator, TheOldVersionKeepsAWholeDecimal) {
    const Given given{.payload = R"({"v":5.0})", .version = SqlVersion::V2015_10_08};
    EXPECT_EQ(run("SELECT v, sqrt(9) AS r FROM 't'", given), R"({"v":5.0,"r":3.0})");
}

// AWS IoT guide, "Cast to decimal": true is 1.0, false is 0.0; "Cast to int": 1 and 0.
TEST(Evaluator, ABooleanCastToDecimalIsOneWithAPlace) {
    const Given old{.version = SqlVersion::V2015_10_08};
    EXPECT_EQ(run("SELECT 'v' + cast(true as Double) AS t, cast(cast(false as Double) as String) "
                  "AS f, cast(true as Int) AS i FROM 't'",
                  old),
              R"({"t":"v1.0","f":"0.0","i":1})");
    EXPECT_EQ(value_of("cast(true as Decimal)"), "1");
    EXPECT_EQ(value_of("cast(false as Int)"), "0");
}

TEST(Evaluator, AloneAStarPassesTheBytesOn) {
    EXPECT_EQ(run("SELECT * FROM 't'", {.payload = "no json \xFF"}), "no json \xFF");
    EXPECT_EQ(run("SELECT * FROM 't'", {.payload = "{ \"a\" : 1 }"}), "{ \"a\" : 1 }");
}

TEST(Evaluator, FieldsOfWhatIsNotJsonAreUndefined) {
    EXPECT_EQ(run("SELECT a, topic() AS t FROM 't'", {.payload = "{broken"}), R"({"t":"t"})");
}

// AWS IoT guide, "Working with binary payloads": an empty or a JSON payload can have data added;
// floci's RuleSqlEvaluatorTest: nothing else has.
TEST(Evaluator, WhatIsNoObjectCannotHaveMembersAdded) {
    for (const char* payload : {"plain text", "[1,2]", "5"})
        EXPECT_EQ(run("SELECT *, 1 AS one FROM 't'", {.payload = payload}), std::nullopt);
    EXPECT_EQ(run("SELECT *, 1 AS one FROM 't'", {.payload = ""}), R"({"one":1})");
    EXPECT_EQ(run("SELECT *, 1 AS one FROM 't'", {.payload = "{}"}), R"({"one":1})");
}

// mitipi/serverless-iot-offline (8f27881), testData: `state.reported.preferences.*`.
TEST(Evaluator, AStarBehindAPathTakesTheMembersOfAnObject) {
    const std::string payload = R"({"s":{"p":{"a":1,"b":{"c":2}},"n":5},"a":9})";
    const auto select = [&](const std::string& list) {
        return run("SELECT " + list + " FROM 't'", {.payload = payload});
    };
    EXPECT_EQ(select("s.p.*, s.n AS d"), R"({"a":1,"b":{"c":2},"d":5})");
    EXPECT_EQ(select("s.p.*"), R"({"a":1,"b":{"c":2}})");
    EXPECT_EQ(select("a, s.p.*, 3 AS b"), R"({"a":1,"b":3})") << "a later item replaces";
    EXPECT_EQ(select("get(s, 'p').b.*, (SELECT b.* FROM s.p) AS q"), R"({"c":2,"q":[{"c":2}]})");
    EXPECT_EQ(select("s.n.*, missing.*, a"), R"({"a":9})") << "no object, no members";
}

TEST(Evaluator, ALaterItemReplacesAnEarlierOne) {
    EXPECT_EQ(run("SELECT *, 2 AS a FROM 't'", {.payload = R"({"a":1,"b":1})"}),
              R"({"a":2,"b":1})");
}

TEST(Evaluator, UndefinedLeavesTheKeyOutAndNullStays) {
    EXPECT_EQ(run("SELECT a, b, [missing, 1] AS c FROM 't'", {.payload = R"({"b":null})"}),
              R"({"b":null,"c":[1]})");
}

TEST(Evaluator, ADottedAliasBuildsObjects) {
    EXPECT_EQ(run("SELECT 1 AS a.b, 2 AS a.c, missing AS d.e FROM 't'"), R"({"a":{"b":1,"c":2}})");
}

TEST(Evaluator, ANestedQueryRunsOverItemsOrOneObject) {
    const std::string payload = R"({"e":[{"n":1,"v":5},{"n":2},3],"o":{"n":9}})";
    EXPECT_EQ(value_of("SELECT VALUE n FROM e", payload), "[1,2]");
    EXPECT_EQ(value_of("SELECT n FROM o", payload), R"([{"n":9}])");
    EXPECT_EQ(value_of("SELECT VALUE x FROM e AS x WHERE x = 3", payload), "[3]");
    EXPECT_EQ(value_of("SELECT VALUE x.v FROM e AS x", payload), "[5]");
    EXPECT_EQ(value_of("SELECT * FROM e WHERE n = 7", payload), "[]");
    EXPECT_EQ(value_of("SELECT * FROM missing", payload), "");
}

// aws-iot-builder-tools, validation-data/filter-out-from-input-payload.json: seen on the service.
TEST(Evaluator, AsAnArgumentANestedQueryNeedsNoParenthesesOfItsOwn) {
    const std::string payload = R"({"Pos":[{"L1":36.9,"S":5},{"L1":36.8,"S":6},{"S":7}]})";
    EXPECT_EQ(value_of("SELECT * FROM Pos WHERE L1 <> isNull(SELECT VALUE L1 FROM Pos)", payload),
              R"([{"L1":36.9,"S":5},{"L1":36.8,"S":6}])");
    EXPECT_EQ(value_of("get(SELECT VALUE S FROM Pos WHERE S > 5, 1)", payload), "7");
    EXPECT_EQ(value_of("get(SELECT L1, S FROM Pos, 0).S + 1", payload), "6");
}

TEST(Evaluator, ExistsAsksWhetherANestedQueryFoundSomething) {
    const std::string payload = R"({"e":[1,2]})";
    EXPECT_EQ(value_of("EXISTS (SELECT * FROM e AS x WHERE x > 1)", payload), "true");
    EXPECT_EQ(value_of("EXISTS (SELECT * FROM e AS x WHERE x > 2)", payload), "false");
    EXPECT_EQ(value_of("EXISTS (SELECT * FROM missing)", payload), "false");
}

TEST(Evaluator, CaseTakesTheFirstEqualBranch) {
    EXPECT_EQ(value_of("CASE 2 WHEN 1 THEN 'a' WHEN 2 THEN 'b' WHEN 2 THEN 'c' END"), "\"b\"");
    EXPECT_EQ(value_of("CASE 5 WHEN 1 THEN 'a' ELSE 'z' END"), "\"z\"");
    EXPECT_EQ(value_of("CASE 5 WHEN 1 THEN 'a' END"), "");
    EXPECT_EQ(value_of("CASE missing WHEN 1 THEN 'a' ELSE 'z' END"), "");
}

TEST(Evaluator, CastsAsTheGuidesTablesSay) {
    EXPECT_EQ(value_of("cast(true AS Int)"), "1");
    EXPECT_EQ(value_of("cast('12.9' AS Int)"), "12");
    EXPECT_EQ(value_of("cast(0 AS Boolean)"), "false");
    EXPECT_EQ(value_of("cast('TRUE' AS Bool)"), "true");
    EXPECT_EQ(value_of("cast('yes' AS Bool)"), "");
    EXPECT_EQ(value_of("cast(NULL AS Decimal)"), "");
    EXPECT_EQ(value_of("cast({'a': [1]} AS String)"), R"("{\"a\":[1]}")");
}

TEST(Evaluator, VariablesAreSetInOrderAndSeenEverywhere) {
    EXPECT_EQ(run("SET @a = v + 1, @b = @a * 2 SELECT @b AS b FROM 't' WHERE @b > 3",
                  {.payload = R"({"v":1})"}),
              R"({"b":4})");
    EXPECT_EQ(expand("x/${@a}", R"({"v":1})", "SET @a = v + 1 SELECT * FROM 't'"), "x/2");
}

TEST(Evaluator, BasicIngestCallsTheNamedRuleOnly) {
    Given given{.topic = "$aws/rules/Storm/a/b"};
    EXPECT_EQ(run("SELECT topic() AS t, topic(1) AS first", given), R"({"t":"a/b","first":"a"})");
    given.context.rule_name = "Other";
    EXPECT_EQ(run("SELECT * FROM '#'", given), std::nullopt);
    EXPECT_EQ(run("SELECT *"), std::nullopt) << "without FROM only Basic Ingest reaches a rule";
}

TEST(Evaluator, TheVendorsHashDoesNotMatchTheParent) {
    Given given{.topic = "a"};
    EXPECT_EQ(run("SELECT * FROM 'a/#'", given), std::nullopt);
    given.context.profile = TopicProfile::Mqtt;
    EXPECT_TRUE(run("SELECT * FROM 'a/#'", given));
}

TEST(Evaluator, ATemplateWritesTextsBareAndUndefinedAsNothing) {
    const std::string payload = R"({"a":"x","b":[1,"y"],"n":null})";
    EXPECT_EQ(expand("${a}|${b}|${n}|${missing}|$|{a}", payload), R"(x|[1,"y"]|null||$|{a})");
    EXPECT_EQ(expand("${get({'k': '}'}, 'k')}"), "}");
    EXPECT_EQ(expand("$$aws/${a}", payload), "$$aws/x");
}

TEST(Evaluator, RandomNumbersDependOnTheMessagesKeyAlone) {
    Given given;
    given.context.draw_key = 7;
    const auto first = run("SELECT rand() AS a, rand() AS b, newuuid() AS c FROM 't'", given);
    EXPECT_EQ(run("SELECT rand() AS a, rand() AS b, newuuid() AS c FROM 't'", given), first);
    given.context.draw_key = 8;
    EXPECT_NE(run("SELECT rand() AS a, rand() AS b, newuuid() AS c FROM 't'", given), first);
}

// The guide: traceid() is "the trace ID (UUID) of the MQTT message, or Undefined"; RFC 9562, 5.4.
TEST(Evaluator, TheTraceIdIsAUuidOfTheMqttMessage) {
    const Program program =
        Program::parse("SELECT VALUE traceid() FROM 't'", SqlVersion::V2016_03_23);
    Evaluator evaluator;
    const auto trace_of = [&](const Message& message) {
        return std::string(evaluator.evaluate(program, message, {}).value());
    };
    const Message first{.topic = "t", .payload = "", .client_id = "m1", .trace_key = 1};
    EXPECT_TRUE(
        std::regex_match(trace_of(first), std::regex("\"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-"
                                                     "[89ab][0-9a-f]{3}-[0-9a-f]{12}\"")));
    EXPECT_EQ(trace_of(first), trace_of(first));
    EXPECT_NE(trace_of(first),
              trace_of({.topic = "t", .payload = "", .client_id = "m1", .trace_key = 2}));
    EXPECT_EQ(trace_of({.topic = "t", .payload = "", .trace_key = 1}), "") << "not over MQTT";
}

TEST(Evaluator, TheAccountIsOneForAll) { EXPECT_EQ(value_of("accountid()"), "\"000000000000\""); }

struct Shadow : ExternalFunctions {
    std::optional<std::string> call(ExternalFunction function,
                                    std::span<const std::string> arguments) override {
        if (function != ExternalFunction::GetThingShadow) return std::nullopt;
        asked = arguments[0];
        return R"({"state":{"reported":{"alarm":"ON"}}})";
    }
    std::string asked;
};

TEST(Evaluator, AnswersOfOtherServicesAreValues) {
    Shadow shadow;
    Given given;
    given.context.external = &shadow;
    EXPECT_TRUE(
        run("SELECT * FROM 't' WHERE get_thing_shadow('m1', 'role').state.reported.alarm = 'ON'",
            given));
    EXPECT_EQ(shadow.asked, "\"m1\"");
    EXPECT_EQ(run("SELECT aws_lambda('arn', {'a': 1}) AS r FROM 't'", given), "{}");
}

// The guide, aws_lambda(): "To pass nested object queries and literals, you must use SQL version
// 2016-03-23" - the payload itself is neither.
TEST(Evaluator, TheOlderVersionAsksLambdaAndSecretsToo) {
    EXPECT_EQ(run("SELECT aws_lambda('arn', *) AS r, get_secret('s', 'SecretString', 'role') AS s, "
                  "1 AS one FROM 't'",
                  {.version = SqlVersion::V2015_10_08}),
              R"({"one":1})");
}

// Without a key get_user_properties() is a list of objects: so the service answers in the tests of
// github.com/aws-samples/toolbox-for-aws-iot, integ-tests-lambda.json, "userProperties".
TEST(Evaluator, MqttPropertiesAreTexts) {
    const std::pair<std::string_view, std::string_view> pairs[] = {{"k", "1"}, {"k", "2"}};
    MqttProperties properties;
    properties.content_type = "text/plain";
    properties.correlation_bytes = "ab";
    properties.is_utf8 = true;
    properties.user_properties = pairs;
    const Program program = Program::parse(
        "SELECT get_mqtt_property('content_type') AS a, get_mqtt_property('correlation_data') AS "
        "b, "
        "get_mqtt_property('format_indicator') AS c, get_user_properties('k') AS d, "
        "get_user_properties('z') AS e, get_user_properties() AS f FROM 't'",
        SqlVersion::V2016_03_23);
    Evaluator evaluator;
    const Message message{.topic = "t", .payload = "", .properties = &properties};
    EXPECT_EQ(evaluator.evaluate(program, message, {}),
              R"({"a":"text/plain","b":"YWI=","c":"UTF8_DATA","d":["1","2"],)"
              R"("f":[{"k":"1"},{"k":"2"}]})");
}

}  // namespace
}  // namespace fleetsim::rules
