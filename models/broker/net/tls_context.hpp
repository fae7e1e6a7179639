// The server's side of TLS: which certificate it shows, whose it trusts, which protocols it offers.
// Models     TLS 1.2 and 1.3; mutual X.509 where an authority is named; ALPN of MQTT and of HTTP as
//            AWS IoT has it.
// Leaves out revocation lists, several certificates on one port.
// Source     RFC 7301 (ALPN); AWS IoT Core developer guide, "Protocols, port mappings, and
//            authentication" (x-amzn-mqtt-ca, x-amzn-http-ca).
// Error      InputError that names the file: missing, no PEM, an encrypted key, a key of another
//            certificate.
#pragma once

#include <string>

#include "models/broker/net/asio.hpp"
#include "models/broker/net/link.hpp"

namespace fleetsim::broker::net {

struct TlsOptions {
    std::string certificate_file;  ///< PEM; the server's own first, then its chain
    std::string key_file;          ///< PEM
    std::string authority_file;    ///< PEM; if not empty, clients need a certificate it signed
};

boost::asio::ssl::context make_tls_context(const TlsOptions& options);

/// After the handshake.
Peer peer_of(SSL* connection);

}  // namespace fleetsim::broker::net
