#include "models/cloud/quotas.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "sim/error.hpp"
#include "tests/models/cloud/instants.hpp"

namespace fleetsim::cloud {
namespace {

using sim::Duration;
using sim::Time;

TEST(TokenBucket, GivesItsBurstThenItsRate) {
    TokenBucket bucket(10, 3);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.take(1, at_ms(0)));
    EXPECT_FALSE(bucket.take(1, at_ms(0)));
    EXPECT_FALSE(bucket.take(1, at_ms(99)));
    EXPECT_TRUE(bucket.take(1, at_ms(100)));
}

TEST(TokenBucket, SaysWhenItWillHaveEnough) {
    TokenBucket bucket(10, 3);
    EXPECT_TRUE(bucket.take(3, at_ms(0)));
    EXPECT_EQ(bucket.ready_at(2, at_ms(0)), at_ms(200));
    EXPECT_TRUE(bucket.take(2, at_ms(200)));
    EXPECT_EQ(bucket.ready_at(4, at_ms(0)), Time::never());
}

TEST(TokenBucket, FillsToItsBurstAndNoFurther) {
    TokenBucket bucket(10, 3);
    EXPECT_TRUE(bucket.take(3, at_ms(0)));
    EXPECT_EQ(bucket.level(at_ms(150)), 1);
    EXPECT_EQ(bucket.level(at_ms(100'000)), 3);
}

TEST(TokenBucket, OverALongTimeItsRateIsExact) {
    TokenBucket bucket(3, 1);
    std::int64_t taken = 0;
    Time now;
    while (now < Time::at(Duration::seconds(1000))) {
        now = bucket.ready_at(1, now);
        EXPECT_TRUE(bucket.take(1, now));
        ++taken;
    }
    EXPECT_NEAR(static_cast<double>(taken), 3000, 2);
}

TEST(TokenBucket, ARateOfAMinuteIsExactOverALongTime) {
    TokenBucket bucket(Rate::per_second(100.0 / 60), 1);
    std::int64_t taken = 0;
    for (int ms = 0; ms < 600'000; ms += 100)
        if (bucket.take(1, Time::at(Duration::milliseconds(ms)))) ++taken;
    EXPECT_EQ(taken, 1000);
}

TEST(Rate, AFractionIsKeptByTheHourAndAFastOneRounded) {
    EXPECT_EQ(Rate::per_second(20).per, Duration::seconds(1));
    EXPECT_EQ(Rate::per_second(20).count, 20);
    EXPECT_EQ(Rate::per_second(0.5).count, 1800);
    EXPECT_EQ(Rate::per_second(0.5).per, Duration::hours(1));
    EXPECT_EQ(Rate::per_second(5000.0 / 60).count, 300'000);
    EXPECT_EQ(Rate::per_second(1234.4).count, 1234);
    EXPECT_EQ(Rate::per_second(1e-9).count, 1) << "an hour";
}

TEST(Rate, CountsWholeOnesAndThoseBegun) {
    const Rate rate = Rate::per_second(100.0 / 60);
    EXPECT_EQ(rate.count_in(Duration::minutes(3)), 300);
    EXPECT_EQ(rate.count_in(Duration::milliseconds(599)), 0);
    EXPECT_EQ(rate.count_in(Duration::milliseconds(600)), 1);
    EXPECT_EQ(rate.begun_in(Duration::milliseconds(601)), 2);
    EXPECT_EQ(rate.span_of(5), Duration::seconds(3));
}

TEST(TokenBucket, TokensTakenAheadOfTimeAreThereLater) {
    TokenBucket bucket(10, 3);
    EXPECT_EQ(bucket.reserve(3, at_ms(0)), at_ms(0));
    EXPECT_EQ(bucket.reserve(1, at_ms(0)), at_ms(100));
    EXPECT_EQ(bucket.reserve(1, at_ms(0)), at_ms(200));
    EXPECT_FALSE(bucket.take(1, at_ms(200)));
    EXPECT_TRUE(bucket.take(1, at_ms(300)));
}

TEST(TokenBucket, MoreThanTheBurstMayBeReservedAtOnce) {
    TokenBucket bucket(10, 3);
    EXPECT_EQ(bucket.reserve(5, at_ms(0)), at_ms(200));
}

TEST(PeakRate, IsTheBusiestSecondOfTheClock) {
    PeakRate rate;
    rate.add(3, at_ms(900));
    rate.add(4, at_ms(1000));
    rate.add(1, at_ms(1999));
    EXPECT_EQ(rate.peak(), 5);
    rate.add(2, at_ms(2500));
    EXPECT_EQ(rate.peak(), 5);
    rate.add(4, at_ms(2400));
    EXPECT_EQ(rate.peak(), 6);
}

const QuotaUse& use_of(const AccountQuota& account, Quota quota) { return account.use(quota); }

QuotaRates rates_of(Quota quota, double limit) {
    QuotaRates rates;
    rates[quota] = limit;
    return rates;
}

TEST(QuotaRates, TheShippedProfilesNameEveryLimit) {
    for (const char* name : {"aws-iot-core-quotas", "aws-iot-core-quotas-2023"}) {
        const QuotaRates rates = QuotaRates::open(name);
        for (std::size_t i = 0; i < kQuotas; ++i)
            EXPECT_GT(rates[static_cast<Quota>(i)], 0) << to_text(static_cast<Quota>(i));
    }
}

TEST(QuotaRates, AnAzureHubGivesALimitOfAMinute) {
    AccountQuota account(QuotaRates::open("azure-iot-hub-s1-quotas"));
    int registered = 0;
    for (int ms = 0; ms < 600'000; ms += 100)
        registered += account.register_thing(at_ms(ms)) ? 1 : 0;
    EXPECT_NEAR(registered, 1000, 2);
    EXPECT_NEAR(account.rates()[Quota::PublishesOut], 1.667, 0.001);
}

TEST(AccountQuota, WithoutALimitOfEvaluationsARuleTakesNoDelivery) {
    AccountQuota account(rates_of(Quota::PublishesOut, 1));
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(account.evaluate_rule(at_ms(0)));
}

TEST(QuotaRates, WhatAProfileDoesNotNameHasNoLimit) {
    const QuotaRates rates = QuotaRates::open("azure-iot-hub-s1-quotas");
    EXPECT_EQ(rates[Quota::Connects], 100);
    EXPECT_EQ(rates[Quota::Subscribes], 0);
    const profile::Profile none("name = \"x\"\nkind = \"quota\"\nsummary = \"x\"\n", "x.toml");
    EXPECT_THROW(QuotaRates::read(none), sim::InputError);
}

TEST(AccountQuota, AStormConnectsAtTheAccountsRate) {
    AccountQuota account(QuotaRates::open("aws-iot-core-quotas-2023"));
    std::vector<ClientQuota> clients(10'001);
    int granted = 0;
    for (int client = 0; client < 10'000; ++client)
        granted += account.connect(clients[static_cast<std::size_t>(client)], at_ms(0)) ==
                   Verdict::Granted;
    EXPECT_EQ(granted, 500);
    EXPECT_EQ(account.connect(clients[10'000], at_ms(2)), Verdict::Granted);
    EXPECT_EQ(use_of(account, Quota::Connects).throttled, 9'500);
    EXPECT_EQ(use_of(account, Quota::Connects).peak, 10'001) << "asked for in the first second";
}

TEST(AccountQuota, OneClientIdConnectsOnceASecond) {
    AccountQuota account(QuotaRates::open("aws-iot-core-quotas"));
    ClientQuota one;
    ClientQuota other;
    EXPECT_EQ(account.connect(one, at_ms(0)), Verdict::Granted);
    EXPECT_EQ(account.connect(one, at_ms(999)), Verdict::ClientExhausted);
    EXPECT_EQ(account.connect(other, at_ms(999)), Verdict::Granted);
    EXPECT_EQ(account.connect(one, at_ms(1000)), Verdict::Granted);
    EXPECT_EQ(use_of(account, Quota::ConnectsOfClient).peak, 2);
}

TEST(AccountQuota, AConnectThatTheAccountRefusesDoesNotCountAgainstItsClient) {
    QuotaRates rates = rates_of(Quota::Connects, 1);
    rates[Quota::ConnectsOfClient] = 1;
    AccountQuota account(rates);
    ClientQuota first;
    ClientQuota second;
    EXPECT_EQ(account.connect(first, at_ms(0)), Verdict::Granted);
    EXPECT_EQ(account.connect(second, at_ms(900)), Verdict::AccountExhausted);
    EXPECT_EQ(account.connect(second, at_ms(1000)), Verdict::Granted);
}

TEST(AccountQuota, AConnectionPublishesAHundredTimesASecond) {
    AccountQuota account(QuotaRates::open("aws-iot-core-quotas"));
    ClientQuota client;
    int granted = 0;
    for (int i = 0; i < 200; ++i)
        granted +=
            account.publish_in(client, sim::Bytes{100}, at_ms(0)).verdict == Verdict::Granted;
    EXPECT_EQ(granted, 100);
    EXPECT_EQ(account.publish_in(client, sim::Bytes{100}, at_ms(10)).verdict, Verdict::Granted);
    EXPECT_EQ(use_of(account, Quota::PublishesOfConnection).throttled, 100);
}

TEST(AccountQuota, TheBusiestSecondOfAConnectionIsCountedThoughItsBucketIsNeverLow) {
    QuotaRates rates = rates_of(Quota::PublishesOfConnection, 100);
    rates[Quota::BytesOfConnection] = 1000;
    AccountQuota account(rates);
    ClientQuota client;
    for (int i = 0; i < 300; ++i) {  // ninety a second, evenly: each finds its bucket full
        const Excess excess = i % 2 == 0 ? Excess::IsDiscarded : Excess::Waits;
        account.publish_out(client, excess, sim::Bytes{10}, at_ms(i * 1000 / 90));
    }
    EXPECT_EQ(use_of(account, Quota::PublishesOfConnection).peak, 90);
    EXPECT_EQ(use_of(account, Quota::PublishesOfConnection).throttled, 0);
    EXPECT_EQ(use_of(account, Quota::BytesOfConnection).peak, 900);
}

TEST(AccountQuota, ANewConnectionBeginsWithFullBuckets) {
    AccountQuota account(rates_of(Quota::PublishesOfConnection, 1));
    ClientQuota client;
    EXPECT_EQ(account.publish_in(client, sim::Bytes{1}, at_ms(0)).verdict, Verdict::Granted);
    EXPECT_EQ(account.publish_in(client, sim::Bytes{1}, at_ms(0)).verdict,
              Verdict::ClientExhausted);
    EXPECT_EQ(account.connect(client, at_ms(1)), Verdict::Granted);
    EXPECT_EQ(account.publish_in(client, sim::Bytes{1}, at_ms(1)).verdict, Verdict::Granted);
}

TEST(AccountQuota, TheAccountsPublishesAreThoseOfAllItsClients) {
    AccountQuota account(rates_of(Quota::PublishesIn, 3));
    ClientQuota one;
    ClientQuota other;
    for (ClientQuota* client : {&one, &other, &one})
        EXPECT_EQ(account.publish_in(*client, sim::Bytes{1}, at_ms(0)).verdict, Verdict::Granted);
    EXPECT_EQ(account.publish_in(other, sim::Bytes{1}, at_ms(0)).verdict,
              Verdict::AccountExhausted);
}

TEST(AccountQuota, BytesBeyondAConnectionsThroughputAreDelayed) {
    AccountQuota account(rates_of(Quota::BytesOfConnection, 1000));
    ClientQuota client;
    EXPECT_EQ(account.publish_in(client, sim::Bytes{1000}, at_ms(0)).at, at_ms(0));
    const Permit late = account.publish_in(client, sim::Bytes{500}, at_ms(0));
    EXPECT_EQ(late.verdict, Verdict::Granted);
    EXPECT_EQ(late.at, at_ms(500));
    EXPECT_EQ(use_of(account, Quota::BytesOfConnection).peak, 1500);
}

TEST(AccountQuota, WhatWaitsOnAConnectionIsNotAskedForAgain) {
    AccountQuota account(rates_of(Quota::BytesOfConnection, 1000));
    ClientQuota client;
    // A tenth too much for ten minutes: in the end 60 kB wait.
    for (int second = 0; second < 600; ++second)
        account.publish_in(client, sim::Bytes{1100}, at_ms(second * 1000));
    EXPECT_GT(account.publish_in(client, sim::Bytes{1100}, at_ms(600'000)).at, at_ms(655'000));
    EXPECT_GE(use_of(account, Quota::BytesOfConnection).peak, 1100);
    EXPECT_LE(use_of(account, Quota::BytesOfConnection).peak, 1000 + 1100);
}

TEST(AccountQuota, ExcessDeliveriesAreDiscardedWithQos0AndWaitWithQos1) {
    AccountQuota account(rates_of(Quota::PublishesOut, 2));
    ClientQuota client;
    const auto out = [&](Excess excess) {
        return account.publish_out(client, excess, sim::Bytes{1}, at_ms(0));
    };
    EXPECT_EQ(out(Excess::IsDiscarded).verdict, Verdict::Granted);
    EXPECT_EQ(out(Excess::IsDiscarded).verdict, Verdict::Granted);
    EXPECT_EQ(out(Excess::IsDiscarded).verdict, Verdict::AccountExhausted);
    EXPECT_EQ(out(Excess::Waits).at, at_ms(500));
    EXPECT_EQ(out(Excess::Waits).at, at_ms(1000));
    EXPECT_EQ(use_of(account, Quota::PublishesOut).throttled, 3);
}

TEST(AccountQuota, ARuleThatMatchesIsADeliveryToo) {
    QuotaRates rates = rates_of(Quota::RuleEvaluations, 5);
    rates[Quota::PublishesOut] = 1;
    AccountQuota account(rates);
    EXPECT_TRUE(account.evaluate_rule(at_ms(0)));
    EXPECT_FALSE(account.evaluate_rule(at_ms(0)));
    EXPECT_EQ(use_of(account, Quota::PublishesOut).throttled, 1);
}

TEST(AccountQuota, FiltersBeyondTheRateAreAnsweredLater) {
    AccountQuota account(rates_of(Quota::Subscribes, 4));
    EXPECT_EQ(account.subscribe(4, at_ms(0)), at_ms(0));
    EXPECT_EQ(account.subscribe(2, at_ms(0)), at_ms(500));
    EXPECT_EQ(use_of(account, Quota::Subscribes).throttled, 2) << "each filter";
}

TEST(AccountQuota, MoreThanItsConnectionsAreRefused) {
    AccountQuota account(rates_of(Quota::Connections, 2));
    ClientQuota client;
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(account.connect(client, at_ms(0)), Verdict::Granted);
        account.connected();
    }
    EXPECT_EQ(account.connect(client, at_ms(0)), Verdict::AccountExhausted);
    account.disconnected();
    EXPECT_EQ(account.connect(client, at_ms(0)), Verdict::Granted);
    EXPECT_EQ(use_of(account, Quota::Connections).peak, 3) << "asked for";
}

TEST(AccountQuota, WhatHasNoLimitIsNeverRefused) {
    AccountQuota account(QuotaRates{});
    ClientQuota client;
    for (int i = 0; i < 10'000; ++i) {
        EXPECT_EQ(account.connect(client, at_ms(0)), Verdict::Granted);
        EXPECT_TRUE(account.register_thing(at_ms(0)));
    }
}

}  // namespace
}  // namespace fleetsim::cloud
