// WebSocket links: MQTT in binary frames, after an HTTP upgrade.
// Models     RFC 6455 by Beast; the sub-protocol "mqtt" [MQTT-6.0.0-3]; frames and packets that cut
//            each other anywhere [MQTT-6.0.0-2]; a text frame ends the connection [MQTT-6.0.0-1].
// Leaves out compression of messages (not offered), and what the path of the request may mean.
// Source     MQTT 5.0 section 6, RFC 6455.
#pragma once

#include "models/broker/net/link.hpp"

namespace fleetsim::broker::net {

std::unique_ptr<Link> make_websocket_link(boost::asio::ip::tcp::socket socket);
std::unique_ptr<Link> make_websocket_link(boost::asio::ip::tcp::socket socket,
                                          boost::asio::ssl::context& context);

}  // namespace fleetsim::broker::net
