// Sizes of TLS structures, in bytes. Internal to the handshake model.
// Models     handshake messages with the extensions of OpenSSL 3.0 restricted to one cipher suite
//            and the group P-256, and the least a constrained implementation may send.
// Source     RFC 5246 (1.2), RFC 8446 (1.3), RFC 5288 (GCM records), RFC 5077 (tickets), RFC 4279
//            and 5489 (PSK), RFC 7250 (raw public keys), RFC 7366, 7627 (extensions).
// Error      none against captures of OpenSSL 3.0 but two that are drawn anew each time: the DER of
//            ECDSA signatures, 70 to 72 bytes, taken as 71; and of a number in the tickets of TLS
//            1.3, 4 or 5 bytes, taken as 4: a block of 16 bytes more in one ticket of 32.
#pragma once

#include <cstdint>

#include "models/wire/stack.hpp"

namespace fleetsim::wire::tls {

inline constexpr std::int64_t kRecordHeader = 5;
inline constexpr std::int64_t kMessageHeader = 4;
inline constexpr std::int64_t kRandom = 32;
inline constexpr std::int64_t kLargestRecord = 16'384;  ///< plaintext bytes, RFC 8446 5.1

inline bool is_v13(const TlsSettings& tls) { return tls.version == TlsVersion::V13; }
inline bool has_external_key(const TlsSettings& tls) {
    return tls.authentication == Authentication::PreSharedKey ||
           tls.authentication == Authentication::PreSharedEcdhe;
}
inline bool is_constrained(const TlsSettings& tls) { return tls.style == TlsStyle::Constrained; }

/// What sealing adds to the plaintext of a record, its header included.
std::int64_t record_overhead(const TlsSettings& tls);

// Bodies of handshake messages, without the 4 bytes of type and length.
std::int64_t client_hello(const TlsSettings& tls, Opening opening);
std::int64_t server_hello(const TlsSettings& tls, Opening opening);
std::int64_t encrypted_extensions(const TlsSettings& tls);
std::int64_t certificate(const TlsSettings& tls, const CertificateChain& chain);
std::int64_t server_key_exchange(const TlsSettings& tls);
std::int64_t certificate_request(const TlsSettings& tls);
std::int64_t client_key_exchange(const TlsSettings& tls);
std::int64_t certificate_verify(const TlsSettings& tls);
std::int64_t finished(const TlsSettings& tls);
std::int64_t new_session_ticket(const TlsSettings& tls);

}  // namespace fleetsim::wire::tls
