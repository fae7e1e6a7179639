#include "cli/wire_question.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "sim/error.hpp"

namespace fleetsim::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using Words = std::map<std::string, std::vector<std::string>, std::less<>>;

WireAnswer ask(Words words) { return answer_question(Arguments(std::move(words))); }

/// "--tls 1.3 --no-timestamps" as the command line gives them.
WireAnswer ask_as(const std::string& options) {
    Words words;
    std::istringstream line(options);
    std::string option;
    for (std::string word; line >> word;) {
        if (word.starts_with("--")) {
            option = word;
            words[option] = {"true"};
        } else {
            words[option] = {word};
        }
    }
    return ask(std::move(words));
}

/// The fields of a line, of which the first may be quoted.
std::vector<std::string> fields_of(const std::string& line) {
    const bool quoted = line.starts_with('"');
    const std::size_t end = quoted ? line.find('"', 1) + 1 : line.find(',');
    std::vector<std::string> fields = {quoted ? line.substr(1, end - 2) : line.substr(0, end)};
    std::istringstream rest(line.substr(end + 1));
    for (std::string field; std::getline(rest, field, ',');) fields.push_back(field);
    return fields;
}

// The rows of one connection stand together.
TEST(WireQuestion, MeetsTheCapturesOfWholeConnections) {
    std::ifstream file(FLEETSIM_SOURCE_DIR "/tests/golden/wire/connections.csv");
    std::string line;
    ASSERT_TRUE(std::getline(file, line));
    std::string asked;
    WireAnswer answer;
    std::int64_t rows = 0;
    for (; std::getline(file, line); ++rows) {
        const std::vector<std::string> fields = fields_of(line);
        ASSERT_EQ(fields.size(), 7u) << line;
        if (fields[0] != asked) answer = ask_as(asked = fields[0]);
        const auto phase = std::find(answer.phases.begin(), answer.phases.end(), fields[1]);
        ASSERT_NE(phase, answer.phases.end()) << line;
        const auto index = static_cast<std::size_t>(phase - answer.phases.begin());
        const wire::Exchange& exchange = answer.conversation.phases[index];
        const wire::Traffic& traffic = fields[2] == "up" ? exchange.up : exchange.down;
        // Pure acknowledgements within one, what carries bytes exactly.
        EXPECT_LE(std::abs(traffic.segments - std::stoll(fields[3])), 1) << line;
        EXPECT_EQ(traffic.data_segments, std::stoll(fields[4])) << line;
        EXPECT_EQ(traffic.tcp_payload().count(), std::stoll(fields[5])) << line;
    }
    EXPECT_GT(rows, 150);
}

