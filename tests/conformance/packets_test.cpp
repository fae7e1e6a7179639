// Each line of packets.csv against a broker of its own.
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

#include "tests/models/broker/core_fixture.hpp"

namespace fleetsim::broker::core {

namespace {

struct Case {
    mqtt::Version version;
    bool is_connected;
    std::string octets;
    std::string expected;
    std::string words;
};

std::string octets_of(std::string_view hex) {
    std::string octets;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        octets += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    }
    return octets;
}

std::string hex_of(std::string_view octets) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (const char c : octets) {
        const auto octet = static_cast<unsigned char>(c);
        hex += kDigits[octet >> 4];
        hex += kDigits[octet & 15u];
    }
    return hex;
}

std::vector<Case> read_cases() {
    std::ifstream file(FLEETSIM_SOURCE_DIR "/tests/conformance/packets.csv");
    std::vector<Case> cases;
    std::string line;
    std::getline(file, line);  // the names of the columns
    while (std::getline(file, line)) {
        std::istringstream fields(line);
        std::string version, connection, octets, expected, statement, words;
        std::getline(fields, version, ',');
        std::getline(fields, connection, ',');
        std::getline(fields, octets, ',');
        std::getline(fields, expected, ',');
        std::getline(fields, statement, ',');
        std::getline(fields, words);
        cases.push_back({version == "5" ? mqtt::Version::V5 : mqtt::Version::V311,
                         connection == "connected", octets_of(octets), expected,
                         statement + ": " + words + " (version " + version + ")"});
    }
    return cases;
}

/// What the server made of one case, in the words of the table.
class Answer {
  public:
    explicit Answer(const Case& one) : stream_(broker_, kConnection) {
        broker_.on_opened(kConnection, now_);
        if (one.is_connected) {
            std::string hello;
            mqtt::encode(mqtt::Connect{.version = one.version, .client_id = "x"}, one.version,
                         hello);
            stream_.on_bytes(hello, now_);
            wire_.sent.clear();
        }
        stream_.on_bytes(one.octets + std::string(kPingreq), now_);
    }
    std::string words(const Case& one) {
        using namespace std::string_view_literals;
        std::string_view sent = wire_.sent[kConnection];
        if (wire_.closed[kConnection]) {
            if (sent.empty()) return "closed";
            const bool is_connack = sent.front() == '\x20';
            const std::size_t place = is_connack ? 3 : 2;
            const bool is_bare = sent == "\xE0\x00"sv;
            return (is_connack ? "connack " : "disconnect ") +
                   (is_bare ? "00" : hex_of(sent.substr(place, 1)));
        }
        if (!sent.ends_with(kPingresp)) return "wait";
        sent.remove_suffix(kPingresp.size());
        if (!one.is_connected && sent.starts_with('\x20') && sent.substr(3, 1) == "\0"sv) {
            return "accepted";
        }
        return sent.empty() ? "accepted" : "reply " + hex_of(sent);
    }

  private:
    static constexpr ConnectionId kConnection = 1;
    static constexpr std::string_view kPingreq{"\xC0\0", 2};
    static constexpr std::string_view kPingresp{"\xD0\0", 2};

    Wire wire_;
    Broker broker_{Settings{}, wire_};
    PacketStream stream_;
    sim::Time now_ = sim::Time::zero();
};

/// The packet type in the first octet.
class Octets : public testing::TestWithParam<unsigned> {};

TEST_P(Octets, AreAnsweredAsTheStatementsSay) {
    std::size_t checked = 0;
    for (const Case& one : read_cases()) {
        if (static_cast<unsigned char>(one.octets.front()) >> 4 != GetParam()) continue;
        EXPECT_EQ(Answer(one).words(one), one.expected) << one.words;
        ++checked;
    }
    EXPECT_GT(checked, 0u);
}

INSTANTIATE_TEST_SUITE_P(OfType, Octets, testing::Range(0u, 16u));

}  // namespace

}  // namespace fleetsim::broker::core
