// Any octets through the MQTT decoder: it must refuse or accept, never read beyond them, and what
// it accepts must survive being written and read again. Topics and filters go through the matcher.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "models/mqtt/codec.hpp"
#include "models/mqtt/topic.hpp"

namespace {

using namespace fleetsim::mqtt;

void require(bool holds) {
    if (!holds) std::abort();
}

/// The version a packet is written in: CONNECT has its own.
Version version_of(const Packet& packet, Version connection) {
    const auto* connect = std::get_if<Connect>(&packet);
    return connect != nullptr ? connect->version : connection;
}

void check_round_trip(const Packet& packet, const DecodeRules& rules) {
    const Version version = version_of(packet, rules.version);
    std::string wire;
    encode(packet, version, wire);
    require(wire.size() == encoded_size(packet, version));
    const Decoded again = decode(wire, {rules.sender, rules.version, kMaximumPacketSize});
    require(again.outcome == Outcome::Complete);
    require(again.size == wire.size());
    require(again.packet == packet);
}

void check_topics(const Packet& packet) {
    if (const auto* publish = std::get_if<Publish>(&packet); publish != nullptr) {
        require(publish->topic.empty() || check_topic_name(publish->topic) == TopicFault::None);
        if (!publish->topic.empty()) require(matches(publish->topic, publish->topic));
    }
    if (const auto* subscribe = std::get_if<Subscribe>(&packet); subscribe != nullptr) {
        for (const Subscription& subscription : subscribe->subscriptions) {
            matches(subscription.filter, "a/b/c");
        }
    }
}

/// Fed octet by octet the stream must give the same packets as in one piece.
void check_pieces(std::string_view input, const DecodeRules& rules) {
    Decoder whole(rules);
    Decoder pieces(rules);
    whole.append(input);
    for (const char octet : input) {
        pieces.append({&octet, 1});
        const Decoded piece = pieces.next();
        if (piece.outcome == Outcome::NeedMore) continue;
        const Decoded one = whole.next();
        require(one.outcome == piece.outcome);
        if (one.outcome == Outcome::Refused) return;
        require(one.packet == piece.packet);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    if (size < 1) return 0;
    DecodeRules rules;
    rules.sender = (octets[0] & 1u) != 0 ? Sender::Server : Sender::Client;
    rules.version = (octets[0] & 2u) != 0 ? Version::V5 : Version::V311;
    rules.maximum_packet_size = (octets[0] & 4u) != 0 ? 64 : kMaximumPacketSize;
    const std::string_view input(reinterpret_cast<const char*>(octets) + 1, size - 1);

    const Decoded decoded = decode(input, rules);
    if (decoded.outcome == Outcome::Complete) {
        require(decoded.size <= input.size());
        check_round_trip(decoded.packet, rules);
        check_topics(decoded.packet);
    }
    if (decoded.outcome == Outcome::Refused) require(!decoded.violation.text.empty());
    check_pieces(input, rules);
    return 0;
}
