// What the actions of rules say of their sinks, and what of it is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/compose/world.hpp"
#include "scenarios/language/loader.hpp"
#include "sim/error.hpp"
#include "tests/scenarios/compose/run_text.hpp"
#include "tests/scenarios/texts.hpp"

namespace fleetsim::scenarios::compose {
namespace {

using testing::HasSubstr;

std::string rule_with(const std::string& actions) {
    return "\n[[rule]]\nsql = \"SELECT * FROM 'meter/+/reading'\"\nactions = [" + actions + "]\n";
}

World world_with(const std::string& rules) {
    return World(
        language::load_text(language::kSmallScenario + rules, "test.toml", {}, {}).scenario);
}

/// Of one mistake: its place, words and code.
std::string mistake_in(const std::string& rules) {
    try {
        world_with(rules);
    } catch (const sim::InputError& error) {
        EXPECT_EQ(error.diagnostics().size(), 1u) << error.what();
        return error.what();
    }
    return "accepted";
}

TEST(RuleActions, AnUnknownOptionIsSaidWithThePlaceOfTheAction) {
    const std::string text = mistake_in(rule_with("{ stream = 's', sharts = 2 }"));
    EXPECT_THAT(text,
                HasSubstr("test.toml:20:12: error: an action stream has no option \"sharts\""));
    EXPECT_THAT(text, HasSubstr("[bad-action]"));
}

TEST(RuleActions, NoSpanIsBelowZero) {
    for (const char* option : {"time_out", "latency", "cold_start", "warm_for", "buffer_time"})
        EXPECT_THAT(
            mistake_in(rule_with("{ firehose = 'f', " + std::string(option) + " = '-5 ms' }")),
            HasSubstr(std::string(option) + ": -5 ms is "));
}

TEST(RuleActions, ABufferIsHeldForSomeTime) {
    EXPECT_THAT(mistake_in(rule_with("{ firehose = 'f', buffer_time = '0 s' }")),
                HasSubstr("buffer_time: 0 s is not above zero"));
    EXPECT_EQ(mistake_in(rule_with("{ firehose = 'f', time_out = '0 s' }")), "accepted");
}

TEST(RuleActions, TwoLimitsOfOneSinkAreAContradiction) {
    const std::string text = mistake_in(rule_with("{ stream = 's', shards = 4 }") +
                                        rule_with("{ stream = 's', shards = 8 }"));
    EXPECT_THAT(text, HasSubstr("test.toml:24:12: error: another action says otherwise of this "
                                "stream, \"s\" [contradiction]"));
}

TEST(RuleActions, EqualSpansAndSizesAreNoContradictionHoweverTheyAreWritten) {
    const auto mistake = [](const std::string& a, const std::string& b) {
        return mistake_in(rule_with("{ firehose = 'f', " + a + " }") +
                          rule_with("{ firehose = 'f', " + b + " }"));
    };
    EXPECT_EQ(mistake("buffer_time = '3600 s'", "buffer_time = \"1 h\""), "accepted");
    EXPECT_EQ(mistake("buffer_size = '1 MiB'", "buffer_size = '1024 KiB'"), "accepted");
    EXPECT_THAT(mistake("buffer_time = '3601 s'", "buffer_time = '1 h'"),
                HasSubstr("another action says otherwise"));
}

TEST(RuleActions, OneActionMaySpeakForAllThatShareItsSink) {
    const std::string four = rule_with("{ stream = 's', shards = 4 }");
    const std::string silent = rule_with("{ stream = 's', key = '${n}' }");
    for (const std::string& rules : {four + silent, silent + four, four + four}) {
        const World world = world_with(rules);
        const cloud::RuleStage& stage = world.cloud()->stage();
        ASSERT_EQ(stage.sink_count(), 1u);
        EXPECT_EQ(stage.sink(0).shards(), 4u) << rules;
    }
}

// Each answer of the shadow makes the rule ask again, without end at AWS.
TEST(RuleActions, ARequestToAShadowThatItsOwnAnswerLedToIsDroppedAndCounted) {
    const Told told = run_text(language::kSmallScenario + R"(
[[rule]]
name = "begin"
sql = "SELECT {'reported': {'n': n}} AS state FROM 'meter/+/reading'"
actions = [{ republish = "$$aws/things/t/shadow/update" }]
[[rule]]
name = "again"
sql = "SELECT state FROM '$aws/things/t/shadow/update/accepted'"
actions = [{ republish = "$$aws/things/t/shadow/update" }]
)");
    const double readings = told["rule/begin.fired_total"];
    EXPECT_GT(readings, 0);
    EXPECT_EQ(told["services.dropped_loop_total"], readings);
}

}  // namespace
}  // namespace fleetsim::scenarios::compose
