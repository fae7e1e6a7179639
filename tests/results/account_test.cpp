#include "results/account.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "results/answer.hpp"
#include "results/overview.hpp"
#include "results/recorder.hpp"
#include "results/report/markdown.hpp"
#include "tests/results/synthetic_run.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::results {
namespace {

class AccountOfARun : public ::testing::Test {
  protected:
    AccountOfARun() {
        Recorder recorder(folder_ / "run.fleetsim", fleetsim::samples::synthetic_description());
        const auto scalar = [&](const char* component, const char* metric, const char* unit,
                                double value) {
            recorder.scalar(component, {metric, unit, "", {}}, value);
        };
        scalar("cost/aws", "month_cost", "USD", 30'940.126);
        scalar("cost/aws", "month_cost_per_device", "USD", 0.03094);
        scalar("cost/aws/connectivity", "month_cost", "USD", 0.0034);
        scalar("cost/aws/connectivity", "month_count", "min", 43'200);
        scalar("cost/aws/rule actions", "month_cost", "USD", 30'940.1226);
        scalar("cost/own", "month_cost", "EUR", 69.12);
        scalar("quota/connects", "limit", "1/s", 500);
        scalar("quota/connects", "peak", "1/s", 750);
        scalar("quota/connects", "margin_ratio", "1", -0.5);
        scalar("quota/connects", "throttled_total", "1", 250);
        scalar("quota/publishes_in", "limit", "1/s", 20'000);
        scalar("quota/publishes_in", "margin_ratio", "1", 0.9);
        scalar("account/meter", "connect_throttle_total", "1", 250);
        recorder.assumption({.profile = "aws",
                             .key = "connectivity",
                             .value = "0.08 USD per 1,000,000",
                             .unit = "",
                             .source = "a list of 2026"});
        recorder.finish({});
    }

    fleetsim::samples::TemporaryFolder folder_;
};

TEST_F(AccountOfARun, IsABillForEachBookDearestItemFirst) {
    const Query query(folder_ / "run.fleetsim");
    const std::vector<BookCosts> books = costs(query, query.last_run().id);
    ASSERT_EQ(books.size(), 2u);
    EXPECT_EQ(books[0].book, "aws");
    EXPECT_EQ(books[0].currency, "USD");
    EXPECT_EQ(books[0].month_cost, 30'940.126);
    ASSERT_EQ(books[0].lines.size(), 2u);
    EXPECT_EQ(books[0].lines[0].item, "rule actions");
    EXPECT_EQ(books[0].lines[0].month_count, std::nullopt);
    EXPECT_EQ(books[0].lines[1].price, "0.08 USD per 1,000,000");
    EXPECT_EQ(books[0].lines[1].source, "a list of 2026");
    EXPECT_EQ(books[1].currency, "EUR");
    EXPECT_EQ(books[1].month_cost_per_device, std::nullopt);
    EXPECT_EQ(books[0].device_title(), "a device, of 1,000,004 that were on");
}

TEST_F(AccountOfARun, NamesTheTightestQuotaFirst) {
    const Query query(folder_ / "run.fleetsim");
    const std::vector<QuotaUse> uses = quotas(query, query.last_run().id);
    ASSERT_EQ(uses.size(), 2u);
    EXPECT_EQ(uses[0].name, "connects");
    EXPECT_EQ(uses[0].throttled, 250);
    EXPECT_EQ(uses[1].peak, std::nullopt);
}

TEST_F(AccountOfARun, StandsInTheAnswerAndOnThePage) {
    const Query query(folder_ / "run.fleetsim");
    const RunId run = query.last_run().id;
    const std::vector<std::string> sentences = answer(query, overview(query, run));
    const auto has = [&](const std::string& sentence) {
        return std::find(sentences.begin(), sentences.end(), sentence) != sentences.end();
    };
    EXPECT_TRUE(has("A month like this costs 30,940.13 USD with aws, 69.12 EUR with own."));
    EXPECT_TRUE(has("The quota of connects is too small: 750 /s of 500 /s were asked for."));
    const std::string page = report::markdown(report::content(query, run));
    for (const char* text :
         {"| rule actions | - | 30,940.12 USD |",
          "| connectivity | 43,200 min | 0.0034 USD | 0.08 USD", "a list of 2026",
          "| connects | 500 /s | 750 /s | -50 % | 250 |", "| meter | connect throttle | 250 |"})
        EXPECT_NE(page.find(text), std::string::npos) << text;
}

}  // namespace
}  // namespace fleetsim::results