TEST(WireQuestion, TakesNamesAsLongAsTheirStandardsDo) {
    const std::string longest(65'535, 't');
    EXPECT_NO_THROW(ask({{"--topic", {longest}}, {"--client-id", {longest}}}));
    EXPECT_THROW(ask({{"--topic", {longest + 't'}}}), sim::InputError);
    EXPECT_THROW(ask({{"--client-id", {longest + 't'}}}), sim::InputError);
    EXPECT_THROW(ask({{"--will", {longest + 't'}}}), sim::InputError);
    EXPECT_NO_THROW(ask({{"--host", {std::string(253, 'h')}}}));
    EXPECT_THROW(ask({{"--host", {std::string(254, 'h')}}}), sim::InputError);
}

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

TEST(WireQuestion, ResumesByTicketUnlessToldOtherwise) {
    const WireAnswer answer = ask({{"--resumed", {"true"}}});
    EXPECT_EQ(answer.phases[1], "TLS resumption");
    EXPECT_EQ(answer.crypto->device.signatures, 0);
    const WireAnswer by_id = ask({{"--resumed", {"true"}}, {"--resumption", {"session-id"}}});
    EXPECT_LT(by_id.conversation.phases[1].up.tls, answer.conversation.phases[1].up.tls);
}

TEST(WireQuestion, RefusesToResumeWhereNothingIsSaved) {
    const auto resumed = [](Words words) {
        words["--resumed"] = {"true"};
        return ask(std::move(words));
    };
    EXPECT_THROW(resumed({{"--resumption", {"none"}}}), sim::InputError);
    EXPECT_THROW(resumed({{"--auth", {"psk"}}}), sim::InputError);
    EXPECT_THROW(resumed({{"--auth", {"psk-ecdhe"}}}), sim::InputError);
    EXPECT_THROW(resumed({{"--tls-style", {"constrained"}}}), sim::InputError);
    EXPECT_THROW(resumed({{"--tls", {"none"}}}), sim::InputError);
}

TEST(WireQuestion, TakesTheMtuOfARadioHoweverSmall) {
    EXPECT_EQ(ask({{"--radio", {"ble"}}}).stack.tcp.mtu, 247);
    EXPECT_EQ(ask({{"--radio", {"ble"}}, {"--mtu", {"1280"}}}).stack.tcp.mtu, 1280);
    EXPECT_THROW(ask({{"--radio", {"lorawan"}}}), sim::InputError) << "TCP does not fit";
    EXPECT_THROW(ask({{"--radio", {"ble"}}, {"--ip", {"6"}}}), sim::InputError);
}

TEST(WireQuestion, RefusesOptionsOfTheOtherProtocol) {
    const auto https = [](Words words) {
        words["--protocol"] = {"https"};
        return ask(std::move(words));
    };
    EXPECT_NO_THROW(https({}));
    EXPECT_THROW(https({{"--websocket", {"true"}}}), sim::InputError);
    EXPECT_THROW(https({{"--topic-alias", {"true"}}}), sim::InputError);
    EXPECT_THROW(https({{"--will", {"gone"}}}), sim::InputError);
    EXPECT_THROW(https({{"--mqtt", {"5"}}}), sim::InputError);
    EXPECT_THROW(https({{"--qos", {"2"}}}), sim::InputError);
    EXPECT_THROW(ask({{"--http-client", {"curl"}}}), sim::InputError);
}

TEST(WireQuestion, RefusesTlsOptionsWithoutTls) {
    EXPECT_THROW(ask({{"--tls", {"none"}}, {"--auth", {"psk"}}}), sim::InputError);
    EXPECT_THROW(ask({{"--tls", {"none"}}, {"--server-chain", {"946"}}}), sim::InputError);
}

TEST(WireQuestion, RefusesTopicsThatNoPublishMayHave) {
    EXPECT_THROW(ask({{"--topic", {""}}}), sim::InputError);
    EXPECT_THROW(ask({{"--topic", {"a/#"}}}), sim::InputError);
    EXPECT_THROW(ask({{"--will", {"a/+"}}}), sim::InputError);
}

TEST(WireQuestion, SaysSoWhereADeviceHasNoTimesOfCryptography) {
    EXPECT_THAT(wire_tables(ask({{"--device", {"raspberry-pi"}}})),
                HasSubstr("on raspberry-pi: its profile has no times of cryptography"));
    EXPECT_THAT(wire_tables(ask({{"--device", {"esp32"}}})), HasSubstr(" s, "));
}

TEST(WireQuestion, RefusesWhatMeansNothing) {
    EXPECT_THROW(ask({{"--tls", {"1.4"}}}), sim::InputError);
    EXPECT_THROW(ask({{"--server-chain", {"946,x"}}}), sim::InputError);
    EXPECT_THROW(ask({{"--qos", {"3"}}}), sim::InputError);
    EXPECT_THROW(ask({{"--loss", {"80"}}}), sim::InputError);
    EXPECT_THROW(ask({{"--rtt", {"0"}}}), sim::InputError);
    EXPECT_THROW(ask({{"--alpn", {"300"}}}), sim::InputError) << "RFC 7301 3.1";
    EXPECT_THROW(ask({{"--tag", {"12"}}}), sim::InputError);
    EXPECT_THROW(ask({{"--ip", {"6"}}, {"--mtu", {"576"}}}), sim::InputError) << "RFC 8200 5";
    EXPECT_THROW(ask({{"--client-chain", {""}}}), sim::InputError);
}

}  // namespace
}  // namespace fleetsim::cli
