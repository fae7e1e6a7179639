// An app against a broker that answers as it is told, so that each test sees the app.
#include "models/app/app.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <vector>

#include "models/network/shortest_paths.hpp"

namespace fleetsim::app {
namespace {

using namespace sim::literals;
using mqtt::ParcelKind;
using sim::Time;

constexpr sim::Duration kOneWay = 50_ms;
const sim::EntityId kApp = sim::EntityId::service(1);
const sim::EntityId kBroker = sim::EntityId::service(0);

AppConfig desk() {
    AppConfig config;
    config.name = "desk";
    config.self = kApp;
    config.broker = kBroker;
    return config;
}

AppPublish each(sim::Duration every) {
    AppPublish publish;
    publish.pattern = 3;
    publish.qos = 1;
    publish.schedule.every = every;
    publish.payload.fixed = 10;
    return publish;
}

/// Carries parcels between the app and the broker, in the order of their times.
class Side : public sim::Outbox::Sink {
  public:
    explicit Side(AppConfig config, std::optional<network::Outage> outage = {},
                  network::Latency latency = network::Latency::constant(kOneWay)) {
        const network::NodeId here = topology_.add_node({.name = "office", .inside = {}});
        const network::NodeId there = topology_.add_node({.name = "cloud", .inside = {}});
        const network::LinkId link =
            topology_.add_link({.from = here, .to = there, .latency = std::move(latency)});
        if (outage) topology_.add_outage(link, *outage);
        const network::Endpoints pairs[] = {{here, there}};
        routes_ = std::make_unique<network::RouteTable>(topology_, pairs);
        config.to_broker.route = &routes_->between(here, there);
        app_ = std::make_unique<App>(std::move(config), 1);
    }

    void take(sim::Timer) override { FAIL() << "an app is no device"; }
    void take(const sim::Parcel& parcel) override { waiting_.emplace(parcel.time, parcel); }

    const AppStatistics& run_until(sim::Duration until) {
        if (!has_begun_) app_->begin(outbox_);
        has_begun_ = true;
        while (!waiting_.empty() && waiting_.begin()->first < Time::at(until)) {
            const sim::Parcel next = waiting_.begin()->second;
            waiting_.erase(waiting_.begin());
            next.target == kApp ? hand(next) : hear(next);
        }
        return app_->statistics();
    }
    /// A parcel from the broker that reaches the app at `when`.
    void tell(ParcelKind kind, sim::Duration when, std::uint8_t code = 0,
              std::uint8_t connection = 1) {
        sim::Parcel parcel = from_broker(kind, Time::at(when));
        mqtt::pack(mqtt::Signal{.generation = connection, .code = code}, parcel);
        take(parcel);
    }
    void publish(mqtt::Message message, sim::Duration when) {
        sim::Parcel parcel = from_broker(ParcelKind::Publish, Time::at(when));
        message.published = Time::at(when) - kOneWay;
        mqtt::pack(message, parcel);
        take(parcel);
    }
    std::vector<Time> heard(ParcelKind kind) const {
        std::vector<Time> times;
        for (const sim::Parcel& parcel : heard_)
            if (mqtt::kind_of(parcel) == kind) times.push_back(parcel.time);
        return times;
    }
    std::vector<mqtt::Message> messages() const {
        std::vector<mqtt::Message> all;
        for (const sim::Parcel& parcel : heard_)
            if (mqtt::kind_of(parcel) == ParcelKind::Publish)
                all.push_back(mqtt::unpack_message(parcel));
        return all;
    }
    const App& app() const { return *app_; }

    /// The code of the next CONNACKs; 0 lets the app in.
    std::uint8_t verdict = 0;

  private:
    static sim::Parcel from_broker(ParcelKind kind, Time when) {
        sim::Parcel parcel{};
        parcel.time = when;
        parcel.source = kBroker;
        parcel.target = kApp;
        parcel.kind = static_cast<std::uint16_t>(kind);
        return parcel;
    }
    void hand(const sim::Parcel& parcel) { app_->on_parcels({&parcel, 1}, outbox_); }
    void hear(const sim::Parcel& parcel) {
        heard_.push_back(parcel);
        const sim::Duration back = parcel.time.since_start() + kOneWay;
        if (mqtt::kind_of(parcel) == ParcelKind::Connect) tell(ParcelKind::ConnAck, back, verdict);
        if (mqtt::kind_of(parcel) == ParcelKind::Publish)
            if (mqtt::unpack_message(parcel).qos == 1) tell(ParcelKind::PubAck, back);
    }

