#include "results/findings.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "results/answer.hpp"
#include "results/decimate.hpp"
#include "results/figure_text.hpp"
#include "results/overview.hpp"
#include "results/recorder.hpp"
#include "tests/results/synthetic_run.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::results {
namespace {

using sim::Duration;

sim::Time minute(int n) { return sim::Time::at(Duration::minutes(n)); }

class FindingsOfARun : public ::testing::Test {
  protected:
    /// A series with a value each minute.
    static void add(Recorder& recorder, std::string_view of, std::string_view what,
                    const std::vector<double>& values) {
        const SeriesId series = recorder.add_series(
            std::string(of), {std::string(what), "1", "", {}}, Duration::minutes(1));
        for (std::size_t i = 0; i < values.size(); ++i)
            recorder.sample(series, minute(static_cast<int>(i)), values[i]);
    }

    /// The storm in a run with so many connections at each minute.
    std::optional<Storm> storm_in(const std::vector<double>& connections) {
        Recorder recorder(folder_ / "run.fleetsim", fleetsim::samples::synthetic_description());
        add(recorder, names::kBroker, names::kConnections, connections);
        recorder.finish({});
        const Query query(folder_ / "run.fleetsim");
        return find_storm(query, query.last_run().id);
    }

    /// The same where the broker misses nobody; `lost` since the minute before, as a fleet counts.
    std::optional<Storm> storm_of_a_fleet(const std::vector<double>& connections,
                                          const std::vector<double>& lost,
                                          std::vector<double> at_broker = {}) {
        at_broker.resize(connections.size(), 1000);
        Recorder recorder(folder_ / "run.fleetsim", fleetsim::samples::synthetic_description());
        add(recorder, names::kBroker, names::kConnections, at_broker);
        add(recorder, "fleet/meter", names::kConnections, connections);
        std::vector<double> rate;
        for (const double count : lost) rate.push_back(count / 60);
        add(recorder, "fleet/meter", names::kConnectionsLostRate, rate);
        recorder.finish({});
        const Query query(folder_ / "run.fleetsim");
        return find_storm(query, query.last_run().id);
    }

