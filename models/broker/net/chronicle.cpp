#include "models/broker/net/chronicle.hpp"

#include <fmt/format.h>

namespace fleetsim::broker::net {

namespace {

/// A client chooses its name: it must not move the cursor of who reads the log, or forge a line.
std::string without_controls(std::string_view text) {
    std::string plain(text);
    for (std::size_t at = 0; at < plain.size(); ++at) {
        const auto octet = static_cast<unsigned char>(plain[at]);
        const auto next = static_cast<unsigned char>(at + 1 < plain.size() ? plain[at + 1] : 0);
        const bool is_wide = octet == 0xC2 && next < 0xA0;  // U+0080 to U+009F
        if (is_wide) plain.erase(at, 1);
        if (is_wide || octet < 0x20 || octet == 0x7F) plain[at] = '?';
    }
    return plain;
}

}  // namespace

void Chronicle::on_opened(core::ConnectionId connection, const Listener::Socket& socket) {
    boost::system::error_code error;
    const auto peer = socket.remote_endpoint(error);
    const auto family = peer.data()->sa_family;  // neither of the two: a socket in the file system
    const bool has_address = !error && (family == AF_INET || family == AF_INET6);
    log_(fmt::format("connection {}: opened{}", connection,
                     has_address
                         ? fmt::format(" from {} port {}", peer.address().to_string(), peer.port())
                         : ""));
}

void Chronicle::on_failed(core::ConnectionId connection, const boost::system::error_code& error) {
    log_(fmt::format("connection {}: closed: {}", connection, error.message()));
}

void Chronicle::on_event(core::ConnectionId connection, std::string_view client_id,
                         std::string_view words) {
    log_(client_id.empty() ? fmt::format("connection {}: {}", connection, words)
                           : fmt::format("connection {}, client \"{}\": {}", connection,
                                         without_controls(client_id), words));
}

}  // namespace fleetsim::broker::net
