#include "cli/rule_cases.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

#include "sim/error.hpp"

namespace fleetsim::cli {
namespace {

std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

RuleCasesAnswer run_one(const std::string& fields) {
    return run_rule_cases(R"({"cases": [{"id": "one", "topic": "t", )" + fields + "}]}", "inline");
}

TEST(RuleCases, TheCollectedCasesHold) {
    const std::string path = FLEETSIM_SOURCE_DIR "/tests/golden/rules/cases.json";
    const RuleCasesAnswer answer = run_rule_cases(text_of(path), path);
    for (const auto& failure : answer.failures) {
        ADD_FAILURE() << failure.id << "\nexpected " << failure.expected << "\nfound    "
                      << failure.found;
    }
    EXPECT_EQ(answer.passed, 205u);
}

TEST(RuleCases, NumbersCompareByValueAndKeysInAnyOrder) {
    const auto answer = run_one(R"("sql": "SELECT b, a FROM 't'", "payload": {"a": 1.50, "b": 2},
                                   "expect": {"fires": true, "output": {"a": 1.5, "b": 2.0}})");
    EXPECT_EQ(answer.passed, 1u);
}

// The service reads numbers of JSON as doubles: aws-iot-builder-tools recorded 36.9039996 for it.
TEST(RuleCases, NumbersThatDifferLessThanDoublesDoAreTheSame) {
    const auto compare = [](const std::string& sent, const std::string& expected) {
        return run_one(R"("sql": "SELECT a FROM 't'", "payload": {"a": )" + sent +
                       R"(}, "expect": {"output": {"a": )" + expected + "}}");
    };
    EXPECT_EQ(compare("36.903999599999999", "36.9039996").passed, 1u);
    EXPECT_EQ(compare("36.9039997", "36.9039996").failures.size(), 1u);
    EXPECT_EQ(compare("1e-15", "2e-15").failures.size(), 1u) << "relative";
    EXPECT_EQ(compare("9007199254740993", "9007199254740992").failures.size(), 1u) << "whole";
}

TEST(RuleCases, AToleranceOfZeroIsExact) {
    const std::string fields = R"("sql": "SELECT a FROM 't'", "payload": {"a": 0.30000000000000004},
                                  "expect": {"output": {"a": 0.3}})";
    EXPECT_EQ(run_one(fields).passed, 1u);
    EXPECT_EQ(run_one(fields + R"(, "tolerance": 0)").failures.size(), 1u);
}

TEST(RuleCases, AWrongAnswerIsShownBesideTheExpectedOne) {
    const auto answer = run_one(R"("sql": "SELECT a FROM 't'", "payload": {"a": 1},
                                   "expect": {"fires": true, "output": {"a": 2}})");
    ASSERT_EQ(answer.failures.size(), 1u);
    EXPECT_EQ(answer.failures[0].id, "one");
    EXPECT_EQ(answer.failures[0].found, R"({"a":1})");
}

TEST(RuleCases, AnExtraKeyIsAWrongAnswer) {
    const auto answer = run_one(R"("sql": "SELECT a, b FROM 't'", "payload": {"a": 1, "b": 2},
                                   "expect": {"fires": true, "output": {"a": 1}})");
    EXPECT_EQ(answer.failures.size(), 1u);
}

TEST(RuleCases, ARefusalMustBeExpectedAndAnExpectedOneMustCome) {
    EXPECT_EQ(run_one(R"("sql": "SELECT", "expect": {"fires": false})").failures.size(), 1u);
    EXPECT_EQ(run_one(R"("sql": "SELECT * FROM 't'", "expect": {"error": "x"})").failures.size(),
              1u);
    EXPECT_EQ(run_one(R"("sql": "SELECT", "expect": {"error": "x"})").passed, 1u);
}

TEST(RuleCases, AnExpectedOutputMustCome) {
    const std::string silent = R"("sql": "SELECT a FROM 't' WHERE a > 1", "payload": {"a": 1}, )";
    EXPECT_EQ(run_one(silent + R"("expect": {"output": {"a": 1}})").failures.size(), 1u);
    EXPECT_EQ(run_one(silent + R"("expect": {"any_of": [{"a": 1}]})").failures.size(), 1u);
    EXPECT_EQ(run_one(silent + R"("expect": {"output_text": ""})").failures.size(), 1u);
    EXPECT_EQ(run_one(silent + R"("expect": {"fires": false})").passed, 1u);
}

TEST(RuleCases, WhatWouldPassWithoutALookFails) {
    for (const std::string fields :
         {R"("sql": "SELECT * FROM 't'")", R"("sql": "SELECT * FROM 't'", "expect": {})",
          R"("sql": "SELECT * FROM 't'", "expect": {"fire": true})",
          R"("sql": "SELECT * FROM 't'", "sql_version": "2016", "expect": {"fires": true})",
          R"("sql": "SELECT * FROM 't'", "profile": "AWS", "expect": {"fires": true})"}) {
        const RuleCasesAnswer answer = run_one(fields);
        ASSERT_EQ(answer.failures.size(), 1u) << fields;
        EXPECT_EQ(answer.failures[0].id, "one");
    }
}

TEST(RuleCases, WithoutAProfileBothMustAgree) {
    const std::string fields = R"("sql": "SELECT * FROM 't/#'", "expect": {"fires": true})";
    EXPECT_EQ(run_one(fields).failures.size(), 1u);
    EXPECT_EQ(run_one(fields + R"(, "profile": "mqtt")").passed, 1u);
}

TEST(RuleCases, AFileThatHoldsNoCasesIsRefused) {
    EXPECT_THROW(run_rule_cases("not json", "x"), sim::InputError);
    EXPECT_THROW(run_rule_cases("{}", "x"), sim::InputError);
}

}  // namespace
}  // namespace fleetsim::cli
