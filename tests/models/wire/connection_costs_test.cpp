#include "models/wire/connection_costs.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace fleetsim::wire {
namespace {

using sim::Bytes;

Stack tls_stack(TlsVersion version) {
    Stack stack;
    stack.tls = TlsSettings{};
    stack.tls->version = version;
    stack.tls->server_chain = {551, 463};
    stack.tls->client_chain = {476};
    stack.tls->resumption = Resumption::Ticket;
    return stack;
}

const std::vector<Message> kGreeting = {{Side::Client, Bytes{33}}, {Side::Server, Bytes{4}}};

std::vector<Message> publish(std::int64_t size) {
    return {{Side::Client, Bytes{size}, Bytes{size - 26}}, {Side::Server, Bytes{4}}};
}

TEST(ConnectionCosts, CountsTheRoundTripsUntilTheGreetingIsAnswered) {
    const auto trips = [](const Stack& stack, Opening opening) {
        return ConnectionCosts(stack).open(opening, kGreeting).round_trips;
    };
    EXPECT_EQ(trips(Stack{}, Opening::Full), 2);
    EXPECT_EQ(trips(tls_stack(TlsVersion::V12), Opening::Full), 4);
    EXPECT_EQ(trips(tls_stack(TlsVersion::V12), Opening::Resumed), 3);
    EXPECT_EQ(trips(tls_stack(TlsVersion::V13), Opening::Full), 3);
    EXPECT_EQ(trips(tls_stack(TlsVersion::V13), Opening::Resumed), 3);
}

TEST(ConnectionCosts, ResumptionSparesTheCertificatesAndTheirCryptography) {
    const ConnectionCosts costs(tls_stack(TlsVersion::V12));
    const Exchange full = costs.open(Opening::Full, kGreeting);
    const Exchange resumed = costs.open(Opening::Resumed, kGreeting);
    EXPECT_LT(resumed.down.ip_bytes() * 2, full.down.ip_bytes());
    EXPECT_EQ(full.client.signatures, 1);
    EXPECT_EQ(resumed.client.signatures, 0);
}

TEST(ConnectionCosts, OfIp6AreTwentyBytesAPacketMore) {
    Stack six;
    six.ip = IpVersion::V6;
    const Exchange four = ConnectionCosts(Stack{}).exchange(publish(126));
    const Exchange other = ConnectionCosts(six).exchange(publish(126));
    EXPECT_EQ(other.up.ip_bytes() - four.up.ip_bytes(), Bytes{20 * four.up.segments});
    EXPECT_EQ(maximum_segment(six), 1428);
}

TEST(ConnectionCosts, EthernetPadsShortPackets) {
    Stack stack;
    stack.tcp.timestamps = Timestamps::Off;
    stack.framing = ethernet();
    const Exchange exchange = ConnectionCosts(stack).exchange(publish(126));
    // 166 + 18; 40 + 6 + 18 up, 44 + 2 + 18 down.
    EXPECT_EQ(exchange.up.link_bytes(), Bytes{184 + 64});
    EXPECT_EQ(exchange.down.link_bytes(), Bytes{64});
}

class SizedEqualsPlayed : public testing::TestWithParam<TlsVersion> {};

TEST_P(SizedEqualsPlayed, ForEverySizeOfThePublish) {
    Stack stack = tls_stack(GetParam());
    stack.framing = ethernet();
    const ConnectionCosts costs(stack);
    const SizedExchange sized = costs.sized(publish(126), 0);
    for (const std::int64_t size :
         {27, 40, 100, 1000, 1419, 1420, 1426, 1427, 2896, 5026, 12'000}) {
        const std::vector<Message> messages = publish(size);
        const Exchange booked = sized.one(messages[0].size, messages[0].payload);
        Exchange played = costs.exchange(messages);
        // A publish beyond the congestion window takes longer; sized() does not say how long.
        played.round_trips = booked.round_trips;
        EXPECT_EQ(booked.up, played.up) << size;
        EXPECT_EQ(booked.down, played.down) << size;
        EXPECT_EQ(booked, played) << size;
    }
}
/// Acknowledgements of so many segments are an estimate.
TEST_P(SizedEqualsPlayed, InWhatGoesUpBeyondOneRecord) {
    Stack stack = tls_stack(GetParam());
    stack.framing = ethernet();
    const ConnectionCosts costs(stack);
    const SizedExchange sized = costs.sized(publish(126), 0);
    for (const std::int64_t size : {16'384, 16'385, 20'000, 65'562}) {
        const std::vector<Message> messages = publish(size);
        const Exchange booked = sized.one(messages[0].size, messages[0].payload);
        EXPECT_EQ(booked.up, costs.exchange(messages).up) << size;
    }
}
INSTANTIATE_TEST_SUITE_P(BothVersions, SizedEqualsPlayed,
                         testing::Values(TlsVersion::V12, TlsVersion::V13));

// RFC 1122 section 4.2.3.2: one acknowledgement for each second full segment.
TEST(SizedExchange, ALongBodyIsAcknowledgedEverySecondSegment) {
    const SizedExchange sized = ConnectionCosts(Stack{}).sized(publish(126), 0);
    const auto acks = [&](std::int64_t segments) {
        return sized.one(Bytes{1448 * segments}, Bytes{}).down.pure_acks;
    };
    EXPECT_EQ(acks(300) - acks(100), 100);
}

TEST(SizedExchange, OfADeliveryVariesDownwards) {
    const std::vector<Message> delivery = {{Side::Server, Bytes{126}, Bytes{100}},
                                           {Side::Client, Bytes{4}}};
    const ConnectionCosts costs{Stack{}};
    const Exchange booked = costs.sized(delivery, 0).one(Bytes{126}, Bytes{100});
    EXPECT_EQ(booked, costs.exchange(delivery));
    EXPECT_EQ(booked.down.payload, Bytes{100});
}

TEST(SizedExchange, AddsUpLikeSeparateExchanges) {
    const ConnectionCosts costs{Stack{}};
    const SizedExchange sized = costs.sized(publish(126), 0);
    Exchange twice = sized.one(Bytes{126}, Bytes{100});
    twice += sized.one(Bytes{126}, Bytes{100});
    Exchange once = costs.exchange(publish(126));
    const Exchange other = once;
    once += other;
    EXPECT_EQ(twice, once);
}

}  // namespace
}  // namespace fleetsim::wire
