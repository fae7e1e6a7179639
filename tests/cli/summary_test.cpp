#include "cli/summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "results/answer.hpp"
#include "results/figure_text.hpp"
#include "results/overview.hpp"
#include "tests/results/synthetic_run.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::cli {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

class SyntheticSummary : public ::testing::Test {
  protected:
    const samples::TemporaryFolder folder_;
    const results::RunId run_ = samples::write_synthetic_run(folder_ / "run.db");
    const results::Query query_{folder_ / "run.db"};
};

TEST_F(SyntheticSummary, SaysWhatAPlannerAsksFor) {
    const std::string text = summary_text(query_, run_);
    EXPECT_THAT(text, HasSubstr("Does one broker node serve a city's meters?"));
    EXPECT_THAT(text, HasSubstr("1 of 2 goals is missed: battery/meter.life_days.p5 > 3650 d"));
    EXPECT_THAT(text, HasSubstr("96,000"));
    EXPECT_THAT(text, HasSubstr("dropped: queue full"));
    EXPECT_THAT(text, HasSubstr("connects refused: memory"));
    EXPECT_THAT(text, HasSubstr("messages                closed"));
    EXPECT_THAT(text, HasSubstr("fleetsim report " + (folder_ / "run.db").string()));
}

TEST_F(SyntheticSummary, JsonHoldsTheFiguresOfTheFile) {
    const auto json = nlohmann::json::parse(summary_json(query_, run_));
    EXPECT_EQ(json["seed"].get<std::uint64_t>(), UINT64_MAX);
    EXPECT_EQ(json["events"], 1'234'567);
    EXPECT_EQ(json["simulated_s"], 86'400);
    EXPECT_EQ(json["digest"], "00c0ffee00c0ffee");
    EXPECT_EQ(json["ledgers"]["messages"]["closed"], true);
    EXPECT_EQ(json["goals"][1]["met"], false);
    for (const results::Scalar& s : query_.scalars(run_)) {
        const auto& value = json["scalars"][s.component + "." + s.metric.name];
        if (s.value)
            EXPECT_EQ(value.get<double>(), *s.value) << s.component;
        else
            EXPECT_TRUE(value.is_null()) << "not measured is null, never zero";
    }
    const auto latency = query_.histograms(run_, "broker").front();
    EXPECT_EQ(json["scalars"]["broker.publish_latency_seconds.p99"], *latency.quantile(0.99));
}

TEST(GoalValue, IsToldInTheUnitOfItsThreshold) {
    const auto text = [](const char* that, double value, double threshold, const char* unit) {
        return results::value_text({"", that, value, threshold, unit, true});
    };
    EXPECT_EQ(text("broker.latency.p99 < 200 ms", 1.5, 0.2, "s"), "1,500 ms");
    EXPECT_EQ(text("fleet.d.battery_life.p50 > 10 year", 8811, 3652.5, "d"), "24.1 years");
    EXPECT_EQ(text("battery.d.life_days.p5 > 3650 d", 8811, 3650, "d"), "8,811 d");
    EXPECT_EQ(text("broker.queued_messages.max < 1_000", 12, 1000, "1"), "12");
    EXPECT_EQ(text("broker.latency.p99 < 1 min 30 s", 0.2, 90, "s"), "200 ms");
    EXPECT_EQ(text("broker.latency.p99 < 2 h", 1.7, 7200, "s"), "1.7 s") << "and not 0.000236 h";
}

TEST(FigureTexts, HaveAsManyDigitsAsADifferenceTakes) {
    using Pair = std::pair<std::string, std::string>;
    EXPECT_EQ(results::figure_texts(1'790'100, 1'789'600, "B"), Pair("1.7901 MB", "1.7896 MB"));
    EXPECT_EQ(results::figure_texts(1'790'000, 1'790'000, "B"), Pair("1.79 MB", "1.79 MB"));
    EXPECT_EQ(results::figure_texts(1'790'000, 1'820'000, "B"), Pair("1.79 MB", "1.82 MB"));
    EXPECT_EQ(results::figure_texts(803.5, 804.0, "d"), Pair("2.2 years", "2.201 years"));
    EXPECT_EQ(results::figure_texts(1.0001, 1.0002, "1"), Pair("1.0001", "1.0002"));
    EXPECT_EQ(results::figure_texts(12345.25, 12345.26, "1/s"), Pair("12345.2 /s", "12345.3 /s"));
    EXPECT_EQ(results::figure_texts(1e9, 1e9 + 1, "nJ"), Pair("1 J", "1.000000001 J"));
    EXPECT_EQ(results::figure_texts(std::nullopt, 1, "s"), Pair("not measured", "1 s"));
}

TEST(Summary, SharesOfEnergyAddUpToAllOfIt) {
    const samples::TemporaryFolder folder;
    results::Recorder recorder(folder / "run.db", samples::synthetic_description());
    for (const char* consumer : {"a", "b", "c", "d", "e", "f", "g"})
        recorder.scalar(std::string("energy/meter/") + consumer, {"joules_total", "J", ""},
                        consumer[0] == 'a' ? 40 : 10);
    recorder.finish(samples::SyntheticRun::outcome());
    EXPECT_THAT(summary_text(results::Query(folder / "run.db"), recorder.run()),
                ::testing::ContainsRegex("all others +20 J +20 %"));
}

TEST(Summary, AnUnfinishedRunSaysSoAndALedgerThatDoesNotCloseComesFirst) {
    const samples::TemporaryFolder folder;
    results::Recorder recorder(folder / "run.db", samples::synthetic_description());
    recorder.ledger({"bytes", "B", {}, false, 12});
    recorder.commit(sim::Time::at(sim::Duration::hours(2)));
    const results::Query query(folder / "run.db");
    const auto answer = results::answer(query, results::overview(query, recorder.run()));
    EXPECT_THAT(answer.at(0), HasSubstr("do not trust"));
    EXPECT_THAT(answer.at(1), HasSubstr("still going on after 02:00:00"));
    EXPECT_THAT(summary_text(query, recorder.run()), HasSubstr("NOT CLOSED, off by 12 B"));
}

/// What the answer says of a run with these figures.
template <class Write>
std::string answer_to(Write write) {
    const samples::TemporaryFolder folder;
    results::Recorder recorder(folder / "run.db", samples::synthetic_description());
    write([&](const std::string& component, const char* metric, double value) {
        recorder.scalar(component, {metric, "1", ""}, value);
    });
    recorder.finish(samples::SyntheticRun::outcome());
    const results::Query query(folder / "run.db");
    std::string text;
    for (const std::string& sentence :
         results::answer(query, results::overview(query, recorder.run())))
        text += sentence + "\n";
    return text;
}

TEST(Answer, SaysWhoSentTheMessages) {
    const auto sent = [](double by_devices, double by_app) {
        return answer_to([&](const auto& scalar) {
            scalar("fleet/meter", "devices", 100);
            scalar("fleet/meter", "publishes_total", by_devices);
            scalar("app/control", "publishes_total", by_app);
            scalar("broker", "messages_in_total", by_devices + by_app);
        });
    };
    EXPECT_THAT(sent(6000, 0), HasSubstr("100 devices sent 6,000 messages in 23 h."));
    EXPECT_THAT(sent(0, 6000),
                HasSubstr("App control sent 6,000 messages in 23 h; the 100 devices sent none."));
    EXPECT_THAT(sent(50, 7), HasSubstr("100 devices sent 50 messages and app control 7 in 23 h."));
}

TEST(Answer, CountsConnectionsOfFleetsWhereTheBrokerHasNone) {
    const auto connected = [](double at_the_broker) {
        return answer_to([&](const auto& scalar) {
            scalar("fleet/meter", "devices", 100);
            scalar("fleet/meter", "publishes_total", 50);
            scalar("fleet/meter", "connections_peak", 4);
            scalar("broker", "connections_peak", at_the_broker);
            scalar("broker", "messages_in_total", 50);
        });
    };
    EXPECT_THAT(connected(0), HasSubstr("over at most 4 connections at a time"));
    EXPECT_THAT(connected(7), HasSubstr("over at most 7 connections at a time"));
}

TEST(Answer, SaysThatBothGoalsAreMet) {
    const samples::TemporaryFolder folder;
    results::Recorder recorder(folder / "run.db", samples::synthetic_description());
    for (const char* that : {"a.b < 2", "a.c < 2"}) recorder.goal({that, that, 1, 2, "1", true});
    recorder.finish(samples::SyntheticRun::outcome());
    const results::Query query(folder / "run.db");
    EXPECT_EQ(results::answer(query, results::overview(query, recorder.run())).front(),
              "Both goals are met.");
}

TEST(Answer, ALatencyOfConnectsIsNotThatOfMessages) {
    const auto measured = [](const char* component, const char* metric) {
        const samples::TemporaryFolder folder;
        results::Recorder recorder(folder / "run.db", samples::synthetic_description());
        recorder.scalar("fleet/meter", {"devices", "1", ""}, 1);
        recorder.scalar("broker", {"messages_in_total", "1", ""}, 0);
        sim::Histogram latencies;
        latencies.record(90);
        recorder.histogram(component, {metric, "s", ""}, latencies, 1e-3);
        recorder.finish(samples::SyntheticRun::outcome());
        const results::Query query(folder / "run.db");
        return results::answer(query, results::overview(query, recorder.run())).back();
    };
    EXPECT_THAT(measured("broker", "publish_latency_seconds"), HasSubstr("reached the broker"));
    EXPECT_EQ(measured("fleet/meter", "connect_latency_seconds"),
              "1 device sent 0 messages in 23 h.");
}

TEST(Answer, AnUnfinishedRunMeetsItsGoalsSoFar) {
    const samples::TemporaryFolder folder;
    results::Recorder recorder(folder / "run.db", samples::synthetic_description());
    recorder.goal({"a.b < 2", "a.b < 2", 1, 2, "1", true});
    recorder.commit(sim::Time::at(sim::Duration::hours(2)));
    const results::Query query(folder / "run.db");
    EXPECT_EQ(results::answer(query, results::overview(query, recorder.run())).at(1),
              "So far the goal is met.");
}

TEST(Answer, SaysWhichConnectionsTheBrokerCountsWhereAFleetSpeaksHttps) {
    const auto overview_with = [](const char* receive) {
        const samples::TemporaryFolder folder;
        results::Recorder recorder(folder / "run.db", samples::synthetic_description());
        recorder.parameter(
            {"fleet.meter.https.receive", receive, results::Parameter::Origin::Default});
        recorder.finish(samples::SyntheticRun::outcome());
        return results::overview(results::Query(folder / "run.db"), recorder.run());
    };
    EXPECT_EQ(overview_with("\"nothing\"").connections_are, "MQTT connections");
    EXPECT_EQ(overview_with("\"long-poll\"").connections_are, "MQTT connections and held requests");
}

TEST(Answer, SaysWhatShareOfTheCopiesWasDroppedAndWhy) {
    const std::string text = answer_to([](const auto& scalar) {
        scalar("broker", "messages_out_total", 600);
        scalar("broker/dropped/queue full", "dropped_total", 300);
        scalar("broker/dropped/expired", "dropped_total", 100);
        scalar("broker/dropped/offline", "dropped_total", 0);
    });
    EXPECT_THAT(text, HasSubstr("400 of 1,000 copies for subscribers, 40 %, were dropped: 300 "
                                "queue full, 100 expired."));
}

TEST(Answer, SaysHowManyMessagesWereNotTakenAndWhy) {
    const std::string text = answer_to([](const auto& scalar) {
        scalar("broker", "messages_in_total", 1000);
        scalar("broker", "denied_messages_total", 20);
        scalar("broker", "throttled_messages_total", 80);
        scalar("broker", "refused_messages_total", 0);
    });
    EXPECT_THAT(text, HasSubstr("100 of 1,000 messages that arrived at the broker, 10 %, were not "
                                "taken: 80 quota, 20 not authorized."));
}

TEST(Summary, AGoalWithoutANameIsToldOnce) {
    const samples::TemporaryFolder folder;
    results::Recorder recorder(folder / "run.db", samples::synthetic_description());
    recorder.goal({"broker.latency.p99 < 1 s", "broker.latency.p99 < 1 s", 0.5, 1, "s", true});
    recorder.finish(samples::SyntheticRun::outcome());
    EXPECT_THAT(summary_text(results::Query(folder / "run.db"), recorder.run()),
                HasSubstr("  met     broker.latency.p99 < 1 s (is 0.5 s)\n"));
}

TEST(Summary, ARunWithoutFiguresInventsNone) {
    const samples::TemporaryFolder folder;
    results::Recorder recorder(folder / "run.db", samples::synthetic_description());
    recorder.finish(samples::SyntheticRun::outcome());
    const std::string text = summary_text(results::Query(folder / "run.db"), recorder.run());
    EXPECT_THAT(text, Not(HasSubstr(" 0 ")));
    EXPECT_THAT(text, HasSubstr("no figures"));
}

TEST(FigureText, ReadsLikeAPersonWouldWriteIt) {
    using results::figure_text;
    EXPECT_EQ(figure_text(0.0342, "s"), "34.2 ms");
    EXPECT_EQ(figure_text(26'400'000, "B"), "26.4 MB");
    EXPECT_EQ(figure_text(96'000, "1"), "96,000");
    EXPECT_EQ(figure_text(-1'234'567, "1"), "-1,234,567");
    EXPECT_EQ(figure_text(3650, "d"), "9.99 years");
    EXPECT_EQ(figure_text(3652.5, "d"), "10 years");
    EXPECT_EQ(figure_text(30'940.126, "USD"), "30,940.13 USD");
    EXPECT_EQ(figure_text(-0.5, "EUR"), "-0.50 EUR");
    EXPECT_EQ(figure_text(0.0034561, "USD"), "0.00346 USD");
    EXPECT_EQ(figure_text(0.0125, "USD"), "0.0125 USD");
    EXPECT_EQ(figure_text(0, "CHF"), "0.00 CHF");
    EXPECT_EQ(figure_text(0.25, "1"), "0.25");
    EXPECT_EQ(figure_text(0.0139, "1/s"), "0.0139 /s");
    EXPECT_EQ(figure_text(105, "d"), "105 d");
    EXPECT_EQ(figure_text(std::nullopt, "d"), "not measured");
    EXPECT_EQ(figure_text(0, "J"), "0 J");
    EXPECT_EQ(figure_text(999.9996, "B"), "1 kB");
    EXPECT_EQ(figure_text(7200, "s"), "2 h");
    EXPECT_EQ(results::percent_text(0.125, results::Sign::Always), "+12.5 %");
    EXPECT_EQ(results::percent_text(-1e-5, results::Sign::Always), "> -0.01 %");
    EXPECT_EQ(results::metric_title("publish_latency_seconds"), "publish latency");
}

TEST(ClockText, CountsDaysFromTheSecondOn) {
    using results::clock_text;
    EXPECT_EQ(clock_text(sim::Duration{}), "00:00:00");
    EXPECT_EQ(clock_text(sim::Duration::seconds(86'399)), "23:59:59");
    EXPECT_EQ(clock_text(sim::Duration::hours(24)), "1 d 00:00:00");
    EXPECT_EQ(clock_text(sim::Duration::hours(53)), "2 d 05:00:00");
}

}  // namespace
}  // namespace fleetsim::cli
