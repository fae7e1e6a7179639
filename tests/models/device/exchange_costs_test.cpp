#include "models/device/exchange_costs.hpp"

#include <gtest/gtest.h>

namespace fleetsim::device {
namespace {

MqttPackets packets(Carrier carrier) {
    return {.carrier = carrier,
            .host = "iot.example.com",
            .connect = sim::Bytes{33},
            .connack = sim::Bytes{4},
            .subscribe = sim::Bytes{27},
            .suback = sim::Bytes{5}};
}

// RFC 6455 section 5.2: a header of 2 bytes, 2 more from 126 bytes on, 4 of masking key from the
// client.
TEST(ExchangeCosts, WebSocketPutsAFrameAroundEveryPacket) {
    const ExchangeCosts bare = mqtt_costs({}, packets(Carrier::Stream));
    const ExchangeCosts framed = mqtt_costs({}, packets(Carrier::WebSocket));
    const auto added = [&](std::uint32_t payload) {
        return framed.publish_size(wire::Side::Client, 1, 20, payload).count() -
               bare.publish_size(wire::Side::Client, 1, 20, payload).count();
    };
    EXPECT_EQ(added(10), 6);
    EXPECT_EQ(added(1000), 8);
    EXPECT_EQ(framed.ping.up.application.count() - bare.ping.up.application.count(), 6);
    EXPECT_EQ(framed.ping.down.application.count() - bare.ping.down.application.count(), 2);
}

TEST(ExchangeCosts, WebSocketOpensWithAnUpgrade) {
    const ExchangeCosts bare = mqtt_costs({}, packets(Carrier::Stream));
    const ExchangeCosts framed = mqtt_costs({}, packets(Carrier::WebSocket));
    const std::int64_t request =
        std::int64_t(wire::http::websocket_request("iot.example.com", "/mqtt").size());
    EXPECT_EQ(framed.full.up.application.count(), bare.full.up.application.count() + request + 6);
    EXPECT_EQ(framed.full.round_trips, bare.full.round_trips + 1);
}

TEST(ExchangeCosts, APacketSentAgainIsFramedAgain) {
    wire::Stack stack;
    stack.framing = wire::ethernet();
    const ExchangeCosts costs = mqtt_costs(stack, packets(Carrier::Stream));
    const wire::Traffic lost = costs.publish(0, 20, 100).up;
    EXPECT_EQ(costs.retransmitted(lost, 1).link_bytes(), lost.link_bytes());
}

}  // namespace
}  // namespace fleetsim::device
