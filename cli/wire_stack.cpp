#include "cli/wire_stack.hpp"

#include <charconv>
#include <fmt/format.h>
#include <optional>

#include "models/radio/radio_catalogue.hpp"
#include "models/wire/tls_sizes.hpp"
#include "scenarios/compose/stack_builder.hpp"
#include "sim/error.hpp"

namespace fleetsim::cli {

namespace {

constexpr std::int64_t kSmallestMtu = 576;    ///< RFC 791
constexpr std::int64_t kSmallestMtu6 = 1280;  ///< RFC 8200 5
constexpr std::int64_t kLargestDer = 65'535;
constexpr std::int64_t kLongestProtocol = 255;  ///< RFC 7301 3.1

/// "946,858" as numbers.
std::optional<std::vector<std::int64_t>> numbers(const Arguments& arguments,
                                                 std::string_view option, std::int64_t most) {
    const std::optional<std::string> text = arguments.maybe(option);
    if (!text) return std::nullopt;
    const auto refuse_list = [&] {
        refuse_value(option, *text,
                     fmt::format("give sizes of 1 to {} with commas between: 14,8", most));
    };
    if (text->empty()) refuse_list();
    std::vector<std::int64_t> values;
    std::string_view rest = *text;
    while (!rest.empty()) {
        const std::string_view word = rest.substr(0, rest.find(','));
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
        const bool whole = error == std::errc{} && end == word.data() + word.size();
        if (!whole || value < 1 || value > most) refuse_list();
        values.push_back(value);
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    }
    return values;
}

wire::Resumption resumption_of(const Arguments& arguments, const wire::TlsSettings& tls) {
    using enum wire::Resumption;
    const wire::Resumption asked = choose<wire::Resumption, 3>(
        arguments, "--resumption",
        {{{"none", None}, {"session-id", SessionId}, {"ticket", Ticket}}});
    if (!arguments.has("--resumed")) return asked;
    if (wire::tls::has_external_key(tls))
        refuse_idle(arguments, {"--resumed"}, "with an external key: each connection is as short");
    if (tls.style == wire::TlsStyle::Constrained)
        refuse_idle(arguments, {"--resumed"}, "in the constrained style: nothing is saved");
    if (asked == None && arguments.has("--resumption"))
        refuse_idle(arguments, {"--resumed"}, "with --resumption none");
    return asked == None ? Ticket : asked;
}

wire::TlsSettings tls_settings(const Arguments& arguments, wire::TlsVersion version) {
    using enum wire::Authentication;
    wire::TlsSettings tls;
    tls.version = version;
    tls.key = choose<wire::KeyType, 2>(
        arguments, "--key",
        {{{"ecdsa-p256", wire::KeyType::P256}, {"rsa-2048", wire::KeyType::Rsa2048}}});
    tls.authentication = choose<wire::Authentication, 5>(arguments, "--auth",
                                                         {{{"mutual", Mutual},
                                                           {"server", ServerOnly},
                                                           {"raw-key", RawPublicKey},
                                                           {"psk", PreSharedKey},
                                                           {"psk-ecdhe", PreSharedEcdhe}}});
    tls.style = choose<wire::TlsStyle, 2>(
        arguments, "--tls-style",
        {{{"openssl", wire::TlsStyle::OpenSsl}, {"constrained", wire::TlsStyle::Constrained}}});
    tls.resumption = resumption_of(arguments, tls);
    // Sizes of the certificates in the captures (tests/golden/wire/README.md).
    const bool is_rsa = tls.key == wire::KeyType::Rsa2048;
    tls.server_chain =
        numbers(arguments, "--server-chain", kLargestDer)
            .value_or(is_rsa ? wire::CertificateChain{946, 858} : wire::CertificateChain{551, 463});
    tls.client_chain =
        numbers(arguments, "--client-chain", kLargestDer)
            .value_or(is_rsa ? wire::CertificateChain{872} : wire::CertificateChain{476});
    tls.alpn = numbers(arguments, "--alpn", kLongestProtocol).value_or(std::vector<std::int64_t>{});
    tls.identity = arguments.integer("--psk-identity", 16, 1, 65'535);
    tls.tag = choose<std::int64_t, 2>(arguments, "--tag", {{{"16", 16}, {"8", 8}}});
    return tls;
}

/// The limits that `run` keeps, and that of IP version 6.
void check_mtu(const wire::Stack& stack) {
    scenarios::compose::check_mtu("the radio", stack);
    if (stack.ip == wire::IpVersion::V6 && stack.tcp.mtu < kSmallestMtu6)
        throw sim::InputError(sim::Diagnostic{
            {},
            "mtu-too-small",
            fmt::format("a link that carries {} bytes cannot carry IPv6", stack.tcp.mtu),
            "IPv6 needs an MTU of 1280 bytes (RFC 8200, 5); or use --ip 4"});
}

}  // namespace

wire::Stack wire_stack(const Arguments& arguments, std::size_t host_length) {
    wire::Stack stack;
    stack.ip = choose<wire::IpVersion, 2>(
        arguments, "--ip", {{{"4", wire::IpVersion::V4}, {"6", wire::IpVersion::V6}}});
    stack.tcp.mtu = arguments.integer("--mtu", 1500, kSmallestMtu, 65'535);
    stack.tcp.client = choose<wire::TcpKind, 2>(
        arguments, "--tcp", {{{"linux", wire::TcpKind::Linux}, {"lwip", wire::TcpKind::LwIp}}});
    if (arguments.has("--no-timestamps")) stack.tcp.timestamps = wire::Timestamps::Off;
    if (arguments.has("--nagle")) stack.tcp.client_nagle = wire::Nagle::On;
    if (const auto radio = arguments.maybe("--radio")) {
        const radio::RadioProfile profile = radio::open_radio(*radio);
        stack.framing = wire::framing_named(profile.framing);
        if (profile.link.mtu > sim::Bytes{} && !arguments.has("--mtu"))
            stack.tcp.mtu = profile.link.mtu.count();
    }
    check_mtu(stack);
    if (const auto framing = arguments.maybe("--framing"))
        stack.framing = wire::framing_named(*framing);
    using Version = std::optional<wire::TlsVersion>;
    const Version version = choose<Version, 3>(
        arguments, "--tls",
        {{{"1.2", wire::TlsVersion::V12}, {"1.3", wire::TlsVersion::V13}, {"none", std::nullopt}}});
    if (!version) {
        refuse_idle(arguments,
                    {"--key", "--auth", "--resumption", "--resumed", "--tls-style",
                     "--server-chain", "--client-chain", "--alpn", "--psk-identity", "--tag"},
                    "without TLS");
        return stack;
    }
    stack.tls = tls_settings(arguments, *version);
    stack.tls->server_name = static_cast<std::int64_t>(host_length);
    return stack;
}

std::vector<Option> wire_stack_options() {
    return {
        {"--tls", Arity::One, "1.2|1.3|none", "version of TLS (1.2)"},
        {"--key", Arity::One, "ecdsa-p256|rsa-2048", "of the certificates (ecdsa-p256)"},
        {"--auth", Arity::One, "mutual|server|raw-key|psk|psk-ecdhe", "who proves what (mutual)"},
        {"--resumption", Arity::One, "none|session-id|ticket", "what a class of devices can do"},
        {"--resumed", Arity::Flag, "", "this connection resumes a session (by ticket)"},
        {"--tls-style", Arity::One, "openssl|constrained", "whose messages (openssl)"},
        {"--server-chain", Arity::One, "BYTES,..", "DER sizes of the server's certificates"},
        {"--client-chain", Arity::One, "BYTES,..", "DER sizes of the device's certificates"},
        {"--alpn", Arity::One, "CHARS,..", "lengths of the protocols offered by ALPN"},
        {"--psk-identity", Arity::One, "BYTES", "of an external pre-shared key (16)"},
        {"--tag", Arity::One, "8|16", "bytes of the cipher's tag (16; 8 for CCM_8)"},
        {"--ip", Arity::One, "4|6", "version of IP (4)"},
        {"--mtu", Arity::One, "BYTES", "of the link (1500)"},
        {"--tcp", Arity::One, "linux|lwip", "whose TCP the device runs (linux)"},
        {"--no-timestamps", Arity::Flag, "", "TCP without its timestamp option"},
        {"--nagle", Arity::Flag, "", "the device does not set TCP_NODELAY"},
        {"--framing", Arity::One, "NAME",
         "what the link puts around a packet: none, ethernet, wifi, lte, lte-m, nb-iot, 802.15.4 "
         "(none)"},
        {"--radio", Arity::One, "PROFILE", "the framing and MTU of this radio's link"},
    };
}

}  // namespace fleetsim::cli
