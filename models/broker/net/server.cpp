#include "models/broker/net/server.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <fmt/format.h>
#include <openssl/rand.h>
#include <unordered_map>

#include "models/broker/core/packet_stream.hpp"
#include "models/broker/net/chronicle.hpp"
#include "models/broker/net/http_conversation.hpp"
#include "models/broker/net/listener.hpp"
#include "models/broker/net/rule_runner.hpp"
#include "models/broker/net/seldom.hpp"
#include "models/broker/net/store.hpp"
#include "models/broker/net/transport.hpp"
#include "models/broker/net/unix_listener.hpp"
#include "models/broker/net/websocket_link.hpp"
#include "sim/check.hpp"

namespace fleetsim::broker::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using core::ConnectionId;

namespace {

std::string_view option_of(Carrier carrier) {
    switch (carrier) {
        case Carrier::Tcp:
            return "--port";
        case Carrier::Tls:
            return "--tls-port";
        case Carrier::WebSocket:
            return "--websocket-port";
        case Carrier::WebSocketTls:
            return "--websocket-tls-port";
        case Carrier::Https:
            return "--https-port";
    }
    return "";
}

/// A client may come back with the name that an earlier server gave it (libmosquitto does); this
/// one must not have given it to somebody else by then.
core::Settings with_names_of_its_own(core::Settings settings) {
    std::array<unsigned char, 4> octets{};
    RAND_bytes(octets.data(), static_cast<int>(octets.size()));
    settings.assigned_prefix += fmt::format("{:02x}-", fmt::join(octets, ""));
    return settings;
}

}  // namespace

class Server::Loop : private core::Sink {
  public:
    explicit Loop(const ServerOptions& options)
        : log_(options.log),
          maximum_connections_(options.maximum_connections),
          doorkeeper_(options.identity),
          store_(options.store_file.empty() ? nullptr
                                            : std::make_unique<Store>(options.store_file)),
          rules_(make_rules(options)),
          chronicle_(options.events ? std::make_unique<Chronicle>(options.events) : nullptr),
          broker_(with_names_of_its_own(options.settings), *this,
                  {.gate = &doorkeeper_,
                   .tap = rules_.get(),
                   .journal = store_.get(),
                   .witness = chronicle_.get()}) {
        if (store_) store_->load(broker_, now());
        if (options.tls) tls_.emplace(make_tls_context(*options.tls));
        // From the first open port on: who sees one may end the server at once, and a signal that
        // comes before run() waits for it.
        signals_.add(SIGINT);
        signals_.add(SIGTERM);
        for (const PortOptions& port : options.ports) {
            ports_.push_back(
                {port.carrier, std::make_unique<Listener>(context_, options.host, port.port,
                                                          option_of(port.carrier))});
        }
        if (!options.unix_path.empty())
            unix_ = std::make_unique<UnixListener>(context_, options.unix_path);
    }

    void run() {
        signals_.async_wait([this](const error_code& error, int) {
            if (!error) shut_down();
        });
        for (Port& port : ports_) {
            port.listener->start(callbacks(port.carrier));
        }
        if (unix_) unix_->start(callbacks(Carrier::Tcp));
        settle();  // what was due while no server ran
        context_.run();
        if (rules_) rules_->report();
    }
    void stop() {
        asio::post(context_, [this] { shut_down(); });
    }
    std::uint16_t port(Carrier carrier) const {
        for (const Port& port : ports_) {
            if (port.carrier == carrier) return port.listener->port();
        }
        return 0;
    }

  private:
    struct Port {
        Carrier carrier;
        std::unique_ptr<Listener> listener;
    };
    struct Client {
        std::shared_ptr<Transport> transport;
        /// One of them, once the handshakes are done.
        std::unique_ptr<core::PacketStream> mqtt;
        std::unique_ptr<HttpConversation> http;
        bool may_speak_http = false;  ///< nothing was received yet
    };

    static std::unique_ptr<RuleRunner> make_rules(const ServerOptions& options) {
        if (options.rules_file.empty()) return nullptr;
        return std::make_unique<RuleRunner>(read_rules(options.rules_file),
                                            options.settings.profile, options.log);
    }

    /// Since the Unix epoch, so that what is kept over a restart stays true; never jumps.
    sim::Time now() const {
        const auto age = std::chrono::steady_clock::now() - start_;
        return start_of_clock_ +
               sim::Duration::nanoseconds(
                   std::chrono::duration_cast<std::chrono::nanoseconds>(age).count());
    }

