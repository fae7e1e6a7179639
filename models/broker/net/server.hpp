// Server: the Broker behind real ports.
// Models     MQTT over TCP, TLS and WebSocket, publishing over HTTPS; one thread; connections that
//            cannot keep up are not read until they have caught up; one that breaks something is
//            closed alone.
// Leaves out how fast it would be on other machines: models/broker/capacity.hpp.
// Error      SystemError if an address cannot be bound, InputError for files that cannot be used.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/broker/core/settings.hpp"
#include "models/broker/net/doorkeeper.hpp"
#include "models/broker/net/tls_context.hpp"

namespace fleetsim::broker::net {

/// Https is for publishing only; Tls serves it too, to clients that ask for it by ALPN.
enum class Carrier : std::uint8_t { Tcp, Tls, WebSocket, WebSocketTls, Https };

struct PortOptions {
    Carrier carrier = Carrier::Tcp;
    std::uint16_t port = 0;  ///< 0 lets the system choose
};

struct ServerOptions {
    std::string host = "127.0.0.1";
    std::vector<PortOptions> ports;
    std::string unix_path;  ///< a socket in the file system, MQTT; empty: none
    core::Settings settings;
    std::optional<TlsOptions> tls;  ///< needed by its carriers
    IdentityOptions identity;
    std::string store_file;  ///< empty: nothing outlives the server
    std::string rules_file;  ///< empty: no rules
    /// Is told in words what a person may want to know; from the thread that runs the server.
    std::function<void(const std::string&)> log = [](const std::string&) {};
    /// Is told what becomes of each connection (chronicle.hpp); null: nobody is.
    std::function<void(const std::string&)> events;
    std::size_t maximum_connections = 100'000;
};

class Server {
  public:
    explicit Server(const ServerOptions& options);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port(Carrier carrier) const;  ///< the port that it listens on
    /// Serves until SIGINT, SIGTERM (also one that came since the constructor) or stop(), then says
    /// goodbye to every client.
    void run();
    /// From any thread.
    void stop();

  private:
    class Loop;
    std::unique_ptr<Loop> loop_;
};

}  // namespace fleetsim::broker::net
