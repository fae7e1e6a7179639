#include "models/broker/server_core.hpp"

#include "models/wire/tls_handshake.hpp"

namespace fleetsim::broker {

using profile::Section;
using sim::Duration;

Duration ServerCore::connection_time(const std::optional<wire::TlsSettings>& tls,
                                     wire::Opening opening) const {
    if (!tls) return plain;
    const wire::tls::Handshake handshake = wire::tls::handshake(*tls, opening);
    const bool v12 = tls->version == wire::TlsVersion::V12;
    // What verifies nothing and signs nothing is as short as a resumption: external keys.
    const bool brief = handshake.server.signatures + handshake.server.verifications == 0;
    const Duration rest =
        v12 ? (brief ? tls12_resumed : tls12_full) : (brief ? tls13_resumed : tls13_full);
    return rest + crypto.time_of(handshake.server, tls->key);
}

ServerCore open_server_core(const std::string& name) {
    const profile::Profile file = profile::open("server-core", name);
    const Section root = file.root();
    ServerCore core;
    core.name = file.name();
    if (const auto crypto = root.section("crypto")) {
        core.crypto = wire::read_crypto_times(*crypto);
    } else {
        root.refuse("crypto", "the times of cryptography are missing", "add the table [crypto]");
    }
    if (const auto connection = root.section("connection")) {
        core.plain = connection->duration("plain");
        core.tls12_full = connection->duration("tls12_full");
        core.tls12_resumed = connection->duration("tls12_resumed");
        core.tls13_full = connection->duration("tls13_full");
        core.tls13_resumed = connection->duration("tls13_resumed");
    } else {
        root.refuse("connection", "the times of connections are missing",
                    "add the table [connection]");
    }
    file.finish();
    return core;
}

}  // namespace fleetsim::broker
