#include "cli/wire_cases.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <sstream>
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

/// One figure of the only row.
int predicted(const std::string& text, const std::string& column) {
    std::istringstream lines(answer_cases(text, "cases.csv").csv);
    std::string header;
    std::string row;
    std::getline(lines, header);
    std::getline(lines, row);
    std::istringstream names(header);
    std::istringstream fields(row);
    std::string name;
    std::string field;
    while (std::getline(names, name, ',') && std::getline(fields, field, ','))
        if (name == column) return std::stoi(field);
    ADD_FAILURE() << "no column " << column;
    return -1;
}

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
                              "predicted_tcp_payload_bytes,predicted_ip_bytes,predicted_syn,"
                              "predicted_fin,predicted_rst,predicted_max_segment_payload,"
                              "predicted_tls_records,predicted_tls_record_overhead_bytes\n"
                              "mqtt,none,none,none,1,mqtt_ping,,c2s,2,1,1,2,106,0,0,0,2,0,0\n");
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
        return predicted(text, "predicted_ip_bytes");
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
        ASSERT_EQ(error.diagnostics().size(), 3u);
        EXPECT_EQ(error.diagnostics()[0].place.line, 2u);
        EXPECT_EQ(error.diagnostics()[1].place.line, 3u);
        EXPECT_EQ(error.diagnostics()[2].place.line, 4u);
    }
}

TEST(WireCases, LeaveOutWhatTheyDoNotKnowAndSayWhere) {
    const std::string text =
        "proto,tls,phase,direction,segments,ip_bytes,retransmissions\n"
        "mqtt,1.2,mqtt_pong,c2s,1,99,0\n"
        "mqtt,none,mqtt_ping,c2s,2,106,0\n"
        "https,1.2,mqtt_ping,c2s,2,106,0\n";
    const CasesAnswer answer = answer_cases(text, "cases.csv");
    EXPECT_EQ(answer.tally->exact, 1);
    EXPECT_EQ(answer.tally->unknown, 2);
    ASSERT_EQ(answer.unknown.size(), 3u);
    EXPECT_EQ(answer.unknown[0].place.line, 1u) << "the column \"retransmissions\"";
    EXPECT_EQ(answer.unknown[1].place.line, 2u);
    EXPECT_EQ(answer.unknown[2].place.line, 4u);
    EXPECT_NE(answer.csv.find("mqtt,1.2,mqtt_pong,c2s,,,,,,,,,,,\n"), std::string::npos);
}

TEST(WireCases, CompareTheFlagsSegmentsAndRecordsOfACapture) {
    const std::string text =
        "proto,tls,phase,direction,fin,tls_records\n"
        "mqtt,1.2,mqtt_disconnect,c2s,1,2\n"
        "mqtt,1.2,mqtt_disconnect,c2s,0,2\n";
    const std::string with_bytes =
        "proto,tls,phase,direction,ip_bytes,fin\n"
        "mqtt,1.2,mqtt_disconnect,c2s,239,1\n"
        "mqtt,1.2,mqtt_disconnect,c2s,239,0\n";
    const CasesAnswer answer = answer_cases(with_bytes, "cases.csv");
    EXPECT_EQ(answer.tally->exact, 1);
    EXPECT_EQ(answer.tally->close, 1);
    EXPECT_FALSE(answer_cases(text, "cases.csv").tally) << "a row is judged by its IP bytes";
}

TEST(WireCases, DeliverWithQos2LikeTheOtherDeliveries) {
    const auto bytes = [](const char* direction) {
        const std::string text = std::string(kHeader) +
                                 "\nmqtt,none,none,none,1,mqtt_deliver_q2,100," + direction + "\n";
        return predicted(text, "predicted_tcp_payload_bytes");
    };
    EXPECT_EQ(bytes("s2c"), 126 + 4) << "PUBLISH and PUBREL";
    EXPECT_EQ(bytes("c2s"), 8) << "PUBREC and PUBCOMP";
}

// mosquitto 2.0.11 and its client over a veth pair, TCP timestamps on, QoS 1.
TEST(WireCases, LongBurstsAreAcknowledgedWithEverySecondSegment) {
    const auto acks = [](const char* payload) {
        const std::string text =
            std::string(kHeader) + "\nmqtt,none,none,none,1,mqtt_publish_q1," + payload + ",s2c\n";
        return predicted(text, "predicted_pure_acks");
    };
    EXPECT_EQ(acks("20000"), 7);
    EXPECT_EQ(acks("65535"), 23);
    EXPECT_EQ(acks("100000"), 35);
}

// The same with TLS 1.2: each record of 16 KiB begins a segment.
TEST(WireCases, ARecordSharesNoSegmentWithTheOneBefore) {
    const auto segments = [](const char* phase, const char* payload) {
        const std::string text =
            std::string(kHeader) + "\nmqtt,1.2,rsa,none,1," + phase + "," + payload + ",c2s\n";
        return predicted(text, "predicted_data_segments");
    };
    EXPECT_EQ(segments("mqtt_publish_q0", "20000"), 15);
    EXPECT_EQ(segments("mqtt_publish_q1", "65535"), 49);
    EXPECT_EQ(segments("mqtt_publish_q1", "100000"), 74);
}

TEST(WireCases, RefuseAFileWithoutTheColumnsOfACase) {
    EXPECT_THROW(answer_cases("", "cases.csv"), sim::InputError);
    EXPECT_THROW(answer_cases("a,b\n1,2\n", "cases.csv"), sim::InputError);
}

}  // namespace
}  // namespace fleetsim::cli