    std::unique_ptr<Link> make_link(Carrier carrier, tcp::socket socket) {
        error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        switch (carrier) {
            case Carrier::Tcp:
                return make_tcp_link(std::move(socket));
            case Carrier::Tls:
            case Carrier::Https:
                return make_tls_link(std::move(socket), *tls_);
            case Carrier::WebSocket:
                return make_websocket_link(std::move(socket));
            case Carrier::WebSocketTls:
                return make_websocket_link(std::move(socket), *tls_);
        }
        FLEET_CHECK(false, "a carrier without a link");
    }

    Listener::Callbacks callbacks(Carrier carrier) {
        return {.on_connection =
                    [this, carrier](tcp::socket socket) { open(carrier, std::move(socket)); },
                .on_shortage = [this](const error_code& error) { wait_for_room(error); }};
    }

    void wait_for_room(const error_code& error) {
        if (!is_told(++shortages_)) return;
        log_(
            fmt::format("new connections wait: {}; {} are open (ulimit -n says how many files a"
                        " program may open; attempt {})",
                        error.message(), clients_.size(), shortages_));
    }

    void refuse_more() {
        if (!is_told(++refused_)) return;
        log_(
            fmt::format("a new connection was closed: {} are open, all that --max-connections"
                        " allows ({} so far)",
                        clients_.size(), refused_));
    }

    void open(Carrier carrier, tcp::socket socket) {
        if (clients_.size() >= maximum_connections_) return refuse_more();  // the socket closes
        const ConnectionId id = ++last_id_;
        if (chronicle_) chronicle_->on_opened(id, socket);
        auto transport = std::make_shared<Transport>(
            context_, make_link(carrier, std::move(socket)), broker_.settings().output_limit);
        clients_[id].transport = transport;
        transport->start(
            {.on_opened = [this, id, carrier](const Peer& peer) { on_opened(id, carrier, peer); },
             .on_bytes = [this, id](std::string_view bytes) { on_bytes(id, bytes); },
             .on_drained = [this, id] { on_drained(id); },
             .on_lost = [this, id](const error_code& why) { on_lost(id, why); }},
            patience());
    }

    void on_opened(ConnectionId id, Carrier carrier, const Peer& peer) {
        doorkeeper_.meet(id, peer.certificate_name);
        if (carrier == Carrier::Https || peer.speech == Speech::Http) return open_http(id);
        Client& client = clients_.at(id);
        client.may_speak_http = carrier == Carrier::Tls;
        client.mqtt = std::make_unique<core::PacketStream>(broker_, id);
        broker_.on_opened(id, now());
        settle();
    }

    void open_http(ConnectionId id) {
        Client& client = clients_.at(id);
        client.http = std::make_unique<HttpConversation>(
            std::min(broker_.settings().maximum_packet_size, broker_.settings().payload_limit),
            [this, id](core::Message message, const std::optional<Credentials>& credentials) {
                return publish(id, std::move(message), credentials);
            });
        client.transport->expect_within(patience());
    }

    /// Not all clients of HTTP say so by ALPN. A method's first letter begins no CONNECT.
    void listen_for_http(ConnectionId id, Client& client, std::string_view first) {
        client.may_speak_http = false;
        if (first.front() < 'A' || first.front() > 'Z') return;
        client.mqtt.reset();
        broker_.on_lost(id, now());
        open_http(id);
    }

    std::chrono::nanoseconds patience() const {
        return std::chrono::nanoseconds(broker_.settings().connect_deadline.count());
    }

    Verdict publish(ConnectionId id, core::Message message,
                    const std::optional<Credentials>& credentials) {
        mqtt::Connect connect;
        if (credentials) {
            connect.user_name = credentials->user;
            connect.password = credentials->password;
        }
        if (doorkeeper_.admit(id, connect) != mqtt::ReasonCode::Success) {
            return doorkeeper_.asks_for_passwords() ? Verdict::NeedsPassword : Verdict::Forbidden;
        }
        switch (broker_.publish(std::move(message), now())) {
            case mqtt::ReasonCode::Success:
                return Verdict::Published;
            case mqtt::ReasonCode::TopicNameInvalid:
                return Verdict::TopicTooLarge;
            case mqtt::ReasonCode::PacketTooLarge:
                return Verdict::TooLarge;
            default:
                return Verdict::ServersTopic;
        }
    }

    void converse(Client& client, std::string_view bytes) {
        std::string answers;
        const auto next = client.http->on_bytes(bytes, answers);
        if (answers.empty()) return;
        client.transport->expect_within(patience());
        send(client, answers);
        if (next == HttpConversation::Next::Close) client.transport->close();
    }

    void on_drained(ConnectionId id) {
        contain(id, [&] { broker_.on_drained(id, now()); });
        settle();
    }

