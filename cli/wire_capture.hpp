// The captured connections that `fleetsim wire --cases` predicts: programs, names and order.
// Models     mosquitto 2.0 and nginx 1.22 with OpenSSL 3.0 on a 1500-byte MTU, their clients, the
//            lengths of every name, and the operations of a capture in their order: the state an
//            operation finds TCP in (acknowledgements) follows from those before it.
// Source     tests/golden/wire/README.md.
// Error      none on 248 captured rows but acknowledgements around closing (docs/models/wire.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/wire/connection_costs.hpp"
#include "models/wire/conversation.hpp"

namespace fleetsim::cli {

enum class CaptureProtocol : std::uint8_t { Mqtt, Https, HttpsLongPoll };

/// One connection of the capture, and the operation on it that is asked for.
struct CaptureCase {
    CaptureProtocol protocol = CaptureProtocol::Mqtt;
    std::optional<wire::TlsVersion> tls;
    wire::KeyType key = wire::KeyType::Rsa2048;
    wire::Resumption resumption = wire::Resumption::None;
    wire::Opening opening = wire::Opening::Full;
    wire::Timestamps timestamps = wire::Timestamps::On;
    std::string phase;                    ///< "mqtt_publish_q1"
    std::optional<std::int64_t> payload;  ///< bytes; 100 where an operation needs one
};

/// Whether this phase exists at all, for messages about unknown ones.
bool is_known_phase(const std::string& phase);

/// What a capture counts of one direction of an operation.
struct CapturedTraffic {
    wire::Traffic traffic;
    std::int64_t syns = 0;
    std::int64_t fins = 0;
    std::int64_t longest_segment = 0;  ///< payload
    std::int64_t tls_records = 0;
    std::int64_t tls_record_overhead = 0;  ///< headers; nonce, type and tag of application data
};

struct CapturePrediction {
    CapturedTraffic up;
    CapturedTraffic down;
    const CapturedTraffic& from(wire::Side side) const {
        return side == wire::Side::Client ? up : down;
    }
};

/// Nothing when the phase does not belong to such a connection.
std::optional<CapturePrediction> predict(const CaptureCase& wanted);

}  // namespace fleetsim::cli
