// What may be written, and what is refused when a rule is created.
#include <gmock/gmock.h>

#include "sim/error.hpp"
#include "tests/models/rules/rule_fixture.hpp"

namespace fleetsim::rules {
namespace {

using testing::HasSubstr;

std::string refusal(std::string_view sql, SqlVersion version = SqlVersion::V2016_03_23) {
    try {
        Program::parse(sql, version);
    } catch (const sim::InputError& error) {
        return error.what();
    }
    return "accepted";
}

TEST(Statement, WhatOtherDialectsHaveIsRefusedWithTheWayToSayIt) {
    EXPECT_THAT(refusal("SELECT * FROM 't' WHERE a LIKE 'b%'"), HasSubstr("regexp_matches"));
    EXPECT_THAT(refusal("SELECT * FROM 't' WHERE a BETWEEN 1 AND 2"), HasSubstr("x >= low"));
    EXPECT_THAT(refusal("SELECT * FROM 't' WHERE a IS NULL"), HasSubstr("isNull"));
    EXPECT_THAT(refusal("SELECT * FROM 't' WHERE a == 1"), HasSubstr("write ="));
    EXPECT_THAT(refusal("SELECT * FROM 't' WHERE a || b"), HasSubstr("write OR"));
    EXPECT_THAT(refusal("SELECT * FROM 't';"), HasSubstr("semicolon"));
    EXPECT_THAT(refusal("SELECT * -- all\nFROM 't'"), HasSubstr("comments"));
    EXPECT_THAT(refusal("SELECT a[0] FROM 't'"), HasSubstr("get(list, 0)"));
    EXPECT_THAT(refusal("SELECT CASE WHEN a = 1 THEN 2 END FROM 't'"), HasSubstr("CASE value"));
}

TEST(Statement, ARefusalSaysWhere) {
    EXPECT_THAT(refusal("SELECT a\nFROM 't' LIMIT 1"), HasSubstr("2:10"));
}

TEST(Statement, HalfStatementsAreRefused) {
    for (const char* sql : {"",
                            "SELECT",
                            "SELECT FROM 't'",
                            "SELECT a, FROM 't'",
                            "SELECT * FROM",
                            "SELECT * FROM t",
                            "SELECT * FROM 't' WHERE",
                            "SELECT (a FROM 't'",
                            "SELECT 'a FROM 't'",
                            "SELECT a b FROM 't'",
                            "SELECT a AS FROM 't'",
                            "SELECT [1, FROM 't'",
                            "SELECT {'a' 1} AS b FROM 't'",
                            "SELECT CASE a END FROM 't'",
                            "SELECT cast(a) FROM 't'",
                            "SELECT cast(a AS Money) FROM 't'",
                            "SELECT VALUE a, b FROM 't'",
                            "SELECT (SELECT a) AS b FROM 't'",
                            "SELECT 1.2.3 FROM 't'",
                            "SELECT 2nd FROM 't'",
                            "SELECT *, FROM 't'",
                            "UPDATE t",
                            "SELECT DISTINCT a FROM 't'"}) {
        EXPECT_THAT(refusal(sql), HasSubstr("SqlParseException")) << sql;
    }
}

TEST(Statement, AStarBehindAPathIsAnItemAndNoValue) {
    for (const char* sql : {"SELECT a.* AS b FROM 't'", "SELECT 1 + a.* FROM 't'",
                            "SELECT VALUE a.* FROM 't'", "SELECT a.*.b FROM 't'",
                            "SELECT * FROM 't' WHERE a.* = 1", "SELECT lower(a.*) FROM 't'"}) {
        EXPECT_THAT(refusal(sql), HasSubstr("SqlParseException")) << sql;
    }
}

// hectorvent/floci, services/iot/rules: zeros in front of a number change nothing.
TEST(Statement, ANumberMayHaveZerosInFront) {
    EXPECT_EQ(value_of("007"), "7");
    EXPECT_EQ(value_of("00.5 + -000"), "0.5");
    EXPECT_THAT(refusal("SELECT 1e1000 AS a FROM 't'"), HasSubstr("out of range"));
}

TEST(Statement, ATopicFilterThatIsNoneIsRefused) {
    for (const char* filter : {"", "a/#/b", "a+", "a/b#"}) {
        EXPECT_NE(refusal("SELECT * FROM '" + std::string(filter) + "'"), "accepted") << filter;
    }
}

TEST(Statement, AnUnknownFunctionIsRefusedWithTheNearestName) {
    EXPECT_THAT(refusal("SELECT lenght(a) FROM 't'"), HasSubstr("length()"));
    EXPECT_THAT(refusal("SELECT shuffle(a) FROM 't'"), HasSubstr("no function shuffle()"));
}

TEST(Statement, AnAggregateIsRefusedWithTheWayAround) {
    for (const char* call : {"count(*)", "SUM(x)", "avg(x)", "min(x)", "Max(x)"}) {
        EXPECT_THAT(refusal("SELECT " + std::string(call) + " FROM 't'"),
                    HasSubstr("aggregate in a stream"))
            << call;
    }
}

TEST(Statement, TheOldVersionHasNoNewSyntax) {
    for (const char* sql : {"SELECT [1] AS a FROM 't'", "SELECT {'a': 1} AS b FROM 't'",
                            "SELECT (SELECT a FROM b) AS c FROM 't'", "SELECT length(a) FROM 't'",
                            "SELECT cast(a AS Decimal) FROM 't'"}) {
        EXPECT_THAT(refusal(sql, SqlVersion::V2015_10_08), HasSubstr("2016-03-23")) << sql;
        EXPECT_EQ(refusal(sql), "accepted") << sql;
    }
}

TEST(Statement, AVariableIsSetOnceAndBeforeItsUse) {
    EXPECT_THAT(refusal("SET @a = 1, @a = 2 SELECT @a FROM 't'"), HasSubstr("twice"));
    EXPECT_THAT(refusal("SELECT @a FROM 't'"), HasSubstr("not been set"));
    EXPECT_THAT(refusal("SET @a = @b, @b = 1 SELECT @a FROM 't'"), HasSubstr("not been set"));
}

TEST(Statement, SetsAtMostTenVariables) {
    std::string sql = "SET @v0 = 0";
    for (int i = 1; i < 10; ++i) sql += ", @v" + std::to_string(i) + " = 0";
    EXPECT_EQ(refusal(sql + " SELECT @v9 FROM 't'"), "accepted");
    EXPECT_THAT(refusal(sql + ", @v10 = 0 SELECT * FROM 't'"), HasSubstr("at most 10"));
}

TEST(Statement, DepthIsBounded) {
    EXPECT_THAT(refusal("SELECT " + std::string(5000, '(') + "1"), HasSubstr("nested too deeply"));
    std::string sum = "SELECT 1";
    for (int i = 0; i < 5000; ++i) sum += "+1";
    EXPECT_THAT(refusal(sum + " AS a FROM 't'"), HasSubstr("too long"));
}

TEST(Statement, TheDatabaseAndTheRegistryAreAskedOnceAStatement) {
    for (const std::string call :
         {"get_dynamodb('t', 'k', id, 'role')", "get_registry_data('DescribeThing', id, 'role')"}) {
        EXPECT_EQ(refusal("SELECT " + call + " AS a FROM 't'"), "accepted");
        EXPECT_THAT(refusal("SELECT " + call + " AS a, " + call + " AS b FROM 't'"),
                    HasSubstr("once"));
    }
}

TEST(Statement, ValueIsAFieldsNameUnlessAnExpressionFollows) {
    EXPECT_EQ(run("SELECT value FROM 't'", {.payload = R"({"value":1})"}), R"({"value":1})");
    EXPECT_EQ(run("SELECT value * 2 AS v FROM 't'", {.payload = R"({"value":4})"}), R"({"v":8})");
    EXPECT_EQ(run("SELECT value - 1 AS v FROM 't'", {.payload = R"({"value":4})"}), R"({"v":3})");
    EXPECT_EQ(run("SELECT VALUE a FROM 't'", {.payload = R"({"a":[1]})"}), "[1]");
    EXPECT_EQ(run("SELECT VALUE * FROM 't'", {.payload = R"({"a":1})"}), R"({"a":1})");
    EXPECT_EQ(run("SELECT VALUE *.a FROM 't'", {.payload = R"({"a":"x"})"}), R"("x")");
}

TEST(Statement, WithoutAnAliasTheKeyIsTheLastNameOrTheFunction) {
    EXPECT_EQ(run("SELECT a.b.c FROM 't'", {.payload = R"({"a":{"b":{"c":1}}})"}), R"({"c":1})");
    EXPECT_EQ(run("SELECT topic() FROM 't'"), R"({"topic":"t"})");
    EXPECT_EQ(run("SET @x = 1 SELECT @x FROM 't'"), R"({"x":1})");
}

// github.com/aws-samples/toolbox-for-aws-iot, create_get_message_rule: a statement of this form,
// whose members receive_message reads from the event; its tests ran against the service.
TEST(Statement, AnObjectWithoutAnAliasIsTheOutput) {
    const Given given{.payload = R"({"name":"John","age":30})"};
    EXPECT_EQ(run("SELECT {'message': *, 'token': 'T'} FROM 't'", given),
              R"({"message":{"name":"John","age":30},"token":"T"})");
    EXPECT_EQ(run("SELECT {'a': 1}, name FROM 't'", given), R"({"a":1,"name":"John"})");
    EXPECT_EQ(run("SELECT {'a': 1} AS o FROM 't'", given), R"({"o":{"a":1}})");
    EXPECT_EQ(run("SELECT VALUE {'a': 1} FROM 't'", given), R"({"a":1})");
    EXPECT_EQ(
        run("SELECT (SELECT {'n': x} FROM l) AS r FROM 't'", {.payload = R"({"l":[{"x":1}]})"}),
        R"({"r":[{"n":1}]})");
}

TEST(Statement, SaysWhetherItNeedsThePayload) {
    const auto reads = [](std::string_view sql) {
        return Program::parse(sql, SqlVersion::V2016_03_23).reads_payload;
    };
    EXPECT_FALSE(reads("SELECT topic(2) AS device, timestamp() AS at FROM 't'"));
    EXPECT_TRUE(reads("SELECT topic(2) AS device FROM 't' WHERE v > 1"));
    EXPECT_TRUE(reads("SELECT * FROM 't'"));
    EXPECT_TRUE(reads("SELECT encode(*, 'base64') AS all FROM 't'"));
}

}  // namespace
}  // namespace fleetsim::rules
