#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "results/decimate.hpp"
#include "results/overview.hpp"
#include "results/report/axis.hpp"
#include "results/report/chart_svg.hpp"
#include "results/report/columns.hpp"
#include "results/report/content.hpp"
#include "results/report/html.hpp"
#include "results/report/markdown.hpp"
#include "tests/results/synthetic_run.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::results::report {
namespace {
using samples::SyntheticRun;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class SyntheticPage : public ::testing::Test {
  protected:
    const samples::TemporaryFolder folder_;
    const RunId run_ = samples::write_synthetic_run(folder_ / "run.db");
    const Query query_{folder_ / "run.db"};
    const Page page_ = content(query_, run_);
    const std::string html_ = html(page_);
};

TEST_F(SyntheticPage, TheFirstLookSaysWhatThePageSays) {
    const Page look = first_look(query_, run_);
    EXPECT_EQ(look.answer, page_.answer);
    EXPECT_EQ(look.footer, page_.footer);
    ASSERT_EQ(look.sections.size(), 5u);
    for (const Section& section : look.sections) {
        EXPECT_TRUE(section.charts.empty()) << section.id;
        const auto whole = std::ranges::find_if(
            page_.sections, [&](const Section& s) { return s.id == section.id; });
        ASSERT_NE(whole, page_.sections.end()) << section.id;
        ASSERT_EQ(section.tables.size(), whole->tables.size()) << section.id;
        for (std::size_t i = 0; i < section.tables.size(); ++i)
            EXPECT_EQ(section.tables[i].rows.size(), whole->tables[i].rows.size()) << section.id;
    }
}

/// Every number on the page, by the figure it says it is.
std::multimap<std::string, std::string> numbers_of(const std::string& page) {
    static const std::regex kNumber("data-figure=\"([^\"]*)\" data-value=\"([^\"]*)\"");
    std::multimap<std::string, std::string> numbers;
    for (std::sregex_iterator i(page.begin(), page.end(), kNumber), end; i != end; ++i)
        numbers.emplace((*i)[1], (*i)[2]);
    return numbers;
}

TEST_F(SyntheticPage, NumbersEqualQueriesOnTheDatabase) {
    const auto numbers = numbers_of(html_);
    for (const Scalar& s : query_.scalars(run_)) {
        const std::string figure = s.component + "." + s.metric.name;
        const auto [begin, end] = numbers.equal_range(figure);
        ASSERT_NE(begin, end) << figure << " is not on the page";
        for (auto i = begin; i != end; ++i) {
            if (s.value)
                EXPECT_EQ(std::stod(i->second), *s.value) << figure;
            else
                EXPECT_EQ(i->second, "") << figure;
        }
    }
    const Histogram latency = query_.histograms(run_, "broker").front();
    for (const auto& [name, share] : {std::pair{"p50", 0.5}, {"p99", 0.99}, {"p99.9", 0.999}}) {
        const auto found = numbers.find(std::string("broker.publish_latency_seconds.") + name);
        ASSERT_NE(found, numbers.end());
        EXPECT_EQ(std::stod(found->second), *latency.quantile(share));
    }
}

TEST_F(SyntheticPage, ChartsHoldTheSamplesOfTheDatabase) {
    for (const Section& section : page_.sections)
        for (const Chart& chart : section.charts) {
            const auto* lines = std::get_if<LineChart>(&chart);
            if (lines == nullptr) continue;
            for (const LineChart::Line& line : lines->lines) {
                ASSERT_FALSE(line.samples.empty());
                EXPECT_EQ(line.samples.back().at, sim::Time::at(sim::Duration::hours(24)));
            }
        }
    const auto& load = std::get<LineChart>(page_.sections.at(1).charts.at(0));
    EXPECT_EQ(load.title, "connections");
    for (const Sample& sample : load.lines.at(1).samples) {
        const auto minute = static_cast<int>(sample.at.to_seconds() / 60);
        const double exact = SyntheticRun::connections_at(minute);
        const double before = SyntheticRun::connections_at(std::max(1, minute - 5));
        EXPECT_GE(sample.value, std::min(exact, before) - 1);
        EXPECT_LE(sample.value, 1000);
    }
}

TEST_F(SyntheticPage, NeedsNoNetwork) {
    EXPECT_FALSE(std::regex_search(html_, std::regex("(src|href)=\"?(https?:)?//")));
    EXPECT_THAT(html_, Not(HasSubstr("@import")));
}

TEST_F(SyntheticPage, TextOfTheScenarioIsNeverMarkup) {
    EXPECT_THAT(html_, Not(HasSubstr("<city>")));
    EXPECT_THAT(html_, HasSubstr("one &lt;city&gt;"));
}

TEST_F(SyntheticPage, WarningsStandBelowTheAnswer) {
    ASSERT_EQ(page_.warnings.size(), 1u);
    EXPECT_THAT(page_.warnings.front(), HasSubstr("[short-run]"));
    const std::size_t at = html_.find("[short-run]");
    EXPECT_LT(html_.find("<ul class=\"answer\">"), at);
    EXPECT_LT(at, html_.find("<dl class=\"key\">"));
    const std::string text = markdown(page_);
    EXPECT_LT(text.find("short-run"), text.find("\n## "));
}

TEST_F(SyntheticPage, AFigureInASentenceStaysWithItsUnit) {
    ASSERT_FALSE(page_.answer.empty());
    EXPECT_TRUE(std::regex_search(page_.answer.front() + page_.answer.at(1),
                                  std::regex("[0-9] (ms|s|min|h|d)\\b")));
    EXPECT_THAT(html_, HasSubstr("\u00a0ms"));
    EXPECT_FALSE(std::regex_search(html_, std::regex("<li>[^<]*[0-9] (ms|s|min|h|d)\\b")));
}

TEST_F(SyntheticPage, HasEveryPartThatTheRunHas) {
    std::vector<std::string> ids;
    for (const Section& section : page_.sections) ids.push_back(section.id);
    EXPECT_THAT(ids, ElementsAre("goals", "load", "latency", "messages", "bytes", "energy",
                                 "broker-nodes", "claims", "ledgers", "log", "components",
                                 "assumptions", "figures", "repeat"));
    EXPECT_EQ(page_.verdict, Verdict::GoalsMissed);
    EXPECT_THAT(html_, HasSubstr("a made-up source"));
    EXPECT_THAT(html_, HasSubstr("fleetsim run city-meters.toml --seed 1"));
    EXPECT_THAT(html_, HasSubstr("00c0ffee00c0ffee"));
}

TEST_F(SyntheticPage, EveryChartNamesTheUnitOfItsAxes) {
    for (const Section& section : page_.sections)
        for (const Chart& chart : section.charts) {
            const std::string svg = chart_svg(chart);
            EXPECT_THAT(svg, HasSubstr("role=\"img\""));
            EXPECT_TRUE(std::regex_search(
                svg, std::regex(">(time, hours|seconds, logarithmic[^<]*|years|bytes|joules)<")))
                << svg.substr(0, 200);
            EXPECT_THAT(svg, Not(HasSubstr("nan")));
            EXPECT_THAT(svg, Not(HasSubstr("inf")));
        }
}

TEST_F(SyntheticPage, AnswersWhatAStormAMessageAndAClaimCameTo) {
    EXPECT_THAT(
        page_.answer,
        ::testing::IsSupersetOf(
            {"After 05:59:00, 1,000 of 1,001 connections were lost; all were back within "
             "11 min.",
             "Including keeping the connection alive, a message costs fleet meter 365 B and "
             "79.8 mJ.",
             "half the power to stay connected: published 0.5, simulated 0.52: "
             "reproduces."}));
}

/// A run of `write`'s figures alone.
template <class Write>
Page page_of(Write write) {
    const samples::TemporaryFolder folder;
    Recorder recorder(folder / "run.db", samples::synthetic_description());
    write(recorder);
    recorder.finish(SyntheticRun::outcome());
    return content(Query(folder / "run.db"), recorder.run());
}

const Section* section_of(const Page& page, std::string_view id) {
    for (const Section& section : page.sections)
        if (section.id == id) return &section;
    return nullptr;
}

TEST(Components, AKindThatThePageDoesNotKnowGetsATableOfItsOwn) {
    const Page page = page_of([](Recorder& recorder) {
        recorder.scalar("gadget/one", {"turns_total", "1", ""}, 950);
        recorder.scalar("gadget/one", {"price", "USD", ""}, 1.25);
        recorder.scalar("gadget/two", {"turns_total", "1", ""}, 50);
        recorder.scalar("gadget/two", {"stuck_total", "1", ""}, 0);
    });
    const Section* section = section_of(page, "components");
    ASSERT_NE(section, nullptr);
    const Table& table = section->tables.front();
    EXPECT_EQ(table.title, "gadget");
    EXPECT_THAT(table.columns, ElementsAre("", "price, USD", "turns"));
    EXPECT_EQ(table.rows.at(0).at(0).text, "one");
    EXPECT_EQ(table.rows.at(0).at(2).text, "950");
    EXPECT_EQ(table.rows.at(1).at(2).figure, "gadget/two.turns_total");
    EXPECT_THAT(section->notes, ElementsAre("gadget: none of stuck."));
}

TEST(Findings, ConnectionsThatWaverAreNoStorm) {
    const Page page = page_of([](Recorder& recorder) {
        const auto series =
            recorder.add_series("broker", {"connections", "1", ""}, sim::Duration::seconds(1));
        for (int second = 1; second <= 600; ++second)
            recorder.sample(series, sim::Time::at(sim::Duration::seconds(second)),
                            60 + second * 7919 % 17);
    });
    for (const std::string& sentence : page.answer) EXPECT_THAT(sentence, Not(HasSubstr("lost")));
}

TEST(Findings, WhatFallsOneByOneAfterAFaultIsOneLoss) {
    const Page page = page_of([](Recorder& recorder) {
        const auto series =
            recorder.add_series("broker", {"connections", "1", ""}, sim::Duration::seconds(1));
        // Each client is missed at the end of its keep alive, ever more in a second.
        const auto level = [](int second) {
            if (second < 320 || second >= 550) return 10'000;
            return second < 420 ? 10'000 - (second - 320) * (second - 320) : 0;
        };
        for (int second = 1; second <= 600; ++second)
            recorder.sample(series, sim::Time::at(sim::Duration::seconds(second)), level(second));
        recorder.log({.at = sim::Time::at(sim::Duration::seconds(300)),
                      .severity = LogEntry::Severity::Note,
                      .code = "fault",
                      .component = {},
                      .text = {}});
    });
    EXPECT_THAT(page.answer, ::testing::Contains(
                                 "After 00:05:20, 10,000 of 10,000 connections were lost; all were "
                                 "back within 3.83 min."));
}

TEST(Findings, AStormThatDoesNotEndSaysSo) {
    const Page page = page_of([](Recorder& recorder) {
        const auto series =
            recorder.add_series("broker", {"connections", "1", ""}, sim::Duration::seconds(1));
        for (int second = 1; second <= 600; ++second)
            recorder.sample(series, sim::Time::at(sim::Duration::seconds(second)),
                            second < 300 ? 5000 : 100 + second);
    });
    EXPECT_THAT(page.answer, ::testing::Contains("After 00:04:59, 4,600 of 5,000 connections were "
                                                 "lost; they were not back when the run ended."));
}

TEST(HistogramColumns, AFewOutliersDoNotSqueezeTheRest) {
    HistogramChart chart{"t", "s", HistogramChart::Scale::Logarithmic, {}, {}, 1000};
    chart.buckets = {{0.001, 0.002, 5}, {1.0, 1.5, 500}, {1.5, 1.9, 495}};
    const Columns columns = gather(chart);
    EXPECT_DOUBLE_EQ(columns.from, 0);
    EXPECT_DOUBLE_EQ(columns.below, 0.5);
    EXPECT_EQ(scale_title(chart, columns), "seconds, logarithmic; 0.5 % below");
    EXPECT_GE(scaled_ticks(columns.from, columns.to, chart).size(), 3U);
}

TEST(HistogramColumns, OneValueIsOneBarWithTicksThatDifferAndOneMark) {
    sim::Histogram constant;
    constant.record(3'510'000, 100);
    for (const auto scale : {HistogramChart::Scale::Logarithmic, HistogramChart::Scale::Linear}) {
        HistogramChart chart{"t", "s", scale, {}, {}, 100};
        for (const auto& b : constant.buckets())
            chart.buckets.push_back({static_cast<double>(b.lower) * 1e-9,
                                     static_cast<double>(b.upper) * 1e-9, b.count});
        const Columns columns = gather(chart);
        EXPECT_EQ(std::ranges::count_if(columns.shares, [](double s) { return s > 0; }), 1);
        EXPECT_DOUBLE_EQ(*std::ranges::max_element(columns.shares), 100);
        EXPECT_GT(columns.shares.size(), 5u);
        std::set<std::string> texts;
        const auto ticks = scaled_ticks(columns.from, columns.to, chart);
        for (const auto& [at, text] : ticks) texts.insert(text);
        EXPECT_GE(texts.size(), 3u);
        EXPECT_EQ(texts.size(), ticks.size());
        add_marks(chart,
                  {.count = 100, .minimum = 0.00351, .maximum = 0.00351, .buckets = chart.buckets},
                  {{"p50", 0.5}, {"p95", 0.95}});
        ASSERT_EQ(chart.marks.size(), 1u);
        EXPECT_EQ(chart.marks[0].first, "p50, p95");
    }
}

TEST(LineChart, PutsNamesThatAreTooLongForHalfARowBelowOneAnother) {
    const auto place_of = [](const std::string& name) {
        LineChart chart{"t", "1/s", {}, {{"first", {}}, {name, {}}}};
        const std::string svg = chart_svg(chart);
        std::smatch found;
        EXPECT_TRUE(
            std::regex_search(svg, found, std::regex("<text x=\"([0-9.]+)\"[^>]*>" + name)));
        return std::stod(found[1]);
    };
    EXPECT_GT(place_of("second"), 200);
    EXPECT_LT(place_of("fleet/meter, connect attempts"), 100);
}

TEST(HistogramChart, OfLongLivesHasAnAxisInYearsAsItsMarksAre) {
    HistogramChart chart{"t", "d", HistogramChart::Scale::Linear, {}, {}, 100};
    chart.buckets = {{700, 800, 60}, {800, 1100, 40}};
    const Columns columns = gather(chart);
    EXPECT_EQ(scale_title(chart, columns), "years");
    std::vector<std::string> labels;
    for (const auto& [at, label] : scaled_ticks(columns.from, columns.to, chart)) {
        EXPECT_NEAR(at, std::stod(label) * 365.25, 0.01);
        labels.push_back(label);
    }
    EXPECT_THAT(labels, ::testing::Contains("2"));
}

TEST(HistogramColumns, AreNotNarrowerThanABucket) {
    HistogramChart chart{"t", "d", HistogramChart::Scale::Linear, {}, {}, 0};
    for (int i = 0; i < 30; ++i) {
        chart.buckets.push_back({1000.0 + 20 * i, 1020.0 + 20 * i, 7});
        chart.count += 7;
    }
    const Columns columns = gather(chart);
    EXPECT_EQ(columns.shares.size(), 30u);
    EXPECT_NEAR(columns.shares[11], 100.0 / 30, 1e-9);
}

TEST(LatencyChart, OfLatenciesThatAreAllZeroIsLeftOut) {
    const Page page = page_of([](Recorder& recorder) {
        sim::Histogram zero;
        zero.record(0, 10);
        recorder.histogram("broker", {"publish_latency_seconds", "s", ""}, zero, 1e-9);
    });
    EXPECT_TRUE(section_of(page, "latency")->charts.empty());
    EXPECT_EQ(section_of(page, "latency")->tables.size(), 1u);
}

TEST_F(SyntheticPage, MarkdownSaysTheSame) {
    const std::string text = markdown(page_);
    EXPECT_THAT(text, HasSubstr("# smart meters, one \\<city\\>"));
    EXPECT_THAT(text, HasSubstr("| broker | 143,990 | 96,000 |  |  |"));
    EXPECT_THAT(text, HasSubstr("| queue full | 10 |"));
    EXPECT_THAT(text, HasSubstr("~~~~~toml\n[scenario]"));
}

TEST(Page, LeavesOutWhatTheRunDoesNotHave) {
    const samples::TemporaryFolder folder;
    Recorder recorder(folder / "run.db", samples::synthetic_description());
    recorder.commit(sim::Time::at(sim::Duration::hours(1)));
    const Page page = content(Query(folder / "run.db"), recorder.run());
    EXPECT_EQ(page.verdict, Verdict::Unfinished);
    for (const Section& section : page.sections) {
        EXPECT_NE(section.id, "claims");
        EXPECT_NE(section.id, "energy");
    }
    EXPECT_THAT(html(page), HasSubstr("still going on"));
}

TEST(Axis, TicksAreRoundAndCoverTheValues) {
    const Axis axis = round_axis(0, 937, 5);
    EXPECT_EQ(axis.to, 1000);
    EXPECT_THAT(axis.ticks, ElementsAre(0, 200, 400, 600, 800, 1000));
    EXPECT_EQ(round_axis(0, 0, 5).to, 1) << "a flat line at zero has a scale";
    EXPECT_GT(round_axis(7, 7, 5).to, 7);
}

TEST(Axis, TimeIsInAUnitThatSuitsIt) {
    EXPECT_EQ(time_axis(0, 86'400, 8).unit, "hours");
    EXPECT_THAT(time_axis(0, 86'400, 8).axis.ticks, ElementsAre(0, 3, 6, 9, 12, 15, 18, 21, 24));
    EXPECT_EQ(time_axis(0, 90, 8).unit, "seconds");
    EXPECT_EQ(time_axis(0, 30 * 86'400.0, 8).unit, "days");
    EXPECT_EQ(tick_text(1'500'000), "1.5 M");
}

}  // namespace
}  // namespace fleetsim::results::report
