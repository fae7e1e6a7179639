// Listener: one port of the server; hands over each connection that is made to it.
// Models     one accept under way; a pause where the system has no more sockets to give.
// Leaves out what the connection is used for.
// Error      SystemError if the address cannot be bound.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "models/broker/net/asio.hpp"

namespace fleetsim::broker::net {

class Listener {
  public:
    using Socket = boost::asio::ip::tcp::socket;

    /// Port 0 lets the system choose. `option` is the one that an error advises to change.
    Listener(boost::asio::io_context& context, const std::string& host, std::uint16_t port,
             std::string_view option);
    struct Callbacks {
        std::function<void(Socket)> on_connection;
        /// No connection can be taken for now, as a rule for want of files; again after kPause.
        std::function<void(const boost::system::error_code&)> on_shortage;
    };
    static constexpr std::chrono::milliseconds kPause{100};

    /// The listener must outlive the context's last run or be stopped before it ends.
    void start(Callbacks callbacks);
    void stop();
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  private:
    void accept();

    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    Callbacks callbacks_;
};

}  // namespace fleetsim::broker::net
