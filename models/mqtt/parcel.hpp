// How an MQTT packet or an HTTP message travels through the kernel: as one parcel of 48 bytes.
//
// A simulated packet carries numbers instead of text: a topic is a pattern ("meter/{}/reading") and
// the number in it, a payload its size and the ordinal from which its text can be made again if a
// rule wants to read it.
//
//   body[0]  instant of the original publish, ns
//   body[1]  pattern 16 | bits 16 | payload bytes 32
//   body[2]  number in the topic 32 | publish ordinal of the source 32
//   flags    MQTT packet identifier (0 with QoS 0)
//
// Leaves out  user properties and correlation data, which no model reads.
#pragma once

#include <cstdint>

#include "sim/event.hpp"
#include "sim/time.hpp"

namespace fleetsim::mqtt {

enum class ParcelKind : std::uint16_t {
    Connect,
    ConnAck,
    Subscribe,
    SubAck,
    Publish,
    PubAck,
    PubRec,
    PubRel,
    PubComp,
    PingReq,
    PingResp,
    Disconnect,
    ConnectionLost,  ///< the transport closed without a DISCONNECT; either side may learn it
    HttpRequest,     ///< a publish by HTTPS POST
    HttpResponse,
    Tick,          ///< a service wakes itself
    Unanswered,    ///< no acknowledgement came for as long as the device waits for one
    HttpPoll,      ///< a GET that asks for messages; a Publish answers it
    HttpNothing,   ///< or this, when there is none
    PollDeadline,  ///< the broker to itself: a held GET has waited long enough
};

inline ParcelKind kind_of(const sim::Parcel& parcel) {
    return static_cast<ParcelKind>(parcel.kind);
}

/// Connection numbers of a device count modulo 16, in timers and in parcels.
inline constexpr std::uint8_t kGenerationMask = 0x0F;

/// Signal::code beside those of MQTT 3.1.1's CONNACK (section 3.2.2.3).
inline constexpr std::uint8_t kServerUnavailable = 3;
inline constexpr std::uint8_t kNotAuthorized = 5;
inline constexpr std::uint8_t kThrottled = 0x97;  ///< MQTT 5: quota exceeded

/// How the connection under an HttpRequest came about.
enum class HttpOpening : std::uint8_t { Kept, Full, Resumed };

/// What a Publish or HttpRequest says; an acknowledgement repeats `published` and `packet_id`.
struct Message {
    sim::Time published;
    std::uint16_t pattern = 0;
    std::uint32_t number = 0;
    std::uint32_t payload_bytes = 0;
    std::uint32_t ordinal = 0;
    std::uint16_t packet_id = 0;
    std::uint8_t qos = 0;
    std::uint8_t generation = 0;  ///< of the connection it travels on
    bool retain = false;
    bool duplicate = false;
    std::uint8_t lifetime = 0;  ///< message expiry: PatternList::lifetime_number()
    HttpOpening opening = HttpOpening::Kept;
};

/// More than a packet's remaining length can say (MQTT 3.1.1 section 2.2.3).
inline constexpr unsigned kPayloadBits = 30;

inline void pack(const Message& from, sim::Parcel& to) {
    const auto bits = static_cast<std::uint64_t>(from.qos) | (from.retain ? 4u : 0u) |
                      (from.duplicate ? 8u : 0u) |
                      (static_cast<std::uint64_t>(from.generation & kGenerationMask) << 4) |
                      (static_cast<std::uint64_t>(from.lifetime) << 8);
    to.body[0] = static_cast<std::uint64_t>(from.published.nanoseconds());
    to.body[1] = (static_cast<std::uint64_t>(from.pattern) << 48) | (bits << 32) |
                 (static_cast<std::uint64_t>(from.opening) << kPayloadBits) | from.payload_bytes;
    to.body[2] = (static_cast<std::uint64_t>(from.number) << 32) | from.ordinal;
    to.flags = from.packet_id;
}

inline Message unpack_message(const sim::Parcel& from) {
    const auto bits = static_cast<std::uint32_t>(from.body[1] >> 32) & 0xFFFFu;
    return {.published = sim::Time::from_nanoseconds(static_cast<std::int64_t>(from.body[0])),
            .pattern = static_cast<std::uint16_t>(from.body[1] >> 48),
            .number = static_cast<std::uint32_t>(from.body[2] >> 32),
            .payload_bytes = static_cast<std::uint32_t>(from.body[1]) & ((1u << kPayloadBits) - 1),
            .ordinal = static_cast<std::uint32_t>(from.body[2]),
            .packet_id = from.flags,
            .qos = static_cast<std::uint8_t>(bits & 3u),
            .generation = static_cast<std::uint8_t>((bits >> 4) & kGenerationMask),
            .retain = (bits & 4u) != 0,
            .duplicate = (bits & 8u) != 0,
            .lifetime = static_cast<std::uint8_t>(bits >> 8),
            .opening = static_cast<HttpOpening>((from.body[1] >> kPayloadBits) & 3u)};
}

/// What the other kinds say. Fits one number below 2^32, so that it waits in half the space.
struct Signal {
    std::uint8_t generation = 0;  ///< of the connection it belongs to
    std::uint8_t code = 0;  ///< CONNACK return code; why a connection or a request was refused
    bool session_present = false;
    bool clean = false;
    bool resumed = false;  ///< CONNECT: the TLS handshake was an abbreviated one
    bool silent = false;   ///< ConnectionLost: nothing is heard of it but that no more comes
    bool refused = false;  ///< ConnectionLost: a reset answered the SYN
};

inline void pack(const Signal& from, sim::Parcel& to) {
    to.body[0] = static_cast<std::uint64_t>(from.generation & kGenerationMask) |
                 (static_cast<std::uint64_t>(from.code) << 8) |
                 (from.session_present ? 1u << 16 : 0u) | (from.clean ? 1u << 17 : 0u) |
                 (from.resumed ? 1u << 18 : 0u) | (from.silent ? 1u << 19 : 0u) |
                 (from.refused ? 1u << 20 : 0u);
}

inline Signal unpack_signal(const sim::Parcel& from) {
    const std::uint64_t bits = from.body[0];
    return {.generation = static_cast<std::uint8_t>(bits & kGenerationMask),
            .code = static_cast<std::uint8_t>(bits >> 8),
            .session_present = (bits & (1u << 16)) != 0,
            .clean = (bits & (1u << 17)) != 0,
            .resumed = (bits & (1u << 18)) != 0,
            .silent = (bits & (1u << 19)) != 0,
            .refused = (bits & (1u << 20)) != 0};
}

/// What an HttpPoll says.
struct Poll {
    std::uint8_t generation = 0;  ///< of the request; its answer repeats it
    bool opens = false;           ///< on a new connection
    bool resumed = false;         ///< whose TLS handshake was an abbreviated one
    sim::Duration wait;           ///< the server holds it so long; zero: not at all
};

inline void pack(const Poll& from, sim::Parcel& to) {
    to.body[0] = static_cast<std::uint64_t>(from.generation & kGenerationMask) |
                 (from.opens ? 1u << 16 : 0u) | (from.resumed ? 1u << 17 : 0u);
    to.body[1] = static_cast<std::uint64_t>(from.wait.count());
}

inline Poll unpack_poll(const sim::Parcel& from) {
    return {.generation = static_cast<std::uint8_t>(from.body[0] & kGenerationMask),
            .opens = (from.body[0] & (1u << 16)) != 0,
            .resumed = (from.body[0] & (1u << 17)) != 0,
            .wait = sim::Duration::nanoseconds(static_cast<std::int64_t>(from.body[1]))};
}

}  // namespace fleetsim::mqtt