    fleetsim::samples::TemporaryFolder folder_;
};

TEST_F(FindingsOfARun, AStormIsToldByItsDeepestPointAndByWhenAllAreBack) {
    const auto storm = storm_in({1000, 1000, 400, 200, 500, 990, 999, 1000, 1000});
    ASSERT_TRUE(storm);
    EXPECT_EQ(storm->at, minute(1));
    EXPECT_EQ(storm->before, 1000);
    EXPECT_EQ(storm->lost, 800);
    EXPECT_EQ(storm->nearly_all, Duration::minutes(4));
    EXPECT_EQ(storm->all, Duration::minutes(6));
}

TEST_F(FindingsOfARun, AStormThatTheBrokerDoesNotMissIsToldByTheFleet) {
    const auto storm = storm_of_a_fleet({1000, 1000, 400, 700, 1000}, {0, 0, 600, 0, 0});
    ASSERT_TRUE(storm);
    EXPECT_EQ(storm->fleet, "meter");
    EXPECT_EQ(storm->lost, 600);
    EXPECT_EQ(storm->all, Duration::minutes(3));
    EXPECT_EQ(storm_sentence(*storm),
              "After 00:01:00, 600 of 1,000 connections of fleet meter were lost; all were back "
              "within 3 min.");
}

// 1,000 fall to 700, and 450 came in the same minute; 50 left on their own.
TEST_F(FindingsOfARun, WhoIsBackBeforeTheNextSampleIsCountedByTheBooksOfTheBroker) {
    Recorder recorder(folder_ / "run.fleetsim", fleetsim::samples::synthetic_description());
    add(recorder, names::kBroker, names::kConnections, {1000, 1000, 700, 1000});
    add(recorder, names::kBroker, names::kConnectsRate, {0, 0, 450.0 / 60, 300.0 / 60});
    add(recorder, "fleet/meter", names::kDisconnectsRate, {0, 0, 50.0 / 60, 0});
    recorder.finish({});
    const Query query(folder_ / "run.fleetsim");
    const auto storm = find_storm(query, query.last_run().id);
    ASSERT_TRUE(storm);
    EXPECT_EQ(storm->lost, 700);
}

// Down from the second to the fifth minute; the broker misses them in the fourth.
TEST_F(FindingsOfARun, AStormBeginsWhenTheDevicesLoseTheirConnections) {
    const auto storm = storm_of_a_fleet({1000, 1000, 0, 0, 0, 1000}, {0, 0, 1000, 0, 0, 0},
                                        {1000, 1000, 1000, 1000, 0, 1000});
    ASSERT_TRUE(storm);
    EXPECT_EQ(storm->fleet, "meter");
    EXPECT_EQ(storm->at, minute(1));
    EXPECT_EQ(storm->all, Duration::minutes(4));
}

TEST_F(FindingsOfARun, ConnectionsThatAFleetClosesItselfAreNoStorm) {
    EXPECT_FALSE(storm_of_a_fleet({1000, 1000, 0, 1000, 1000}, {0, 0, 0, 0, 0}));
}

// Nine devices that come and go: two fewer are a fifth of them, but not six times their root.
TEST_F(FindingsOfARun, AFewThatComeAndGoAreNoStorm) {
    EXPECT_FALSE(storm_in({9, 7, 9, 6, 9, 8, 9}));
}

TEST_F(FindingsOfARun, AQuotaOfOneIsNotTheTightest) {
    Recorder recorder(folder_ / "run.fleetsim", fleetsim::samples::synthetic_description());
    const auto quota = [&](const std::string& name, double limit, double peak) {
        recorder.scalar("quota/" + name, {"limit", "1/s", "", {}}, limit);
        recorder.scalar("quota/" + name, {"peak", "1/s", "", {}}, peak);
        recorder.scalar("quota/" + name, {"margin_ratio", "1", "", {}}, 1 - peak / limit);
    };
    quota("connects_of_client", 1, 1);
    quota("publishes_in", 20'000, 2'000);
    recorder.finish({});
    const Query query(folder_ / "run.fleetsim");
    const std::vector<std::string> said = answer(query, overview(query, query.last_run().id));
    EXPECT_NE(std::find(said.begin(), said.end(),
                        "No quota was exceeded after the warm-up of 1 h; the tightest is that "
                        "of publishes in, 2,000 /s of 20,000 /s at peak."),
              said.end())
        << said.back();
}

TEST(RulesSentence, SaysWhatFailedAndWhatWentRoundInALoop) {
    Overview o;
    o.rules = {{.name = "low", .evaluated = 9, .fired = 4}};
    EXPECT_EQ(rules_sentence(o), "Rule low fired for 4 of 9 messages; no action failed.");
    o.rules.front().looped = 2;
    o.looped_requests = 1;
    o.function_calls = 7;
    o.failed_function_calls = 5;
    EXPECT_EQ(
        rules_sentence(o),
        "Rule low fired for 4 of 9 messages; no action failed; 3 messages were dropped because "
        "rules went round in a loop; 5 of 7 calls of functions failed.");
    o.rules.front() = {
        .name = "low", .evaluated = 9, .fired = 4, .failed_actions = 3, .failed_error_actions = 2};
    o.failed_function_calls = 0;
    o.looped_requests = 0;
    EXPECT_EQ(rules_sentence(o),
              "Rule low fired for 4 of 9 messages; 3 actions failed, and 2 error actions.");
}

TEST(Losses, AreSummedWhereNoStormTellsThem) {
    Overview overview;
    overview.fleets.resize(2);
    overview.fleets[0].devices = overview.fleets[1].devices = 1000;
    overview.fleets[0].connections_lost = 5000;
    EXPECT_EQ(losses_sentence(overview, std::nullopt),
              "In the whole run, 1,000 devices lost 5,000 connections.");
    overview.broker.moved = 2000;
    EXPECT_EQ(
        losses_sentence(overview, Storm{.lost = 1000}),
        "In the whole run, 1,000 devices lost 5,000 connections; 2,000 were closed to balance "
        "the broker's machines.");
    EXPECT_EQ(losses_sentence(overview, Storm{.lost = 4000}), "");
    overview.fleets[0].connections_lost = 99;
    EXPECT_EQ(losses_sentence(overview, std::nullopt), "");
}

TEST(Drops, OfDevicesAreToldAsAShareOfWhatTheyHadToSend) {
    Overview overview;
    overview.fleets.resize(2);
    overview.fleets[0].publishes = 900;
    overview.fleets[0].dropped = {{"offline", 400}};
    overview.fleets[1].publishes = 100;
    overview.fleets[1].dropped = {{"offline", 50}, {"queue full", 50}};
    EXPECT_EQ(unsent_sentence(overview),
              "500 of 1,000 messages of the devices, 50 %, were dropped by them: 450 offline, "
              "50 queue full.");
}

TEST(MessageCost, IsSharedByWhatWasSentAndWhatWasReceived) {
    FleetOverview fleet;
    fleet.publishes = 10;
    fleet.received = 30;
    fleet.layers = {{"payload", 1'000, 200}, {"tcp", 2'000, 800}};
    fleet.consumers = {{"radio", 6}, {"sleep", 2}};
    const auto cost = message_cost(fleet);
    ASSERT_TRUE(cost);
    EXPECT_EQ(cost->messages, 40);
    EXPECT_EQ(cost->bytes, 100);
    EXPECT_EQ(cost->joules, 0.2);
}

TEST(Outline, KeepsTheDipAndThePeakOfEachColumn) {
    const Column column{minute(0), minute(4), 5, 1, 9, 6};
    const std::vector<Sample> line = outline({column});
    ASSERT_EQ(line.size(), 4u);
    EXPECT_EQ(line[0].value, 5);
    EXPECT_EQ(line[1].value, 1);
    EXPECT_EQ(line[2].value, 9);
    EXPECT_EQ(line[3].value, 6);
}

TEST(FigureText, WhatRoundsToAThousandHasTheNextPrefix) {
    EXPECT_EQ(figure_text(999.4, "B"), "999 B");
    EXPECT_EQ(figure_text(999.6, "B"), "1 kB");
}

}  // namespace
}  // namespace fleetsim::results
