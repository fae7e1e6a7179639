#include "models/broker/net/websocket_link.hpp"

#include <algorithm>
#include <type_traits>

#include "models/broker/net/beast.hpp"
#include "models/broker/net/tls_context.hpp"

namespace fleetsim::broker::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t kRequestLimit = 8192;  ///< octets of the upgrade request
constexpr const char* kSubProtocol = "mqtt";

using TlsStream = asio::ssl::stream<tcp::socket>;
using Request = http::request<http::empty_body>;

/// Null if the request may be upgraded, else why not.
const char* fault_of(const Request& request) {
    if (!websocket::is_upgrade(request)) return "this port speaks MQTT over WebSocket only\n";
    http::token_list wishes(request[http::field::sec_websocket_protocol]);
    const bool wants_mqtt = std::any_of(
        wishes.begin(), wishes.end(), [](beast::string_view wish) { return wish == kSubProtocol; });
    return wants_mqtt ? nullptr : "the WebSocket sub-protocol must be \"mqtt\"\n";
}

template <typename Next>
class WebSocketLink : public Link {
  public:
    template <typename... Arguments>
    explicit WebSocketLink(Arguments&&... arguments)
        : stream_(std::forward<Arguments>(arguments)...) {
        stream_.binary(true);
        stream_.auto_fragment(false);
        stream_.read_message_max(0);  // nothing is collected here, and the broker has its own limit
    }

    void open(Done done) override {
        if constexpr (std::is_same_v<Next, TlsStream>) {
            stream_.next_layer().async_handshake(
                asio::ssl::stream_base::server,
                [this, done = std::move(done)](const error_code& error) mutable {
                    if (error) return done(error, 0);
                    read_request(std::move(done));
                });
        } else {
            read_request(std::move(done));
        }
    }
    void read(asio::mutable_buffer buffer, Done done) override {
        stream_.async_read_some(
            buffer, [this, done = std::move(done)](const error_code& error, std::size_t size) {
                const bool is_text = !error && stream_.got_text();
                done(is_text ? error_code(websocket::error::bad_opcode) : error, size);
            });
    }
    void write(asio::const_buffer all, Done done) override {
        stream_.async_write(all, std::move(done));
    }
    void finish(Done done) override {
        stream_.async_close(websocket::close_code::normal,
                            [done = std::move(done)](const error_code& error) { done(error, 0); });
    }
    void abort() override {
        error_code ignored;
        beast::get_lowest_layer(stream_).close(ignored);
    }
    Peer peer() const override {
        if constexpr (std::is_same_v<Next, TlsStream>) {
            Peer peer = peer_of(const_cast<Next&>(stream_.next_layer()).native_handle());
            peer.speech = Speech::Mqtt;  // HTTP was only the way to WebSocket
            return peer;
        }
        return {};
    }

  private:
    void read_request(Done done) {
        parser_.header_limit(kRequestLimit);
        http::async_read(
            stream_.next_layer(), buffer_, parser_,
            [this, done = std::move(done)](const error_code& error, std::size_t) mutable {
                if (error) return done(error, 0);
                answer(std::move(done));
            });
    }

    void answer(Done done) {
        const Request& request = parser_.get();
        if (const char* fault = fault_of(request)) return refuse(fault, std::move(done));
        stream_.set_option(
            websocket::stream_base::decorator([](websocket::response_type& response) {
                response.set(http::field::sec_websocket_protocol, kSubProtocol);
            }));
        stream_.async_accept(request,
                             [done = std::move(done)](const error_code& error) { done(error, 0); });
    }

    void refuse(const char* fault, Done done) {
        refusal_.result(http::status::bad_request);
        refusal_.set(http::field::content_type, "text/plain");
        refusal_.keep_alive(false);
        refusal_.body() = fault;
        refusal_.prepare_payload();
        http::async_write(stream_.next_layer(), refusal_,
                          [done = std::move(done)](const error_code&, std::size_t) {
                              done(websocket::error::upgrade_declined, 0);
                          });
    }

    websocket::stream<Next> stream_;
    beast::flat_static_buffer<kRequestLimit> buffer_;
    http::request_parser<http::empty_body> parser_;
    http::response<http::string_body> refusal_;
};

}  // namespace

std::unique_ptr<Link> make_websocket_link(tcp::socket socket) {
    return std::make_unique<WebSocketLink<tcp::socket>>(std::move(socket));
}

std::unique_ptr<Link> make_websocket_link(tcp::socket socket, asio::ssl::context& context) {
    return std::make_unique<WebSocketLink<TlsStream>>(std::move(socket), context);
}

}  // namespace fleetsim::broker::net