    network::Topology topology_;
    std::unique_ptr<network::RouteTable> routes_;
    std::unique_ptr<App> app_;
    sim::Outbox outbox_{*this, 0};
    std::multimap<Time, sim::Parcel> waiting_;
    std::vector<sim::Parcel> heard_;
    bool has_begun_ = false;
};

TEST(App, ConnectsAtTimeZeroAndSubscribesOnceItIsLetIn) {
    AppConfig config = desk();
    config.subscribes = true;
    Side side(config);
    EXPECT_EQ(side.run_until(1_s).connects, 1);
    EXPECT_THAT(side.heard(ParcelKind::Connect), testing::ElementsAre(Time::at(kOneWay)));
    EXPECT_THAT(side.heard(ParcelKind::Subscribe), testing::ElementsAre(Time::at(kOneWay * 3)));
}

TEST(App, TriesAgainEverySecondWhileItIsRefused) {
    Side side(desk());
    side.verdict = 5;
    EXPECT_EQ(side.run_until(3_s).connects, 0);
    EXPECT_EQ(side.heard(ParcelKind::Connect).size(), 3u);
    side.verdict = 0;
    EXPECT_EQ(side.run_until(10_s).connects, 1);
    EXPECT_EQ(side.heard(ParcelKind::Connect).size(), 4u);
}

TEST(App, WhatItHearsOfAConnectionBeforeIsNotAboutItsOwn) {
    Side side(desk());
    side.tell(ParcelKind::ConnectionLost, 10_s);
    side.tell(ParcelKind::ConnectionLost, 20_s);  // of the first one, again
    EXPECT_EQ(side.run_until(1_min).connects, 2);
    side.tell(ParcelKind::ConnectionLost, 70_s, 0, 2);
    EXPECT_EQ(side.run_until(2_min).connects, 3);
}

TEST(App, ConnectsAgainASecondAfterItsConnectionIsLostAndGoesOn) {
    AppConfig config = desk();
    config.publishes = {each(10_s)};
    Side side(config);
    side.tell(ParcelKind::ConnectionLost, 35_s);
    const AppStatistics& counts = side.run_until(100_s);
    EXPECT_EQ(counts.connects, 2);
    EXPECT_THAT(side.heard(ParcelKind::Connect),
                testing::ElementsAre(Time::at(kOneWay), Time::at(36_s + kOneWay)));
    EXPECT_NEAR(static_cast<double>(counts.published + counts.unsent), 9.5, 0.5)
        << "its programs run once, however often it connects";
}

TEST(App, APublishDueWithoutAConnectionIsNotSent) {
    AppConfig config = desk();
    config.publishes = {each(10_s)};
    Side side(config);
    side.tell(ParcelKind::ConnectionLost, 35_s);
    const std::int64_t published = side.run_until(35_s).published;
    side.verdict = 5;
    const AppStatistics& counts = side.run_until(100_s);
    EXPECT_EQ(counts.published, published);
    EXPECT_GE(counts.unsent, 6);
    EXPECT_EQ(counts.acknowledged, counts.published);
}

TEST(App, PublishesNoMoreThanItsMost) {
    AppConfig config = desk();
    config.publishes = {each(1_s)};
    config.publishes[0].most = 4;
    EXPECT_EQ(Side(config).run_until(60_s).published, 4);
}

TEST(App, PublishesFasterThanAWindowWithoutLosingAny) {
    AppConfig config = desk();
    config.publishes = {each(1_ms)};
    Side side(config);
    EXPECT_NEAR(static_cast<double>(side.run_until(2_s).published), 1'900, 30);
    EXPECT_TRUE(std::ranges::is_sorted(side.heard(ParcelKind::Publish)));
}

TEST(App, OneConnectionDeliversInTheOrderItWasGiven) {
    AppConfig config = desk();
    config.publishes = {each(1_s)};
    Side side(config, {}, network::Latency::uniform(50_ms, 3_s));
    side.run_until(300_s);
    std::vector<std::uint32_t> ordinals;
    for (const mqtt::Message& message : side.messages()) ordinals.push_back(message.ordinal);
    ASSERT_GT(ordinals.size(), 250u);
    EXPECT_TRUE(std::ranges::is_sorted(ordinals));
}

network::Latency lognormal_latency(double median_seconds) {
    return network::Latency(sim::DurationDistribution(
        sim::Distribution::lognormal(median_seconds, 1).cut_off(0.02, 5)));
}

bool are_in_order_of_publishing(const std::vector<mqtt::Message>& messages) {
    return std::ranges::is_sorted(messages, {}, &mqtt::Message::published);
}

TEST(App, PublishesMadeAheadWithinAWindowDoNotOvertakeOneAnother) {
    AppConfig config = desk();
    config.publishes = {each(10_ms)};
    Side side(config, {}, lognormal_latency(0.05));
    side.run_until(60_s);
    EXPECT_GT(side.messages().size(), 5'000u);
    EXPECT_TRUE(are_in_order_of_publishing(side.messages()));
}

TEST(App, ThePublishesOfSeveralProgramsLeaveOnOneConnection) {
    AppConfig config = desk();
    config.publishes = {each(3_ms), each(5_ms), each(7_ms)};
    Side side(config, {}, lognormal_latency(0.05));
    side.run_until(60_s);
    EXPECT_GT(side.messages().size(), 30'000u);
    EXPECT_TRUE(are_in_order_of_publishing(side.messages()));
}

TEST(App, WhereTheLatencyIsConstantEveryPublishTakesIt) {
    AppConfig config = desk();
    config.publishes = {each(3_ms), each(5_ms), each(7_ms)};
    Side side(config);
    side.run_until(10_s);
    const std::vector<Time> arrivals = side.heard(ParcelKind::Publish);
    const std::vector<mqtt::Message> messages = side.messages();
    ASSERT_GT(messages.size(), 5'000u);
    for (std::size_t i = 0; i < messages.size(); ++i)
        ASSERT_EQ(arrivals[i], messages[i].published + kOneWay) << i;
}

AppReply reply_after(sim::DurationDistribution after) {
    return {.pattern = 7,
            .qos = 0,
            .payload = {.content = {}, .size = {}, .fixed = 5},
            .after = std::move(after)};
}

TEST(App, RepliesEnterTheConnectionWhenTheyAreDue) {
    AppConfig config = desk();
    config.reply = reply_after(sim::DurationDistribution(sim::Distribution::uniform(0, 2)));
    Side side(config, {}, lognormal_latency(0.05));
    for (int i = 0; i < 2'000; ++i) side.publish({.number = 1}, 10_s + 10_ms * i);
    side.run_until(60_s);
    EXPECT_EQ(side.messages().size(), 2'000u);
    EXPECT_TRUE(are_in_order_of_publishing(side.messages()));
}

TEST(App, AReplyThatIsDueWithoutAConnectionIsNotSent) {
    AppConfig config = desk();
    config.reply = reply_after(sim::DurationDistribution(5_s));
    Side side(config);
    side.publish({}, 10_s);
    side.tell(ParcelKind::ConnectionLost, 12_s);
    side.verdict = 5;
    const AppStatistics& counts = side.run_until(20_s);
    EXPECT_EQ(counts.published, 0);
    EXPECT_EQ(counts.unsent, 1);
}

TEST(App, ARoundGoesToEveryDeviceOnceOverItsSpread) {
    AppConfig config = desk();
    config.publishes = {each(1_h)};
    AppPublish& publish = config.publishes[0];
    publish.audience = Audience::EveryDevice;
    publish.numbers = 1'000;
    publish.spread = 10_s;
    publish.most = 1;
    Side side(config);
    EXPECT_EQ(side.run_until(3_h).published, 1'000);
    std::vector<std::uint32_t> numbers;
    for (const mqtt::Message& message : side.messages()) numbers.push_back(message.number);
    std::ranges::sort(numbers);
    EXPECT_EQ(std::ranges::adjacent_find(numbers), numbers.end());
    EXPECT_EQ(numbers.back(), 999u);
    const std::vector<Time> times = side.heard(ParcelKind::Publish);
    // Four bursts of up to 256: the last leaves three quarters of the spread after the first.
    EXPECT_NEAR((times.back() - times.front()).to_seconds(), 7.68, 0.1);
}

TEST(App, ARandomDeviceIsOneOfTheFleet) {
    AppConfig config = desk();
    config.publishes = {each(1_s)};
    config.publishes[0].audience = Audience::RandomDevice;
    config.publishes[0].numbers = 3;
    Side side(config);
    side.run_until(200_s);
    std::vector<int> seen(3);
    for (const mqtt::Message& message : side.messages()) ++seen.at(message.number);
    for (const int count : seen) EXPECT_GT(count, 40);
}

TEST(App, AnswersEachMessageToTheNumberItCameFrom) {
    AppConfig config = desk();
    config.reply = AppReply{.pattern = 7,
                            .qos = 0,
                            .payload = {.content = {}, .size = {}, .fixed = 5},
                            .after = sim::DurationDistribution(2_s)};
    Side side(config);
    side.publish({.number = 42, .payload_bytes = 30, .packet_id = 9, .qos = 1}, 10_s);
    const AppStatistics& counts = side.run_until(20_s);
    EXPECT_EQ(counts.received, 1);
    EXPECT_EQ(counts.received_payload_bytes, 30);
    EXPECT_EQ(counts.latency.maximum(), kOneWay.count());
    EXPECT_THAT(side.heard(ParcelKind::PubAck), testing::ElementsAre(Time::at(10_s + kOneWay)));
    ASSERT_EQ(side.messages().size(), 1u);
    const mqtt::Message answer = side.messages().front();
    EXPECT_EQ(answer.pattern, 7);
    EXPECT_EQ(answer.number, 42u);
    EXPECT_EQ(answer.payload_bytes, 5u);
    EXPECT_EQ(answer.published, Time::at(12_s));
}

TEST(App, ExactlyOnceTakesBothHalvesOfTheHandshake) {
    Side side(desk());
    side.publish({.packet_id = 9, .qos = 2}, 10_s);
    side.tell(ParcelKind::PubRel, 11_s);
    side.tell(ParcelKind::PubRec, 12_s);
    side.tell(ParcelKind::PubComp, 13_s);
    EXPECT_EQ(side.run_until(20_s).acknowledged, 1);
    EXPECT_EQ(side.heard(ParcelKind::PubRec).size(), 1u);
    EXPECT_EQ(side.heard(ParcelKind::PubComp).size(), 1u);
    EXPECT_EQ(side.heard(ParcelKind::PubRel).size(), 1u);
}

TEST(App, AnAggregateIsOneMessageForAllOfAnIntervalAndNoneForAnEmptyOne) {
    AppConfig config = desk();
    config.aggregate = AppAggregate{
        .pattern = 8, .qos = 0, .every = 10_s, .payload = {.content = {}, .size = {}, .fixed = 50}};
    Side side(config);
    for (int i = 0; i < 5; ++i) side.publish({}, 12_s + 1_s * i);
    side.publish({}, 35_s);
    EXPECT_EQ(side.run_until(60_s).published, 2);
    EXPECT_EQ(side.messages()[0].published, Time::at(20_s + kOneWay * 2));
    EXPECT_EQ(side.messages()[1].published, Time::at(40_s + kOneWay * 2));
}

TEST(App, ThePayloadOfAMessageCanBeMadeAgainWhereItHasATemplate) {
    AppConfig config = desk();
    config.publishes = {each(1_s), each(1_s)};
    config.publishes[0].payload = {
        .content = device::PayloadTemplate::parse("{uniform(1, 1000000)}", "desk").value.front(),
        .size = {},
        .fixed = {}};
    config.publishes[1].pattern = 4;
    Side side(config);
    side.run_until(60_s);
    for (const mqtt::Message& message : side.messages()) {
        const std::optional<std::string> text = side.app().payload_text(message);
        EXPECT_EQ(text.has_value(), message.pattern == 3);
        EXPECT_EQ(text.value_or(std::string(message.payload_bytes, ' ')).size(),
                  message.payload_bytes);
    }
}

TEST(App, ATransmissionIntoANetworkThatStaysDownIsCountedAndEndsTheConnection) {
    AppConfig config = desk();
    config.publishes = {each(10_s)};
    Side side(config, network::Outage{Time::at(95_s), Time::at(200_s)});
    const AppStatistics& counts = side.run_until(300_s);
    EXPECT_EQ(counts.never_arrived, 1);
    EXPECT_EQ(counts.connects, 2);
    EXPECT_GT(counts.unsent, 0);
    EXPECT_EQ(counts.published, counts.acknowledged + counts.never_arrived);
}

}  // namespace
}  // namespace fleetsim::app
