#include "models/broker/net/listener.hpp"

#include "sim/error.hpp"

namespace fleetsim::broker::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

std::string advice(const error_code& error, std::string_view option) {
    if (error == asio::error::address_in_use) {
        return "another program may use the port; choose one with " + std::string(option);
    }
    if (error == asio::error::access_denied) {
        return "ports below 1024 are often for root only; choose another with " +
               std::string(option);
    }
    return "--host is an address of this machine; 0.0.0.0 or :: stands for all of them";
}

}  // namespace

Listener::Listener(asio::io_context& context, const std::string& host, std::uint16_t port,
                   std::string_view option)
    : acceptor_(context), pause_(context) {
    const std::string place = host + ":" + std::to_string(port);
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error) {
        throw sim::SystemError("listen on", place, "the host is not an IP address",
                               "give --host an address such as 127.0.0.1, 0.0.0.0 or ::1");
    }
    const tcp::endpoint endpoint(address, port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) return;
    throw sim::SystemError("listen on", place, error.message(), advice(error, option));
}

void Listener::start(Callbacks callbacks) {
    callbacks_ = std::move(callbacks);
    accept();
}

void Listener::accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
        if (error == asio::error::operation_aborted || !acceptor_.is_open()) return;
        if (!error) {
            callbacks_.on_connection(std::move(socket));
            return accept();
        }
        // Those who are here go on, new ones wait.
        callbacks_.on_shortage(error);
        pause_.expires_after(kPause);
        pause_.async_wait([this](const error_code& stopped) {
            if (!stopped) accept();
        });
    });
}

void Listener::stop() {
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
}

}  // namespace fleetsim::broker::net
