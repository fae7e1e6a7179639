#include "cli/bench_broker.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <netinet/tcp.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "cli/json_answer.hpp"
#include "cli/open_files.hpp"
#include "cli/program_files.hpp"
#include "models/mqtt/codec.hpp"
#include "sim/error.hpp"

namespace fleetsim::cli {

namespace {

namespace fs = std::filesystem;
using mqtt::Version;

constexpr unsigned kWindow = 200;  ///< messages under way

[[noreturn]] void fail(std::string_view doing, std::string_view reason) {
    throw sim::SystemError(std::string(doing), "a broker", std::string(reason),
                           "see that nothing keeps local ports from being used");
}

sockaddr_in address_of(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

std::uint16_t free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = address_of(0);
    socklen_t size = sizeof address;
    const bool bound = ::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                       ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    ::close(socket);
    if (!bound) fail("find a port for", "none is free");
    return ntohs(address.sin_port);
}

/// A client on a blocking socket.
class Client {
  public:
    Client(std::uint16_t port, const std::string& name)
        : socket_(::socket(AF_INET, SOCK_STREAM, 0)),
          decoder_({mqtt::Sender::Server, Version::V311, mqtt::kMaximumPacketSize}) {
        sockaddr_in address = address_of(port);
        const auto* place = reinterpret_cast<const sockaddr*>(&address);
        constexpr int kTries = 200;
        for (int i = 0; ::connect(socket_, place, sizeof address) != 0; ++i) {
            if (i == kTries) fail("connect to", "it does not answer");
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        add(mqtt::Connect{.client_id = name});
        flush();
        next();
    }
    ~Client() { ::close(socket_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void add(const mqtt::Packet& packet) { mqtt::encode(packet, Version::V311, output_); }
    void flush() {
        std::size_t sent = 0;
        while (sent < output_.size()) {
            const auto count = ::write(socket_, output_.data() + sent, output_.size() - sent);
            if (count <= 0) fail("write to", "it has closed the connection");
            sent += static_cast<std::size_t>(count);
        }
        output_.clear();
    }
    /// The next packet; its views hold until the following call. What was added leaves before this
    /// waits.
    mqtt::Packet next() {
        for (;;) {
            mqtt::Decoded decoded = decoder_.next();
            if (decoded.outcome == mqtt::Outcome::Complete) return decoded.packet;
            flush();
            char piece[65536];
            const auto count = ::read(socket_, piece, sizeof piece);
            if (count <= 0) fail("read from", "it has closed the connection");
            decoder_.append({piece, static_cast<std::size_t>(count)});
        }
    }

  private:
    int socket_;
    mqtt::Decoder decoder_;
    std::string output_;
};

/// A broker's process; ends with this object at the latest.
class RunningBroker {
  public:
    explicit RunningBroker(const std::vector<std::string>& command) : id_(::fork()) {
        if (id_ != 0) return;
        const int nowhere = ::open("/dev/null", O_RDWR);
        ::dup2(nowhere, STDOUT_FILENO);
        ::dup2(nowhere, STDERR_FILENO);
        std::vector<char*> words;
        for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
        words.push_back(nullptr);
        ::execv(words.front(), words.data());
        ::_exit(127);
    }
    ~RunningBroker() {
        if (id_ > 0) stop();
    }
    RunningBroker(const RunningBroker&) = delete;
    RunningBroker& operator=(const RunningBroker&) = delete;

    /// Processor seconds so far.
    double busy() const {
        clockid_t clock{};
        timespec time{};
        const bool is_known =
            ::clock_getcpuclockid(id_, &clock) == 0 && ::clock_gettime(clock, &time) == 0;
        if (!is_known) fail("measure", "the system does not tell its processor time");
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
    }

  private:
    void stop() {
        ::kill(id_, SIGTERM);
        ::waitpid(id_, nullptr, 0);
    }

    pid_t id_;
};

using Clients = std::vector<std::unique_ptr<Client>>;

void subscribe(Clients& subscribers, mqtt::Qos qos) {
    for (auto& subscriber : subscribers) {
        subscriber->add(mqtt::Subscribe{.packet_id = 1, .subscriptions = {{"bench/#", qos}}});
        subscriber->flush();
        subscriber->next();
    }
}

void publish_window(Clients& publishers, const std::string& payload, mqtt::Qos qos) {
    for (auto& publisher : publishers) {
        for (std::size_t i = 0; i < kWindow / publishers.size(); ++i) {
            mqtt::Publish packet{.topic = "bench/topic", .payload = payload, .qos = qos};
            if (qos != mqtt::Qos::AtMostOnce) packet.packet_id = static_cast<std::uint16_t>(i + 1);
            publisher->add(packet);
        }
        publisher->flush();
    }
}

void take_window(Client& subscriber, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        const mqtt::Packet packet = subscriber.next();
        const auto* delivery = std::get_if<mqtt::Publish>(&packet);
        if (delivery == nullptr) fail("count the deliveries of", "it sent something else");
        if (delivery->qos != mqtt::Qos::AtMostOnce) {
            subscriber.add(mqtt::Puback{delivery->packet_id});
        }
    }
    subscriber.flush();
}

/// How long something takes, and the broker's processor time meanwhile.
template <class Work>
BrokerFigures clocked(const RunningBroker& broker, double count, Work&& work) {
    const double busy = broker.busy();
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    return {count / taken.count(), (broker.busy() - busy) / count * 1e6};
}

BrokerFigures measure_connections(const BrokerLoad& load, const std::vector<std::string>& command,
                                  std::uint16_t port) {
    RunningBroker broker(command);
    Clients clients;
    clients.push_back(std::make_unique<Client>(port, "first"));  // waits until the broker listens
    return clocked(broker, static_cast<double>(load.messages), [&] {
        for (std::uint64_t i = 0; i < load.messages; ++i)
            clients.push_back(std::make_unique<Client>(port, fmt::format("client{}", i)));
    });
}

BrokerFigures measure(const BrokerLoad& load, const std::vector<std::string>& command,
                      std::uint16_t port) {
    if (load.publishers == 0) return measure_connections(load, command, port);
    RunningBroker broker(command);
    const auto make = [&](const char* kind, unsigned count) {
        Clients clients;
        for (unsigned i = 0; i < count; ++i) {
            clients.push_back(std::make_unique<Client>(port, fmt::format("{}{}", kind, i)));
        }
        return clients;
    };
    Clients subscribers = make("subscriber", load.subscribers);
    Clients publishers = make("publisher", load.publishers);
    const auto qos = static_cast<mqtt::Qos>(load.qos);
    subscribe(subscribers, qos);
    const std::string payload(load.payload, 'x');
    const std::size_t window = kWindow / load.publishers * load.publishers;
    const std::uint64_t rounds = load.messages / window;

    const auto run = [&] {
        for (std::uint64_t round = 0; round < rounds; ++round) {
            publish_window(publishers, payload, qos);
            for (auto& subscriber : subscribers) take_window(*subscriber, window);
            if (load.qos == 0) continue;
            for (auto& publisher : publishers) {
                for (std::size_t i = 0; i < window / load.publishers; ++i) publisher->next();
            }
        }
        // Without subscribers, what came last is answered after the rest was taken.
        for (auto& publisher : publishers) {
            publisher->add(mqtt::Pingreq{});
            publisher->next();
        }
    };
    return clocked(broker, static_cast<double>(rounds * window), run);
}

BrokerFigures measure_fleetsim(const BrokerLoad& load) {
    const std::uint16_t port = free_port();
    const std::string program = this_program().string();
    return measure(load, {program, "serve", "--port", std::to_string(port)}, port);
}

/// Empty where there is none. Debian puts it into /usr/sbin, which many a PATH leaves out.
std::string find_mosquitto() {
    const char* path = std::getenv("PATH");
    std::istringstream folders(fmt::format("{}:/usr/sbin", path == nullptr ? "" : path));
    for (std::string folder; std::getline(folders, folder, ':');) {
        const std::string program = folder + "/mosquitto";
        if (!folder.empty() && ::access(program.c_str(), X_OK) == 0) return program;
    }
    return {};
}

std::optional<BrokerFigures> measure_mosquitto(const BrokerLoad& load) {
    const std::string program = find_mosquitto();
    if (program.empty()) return std::nullopt;
    const std::uint16_t port = free_port();
    const fs::path file =
        fs::temp_directory_path() / fmt::format("fleetsim-bench-{}.conf", ::getpid());
    std::ofstream(file) << fmt::format(
        "listener {} 127.0.0.1\nallow_anonymous true\npersistence false\n"
        "max_queued_messages 100000\nmax_inflight_messages 0\nset_tcp_nodelay true\n",
        port);
    const BrokerFigures figures = measure(load, {program, "-c", file.string()}, port);
    fs::remove(file);
    return figures;
}

nlohmann::ordered_json json_of(const BrokerFigures& figures) {
    return {{"messages_per_second", figures.messages_per_second},
            {"cpu_us_per_message", figures.cpu_us_per_message}};
}

nlohmann::ordered_json json_of(const BrokerComparison& one) {
    nlohmann::ordered_json json = {{"load", one.load.name},
                                   {"publishers", one.load.publishers},
                                   {"subscribers", one.load.subscribers},
                                   {"qos", one.load.qos},
                                   {"payload_bytes", one.load.payload},
                                   {"messages", one.load.messages},
                                   {"fleetsim", json_of(one.fleetsim)}};
    if (!one.mosquitto) return json;
    json["mosquitto"] = json_of(*one.mosquitto);
    json["throughput_ratio"] =
        one.fleetsim.messages_per_second / one.mosquitto->messages_per_second;
    json["cpu_ratio"] = one.fleetsim.cpu_us_per_message / one.mosquitto->cpu_us_per_message;
    return json;
}

void print_line(const BrokerComparison& one) {
    fmt::print("{:24}{:>12.0f}{:>12.1f}", one.load.name, one.fleetsim.messages_per_second,
               one.fleetsim.cpu_us_per_message);
    if (one.mosquitto) {
        fmt::print("{:>12.0f}{:>12.1f}", one.mosquitto->messages_per_second,
                   one.mosquitto->cpu_us_per_message);
    }
    fmt::print("\n");
}

}  // namespace

std::vector<BrokerComparison> bench_broker() {
    allow_many_files();
    const std::vector<BrokerLoad> loads = {
        {.name = "1 to 1, QoS 0"},
        {.name = "1 to 1, QoS 1", .qos = 1},
        {.name = "100 to 1, QoS 0", .publishers = 100},
        {.name = "100 to 1, QoS 1", .publishers = 100, .qos = 1},
        {.name = "100 to nobody, QoS 1", .publishers = 100, .subscribers = 0, .qos = 1},
        {.name = "1 to 100, QoS 0", .subscribers = 100, .messages = 2'000},
        {.name = "1 to 100, QoS 1", .subscribers = 100, .qos = 1, .messages = 2'000},
        {.name = "connections", .publishers = 0, .subscribers = 0, .messages = 5'000},
    };
    std::vector<BrokerComparison> answer;
    for (const BrokerLoad& load : loads) {
        answer.push_back({load, measure_fleetsim(load), measure_mosquitto(load)});
    }
    return answer;
}

void run_broker_bench(bool as_json) {
    const std::vector<BrokerComparison> answer = bench_broker();
    if (as_json) {
        nlohmann::ordered_json json = {{"name", "broker"}};
        for (const BrokerComparison& one : answer) json["loads"].push_back(json_of(one));
        fmt::print("{}", json_answer(json));
        return;
    }
    fmt::print("{:24}{:>24}{:>24}\n", "", "fleetsim serve", "mosquitto");
    fmt::print("{:24}{:>12}{:>12}{:>12}{:>12}\n", "", "messages/s", "CPU us", "messages/s",
               "CPU us");
    for (const BrokerComparison& one : answer) print_line(one);
}

}  // namespace fleetsim::cli
