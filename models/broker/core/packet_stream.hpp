// PacketStream: between the octets of one transport and the Broker.
// Models     packets cut anywhere; the first that breaks the standard ends the connection.
// Leaves out the transport: the caller stops reading when the broker no longer knows it.
#pragma once

#include <string>
#include <string_view>

#include "models/broker/core/broker.hpp"

namespace fleetsim::broker::core {

class PacketStream {
  public:
    PacketStream(Broker& broker, ConnectionId connection);
    void on_bytes(std::string_view bytes, sim::Time now);

  private:
    Broker& broker_;
    ConnectionId connection_;
    mqtt::Decoder decoder_;
};

}  // namespace fleetsim::broker::core
