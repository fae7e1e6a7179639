// Shadows, jobs and models in a simulated world, by the scenarios that ship.
#include <gtest/gtest.h>

#include "scenarios/compose/fingerprint.hpp"
#include "scenarios/compose/observe_cloud.hpp"
#include "scenarios/compose/observe_ledgers.hpp"
#include "scenarios/compose/world.hpp"
#include "scenarios/language/loader.hpp"

namespace fleetsim::scenarios::compose {
namespace {

constexpr const char* kScenarios = FLEETSIM_SOURCE_DIR "/scenarios/";

Scenario load(const std::string& name, std::vector<std::string> set = {}) {
    language::Overrides overrides;
    overrides.set = std::move(set);
    return language::load(kScenarios + name, overrides, {}).scenario;
}

struct CloudRun {
    std::unique_ptr<World> world;
    std::vector<Ledger> ledgers;
    std::uint64_t digest = 0;

    const CloudTap& cloud() const { return *world->cloud(); }
};

CloudRun run_cloud(const Scenario& scenario, sim::EngineKind kind = sim::EngineKind::Reference,
                   unsigned threads = 1) {
    CloudRun ran{.world = std::make_unique<World>(scenario), .ledgers = {}};
    const auto engine =
        sim::make_engine(kind, *ran.world, {.window = ran.world->lookahead(), .threads = threads});
    ran.world->begin(*engine);
    const sim::Time end = sim::Time::at(scenario.duration);
    engine->run_until(end);
    ran.world->settle(end);
    ran.digest = fingerprint_of(*ran.world, *engine).whole();
    ran.ledgers = ledgers_of(*ran.world, ran.world->drain(*engine));
    return ran;
}

void expect_cloud_closed(const CloudRun& ran) {
    for (const Ledger& ledger : ran.ledgers) EXPECT_TRUE(ledger.is_closed()) << ledger.name;
}

std::vector<std::string> short_update(std::vector<std::string> more = {}) {
    std::vector<std::string> set = {"fleet.thermostat.count=20", "scenario.duration=\"80 min\""};
    set.insert(set.end(), more.begin(), more.end());
    return set;
}

TEST(ShadowInAWorld, WhatIsDesiredIsReportedInTheEnd) {
    const CloudRun ran = run_cloud(load("update-device.toml", short_update()));
    const cloud::ShadowCounts& counts = ran.cloud().shadows().counts();
    EXPECT_EQ(ran.cloud().shadows().count(), 20);
    EXPECT_GT(counts.converge_time.count(), 500);
    // The report follows a delta after 3 s on average, and some are overtaken by the next.
    EXPECT_LT(counts.converge_time.quantile(0.5), 6'000'000'000);
    EXPECT_EQ(counts.accepted + counts.rejected, counts.requests());
    expect_cloud_closed(ran);
}

TEST(ShadowInAWorld, EveryReportHasTheSizeItsDeviceCounted) {
    const CloudRun ran = run_cloud(load("update-device.toml", short_update()));
    // A report that did not parse, or was of another size than its text, would be rejected.
    const cloud::ShadowCounts& counts = ran.cloud().shadows().counts();
    EXPECT_EQ(counts.conflicts, 0);
    EXPECT_LE(counts.rejected, 20) << "the gets before the first state only";
}

TEST(ShadowInAWorld, AVersionedReportConflictsWithALaterWish) {
    const CloudRun ran =
        run_cloud(load("update-device.toml", short_update({
                                                 "fleet.thermostat.shadow.versioned=true",
                                                 "fleet.thermostat.count=5",
                                             })));
    EXPECT_GT(ran.cloud().shadows().counts().conflicts, 0);
    EXPECT_GT(ran.cloud().shadows().counts().converge_time.count(), 0)
        << "the devices look again and get there";
    expect_cloud_closed(ran);
}

TEST(ShadowInAWorld, EveryEngineAndAnyNumberOfThreadsGiveTheSame) {
    const Scenario scenario = load("update-device.toml", short_update());
    const std::uint64_t reference = run_cloud(scenario).digest;
    EXPECT_EQ(run_cloud(scenario, sim::EngineKind::Window).digest, reference);
    EXPECT_EQ(run_cloud(scenario, sim::EngineKind::Window, 3).digest, reference);
    EXPECT_EQ(run_cloud(scenario, sim::EngineKind::Shuffled).digest, reference);
}

std::vector<std::string> short_rollout(std::vector<std::string> more = {}) {
    std::vector<std::string> set = {"fleet.meter.count=60", "scenario.duration=\"3 h\""};
    set.insert(set.end(), more.begin(), more.end());
    return set;
}

TEST(RolloutInAWorld, EveryDeviceFetchesTheFileAndReports) {
    const CloudRun ran =
        run_cloud(load("rollout.toml", short_rollout({"job.firmware-2.fails=\"0 %\""})));
    const cloud::Rollout& rollout = ran.cloud().rollouts().front();
    EXPECT_EQ(rollout.count(cloud::ExecutionStatus::Succeeded), 60);
    EXPECT_EQ(rollout.status(), cloud::Job::Status::Completed);
    const device::FleetCell cell = ran.world->population().total(0);
    EXPECT_GE(cell.download_bytes, 60 * 256 * 1024);
    EXPECT_GT(cell.down.payload.count(), 60 * 256 * 1024) << "in the ledger of bytes too";
    expect_cloud_closed(ran);
}

TEST(RolloutInAWorld, SaysWhenItBeganAndEndedAndHowLongAllOfItTook) {
    const CloudRun ran =
        run_cloud(load("rollout.toml", short_rollout({"job.firmware-2.fails=\"0 %\""})));
    std::map<std::string, double> seconds;
    for (const Figure& figure : rollout_times(ran.cloud(), Unmeasured::LeftOut))
        seconds[figure.metric] = figure.value;
    const double start = ran.cloud().rollouts().front().spec().start.since_start().to_seconds();
    EXPECT_GE(seconds.at("first_started_at_seconds"), start);
    EXPECT_LE(seconds.at("last_succeeded_at_seconds"), 3 * 3600);
    EXPECT_DOUBLE_EQ(seconds.at("took_seconds"), seconds.at("last_succeeded_at_seconds") -
                                                     seconds.at("first_started_at_seconds"));
    EXPECT_GT(seconds.at("took_seconds"), 60);
}

TEST(RolloutInAWorld, OneThatNeverBeganHasNoTimes) {
    const CloudRun ran =
        run_cloud(load("rollout.toml", {"fleet.meter.count=5", "scenario.duration=\"3 h\"",
                                        "job.firmware-2.at=\"2 h 59 min 59 s\""}));
    EXPECT_TRUE(rollout_times(ran.cloud(), Unmeasured::LeftOut).empty());
    EXPECT_EQ(rollout_times(ran.cloud(), Unmeasured::Included).size(), 3u)
        << "the names that a goal may use";
}

TEST(RolloutInAWorld, ABadUpdateStopsItself) {
    const CloudRun ran = run_cloud(load(
        "rollout.toml", short_rollout({"job.firmware-2.fails=\"60 %\"", "job.firmware-2.retries=0",
                                       "job.firmware-2.abort[0].at_least=5"})));
    const cloud::Rollout& rollout = ran.cloud().rollouts().front();
    EXPECT_EQ(rollout.status(), cloud::Job::Status::Canceled);
    EXPECT_GT(rollout.count(cloud::ExecutionStatus::Unreleased), 0);
    expect_cloud_closed(ran);
}

TEST(RolloutInAWorld, ADownloadCostsTheBatteryEnergy) {
    const auto drawn = [](const char* download) {
        const CloudRun ran = run_cloud(load("rollout.toml", short_rollout({download})));
        std::int64_t sum = 0;
        for (std::uint32_t d = 0; d < ran.world->population().count(); ++d)
            sum += ran.world->population().row(d).drawn_nanojoules;
        return sum;
    };
    EXPECT_GT(drawn("job.firmware-2.download=\"1 MiB\""),
              drawn("job.firmware-2.download=\"1 KiB\""));
}

TEST(RolloutInAWorld, AnySetOfThreadsGivesTheSame) {
    const Scenario scenario = load("rollout.toml", short_rollout());
    EXPECT_EQ(run_cloud(scenario, sim::EngineKind::Window, 3).digest, run_cloud(scenario).digest);
}

TEST(LearningInAWorld, TrainingAgainForeseesMoreOfWhatFails) {
    const CloudRun ran =
        run_cloud(load("learn.toml", {"fleet.pump.count=60", "scenario.duration=\"30 d\"",
                                      "fleet.pump.publish[0].every=\"2 h\""}));
    const cloud::LearningService& model = ran.cloud().learning().front();
    ASSERT_GE(model.trainings().size(), 3u);
    const cloud::Training& last = model.trainings()[model.trainings().size() - 2];
    EXPECT_TRUE(last.is_deployed);
    EXPECT_GT(last.tally.failures(), 0);
    EXPECT_GT(last.tally.recall().value_or(0), 0.5);
    EXPECT_GT(last.tally.precision().value_or(0), 0.5);
    EXPECT_EQ(model.malformed(), 0);
    expect_cloud_closed(ran);
}

TEST(LearningInAWorld, ABrokenDeviceIsSilent) {
    const CloudRun healthy =
        run_cloud(load("learn.toml", {"fleet.pump.count=20", "scenario.duration=\"20 d\"",
                                      "fleet.pump.failure.after=\"100 d\"",
                                      "fleet.pump.publish[0].every=\"2 h\""}));
    const CloudRun failing = run_cloud(load(
        "learn.toml",
        {"fleet.pump.count=20", "scenario.duration=\"20 d\"", "fleet.pump.failure.after=\"2 d\"",
         "fleet.pump.failure.repair=\"2 d\"", "fleet.pump.publish[0].every=\"2 h\""}));
    const std::int64_t all = healthy.world->population().total(0).published;
    EXPECT_NEAR(static_cast<double>(failing.world->population().total(0).published),
                static_cast<double>(all) / 2, static_cast<double>(all) * 0.05);
    EXPECT_EQ(failing.cloud().failures(), 20 * 5);
}

}  // namespace
}  // namespace fleetsim::scenarios::compose
