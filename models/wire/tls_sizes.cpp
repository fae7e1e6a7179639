#include "models/wire/tls_sizes.hpp"

#include <algorithm>

namespace fleetsim::wire::tls {

namespace {

constexpr std::int64_t kPoint = 65;             // uncompressed P-256
constexpr std::int64_t kRawPublicKey = 91;      // SubjectPublicKeyInfo of P-256
constexpr std::int64_t kRawPublicKeyRsa = 294;  // and of RSA-2048
constexpr std::int64_t kSessionId = 32;

bool agrees_on_key(const TlsSettings& tls) {
    return tls.authentication != Authentication::PreSharedKey;
}
bool has_raw_keys(const TlsSettings& tls) {
    return tls.authentication == Authentication::RawPublicKey;
}
/// The client never asks for tickets when it resumes by session id.
bool wants_tickets(const TlsSettings& tls) {
    return tls.resumption != Resumption::SessionId && !is_constrained(tls);
}
bool resumes(const TlsSettings& tls, Opening opening, Resumption how) {
    return opening == Opening::Resumed && tls.resumption == how;
}

bool server_name_is_kept(const TlsSettings& tls) {
    return tls.server.confirms_server_name && tls.server_name > 0;
}

std::int64_t signature(const TlsSettings& tls) { return tls.key == KeyType::Rsa2048 ? 256 : 71; }

// ---- DER: a tag, the length, the value ----

constexpr std::int64_t der(std::int64_t value) {
    return 1 + (value < 128 ? 1 : value < 256 ? 2 : 3) + value;
}
/// With a tag of its own around it, as what may be absent has.
constexpr std::int64_t tagged(std::int64_t value) { return der(der(value)); }

/// What OpenSSL 3.0 remembers of a session (SSL_SESSION_ASN1 in ssl/ssl_asn1.c), the life of it
/// above 127 and below 32768 seconds.
std::int64_t session_state(const TlsSettings& tls) {
    std::int64_t state = der(1) + der(2) + der(2);    // format, version, suite
    state += is_v13(tls) ? der(kSessionId) : der(0);  // its name, in 1.2 left out
    state += is_v13(tls) ? der(tls.hash) : der(48);   // the secret
    state += tagged(4) + tagged(2) + tagged(2);       // begun, life, life as told
    state += is_v13(tls) ? tagged(4) : tagged(1);     // age's mask (or 5); flags
    state += tagged(tls.server.session_context);
    if (tls.authentication == Authentication::Mutual && !tls.client_chain.empty())
        state += der(tls.client_chain.front());
    if (server_name_is_kept(tls)) state += tagged(tls.server_name);
    if (!tls.alpn.empty()) state += tagged(tls.alpn.front());
    // In TLS 1.3 an external key leaves no name in the state.
    if (has_external_key(tls) && !is_v13(tls)) state += tagged(tls.identity);
    return der(state);
}

/// The state encrypted: key name 16, IV 16, CBC with padding, HMAC 32. A server that keeps the
/// state itself gives the client of TLS 1.3 a name for it instead.
std::int64_t ticket(const TlsSettings& tls) {
    if (tls.resumption == Resumption::SessionId) return kSessionId;
    return 16 + 16 + (session_state(tls) / 16 + 1) * 16 + 32;
}

// Extensions, their 4 bytes of type and length included.
constexpr std::int64_t kExtension = 4;

std::int64_t server_name_extension(const TlsSettings& tls) {
    return tls.server_name > 0 ? kExtension + 5 + tls.server_name : 0;
}
std::int64_t alpn_offer(const TlsSettings& tls) {
    if (tls.alpn.empty()) return 0;
    std::int64_t size = kExtension + 2;
    for (const std::int64_t protocol : tls.alpn) size += 1 + protocol;
    return size;
}
std::int64_t alpn_answer(const TlsSettings& tls) {
    return tls.alpn.empty() ? 0 : kExtension + 3 + tls.alpn.front();
}
std::int64_t server_name_answer(const TlsSettings& tls) {
    return server_name_is_kept(tls) ? kExtension : 0;
}
std::int64_t pre_shared_key_offer(std::int64_t identity, std::int64_t binder) {
    return kExtension + 2 + (2 + identity + 4) + 2 + (1 + binder);
}
std::int64_t signature_algorithms(std::int64_t count) { return kExtension + 2 + 2 * count; }

constexpr std::int64_t kGroups = kExtension + 2 + 2;
constexpr std::int64_t kPointFormats = kExtension + 1 + 3;
constexpr std::int64_t kOnePointFormat = kExtension + 1 + 1;
constexpr std::int64_t kSupportedVersions = kExtension + 1 + 2;
constexpr std::int64_t kPskModes = kExtension + 1 + 1;
constexpr std::int64_t kKeyShareOffer = kExtension + 2 + 2 + 2 + kPoint;
constexpr std::int64_t kKeyShareAnswer = kExtension + 2 + 2 + kPoint;
constexpr std::int64_t kSelectedVersion = kExtension + 2;
constexpr std::int64_t kSelectedIdentity = kExtension + 2;
constexpr std::int64_t kCertificateTypeOffer = kExtension + 1 + 1;
constexpr std::int64_t kCertificateTypesAnswer = 2 * (kExtension + 1 + 1);
constexpr std::int64_t kRenegotiationInfo = kExtension + 1;
constexpr std::int64_t kExtendedMasterSecret = kExtension;
constexpr std::int64_t kEncryptThenMac = kExtension;

/// Version, random, session id, suites, compression, length of extensions.
std::int64_t hello_frame(std::int64_t session_id, std::int64_t suites) {
    return 2 + kRandom + 1 + session_id + 2 + 2 * suites + 2 + 2;
}

std::int64_t constrained_client_hello(const TlsSettings& tls) {
    std::int64_t size = hello_frame(0, 1) + server_name_extension(tls) + alpn_offer(tls);
    if (agrees_on_key(tls)) size += kGroups;
    if (!has_external_key(tls)) size += signature_algorithms(1);
    if (has_raw_keys(tls)) size += 2 * kCertificateTypeOffer;
    if (!is_v13(tls)) {
        return size + kExtendedMasterSecret + (agrees_on_key(tls) ? kOnePointFormat : 0);
    }
    size += kSupportedVersions;
    if (agrees_on_key(tls)) size += kKeyShareOffer;
    if (has_external_key(tls)) size += kPskModes + pre_shared_key_offer(tls.identity, tls.hash);
    return size;
}

/// OpenSSL pads a ClientHello message of 256 to 511 bytes to 512 (RFC 7685), by an extension of one
/// byte at least. It counts the offer of a session's key that is still to come, not of an external
/// key (tls_construct_ctos_padding in ssl/statem/extensions_clnt.c).
std::int64_t padded(std::int64_t hello, std::int64_t session_offer = 0) {
    constexpr std::int64_t kLongest = 512;
    const std::int64_t size = hello + session_offer;
    const std::int64_t message = kMessageHeader + size;
    if (message < 256 || message >= kLongest) return size;
    return size + kExtension + std::max<std::int64_t>(1, kLongest - message - kExtension);
}

std::int64_t openssl_client_hello_v12(const TlsSettings& tls, Opening opening) {
    constexpr std::int64_t kAlgorithms = 20;
    const bool remembers = opening == Opening::Resumed;
    std::int64_t size = hello_frame(remembers ? kSessionId : 0, 2) + server_name_extension(tls);
    if (agrees_on_key(tls)) size += kPointFormats + kGroups;
    size += kEncryptThenMac + kExtendedMasterSecret;
    size += signature_algorithms(kAlgorithms) + alpn_offer(tls) + tls.client_hello_extra;
    if (wants_tickets(tls)) size += kExtension;
    if (resumes(tls, opening, Resumption::Ticket)) size += ticket(tls);
    return padded(size);
}

std::int64_t openssl_client_hello_v13(const TlsSettings& tls, Opening opening) {
    constexpr std::int64_t kAlgorithms = 14;
    std::int64_t size = hello_frame(kSessionId, 2) + server_name_extension(tls) + alpn_offer(tls);
    size += kPointFormats + kGroups + kExtension + kEncryptThenMac + kExtendedMasterSecret;
    size += signature_algorithms(kAlgorithms) + kSupportedVersions + kPskModes;
    size += tls.client_hello_extra;
    if (agrees_on_key(tls)) size += kKeyShareOffer;
    if (opening == Opening::Resumed)
        return padded(size, pre_shared_key_offer(ticket(tls), tls.hash));
    if (has_external_key(tls)) return padded(size) + pre_shared_key_offer(tls.identity, tls.hash);
    return padded(size);
}

}  // namespace

std::int64_t record_overhead(const TlsSettings& tls) {
    constexpr std::int64_t kExplicitNonce = 8;  // RFC 5288
    constexpr std::int64_t kInnerType = 1;      // RFC 8446 5.2
    return kRecordHeader + (is_v13(tls) ? kInnerType : kExplicitNonce) + tls.tag;
}

std::int64_t client_hello(const TlsSettings& tls, Opening opening) {
    if (is_constrained(tls)) return constrained_client_hello(tls);
    return is_v13(tls) ? openssl_client_hello_v13(tls, opening)
                       : openssl_client_hello_v12(tls, opening);
}

std::int64_t server_hello(const TlsSettings& tls, Opening opening) {
    constexpr std::int64_t kFrame = 2 + kRandom + 1 + 2 + 1 + 2;
    const bool by_key = opening == Opening::Resumed || has_external_key(tls);
    if (is_v13(tls)) {
        std::int64_t size = kFrame + kSelectedVersion + (is_constrained(tls) ? 0 : kSessionId);
        if (agrees_on_key(tls)) size += kKeyShareAnswer;
        return by_key ? size + kSelectedIdentity : size;
    }
    if (is_constrained(tls)) {
        return kFrame + kExtendedMasterSecret + (has_raw_keys(tls) ? kCertificateTypesAnswer : 0);
    }
    std::int64_t size = kFrame + kRenegotiationInfo + kExtendedMasterSecret;
    size += alpn_answer(tls);  // of each connection anew, resumed or not: RFC 7301 3.1
    if (opening == Opening::Resumed) return size + kSessionId;
    size += server_name_answer(tls);
    if (!has_external_key(tls)) size += kPointFormats;  // OpenSSL: of ECDHE with certificates alone
    return size + (wants_tickets(tls) ? kExtension : kSessionId);
}

std::int64_t encrypted_extensions(const TlsSettings& tls) {
    std::int64_t size = 2 + server_name_answer(tls) + alpn_answer(tls);
    if (tls.server.lists_groups > 0) size += kExtension + 2 + 2 * tls.server.lists_groups;
    return has_raw_keys(tls) ? size + kCertificateTypesAnswer : size;
}

std::int64_t certificate(const TlsSettings& tls, const CertificateChain& chain) {
    const std::int64_t per_entry = is_v13(tls) ? 3 + 2 : 3;
    std::int64_t size = is_v13(tls) ? 1 + 3 : 3;
    if (has_raw_keys(tls)) {
        const std::int64_t key = tls.key == KeyType::P256 ? kRawPublicKey : kRawPublicKeyRsa;
        return is_v13(tls) ? size + per_entry + key : size + key;
    }
    for (const std::int64_t der : chain) size += per_entry + der;
    return size;
}

std::int64_t server_key_exchange(const TlsSettings& tls) {
    constexpr std::int64_t kHint = 2;  // an empty identity hint, RFC 5489
    constexpr std::int64_t kCurve = 1 + 2 + 1;
    if (has_external_key(tls)) return kHint + kCurve + kPoint;
    return kCurve + kPoint + 4 + signature(tls);
}

std::int64_t certificate_request(const TlsSettings& tls) {
    const std::int64_t name = tls.server.authority_name;
    if (is_v13(tls)) {
        const std::int64_t algorithms = is_constrained(tls) ? 1 : 16;
        const std::int64_t authorities = name > 0 ? kExtension + 2 + 2 + name : 0;
        return 1 + 2 + signature_algorithms(algorithms) + authorities;
    }
    const std::int64_t types = is_constrained(tls) ? 1 : 3;
    const std::int64_t algorithms = is_constrained(tls) ? 1 : 20;
    return 1 + types + 2 + 2 * algorithms + 2 + (name > 0 ? 2 + name : 0);
}

std::int64_t client_key_exchange(const TlsSettings& tls) {
    const std::int64_t identity = has_external_key(tls) ? 2 + tls.identity : 0;
    return identity + (agrees_on_key(tls) ? 1 + kPoint : 0);
}

std::int64_t certificate_verify(const TlsSettings& tls) { return 2 + 2 + signature(tls); }

std::int64_t finished(const TlsSettings& tls) { return is_v13(tls) ? tls.hash : 12; }

std::int64_t new_session_ticket(const TlsSettings& tls) {
    if (!is_v13(tls)) return 4 + 2 + ticket(tls);
    constexpr std::int64_t kNonce = 1 + 8;
    return 4 + 4 + kNonce + 2 + ticket(tls) + 2;
}

}  // namespace fleetsim::wire::tls
