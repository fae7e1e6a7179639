#include "models/device/exchange_costs.hpp"

#include <gtest/gtest.h>

#include "models/wire/http.hpp"

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

TEST(ExchangeCosts, OfABurstOneSegmentIsSentAgain) {
    const ExchangeCosts costs = mqtt_costs({}, packets(Carrier::Stream));
    const wire::Traffic burst = costs.publish(0, 20, 5000).up;
    ASSERT_GT(burst.data_segments, 2);
    const wire::Traffic again = costs.retransmitted(burst, 2);
    EXPECT_EQ(again.segments, 2);
    EXPECT_EQ(again.ip_bytes(), sim::Bytes{2 * 1500}) << "full ones, at an MTU of 1500";
}

TEST(ExchangeCosts, ARequestIsAsLongAsItsText) {
    const ExchangeCosts costs = https_costs({}, "broker.example");
    for (const std::uint32_t body : {1u, 99u, 1234u}) {
        const std::string target = wire::http::publish_target("a/b", 1);
        const std::string head = wire::http::head({.client = wire::http::Client::Curl,
                                                   .host = "broker.example",
                                                   .target = target,
                                                   .body = body});
        EXPECT_EQ(costs.request(3, body).up.tcp_payload().count(),
                  static_cast<std::int64_t>(head.size()) + body);
    }
}

}  // namespace
}  // namespace fleetsim::device
