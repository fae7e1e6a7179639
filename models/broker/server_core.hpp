// ServerCore: the processor time of a server for TLS connections, and how many a core can take.
// Models     the public-key operations of a handshake, and the rest of a connection by version and
//            opening: records parsed, certificates handled, system calls, CONNECT and close.
// Leaves out hardware offload; certificate chains longer than two; contention between cores.
// Source     the profile names it: models/broker/profiles/x86-core.toml.
// Error      within 4 % of the six kinds of connection measured with mosquitto.
#pragma once

#include <optional>
#include <string>

#include "models/profile/profile.hpp"
#include "models/wire/crypto_times.hpp"
#include "models/wire/exchange.hpp"
#include "models/wire/stack.hpp"
#include "sim/time.hpp"

namespace fleetsim::broker {

struct ServerCore {
    std::string name;
    wire::CryptoTimes crypto;
    sim::Duration plain;  ///< a connection without TLS
    /// With TLS, without public-key operations.
    sim::Duration tls12_full;
    sim::Duration tls12_resumed;
    sim::Duration tls13_full;
    sim::Duration tls13_resumed;

    /// Time of a connection, TCP to close; `tls` none is one without TLS.
    sim::Duration connection_time(const std::optional<wire::TlsSettings>& tls,
                                  wire::Opening opening) const;
    double connections_per_second(const std::optional<wire::TlsSettings>& tls,
                                  wire::Opening opening) const {
        return 1 / connection_time(tls, opening).to_seconds();
    }
};

/// A shipped core by name, or a .toml file of kind "server-core". Throws sim::InputError.
ServerCore open_server_core(const std::string& name);

}  // namespace fleetsim::broker
