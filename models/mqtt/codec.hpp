// MQTT bytes: packets to octets and back, one codec for the simulator and the real server.
// Models     both versions' wire form, complete; decoding checks every rule that one packet alone
//            can break and names it (reason code, normative statement).
// Leaves out rules that need the connection's state: CONNECT first and once, topic aliases in
//            range, packet identifiers in use, an empty client id without clean start.
// Source     OASIS MQTT 3.1.1 and MQTT 5.0, sections 1.5, 2 and 3.
// Error      none known; tests/fuzz/mqtt_fuzz decodes, encodes and decodes again.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "models/mqtt/packet.hpp"

namespace fleetsim::mqtt {

/// The most a packet can hold: 5 octets of fixed header and 268,435,455 of remaining length.
inline constexpr std::size_t kMaximumPacketSize = 268'435'460;

/// Appends the packet to `out`. Texts over 65,535 octets and packets over kMaximumPacketSize are
/// the caller's bug. CONNECT is written in its own version, whatever `version` says.
void encode(const Packet& packet, Version version, std::string& out);
void encode(const Publish& packet, Version version, std::string& out);

/// Exactly what encode() would append, without writing or allocating.
std::size_t encoded_size(const Packet& packet, Version version);
std::size_t encoded_size(const Connect& packet);
std::size_t encoded_size(const Connack& packet, Version version);
std::size_t encoded_size(const Publish& packet, Version version);
std::size_t encoded_size(const Puback& packet, Version version);
std::size_t encoded_size(const Subscribe& packet, Version version);
std::size_t encoded_size(const Suback& packet, Version version);

enum class Sender : std::uint8_t { Client, Server };

struct DecodeRules {
    Sender sender = Sender::Client;   ///< whose packets these are; the other's are refused
    Version version = Version::V311;  ///< of the connection; CONNECT itself needs none
    std::size_t maximum_packet_size = kMaximumPacketSize;  ///< larger ones are refused
};

enum class Outcome : std::uint8_t { Complete, NeedMore, Refused };

struct Decoded {
    Outcome outcome = Outcome::NeedMore;
    std::size_t size = 0;  ///< octets of the packet when Complete
    Packet packet;         ///< views of the input
    Violation violation;   ///< when Refused
};

/// Reads the packet at the front of `input`. A packet too large is refused as soon as its fixed
/// header is there.
Decoded decode(std::string_view input, const DecodeRules& rules);

/// decode() over a stream that arrives in pieces of any size.
class Decoder {
  public:
    explicit Decoder(DecodeRules rules) : rules_(rules) {}

    /// Call once CONNECT (server) or the choice of version (client) settles it.
    void set_version(Version version) { rules_.version = version; }
    const DecodeRules& rules() const { return rules_; }

    void append(std::string_view bytes);
    /// The next packet; its views hold until the next append(). After Refused the stream is lost:
    /// every later call is Refused too.
    Decoded next();
    /// Octets not given out yet; after Refused they begin with the packet that was refused.
    std::string_view pending() const { return std::string_view(buffer_).substr(read_); }

  private:
    DecodeRules rules_;
    std::string buffer_;
    std::size_t read_ = 0;  ///< octets of buffer_ already given out
};

}  // namespace fleetsim::mqtt
