#include "cli/wire_cases.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

#include "sim/error.hpp"

namespace fleetsim::cli {
namespace {

std::string golden(const std::string& name) {
    std::ifstream file(std::string(FLEETSIM_SOURCE_DIR) + "/tests/golden/wire/" + name,
                       std::ios::binary);
    EXPECT_TRUE(file) << name;
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

constexpr const char* kHeader = "proto,tls,key,resume,tcp_timestamps,phase,payload_bytes,direction";

TEST(WireCases, MeetEveryCapturedRow) {
    const CasesAnswer answer = answer_cases(golden("captures.csv"), "captures.csv");
    ASSERT_TRUE(answer.tally);
    EXPECT_EQ(answer.tally->exact, 248);
    EXPECT_EQ(answer.tally->close, 0);
    EXPECT_EQ(answer.tally->off, 0);
}

TEST(WireCases, MeetThePublishedTablesOfTheSameCampaign) {
    const CasesAnswer answer = answer_cases(golden("tables.csv"), "tables.csv");
    ASSERT_TRUE(answer.tally);
    EXPECT_EQ(answer.tally->exact, 692);
    EXPECT_EQ(answer.tally->close, 0);
    EXPECT_EQ(answer.tally->off, 0);
}

TEST(WireCases, RepeatTheCaseColumnsAndAddThePredictedOnes) {
    const std::string text = std::string(kHeader) + "\nmqtt,none,none,none,1,mqtt_ping,,c2s\n";
    const CasesAnswer answer = answer_cases(text, "cases.csv");
    EXPECT_EQ(answer.csv, std::string(kHeader) +
                              ",predicted_segments,predicted_data_segments,predicted_pure_acks,"
                              "predicted_tcp_payload_bytes,predicted_ip_bytes\n"
                              "mqtt,none,none,none,1,mqtt_ping,,c2s,2,1,1,2,106\n");
    EXPECT_FALSE(answer.tally) << "there is nothing to compare with";
}

TEST(WireCases, CountARowWithAWrongMeasurementAsOff) {
    const std::string text =
        "proto,tls,phase,direction,segments,ip_bytes\n"
        "mqtt,none,mqtt_ping,c2s,2,106\n"
        "mqtt,none,mqtt_ping,c2s,2,107\n"
        "mqtt,none,mqtt_ping,c2s,2,200\n";
    const CasesAnswer answer = answer_cases(text, "cases.csv");
    EXPECT_EQ(answer.tally->exact, 1);
    EXPECT_EQ(answer.tally->close, 1);
    EXPECT_EQ(answer.tally->off, 1);
}

TEST(WireCases, FollowTheRuleForAnyPayload) {
    const auto bytes = [](int payload) {
        const std::string text = std::string(kHeader) + "\nmqtt,none,none,none,0,mqtt_publish_q0," +
                                 std::to_string(payload) + ",c2s\n";
        const std::string csv = answer_cases(text, "cases.csv").csv;
        return std::stoi(csv.substr(csv.rfind(',') + 1));
    };
    // Fixed header 2 or 3, topic 2 + 20; IPv4 and TCP 40 for each segment of at most 1460 bytes.
    EXPECT_EQ(bytes(0), 24 + 40);
    EXPECT_EQ(bytes(105), 24 + 105 + 40);
    EXPECT_EQ(bytes(106), 25 + 106 + 40);
    EXPECT_EQ(bytes(1435), 1460 + 40);
    EXPECT_EQ(bytes(1436), 1461 + 80);
}

TEST(WireCases, ReportEveryBadRowWithItsLine) {
    const std::string text = std::string(kHeader) +
                             "\nmqtt,1.4,rsa,none,1,mqtt_ping,,c2s\n"
                             "mqtt,1.2,rsa,none,1,mqtt_pong,,up\n"
                             "mqtt,none,none,none,1,mqtt_publish_q0,-3,c2s\n"
                             "https,1.2,rsa,none,1,mqtt_ping,,c2s\n";
    try {
        answer_cases(text, "cases.csv");
        FAIL() << "bad rows pass";
    } catch (const sim::InputError& error) {
        ASSERT_EQ(error.diagnostics().size(), 5u);
        EXPECT_EQ(error.diagnostics()[0].place.line, 2u);
        EXPECT_EQ(error.diagnostics()[1].place.line, 3u);
        EXPECT_EQ(error.diagnostics()[2].place.line, 3u);
        EXPECT_EQ(error.diagnostics()[3].place.line, 4u);
        EXPECT_EQ(error.diagnostics()[4].place.line, 5u);
    }
}

TEST(WireCases, RefuseAFileWithoutTheColumnsOfACase) {
    EXPECT_THROW(answer_cases("", "cases.csv"), sim::InputError);
    EXPECT_THROW(answer_cases("a,b\n1,2\n", "cases.csv"), sim::InputError);
}

}  // namespace
}  // namespace fleetsim::cli
