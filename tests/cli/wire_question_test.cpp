#include "cli/wire_question.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/error.hpp"

namespace fleetsim::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using Words = std::map<std::string, std::vector<std::string>, std::less<>>;

WireAnswer ask(Words words) { return answer_question(Arguments(std::move(words))); }

TEST(WireQuestion, PrintsLayersAndPackets) {
    const std::string tables = wire_tables(ask({}));
    EXPECT_THAT(tables, HasSubstr("MQTT over TLS 1.2"));
    EXPECT_THAT(tables, HasSubstr("ClientHello"));
    EXPECT_THAT(tables, HasSubstr("PUBLISH QoS 1"));
    EXPECT_THAT(tables, HasSubstr("close_notify"));
}

TEST(WireQuestion, JsonListsThePacketsOfEachExchangeAndTheirSum) {
    const json all = json::parse(wire_json(ask({{"--qos", {"2"}}, {"--payload", {"3000"}}})));
    ASSERT_EQ(all["exchanges"].size(), 8u);
    for (const json& exchange : all["exchanges"]) {
        std::int64_t up = 0;
        for (const json& packet : exchange["packets"]) {
            if (packet["from"] != "device") continue;
            up += packet["payload_bytes"].get<std::int64_t>() +
                  packet["tcp_header_bytes"].get<std::int64_t>() +
                  packet["ip_header_bytes"].get<std::int64_t>();
        }
        EXPECT_EQ(exchange["up"]["ip_bytes"], up) << exchange["exchange"];
    }
}

TEST(WireQuestion, KnowsEveryLayerAnOptionChanges) {
    const auto bytes = [](Words words) {
        const WireAnswer answer = ask(std::move(words));
        sim::Bytes sum;
        for (const wire::Exchange& exchange : answer.conversation.phases) {
            sum += exchange.up.link_bytes() + exchange.down.link_bytes();
        }
        return sum;
    };
    const sim::Bytes plain = bytes({{"--tls", {"none"}}});
    EXPECT_GT(bytes({}), plain);
    EXPECT_GT(bytes({{"--tls", {"none"}}, {"--ip", {"6"}}}), plain);
    EXPECT_GT(bytes({{"--tls", {"none"}}, {"--framing", {"ethernet"}}}), plain);
    EXPECT_GT(bytes({{"--tls", {"none"}}, {"--mqtt", {"5"}}}), plain);
    EXPECT_GT(bytes({{"--tls", {"none"}}, {"--websocket", {"true"}}}), plain);
    EXPECT_LT(bytes({{"--tls", {"none"}}, {"--no-timestamps", {"true"}}}), plain);
    EXPECT_LT(bytes({{"--auth", {"psk"}}, {"--tls-style", {"constrained"}}}), bytes({}));
}

TEST(WireQuestion, SparesTheTopicOnceItHasAnAlias) {
    const WireAnswer answer = ask({{"--mqtt", {"5"}}, {"--topic-alias", {"true"}}});
    const auto up = [&](std::size_t phase) {
        EXPECT_LT(phase, answer.phases.size());
        return answer.conversation.phases[phase].up.application;
    };
    ASSERT_EQ(answer.phases[5], "PUBLISH by alias");
    EXPECT_EQ(up(4) - up(5), sim::Bytes{14}) << "device/message";
    EXPECT_THROW(ask({{"--topic-alias", {"true"}}}), sim::InputError);
}

TEST(WireQuestion, TellsWhatLossAndCryptographyCost) {
    const WireAnswer answer = ask({{"--loss", {"2"}}, {"--rtt", {"80"}}, {"--device", {"esp32"}}});
    ASSERT_FALSE(answer.losses.empty());
    EXPECT_NEAR(answer.losses[1].probability, 1 - 0.98 * 0.98 * 0.98, 1e-9);
    ASSERT_TRUE(answer.crypto);
    EXPECT_EQ(answer.crypto->device.signatures, 1);
    EXPECT_GT(answer.crypto->time, sim::Duration{});
}

TEST(WireQuestion, RefusesWhatMeansNothing) {
    EXPECT_THROW(ask({{"--tls", {"1.4"}}}), sim::InputError);
    EXPECT_THROW(ask({{"--server-chain", {"946,x"}}}), sim::InputError);
    EXPECT_THROW(ask({{"--qos", {"3"}}}), sim::InputError);
    EXPECT_THROW(ask({{"--loss", {"80"}}}), sim::InputError);
    EXPECT_THROW(ask({{"--rtt", {"0"}}}), sim::InputError);
    EXPECT_THROW(ask({{"--topic", {std::string(2000, 't')}}}), sim::InputError);
}

}  // namespace
}  // namespace fleetsim::cli
