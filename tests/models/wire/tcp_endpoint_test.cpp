#include "models/wire/tcp_endpoint.hpp"

#include <gtest/gtest.h>

#include "models/wire/conversation.hpp"
#include "models/wire/script.hpp"

namespace fleetsim::wire {
namespace {

using sim::Bytes;
using sim::Duration;

constexpr Duration kIdle = Duration::seconds(1);

/// The exchanges of messages on one plain connection, with silence between them.
std::vector<Exchange> exchanges(const std::vector<std::vector<Message>>& phases, Stack stack = {},
                                Habits habits = {}) {
    ScriptWriter script(stack);
    script.open();
    for (const std::vector<Message>& messages : phases) {
        script.begin_phase(kIdle);
        for (const Message& message : messages) script.send(message);
    }
    std::vector<Exchange> result = play(stack, habits, script.steps()).phases;
    result.erase(result.begin());
    return result;
}

Message up(std::int64_t size) { return {Side::Client, Bytes{size}}; }
Message down(std::int64_t size) { return {Side::Server, Bytes{size}}; }

TEST(Tcp, ConnectsWithThreePackets) {
    Stack stack;
    ScriptWriter script(stack);
    script.open();
    const Exchange open = play(stack, {}, script.steps()).phases[0];
    EXPECT_EQ(open.up.segments, 2);
    EXPECT_EQ(open.up.pure_acks, 1);
    EXPECT_EQ(open.up.ip_bytes(), Bytes{60 + 52});
    EXPECT_EQ(open.down.ip_bytes(), Bytes{60});
}

TEST(Tcp, WithoutTimestampsSavesTwelveBytesAPacketAndEightOfASyn) {
    Stack stack;
    stack.tcp.timestamps = Timestamps::Off;
    EXPECT_EQ(maximum_segment(stack), 1460);
    ScriptWriter script(stack);
    script.open();
    const Exchange open = play(stack, {}, script.steps()).phases[0];
    EXPECT_EQ(open.up.ip_bytes(), Bytes{52 + 40});
}

TEST(Tcp, CutsAMessageAtTheMaximumSegmentSize) {
    const auto result = exchanges({{up(1448)}, {up(1449)}, {up(14'480)}});
    EXPECT_EQ(result[0].up.data_segments, 1);
    EXPECT_EQ(result[1].up.data_segments, 2);
    EXPECT_EQ(result[2].up.data_segments, 10);
}

TEST(Tcp, RidesTheAcknowledgementOnAReplyOnceTheExchangeIsInteractive) {
    const auto result = exchanges({{up(50), down(4)}, {up(50), down(4)}});
    EXPECT_EQ(result[0].down.pure_acks, 1) << "the first request is acknowledged at once";
    EXPECT_EQ(result[1].down.pure_acks, 0);
}

TEST(Tcp, LeavesInteractiveModeWhenTheDelayedAcknowledgementFires) {
    const auto result = exchanges({{up(50), down(4)}, {up(50)}, {up(50), down(4)}});
    EXPECT_EQ(result[1].down.pure_acks, 1);
    EXPECT_EQ(result[2].down.pure_acks, 1);
}

TEST(Tcp, AcknowledgesEverySecondFullSegmentOfARequest) {
    const auto result = exchanges({{up(50), down(4)}, {up(8 * 1448), down(4)}});
    EXPECT_EQ(result[1].down.pure_acks, 4);
}

TEST(Tcp, AcknowledgesOncePerReadWhenTheWindowNoLongerOpens) {
    Habits habits;
    habits.server_burst_acks = BurstAcks::OnRead;
    const auto result = exchanges({{up(50), down(4)}, {up(8 * 1448), down(4)}}, {}, habits);
    EXPECT_EQ(result[1].down.pure_acks, 1);
}

TEST(Tcp, NagleHoldsASmallSegmentWhileAnotherIsUnacknowledged) {
    const std::vector<std::vector<Message>> phases = {{up(50), down(4)}, {up(50), up(50), up(50)}};
    EXPECT_EQ(exchanges(phases)[1].up.data_segments, 3);
    Stack stack;
    stack.tcp.client_nagle = Nagle::On;
    EXPECT_EQ(exchanges(phases, stack)[1].up.data_segments, 2);
}

TEST(Tcp, SlowStartNeedsMoreRoundTripsThanTheWindowHolds) {
    const ConnectionCosts costs{Stack{}};
    const auto trips = [&](std::int64_t segments) {
        const Message messages[] = {up(segments * 1448)};
        return costs.exchange(messages).round_trips;
    };
    EXPECT_EQ(trips(1), 0.5);
    EXPECT_EQ(trips(10), 0.5);
    EXPECT_EQ(trips(11), 1.5);
    EXPECT_EQ(trips(30), 1.5);
    EXPECT_EQ(trips(31), 2.5);
}

// ESP-IDF's defaults: segments of 1440 bytes, 5744 of them under way.
TEST(Tcp, OfLwIpKeepsToItsOwnSegmentAndWindow) {
    Stack stack;
    stack.tcp.client = TcpKind::LwIp;
    EXPECT_EQ(maximum_segment(stack), 1440);
    EXPECT_EQ(exchanges({{up(1441)}}, stack)[0].up.data_segments, 2);
    EXPECT_EQ(exchanges({{down(1441)}}, stack)[0].down.data_segments, 2);
    const auto trips = [&](std::int64_t segments) {
        const Message messages[] = {up(segments * 1440)};
        return ConnectionCosts(stack).exchange(messages).round_trips;
    };
    EXPECT_EQ(trips(3), 0.5);
    EXPECT_EQ(trips(4), 1.5);
    stack.tcp.mtu = 1280;
    EXPECT_EQ(maximum_segment(stack), 1240);
}

TEST(Tcp, EveryByteOfAConversationHasALayer) {
    Stack stack;
    stack.tls = TlsSettings{};
    stack.tls->server_chain = {551, 463};
    stack.tls->client_chain = {476};
    stack.framing = ethernet();
    ScriptWriter script(stack);
    script.open();
    script.shake_hands(Opening::Full);
    script.send(up(5000));
    script.send(down(70));
    script.close_by_client();
    const Conversation conversation = play(stack, {}, script.steps());
    std::int64_t packets = 0;
    for (const Packet& packet : conversation.packets) {
        packets += packet.ip_bytes() + packet.link_header;
    }
    const Exchange& exchange = conversation.phases[0];
    EXPECT_EQ(exchange.up.link_bytes() + exchange.down.link_bytes(), Bytes{packets});
}

}  // namespace
}  // namespace fleetsim::wire