    void on_bytes(ConnectionId id, std::string_view bytes) {
        if (bytes.empty()) return;
        crowded_.reset();
        const auto sender = clients_.at(id).transport;
        contain(id, [&] {
            Client& client = clients_.at(id);
            if (client.may_speak_http) listen_for_http(id, client, bytes);
            if (client.http) {
                converse(client, bytes);
            } else {
                client.mqtt->on_bytes(bytes, now());
            }
        });
        settle();
        // Otherwise a fast publisher makes QoS 0 messages drop that its readers could have taken.
        if (crowded_ && crowded_ != sender) sender->yield_to(crowded_);
        crowded_.reset();
    }

    /// Whatever a client makes go wrong (memory, as a rule) ends it alone.
    template <typename Work>
    void contain(ConnectionId id, Work work) {
        const auto transport = clients_.at(id).transport;
        try {
            work();
        } catch (const std::exception&) {
            transport->drop();
        }
    }

    void on_lost(ConnectionId id, const error_code& why) {
        if (chronicle_ && why) chronicle_->on_failed(id, why);
        broker_.on_lost(id, now());
        clients_.erase(id);
        doorkeeper_.forget(id);
        settle();
    }

    /// After each call into the broker: does what is due, then lets out what it has sent.
    void settle() {
        const sim::Time next = broker_.tick(now());
        if (rules_) rules_->run(broker_, now());
        if (store_) store_->commit();
        for (const auto& transport : unflushed_) transport->flush();
        unflushed_.clear();
        if (next == armed_ || is_stopping_) return;
        armed_ = next;
        if (next == sim::Time::never()) return;
        timer_.expires_at(start_ + std::chrono::nanoseconds((next - start_of_clock_).count()));
        timer_.async_wait([this](const error_code& error) {
            if (error) return;
            armed_ = sim::Time::never();
            settle();
        });
    }

    void shut_down() {
        if (is_stopping_) return;
        is_stopping_ = true;
        for (Port& port : ports_) port.listener->stop();
        if (unix_) unix_->stop();
        error_code ignored;
        signals_.cancel(ignored);
        signals_.clear(ignored);  // a second signal ends the program at once
        timer_.cancel();
        broker_.shut_down(now());
        settle();
        std::vector<std::shared_ptr<Transport>> others;
        for (const auto& [id, client] : clients_) {
            if (client.mqtt == nullptr) others.push_back(client.transport);
        }
        for (const auto& transport : others) transport->drop();
    }

    void send(ConnectionId id, std::string_view bytes) override { send(clients_.at(id), bytes); }
    void send(const Client& client, std::string_view bytes) {
        if (!client.transport->has_waiting()) unflushed_.push_back(client.transport);
        client.transport->send(bytes);
        if (client.transport->is_crowded()) crowded_ = client.transport;
    }
    void close(ConnectionId id) override {
        if (const auto found = clients_.find(id); found != clients_.end()) {
            found->second.transport->close();
        }
    }
    std::size_t unsent(ConnectionId id) const override {
        return clients_.at(id).transport->unsent();
    }

    asio::io_context context_{1};
    asio::signal_set signals_{context_};
    asio::steady_timer timer_{context_};
    std::optional<asio::ssl::context> tls_;
    std::vector<Port> ports_;
    std::unique_ptr<UnixListener> unix_;
    std::function<void(const std::string&)> log_;
    std::size_t maximum_connections_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    sim::Time start_of_clock_ =
        sim::Time::from_nanoseconds(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                        std::chrono::system_clock::now().time_since_epoch())
                                        .count());
    Doorkeeper doorkeeper_;
    std::unique_ptr<Store> store_;
    std::unique_ptr<RuleRunner> rules_;
    std::unique_ptr<Chronicle> chronicle_;
    core::Broker broker_;
    std::unordered_map<ConnectionId, Client> clients_;
    std::vector<std::shared_ptr<Transport>> unflushed_;
    std::shared_ptr<Transport> crowded_;  ///< somebody who was sent much in this turn
    ConnectionId last_id_ = 0;
    std::uint64_t shortages_ = 0;  ///< times that a connection could not be taken
    std::uint64_t refused_ = 0;    ///< connections above the most
    sim::Time armed_ = sim::Time::never();
    bool is_stopping_ = false;
};

Server::Server(const ServerOptions& options) : loop_(std::make_unique<Loop>(options)) {}
Server::~Server() = default;
std::uint16_t Server::port(Carrier carrier) const { return loop_->port(carrier); }
void Server::run() { loop_->run(); }
void Server::stop() { loop_->stop(); }

}  // namespace fleetsim::broker::net
