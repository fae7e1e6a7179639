// Rules in a simulated world: the payloads are those that the devices sized, and republished
// messages reach subscribers.
#include <algorithm>
#include <gtest/gtest.h>

#include "scenarios/compose/observe_ledgers.hpp"
#include "scenarios/compose/world.hpp"
#include "scenarios/language/loader.hpp"

namespace fleetsim::scenarios::compose {
namespace {

constexpr const char* kAlerts = FLEETSIM_SOURCE_DIR "/scenarios/alerts.toml";

language::Loaded load(std::vector<std::string> set = {}) {
    language::Overrides overrides;
    overrides.set = std::move(set);
    return language::load(kAlerts, overrides, {});
}

struct RulesRun {
    std::unique_ptr<World> world;
    std::vector<Ledger> ledgers;
};

RulesRun run_rules(const Scenario& scenario) {
    RulesRun ran{.world = std::make_unique<World>(scenario), .ledgers = {}};
    const auto engine = sim::make_engine(sim::EngineKind::Reference, *ran.world,
                                         {.window = ran.world->lookahead()});
    ran.world->begin(*engine);
    const sim::Time end = sim::Time::at(scenario.duration);
    engine->run_until(end);
    ran.world->settle(end);
    ran.ledgers = ledgers_of(*ran.world, ran.world->drain(*engine));
    return ran;
}

TEST(RulesInAWorld, EveryReadingIsEvaluatedAndTheAlertsReachTheDesk) {
    const RulesRun ran = run_rules(load({"fleet.meter.count=300"}).scenario);
    const cloud::RuleStage& stage = ran.world->cloud()->stage();
    const cloud::RuleCounts& low = stage.counts(0);
    EXPECT_EQ(low.evaluated, ran.world->broker().statistics().publishes_in);
    EXPECT_GT(low.fired, 0);
    // v is normal(230, 2): 225 V is two and a half deviations down.
    EXPECT_NEAR(static_cast<double>(low.fired) / static_cast<double>(low.evaluated), 0.0062, 0.003);
    EXPECT_EQ(low.actions, 2 * low.fired);
    EXPECT_EQ(stage.counts(1).evaluated, low.fired);
    EXPECT_EQ(ran.world->cloud()->sent().unroutable, 0);
    EXPECT_GE(ran.world->broker().statistics().copies, low.fired);
    EXPECT_GT(ran.world->apps().front()->statistics().received, 0);
    for (const Ledger& ledger : ran.ledgers) EXPECT_TRUE(ledger.is_closed()) << ledger.name;
}

// The desk waits for an alert from the reading on, on the meter's way up and its own way down.
TEST(RulesInAWorld, TheLatencyOfARepublishedMessageCountsFromTheReading) {
    const RulesRun ran = run_rules(load({"fleet.meter.count=300"}).scenario);
    const sim::Histogram& alerts = ran.world->apps().front()->statistics().latency;
    const sim::Histogram& readings = ran.world->broker().statistics().publish_latency;
    ASSERT_GT(alerts.count(), 0);
    EXPECT_GT(alerts.minimum(), readings.minimum());
}

TEST(RulesInAWorld, ANarrowStreamFailsActionsAndTheLedgersStillClose) {
    const RulesRun ran = run_rules(
        load({"fleet.meter.count=300", "rule.low-voltage.sql=SELECT * FROM 'meter/+/reading'",
              "rule.low-voltage.actions=[{ stream = \"alerts\", records = 1 }]"})
            .scenario);
    const cloud::RuleStage& stage = ran.world->cloud()->stage();
    EXPECT_GT(stage.counts(0).failed, 0);
    EXPECT_EQ(stage.counts(0).failed, stage.counts(0).error_actions);
    for (const Ledger& ledger : ran.ledgers) EXPECT_TRUE(ledger.is_closed()) << ledger.name;
}

TEST(RulesInAWorld, AMessageToATopicThatNobodyUsesIsCountedAndHasItsFateInTheLedger) {
    // A voltage such as 224.31 is no number of a device.
    const RulesRun ran =
        run_rules(load({"rule.low-voltage.actions=[{ republish = \"alerts/${v}\" }]"}).scenario);
    const CloudTap::Sent& sent = ran.world->cloud()->sent();
    EXPECT_EQ(sent.all, ran.world->cloud()->stage().counts(0).fired);
    EXPECT_GT(sent.unroutable, 0);
    for (const Ledger& ledger : ran.ledgers) EXPECT_TRUE(ledger.is_closed()) << ledger.name;
}

}  // namespace
}  // namespace fleetsim::scenarios::compose
