// Chronicle: what becomes of each connection, a line an event, for who looks for a mistake in a
// client: `fleetsim serve --verbose`.
// Models     opened (from where), handshake failed, joined, refused, left, closed and why.
// Leaves out messages and subscriptions.
#pragma once

#include <functional>
#include <string>

#include "models/broker/core/attachments.hpp"
#include "models/broker/net/listener.hpp"

namespace fleetsim::broker::net {

class Chronicle : public core::Witness {
  public:
    using Log = std::function<void(const std::string&)>;

    explicit Chronicle(Log log) : log_(std::move(log)) {}

    void on_opened(core::ConnectionId connection, const Listener::Socket& socket);
    /// A handshake went wrong, or a deadline passed.
    void on_failed(core::ConnectionId connection, const boost::system::error_code& error);
    void on_event(core::ConnectionId connection, std::string_view client_id,
                  std::string_view words) override;

  private:
    Log log_;
};

}  // namespace fleetsim::broker::net
