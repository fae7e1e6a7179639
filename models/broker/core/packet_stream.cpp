#include "models/broker/core/packet_stream.hpp"

namespace fleetsim::broker::core {

namespace {

constexpr std::string_view kProtocol{"\0\4MQTT", 6};  ///< the name with its length

/// Where the protocol level of a CONNECT stands; npos if `octets` begin otherwise.
std::size_t level_place(std::string_view octets) {
    if (!octets.starts_with('\x10')) return std::string_view::npos;
    std::size_t place = 1;  // past one to four octets of remaining length
    while (place < octets.size() && place < 4 && (octets[place] & 0x80) != 0) ++place;
    ++place;
    if (octets.size() <= place || !octets.substr(place).starts_with(kProtocol)) {
        return std::string_view::npos;
    }
    place += kProtocol.size();
    return place < octets.size() ? place : std::string_view::npos;
}

/// The version a refused CONNECT is answered in: its own. One of a level to come has none of
/// ours; it gets MQTT 5's answer if its fields lie as MQTT 5's do, else 3.1.1's.
mqtt::Version version_of(std::string_view octets) {
    const std::size_t place = level_place(octets);
    if (place == std::string_view::npos) return mqtt::Version::V311;
    const auto level = static_cast<unsigned char>(octets[place]);
    if (level <= 5) return level == 5 ? mqtt::Version::V5 : mqtt::Version::V311;
    std::string as_five(octets);
    as_five[place] = 5;
    const auto decoded = mqtt::decode(as_five, {});
    return decoded.outcome == mqtt::Outcome::Complete ? mqtt::Version::V5 : mqtt::Version::V311;
}

}  // namespace

PacketStream::PacketStream(Broker& broker, ConnectionId connection)
    : broker_(broker),
      connection_(connection),
      decoder_({mqtt::Sender::Client, mqtt::Version::V311, broker.settings().maximum_packet_size}) {
}

void PacketStream::on_bytes(std::string_view bytes, sim::Time now) {
    decoder_.append(bytes);
    while (broker_.knows(connection_)) {
        const mqtt::Decoded decoded = decoder_.next();
        if (decoded.outcome == mqtt::Outcome::NeedMore) return;
        if (decoded.outcome == mqtt::Outcome::Refused) {
            return broker_.on_violation(connection_, decoded.violation,
                                        version_of(decoder_.pending()), now);
        }
        if (const auto* connect = std::get_if<mqtt::Connect>(&decoded.packet)) {
            decoder_.set_version(connect->version);
        }
        broker_.on_packet(connection_, decoded.packet, now);
    }
}

}  // namespace fleetsim::broker::core
