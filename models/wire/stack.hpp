// Stack: the protocol layers under a class of connections, and their settings.
// Models     IPv4 and IPv6, TCP, TLS 1.2 and 1.3 or none, the framing of the link.
// Leaves out DTLS and QUIC; IP options, fragments and extension headers; TCP without SACK.
// Source     defaults are those of OpenSSL 3.0 and Linux 6 on a 1500-byte MTU
//            (docs/models/wire.md).
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "models/wire/framing.hpp"
#include "sim/time.hpp"

namespace fleetsim::wire {

enum class IpVersion : std::uint8_t { V4, V6 };
enum class Timestamps : std::uint8_t { Off, On };  ///< the TCP option of RFC 7323
enum class Nagle : std::uint8_t { Off, On };       ///< RFC 896; off is TCP_NODELAY
/// Whose TCP the client runs; the server's is that of Linux.
enum class TcpKind : std::uint8_t {
    Linux,
    LwIp,  ///< of microcontrollers: the MSS is its only option, timestamps or not
};

struct TcpSettings {
    std::int64_t mtu = 1500;  ///< bytes of the largest IP packet
    TcpKind client = TcpKind::Linux;
    Timestamps timestamps = Timestamps::On;
    Nagle client_nagle = Nagle::Off;
    Nagle server_nagle = Nagle::Off;
    std::int64_t initial_window = 10;  ///< segments, RFC 6928
};

enum class TlsVersion : std::uint8_t { V12, V13 };
enum class KeyType : std::uint8_t { Rsa2048, P256 };
enum class Authentication : std::uint8_t {
    ServerOnly,      ///< the device checks the server and is known by a password, if at all
    Mutual,          ///< X.509 at both ends
    RawPublicKey,    ///< mutual, keys without certificates (RFC 7250)
    PreSharedKey,    ///< external key without key agreement (1.2: PSK, 1.3: psk_ke)
    PreSharedEcdhe,  ///< external key with ECDHE
};
enum class Resumption : std::uint8_t {
    None,
    SessionId,  ///< the server keeps the state; in TLS 1.3 its tickets are names only
    Ticket,     ///< the client carries the state: ticket of 1.2, PSK of 1.3
};
/// What cannot resume (Resumption::None, external keys) opens in full all the same.
enum class Opening : std::uint8_t { Full, Resumed };
enum class TlsStyle : std::uint8_t {
    OpenSsl,      ///< a record a message, compatibility mode, padding, OpenSSL 3.0's extensions
    Constrained,  ///< the fewest bytes the RFCs allow: sealed messages share a record, no tickets
};

/// DER sizes in bytes, leaf first, of the certificates an end sends.
using CertificateChain = std::vector<std::int64_t>;

/// How the server of a connection behaves where the standards leave it free.
struct TlsServerHabits {
    bool confirms_server_name = false;    ///< answers SNI in ServerHello or EncryptedExtensions
    std::int64_t lists_groups = 0;        ///< groups named in EncryptedExtensions; 0: no list
    std::int64_t authority_name = 0;      ///< DER bytes of the client CA named; 0: none
    std::int64_t session_context = 14;    ///< bytes by which it tells its sessions from others':
                                          ///<   "mosquitto-8883"; nginx has 20 of a hash
    std::int64_t tickets_after_full = 2;  ///< TLS 1.3
};

struct TlsSettings {
    TlsVersion version = TlsVersion::V12;
    TlsStyle style = TlsStyle::OpenSsl;
    KeyType key = KeyType::P256;
    Authentication authentication = Authentication::Mutual;
    Resumption resumption = Resumption::None;
    CertificateChain server_chain{};
    CertificateChain client_chain{};
    std::int64_t server_name = 0;      ///< characters of SNI; 0: not sent
    std::vector<std::int64_t> alpn{};  ///< characters of each protocol offered; the first is taken
    std::int64_t identity = 0;         ///< bytes of an external PSK's identity
    std::int64_t tag = 16;             ///< bytes of the AEAD's tag; 8 for CCM_8
    std::int64_t hash = 32;            ///< bytes of the suite's hash; 48 for SHA-384
    std::int64_t client_hello_extra = 0;  ///< bytes beyond OpenSSL's with one suite and one group
    TlsServerHabits server{};
};

struct Stack {
    IpVersion ip = IpVersion::V4;
    TcpSettings tcp{};
    std::optional<TlsSettings> tls{};
    Framing framing{};
};

/// What lwIP names as its MSS even where the link carries more, and the bytes it has under way at
/// most, either way: ESP-IDF's defaults (espressif/esp-idf, components/lwip/Kconfig: LWIP_TCP_MSS,
/// LWIP_TCP_SND_BUF_DEFAULT, LWIP_TCP_WND_DEFAULT).
inline constexpr std::int64_t kLwIpSegment = 1440;
inline constexpr std::int64_t kLwIpWindow = 5744;

/// Bytes of an IP header, of a TCP header after the SYN, and of the largest TCP payload.
constexpr std::int64_t ip_header(const Stack& stack) { return stack.ip == IpVersion::V4 ? 20 : 40; }
constexpr std::int64_t tcp_header(const Stack& stack) {
    const bool is_linux = stack.tcp.client == TcpKind::Linux;
    return is_linux && stack.tcp.timestamps == Timestamps::On ? 32 : 20;
}
/// With SYN: MSS, window scale, SACK permitted, and the timestamps. A server answers with those
/// options only that the client has named.
constexpr std::int64_t syn_header(const Stack& stack) {
    if (stack.tcp.client == TcpKind::LwIp) return 24;
    return stack.tcp.timestamps == Timestamps::On ? 40 : 32;
}
constexpr std::int64_t maximum_segment(const Stack& stack) {
    const std::int64_t fits = stack.tcp.mtu - ip_header(stack) - tcp_header(stack);
    return stack.tcp.client == TcpKind::LwIp ? std::min(fits, kLwIpSegment) : fits;
}

}  // namespace fleetsim::wire
