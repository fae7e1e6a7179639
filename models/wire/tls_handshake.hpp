// The flights of a TLS handshake: who writes which records when, and the cryptography it takes.
// Models     TLS 1.2 and 1.3; full, by session id, by ticket or PSK; X.509 of one or both ends,
//            raw public keys, external pre-shared keys with and without ECDHE.
// Leaves out HelloRetryRequest, early data, renegotiation, OCSP stapling.
// Source     RFC 5246, RFC 8446; sizes from tls_sizes.hpp.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "models/wire/exchange.hpp"
#include "models/wire/stack.hpp"

namespace fleetsim::wire::tls {

struct Record {
    std::string_view name;   ///< of the message or messages inside
    std::int64_t bytes = 0;  ///< on the wire, header included
};

/// What one end writes in one go.
struct Flight {
    Side from = Side::Client;
    std::vector<Record> records;
};

struct Handshake {
    std::vector<Flight> flights;
    /// The client may send its own data once this many flights are written and read.
    std::size_t flights_before_client = 0;
    CryptoWork client;
    CryptoWork server;
};

Handshake handshake(const TlsSettings& tls, Opening opening);

std::int64_t size_of(const Flight& flight);

/// A close_notify alert as a record.
Record close_notify(const TlsSettings& tls);

/// Bytes that sealing adds to `plaintext` bytes written at once, in records of at most 16 KiB.
std::int64_t sealing(const TlsSettings& tls, std::int64_t plaintext);

}  // namespace fleetsim::wire::tls
