// UnixListener: a socket in the file system, for clients on the same machine.
// Models     what Listener does for a port; a file that a dead server left behind is replaced, one
//            that a living server listens on or that is no socket is not.
// Leaves out access rights of its own: those of the folder decide who may connect.
// Error      SystemError if the path cannot be used.
#pragma once

#include <string>

#include "models/broker/net/listener.hpp"

namespace fleetsim::broker::net {

class UnixListener {
  public:
    UnixListener(boost::asio::io_context& context, std::string path);
    ~UnixListener() { stop(); }
    UnixListener(const UnixListener&) = delete;
    UnixListener& operator=(const UnixListener&) = delete;

    /// Connections come as the kind of socket that links are made of; nothing asks them for
    /// addresses.
    void start(Listener::Callbacks callbacks);
    void stop();

  private:
    void accept();

    boost::asio::io_context& context_;
    std::string path_;
    boost::asio::local::stream_protocol::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    Listener::Callbacks callbacks_;
};

}  // namespace fleetsim::broker::net
