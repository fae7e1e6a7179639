#include "models/broker/net/link.hpp"

#include "models/broker/net/tls_context.hpp"

namespace fleetsim::broker::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

class TcpLink : public Link {
  public:
    explicit TcpLink(tcp::socket socket) : socket_(std::move(socket)) {}

    void open(Done done) override {
        asio::post(socket_.get_executor(), [done = std::move(done)] { done({}, 0); });
    }
    void read(asio::mutable_buffer buffer, Done done) override {
        socket_.async_read_some(buffer, std::move(done));
    }
    void write(asio::const_buffer all, Done done) override {
        asio::async_write(socket_, all, std::move(done));
    }
    void finish(Done done) override {
        error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_send, ignored);
        done({}, 0);
    }
    void abort() override {
        error_code ignored;
        socket_.close(ignored);
    }

  private:
    tcp::socket socket_;
};

class TlsLink : public Link {
  public:
    TlsLink(tcp::socket socket, asio::ssl::context& context)
        : stream_(std::move(socket), context) {}

    void open(Done done) override {
        stream_.async_handshake(
            asio::ssl::stream_base::server,
            [done = std::move(done)](const error_code& error) { done(error, 0); });
    }
    void read(asio::mutable_buffer buffer, Done done) override {
        stream_.async_read_some(buffer, std::move(done));
    }
    void write(asio::const_buffer all, Done done) override {
        asio::async_write(stream_, all, std::move(done));
    }
    void finish(Done done) override {
        stream_.async_shutdown([this, done = std::move(done)](const error_code& error) {
            error_code ignored;
            stream_.lowest_layer().shutdown(tcp::socket::shutdown_send, ignored);
            done(error, 0);
        });
    }
    void abort() override {
        error_code ignored;
        stream_.lowest_layer().close(ignored);
    }
    Peer peer() const override { return peer_of(const_cast<Stream&>(stream_).native_handle()); }

  private:
    using Stream = asio::ssl::stream<tcp::socket>;
    Stream stream_;
};

}  // namespace

std::unique_ptr<Link> make_tcp_link(tcp::socket socket) {
    return std::make_unique<TcpLink>(std::move(socket));
}

std::unique_ptr<Link> make_tls_link(tcp::socket socket, asio::ssl::context& context) {
    return std::make_unique<TlsLink>(std::move(socket), context);
}

}  // namespace fleetsim::broker::net
