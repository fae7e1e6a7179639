#include "models/cloud/price_book.hpp"

#include <gtest/gtest.h>

#include "sim/error.hpp"

namespace fleetsim::cloud {
namespace {

using sim::Bytes;
using sim::Duration;
using sim::Time;

Bill bill_for(const std::string& book, Meter meter, std::int64_t count,
              Allowance allowance = Allowance::None) {
    Usage usage;
    usage.add(meter, count);
    return PriceBook::open(book).bill(usage, allowance);
}

constexpr std::int64_t kMillion = 1'000'000;
constexpr std::int64_t kMonthMinutes = 30 * 24 * 60;

TEST(AwsPrices, AMillionAlwaysOnDevicesConnectForAMonth) {
    const Bill bill = bill_for("aws-iot-core", Meter::ConnectionMinutes, kMillion * kMonthMinutes);
    EXPECT_EQ(bill.total.to_text(), "3456.00");
}

TEST(AwsPrices, AMessageAMinuteEachPassesAllThreeTiers) {
    const Bill bill = bill_for("aws-iot-core", Meter::Messages, kMillion * kMonthMinutes);
    EXPECT_EQ(bill.total.to_text(), "30940.00");
}

TEST(AwsPrices, OneRuleWithOneActionForEachMessage) {
    Usage usage;
    usage.add(Meter::RulesTriggered, kMillion * kMonthMinutes);
    usage.add(Meter::ActionsExecuted, kMillion * kMonthMinutes);
    EXPECT_EQ(PriceBook::open("aws-iot-core").bill(usage).total.to_text(), "12960.00");
}

TEST(AwsPrices, AnAlwaysOnDeviceCostsFourCentsAYear) {
    const Bill bill = bill_for("aws-iot-core", Meter::ConnectionMinutes, 365 * 24 * 60);
    EXPECT_EQ(bill.total, Money::millionths(42'048));
}

TEST(AwsPrices, TiersMeetAtTheirBounds) {
    EXPECT_EQ(bill_for("aws-iot-core", Meter::Messages, 1'000 * kMillion).total.to_text(),
              "1000.00");
    EXPECT_EQ(bill_for("aws-iot-core", Meter::Messages, 5'000 * kMillion).total.to_text(),
              "4200.00");
    EXPECT_EQ(bill_for("aws-iot-core", Meter::RemoteActions, 250'002).total.to_text(), "750.00");
    EXPECT_EQ(bill_for("aws-iot-core", Meter::RemoteActions, 250'010).total.to_text(), "750.02");
}

TEST(AwsPrices, TheFreeTierComesOffTheCount) {
    const auto with = [](std::int64_t count) {
        return bill_for("aws-iot-core", Meter::Messages, count, Allowance::FreeTier).total;
    };
    EXPECT_EQ(with(500'000), Money{});
    EXPECT_EQ(with(1'500'000), Money::units(1));
}

TEST(AzurePrices, UnitsAreBoughtWholeForTheBusiestDay) {
    EXPECT_EQ(bill_for("azure-iot-hub-s1", Meter::MessagesOfBusiestDay, 400'000).total,
              Money::units(25));
    EXPECT_EQ(bill_for("azure-iot-hub-s1", Meter::MessagesOfBusiestDay, 400'001).total,
              Money::units(50));
    EXPECT_EQ(bill_for("azure-iot-hub-s1", Meter::MessagesOfBusiestDay, 0).total, Money{});
}

TEST(PriceBooks, EveryShippedOneNamesItsSources) {
    for (const std::string& name : profile::shipped_names("price")) {
        const profile::Profile file = profile::open("price", name);
        const PriceBook book(file);
        EXPECT_FALSE(book.prices().empty()) << name;
        for (const profile::Figure& figure : file.figures()) EXPECT_FALSE(figure.source.empty());
    }
}

TEST(PriceBooks, SayTheirPricesInWords) {
    const PriceBook book = PriceBook::open("aws-iot-core");
    EXPECT_EQ(book.prices()[1].to_text(book.currency()),
              "1 USD per 1,000,000 up to 1,000,000,000, then 0.8 USD per 1,000,000 up to "
              "5,000,000,000, then 0.7 USD per 1,000,000");
    for (const std::string& name : profile::shipped_names("price")) {
        const PriceBook one = PriceBook::open(name);
        for (const Price& price : one.prices()) EXPECT_FALSE(price.source.empty()) << name;
    }
}

TEST(PriceBooks, AnUnknownMeteringIsRefused) {
    const profile::Profile file(
        "name = \"x\"\nkind = \"price\"\nsummary = \"x\"\ncurrency = \"USD\"\n"
        "metering = \"gcp\"\n",
        "x.toml");
    EXPECT_THROW(PriceBook{file}, sim::InputError);
}

/// A book with one price, of these tiers.
void open_book(const std::string& tiers) {
    PriceBook(
        profile::Profile("name = \"x\"\nkind = \"price\"\nsummary = \"x\"\ncurrency = "
                         "\"USD\"\n[sources]\na = \"a\"\n"
                         "[[price]]\nname = \"y\"\nmeter = \"messages\"\n" +
                             tiers,
                         "x.toml"));
}

std::string tier(const std::string& up_to) {
    const auto figure = [](const std::string& value, const std::string& unit) {
        return "{ value = " + value + ", unit = \"" + unit + "\", source = \"a\" }\n";
    };
    return "[[price.tier]]\nprice = " + figure("1", "USD") + "per = " + figure("1", "") +
           (up_to.empty() ? "" : "up_to = " + figure(up_to, ""));
}

TEST(PriceBooks, TiersThatLeaveACountWithoutAPriceAreRefused) {
    EXPECT_NO_THROW(open_book(tier("")));
    EXPECT_NO_THROW(open_book(tier("10") + tier("20") + tier("")));
    EXPECT_THROW(open_book(""), sim::InputError) << "no price at all";
    EXPECT_THROW(open_book(tier("10")), sim::InputError) << "nothing beyond the last";
    EXPECT_THROW(open_book(tier("") + tier("")), sim::InputError) << "the second is never reached";
    EXPECT_THROW(open_book(tier("20") + tier("10") + tier("")), sim::InputError) << "downwards";
    EXPECT_THROW(open_book(tier("0") + tier("")), sim::InputError) << "an empty tier";
}

TEST(PriceBooks, AnUnknownMeterIsRefused) {
    const profile::Profile file(
        "name = \"x\"\nkind = \"price\"\nsummary = \"x\"\ncurrency = \"USD\"\n"
        "[[price]]\nname = \"y\"\nmeter = \"mesages\"\n",
        "x.toml");
    EXPECT_THROW(PriceBook{file}, sim::InputError);
}

UsageMeter aws() { return {Metering::AwsIotCore, Blocks{}}; }

TEST(UsageMeter, OneMessageFromDeviceToDeviceAtQos1IsThree) {
    UsageMeter meter = aws();
    meter.publish_in(Bytes{100}, Time{});
    meter.publish_out(Bytes{100}, Time{});
    meter.puback_from_device(Time{});
    EXPECT_EQ(meter.usage().of(Meter::Messages), 3);
}

TEST(UsageMeter, SizesCountInBlocksBegun) {
    UsageMeter meter = aws();
    meter.publish_in(Bytes{5 * 1024}, Time{});
    EXPECT_EQ(meter.usage().of(Meter::Messages), 1);
    meter.publish_in(Bytes{5 * 1024 + 1}, Time{});
    EXPECT_EQ(meter.usage().of(Meter::Messages), 3);
    meter.rule_triggered(Bytes{8 * 1024});
    EXPECT_EQ(meter.usage().of(Meter::RulesTriggered), 2);
    meter.shadow_or_registry_operation(Bytes{1500});
    EXPECT_EQ(meter.usage().of(Meter::ShadowAndRegistryOperations), 2);
}

TEST(UsageMeter, BasicIngestIsNoMessage) {
    UsageMeter meter = aws();
    meter.publish_in(Bytes{100}, Time{}, Arrival::BasicIngest);
    meter.rule_triggered(Bytes{100});
    EXPECT_EQ(meter.usage().of(Meter::Messages), 0);
    EXPECT_EQ(meter.usage().of(Meter::RulesTriggered), 1);
}

TEST(UsageMeter, BasicIngestIsAnOfferOfAwsAlone) {
    UsageMeter meter(Metering::AzureIotHub, Blocks{});
    meter.publish_in(Bytes{100}, Time{}, Arrival::BasicIngest);
    EXPECT_EQ(meter.usage().of(Meter::Messages), 1);
}

TEST(UsageMeter, MinutesAreCountedWhenBegun) {
    EXPECT_EQ(minutes_begun(Duration::seconds(61)), 2);
    EXPECT_EQ(minutes_begun(Duration::seconds(60)), 1);
    EXPECT_EQ(minutes_begun(Duration{}), 0);
}

TEST(UsageMeter, WhatIsStoredForAnOfflineClientCountsAgainWhenItIsDelivered) {
    UsageMeter meter = aws();
    meter.publish_in(Bytes{100}, Time{});
    meter.store(Bytes{100}, Time{});
    meter.publish_out(Bytes{100}, Time{});
    meter.puback_from_device(Time{});
    EXPECT_EQ(meter.usage().of(Meter::Messages), 4);
}

TEST(UsageMeter, APublishByHttpsIsItsRequestAndItsResponse) {
    UsageMeter meter = aws();
    meter.publish_in(Bytes{6 * 1024}, Time{});
    meter.http_response(Bytes{70}, Time{});
    EXPECT_EQ(meter.usage().of(Meter::Messages), 3);
}

TEST(UsageMeter, AzureCountsWhatIsSentToTheHubInBlocksOf4KiB) {
    UsageMeter meter(Metering::AzureIotHub, Blocks{.message = Bytes{4 * 1024}});
    meter.connect(Bytes{}, Time{});
    meter.subscribe(Bytes{10}, Time{});
    meter.publish_in(Bytes{6 * 1024}, Time{});
    meter.publish_out(Bytes{6 * 1024}, Time{});
    meter.puback_from_device(Time{});
    EXPECT_EQ(meter.usage().of(Meter::Messages), 2);
}

TEST(UsageMeter, MachinesOfOnesOwnChargeForNoMessage) {
    UsageMeter meter(Metering::Machines, Blocks{});
    meter.connect(Bytes{}, Time{});
    meter.publish_in(Bytes{100}, Time{});
    meter.publish_out(Bytes{100}, Time{});
    EXPECT_EQ(meter.usage().of(Meter::Messages), 0);
}

TEST(UsageMeter, WhatCameBeforeItBeganDoesNotCount) {
    UsageMeter meter = aws();
    meter.publish_in(Bytes{1}, Time{});
    meter.begin(Time::at(Duration::hours(23)));
    meter.publish_in(Bytes{1}, Time::at(Duration::hours(23)));
    meter.publish_in(Bytes{1}, Time::at(Duration::hours(25)));
    EXPECT_EQ(meter.usage().of(Meter::Messages), 2);
    EXPECT_EQ(meter.usage().of(Meter::MessagesOfBusiestDay), 2) << "a day from its begin";
}

TEST(UsageMeter, AMessageNotedLateDoesNotEndTheDayTwice) {
    UsageMeter meter = aws();
    const Time midnight = Time::at(Duration::days(1));
    for (int i = 0; i < 3; ++i) {
        meter.publish_in(Bytes{1}, midnight + Duration::seconds(1));
        meter.publish_in(Bytes{1}, midnight - Duration::seconds(1));
    }
    EXPECT_EQ(meter.usage().of(Meter::MessagesOfBusiestDay), 6);
}

TEST(Month, IsThirtyDaysLikeTheSpan) {
    Usage usage;
    usage.add(Meter::Messages, 7);
    usage.add(Meter::MessagesOfBusiestDay, 7);
    const Usage month = month_of(usage, Duration::minutes(10));
    EXPECT_EQ(month.of(Meter::Messages), 7 * 4320);
    EXPECT_EQ(month.of(Meter::MessagesOfBusiestDay), 7 * 144);
    EXPECT_EQ(month_of(usage, Duration::days(60)).of(Meter::Messages), 4) << "3.5, halves up";
    EXPECT_EQ(month_of(usage, Duration::days(60)).of(Meter::MessagesOfBusiestDay), 7);
    EXPECT_EQ(month_of(usage, Duration{}).of(Meter::Messages), 0);
}

TEST(Month, OfAWholeFleetDoesNotOverflow) {
    Usage usage;
    usage.add(Meter::EgressBytes, std::int64_t{1} << 50);
    EXPECT_EQ(month_of(usage, Duration::days(15)).of(Meter::EgressBytes), std::int64_t{1} << 51);
}

TEST(UsageMeter, TheBusiestDayIsNotTheLast) {
    UsageMeter meter = aws();
    for (int i = 0; i < 3; ++i) meter.publish_in(Bytes{1}, Time{});
    meter.publish_in(Bytes{1}, Time::at(Duration::hours(25)));
    EXPECT_EQ(meter.usage().of(Meter::MessagesOfBusiestDay), 3);
    EXPECT_EQ(meter.usage().of(Meter::Messages), 4);
    meter.publish_in(Bytes{1}, Time::at(Duration::hours(49)));
    EXPECT_EQ(meter.usage().of(Meter::MessagesOfBusiestDay), 3) << "nor the last but one";
}

}  // namespace
}  // namespace fleetsim::cloud
