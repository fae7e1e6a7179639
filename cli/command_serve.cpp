#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iostream>
#include <optional>
#include <vector>

#include "cli/commands.hpp"
#include "cli/open_files.hpp"
#include "models/broker/net/server.hpp"
#include "models/mqtt/topic.hpp"

namespace fleetsim::cli {

namespace {

using broker::core::Profile;
using broker::net::Carrier;

Profile profile_of(const Arguments& arguments) {
    const std::string name = arguments.maybe("--profile").value_or("mqtt");
    if (name == "mqtt") return Profile::Mqtt;
    if (name == "aws") return Profile::Aws;
    refuse_option("--profile", fmt::format("there is no profile \"{}\"", name), "mqtt or aws");
}

struct Door {
    const char* option;
    Carrier carrier;
    const char* words;
};
constexpr std::array kDoors = {
    Door{"--port", Carrier::Tcp, "MQTT"},
    Door{"--tls-port", Carrier::Tls, "MQTT over TLS"},
    Door{"--websocket-port", Carrier::WebSocket, "MQTT over WebSocket"},
    Door{"--websocket-tls-port", Carrier::WebSocketTls, "MQTT over WebSocket and TLS"},
    Door{"--https-port", Carrier::Https, "publishing over HTTPS"},
};

std::vector<broker::net::PortOptions> ports_of(const Arguments& arguments) {
    std::vector<broker::net::PortOptions> ports;
    for (const Door& door : kDoors) {
        if (!arguments.has(door.option)) continue;
        ports.push_back({door.carrier,
                         static_cast<std::uint16_t>(arguments.integer(door.option, 0, 0, 65535))});
    }
    if (ports.empty() && !arguments.has("--unix")) ports.push_back({Carrier::Tcp, 1883});
    return ports;
}

std::optional<broker::net::TlsOptions> tls_of(const Arguments& arguments) {
    constexpr std::array kWithTls = {"--tls-port", "--websocket-tls-port", "--https-port"};
    const bool is_wanted = std::any_of(kWithTls.begin(), kWithTls.end(),
                                       [&](const char* option) { return arguments.has(option); });
    for (const char* option : {"--cert", "--key"}) {
        if (is_wanted && !arguments.has(option)) {
            refuse_option(option, "a port with TLS needs a certificate and its key",
                          "--cert FILE --key FILE, both PEM");
        }
    }
    for (const char* option : {"--cert", "--key", "--ca"}) {
        if (!is_wanted && arguments.has(option)) {
            refuse_option(option, "no port with TLS is asked for", "add --tls-port N");
        }
    }
    if (!is_wanted) return std::nullopt;
    return broker::net::TlsOptions{arguments.text("--cert"), arguments.text("--key"),
                                   arguments.maybe("--ca").value_or("")};
}

broker::net::IdentityOptions identity_of(const Arguments& arguments) {
    broker::net::IdentityOptions identity;
    identity.password_file = arguments.maybe("--password-file").value_or("");
    if (!arguments.has("--certificate-identity")) return identity;
    if (!arguments.has("--ca")) {
        refuse_option("--certificate-identity", "clients are not asked for certificates",
                      "add --ca FILE");
    }
    identity.certificate = broker::net::CertificateUse::Identity;
    return identity;
}

/// One that is misspelled would deny nothing, and nobody would notice.
std::vector<std::string> denied_filters_of(const Arguments& arguments) {
    auto filters = arguments.all("--deny-subscribe");
    for (const std::string& filter : filters) {
        if (mqtt::is_shared(filter)) {
            refuse_option("--deny-subscribe",
                          fmt::format("\"{}\" is a shared subscription", filter),
                          "name what follows the group: that is denied to shared ones too");
        }
        const auto fault = mqtt::check_plain_filter(filter);
        if (fault == mqtt::TopicFault::None) continue;
        refuse_option("--deny-subscribe", fmt::format("\"{}\" {}", filter, mqtt::describe(fault)),
                      "a filter is such as secret/# or +/private");
    }
    return filters;
}

broker::core::Settings settings_of(const Arguments& arguments) {
    auto settings = broker::core::settings_of(profile_of(arguments));
    settings.receive_maximum = static_cast<std::uint16_t>(
        arguments.integer("--receive-maximum", settings.receive_maximum, 1, 65535));
    settings.topic_alias_maximum = static_cast<std::uint16_t>(
        arguments.integer("--topic-alias-maximum", settings.topic_alias_maximum, 0, 65535));
    settings.maximum_packet_size = static_cast<std::size_t>(arguments.integer(
        "--max-packet-size", static_cast<std::int64_t>(settings.maximum_packet_size), 128,
        268'435'460));
    settings.denied_filters = denied_filters_of(arguments);
    return settings;
}

broker::net::ServerOptions options_of(const Arguments& arguments) {
    broker::net::ServerOptions options;
    options.host = arguments.maybe("--host").value_or(options.host);
    options.ports = ports_of(arguments);
    options.unix_path = arguments.maybe("--unix").value_or("");
    options.settings = settings_of(arguments);
    options.tls = tls_of(arguments);
    options.identity = identity_of(arguments);
    options.store_file = arguments.maybe("--store").value_or("");
    options.rules_file = arguments.maybe("--rules").value_or("");
    options.log = [](const std::string& words) { std::cerr << words << std::endl; };
    if (arguments.has("--verbose")) options.events = options.log;
    options.maximum_connections = static_cast<std::size_t>(
        arguments.integer("--max-connections",
                          static_cast<std::int64_t>(options.maximum_connections), 1, 10'000'000));
    return options;
}

ExitCode serve_clients(const Arguments& arguments) {
    const auto options = options_of(arguments);
    allow_many_files();
    broker::net::Server server(options);
    for (const Door& door : kDoors) {
        if (const std::uint16_t port = server.port(door.carrier)) {
            std::cerr << fmt::format("listening on {} port {}: {}\n", options.host, port,
                                     door.words);
        }
    }
    if (!options.unix_path.empty())
        std::cerr << fmt::format("listening on {}: MQTT\n", options.unix_path);
    std::cerr << "Ctrl-C stops\n";
    server.run();
    return ExitCode::Done;
}

}  // namespace

Command serve_command() {
    return {
        "serve",
        "the broker on a real port",
        {
            {"--port", Arity::One, "N", "TCP port, 0 for any free one; 1883 if no port is given"},
            {"--tls-port", Arity::One, "N", "port for MQTT over TLS 1.2 and 1.3"},
            {"--websocket-port", Arity::One, "N", "port for MQTT over WebSocket"},
            {"--websocket-tls-port", Arity::One, "N", "port for MQTT over WebSocket and TLS"},
            {"--https-port", Arity::One, "N", "port for POST /topics/TOPIC"},
            {"--unix", Arity::One, "PATH", "a socket in the file system for MQTT"},
            {"--cert", Arity::One, "FILE", "the server's certificate and its chain, PEM"},
            {"--key", Arity::One, "FILE", "the certificate's private key, PEM"},
            {"--ca", Arity::One, "FILE", "clients need a certificate that this one signed"},
            {"--password-file", Arity::One, "FILE",
             "clients need a password; see mosquitto_passwd"},
            {"--certificate-identity", Arity::Flag, "", "a client's certificate is its user"},
            {"--rules", Arity::One, "FILE", "rules over what is published, TOML"},
            {"--store", Arity::One, "FILE", "keeps sessions and retained messages over a restart"},
            {"--host", Arity::One, "ADDRESS", "where to listen; 127.0.0.1 if not given"},
            {"--profile", Arity::One, "mqtt|aws", "whose rules; mqtt if not given"},
            {"--deny-subscribe", Arity::Many, "FILTER",
             "refuse SUBSCRIBE to it; deliver nothing it matches"},
            {"--receive-maximum", Arity::One, "N",
             "unfinished QoS 2 publishes of a client; 20 (aws: 100)"},
            {"--topic-alias-maximum", Arity::One, "N", "aliases a client may set; 10"},
            {"--max-connections", Arity::One, "N", "more are closed at once; 100000"},
            {"--max-packet-size", Arity::One, "N", "octets; 4194304 (aws: 149504)"},
            {"--verbose", Arity::Flag, "", "a line for what becomes of each connection"},
        },
        serve_clients};
}

}  // namespace fleetsim::cli
