// Link: octets to and from one peer, whatever they are wrapped in on the way.
// Models     TCP as it is, and TLS; WebSocket is in websocket_link.hpp.
// Leaves out buffering and time-outs (transport.hpp) and what the octets mean.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "models/broker/net/asio.hpp"

namespace fleetsim::broker::net {

enum class Speech : std::uint8_t { Mqtt, Http };

/// What the handshake told of the peer.
struct Peer {
    std::string certificate_name;  ///< subject's common name; empty without a certificate
    Speech speech = Speech::Mqtt;  ///< as the peer asked for by ALPN
};

/// At most one read and one write at a time; the caller keeps the link until all are done.
class Link {
  public:
    using Done = std::function<void(const boost::system::error_code&, std::size_t)>;

    virtual ~Link() = default;
    virtual void open(Done done) = 0;  ///< handshakes; the first call
    virtual void read(boost::asio::mutable_buffer buffer, Done done) = 0;
    virtual void write(boost::asio::const_buffer all, Done done) = 0;
    /// After the last write: tells the peer that nothing more comes.
    virtual void finish(Done done) = 0;
    virtual void abort() = 0;
    virtual Peer peer() const { return {}; }
};

std::unique_ptr<Link> make_tcp_link(boost::asio::ip::tcp::socket socket);
std::unique_ptr<Link> make_tls_link(boost::asio::ip::tcp::socket socket,
                                    boost::asio::ssl::context& context);

}  // namespace fleetsim::broker::net
