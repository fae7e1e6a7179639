// Clients that mean harm are closed, and the others do not notice.
#include <fstream>
#include <future>
#include <list>
#include <random>
#include <sys/resource.h>
#include <utility>

#include "tests/models/broker/net_fixture.hpp"
#include "tests/models/broker/net_raw_client.hpp"

// There only where a sanitizer is built in.
extern "C" [[gnu::weak]] std::size_t __sanitizer_get_current_allocated_bytes();

namespace fleetsim::broker::net {

namespace {

using mqtt::Version;

ServerOptions plain_options() {
    ServerOptions options;
    options.ports = {{Carrier::Tcp, 0}};
    return options;
}

ServerOptions impatient(Carrier carrier) {
    ServerOptions options;
    options.ports = {{carrier, 0}};
    options.settings.connect_deadline = sim::Duration::milliseconds(300);
    return options;
}

// What the process holds. The address sanitizer keeps freed memory back to catch late uses, so
// there the resident set tells nothing and the octets still allocated count instead.
std::size_t held_octets() {
    if (__sanitizer_get_current_allocated_bytes != nullptr) {
        return __sanitizer_get_current_allocated_bytes();
    }
    std::ifstream statm("/proc/self/statm");
    std::size_t pages = 0;
    statm >> pages >> pages;
    return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

void expect_service(const RunningServer& server) {
    output_of("mosquitto_pub" + server.address() + "-q 1 -t alive -m yes");
}

TEST(Hostile, ClosesAClientThatNeverSpeaks) {
    for (const Carrier carrier : {Carrier::Tcp, Carrier::WebSocket}) {
        const RunningServer server(impatient(carrier));
        EXPECT_EQ(RawClient(server.port(carrier)).receive_all(), "");
    }
}

TEST(Hostile, ClosesAClientThatNeverFinishesItsTlsHandshake) {
    const Certificates certificates;
    ServerOptions options = impatient(Carrier::Tls);
    options.tls = TlsOptions{certificates.certificate("server"), certificates.key("server"), ""};
    const RunningServer server(options);
    RawClient client(server.port(Carrier::Tls));
    client.send("\x16\x03\x01");  // the first octets of a ClientHello
    EXPECT_EQ(client.receive_all(), "");
}

TEST(Hostile, DrippingOctetsDoNotPutOffTheDeadlineOfConnect) {
    const RunningServer server(impatient(Carrier::Tcp));
    RawClient client(server.port());
    const std::string connect("\x10\x7f\x00\x04MQTT\x04\x02\x00\x00\x00\x71", 14);
    const std::string slow = connect + std::string(200, 'x');
    std::size_t sent = 0;
    for (; sent < slow.size() && client.send(slow.substr(sent, 1)); ++sent) usleep(20'000);
    EXPECT_LT(sent, slow.size());
    expect_service(server);
}

TEST(Hostile, RefusesAPacketTooLargeAtItsHeader) {
    const RunningServer server(plain_options());
    RawClient client(server.port());
    client.join({.version = Version::V5, .client_id = "big"});
    client.send("\x30\xff\xff\xff\x7f");  // PUBLISH of 268,435,455 octets
    EXPECT_EQ(client.receive_all(), "\xe0\x01\x95");
}

TEST(Hostile, ClosesConnectionsAboveTheLimitOnly) {
    ServerOptions options = plain_options();
    options.maximum_connections = 3;
    const RunningServer server(options);
    std::list<RawClient> clients;
    for (int i = 0; i < 3; ++i) {
        clients.emplace_back(server.port());
        EXPECT_EQ(clients.back().join({.client_id = std::to_string(i)}), mqtt::ReasonCode::Success);
    }
    EXPECT_EQ(RawClient(server.port()).receive_all(), "");
    clients.front().send(mqtt::Pingreq{}, Version::V311);
    EXPECT_EQ(clients.front().receive(2), std::string("\xd0\x00", 2));
    clients.pop_front();
    int tries = 0;
    while (RawClient(server.port()).receive_after_connect().empty() && tries < 500) {
        usleep(10'000);
        ++tries;
    }
    EXPECT_LT(tries, 500) << "the place of a client that left stays taken";
}

TEST(Hostile, SaysSeldomThatConnectionsAreClosedAboveTheLimit) {
    ServerOptions options = plain_options();
    options.maximum_connections = 1;
    std::vector<std::string> log;
    options.log = [&](const std::string& words) { log.push_back(words); };
    {
        const RunningServer server(options);
        RawClient only(server.port());
        only.join({.client_id = "only"});
        for (int i = 0; i < 11; ++i) EXPECT_EQ(RawClient(server.port()).receive_all(), "");
    }
    ASSERT_EQ(log.size(), 2u);
    EXPECT_NE(log[0].find("1 are open, all that --max-connections allows (1 so far)"),
              std::string::npos)
        << log[0];
    EXPECT_NE(log[1].find("(10 so far)"), std::string::npos) << log[1];
}

/// The undefined-behaviour sanitizer looks at memory through a pipe: without files it sees
/// mistakes that are not there. The preset that has it has the address sanitizer, too.
constexpr bool sanitizer_needs_files() {
#ifdef __has_feature
    return __has_feature(address_sanitizer);
#else
    return false;
#endif
}

TEST(Hostile, WithoutFilesNewClientsWaitAndTheLogSaysWhy) {
    if (sanitizer_needs_files()) GTEST_SKIP() << "the sanitizer needs files";
    ServerOptions options = plain_options();
    std::promise<std::string> said;
    bool is_first = true;
    options.log = [&](const std::string& words) {
        if (std::exchange(is_first, false)) said.set_value(words);
    };
    Server server(options);
    RawClient early(server.port(Carrier::Tcp));
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit none{0, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    std::thread thread([&] { server.run(); });
    const std::string words = said.get_future().get();
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_NE(words.find("new connections wait: Too many open files; 0 are open"),
              std::string::npos)
        << words;
    EXPECT_EQ(early.join({.client_id = "early"}), mqtt::ReasonCode::Success);
    server.stop();
    thread.join();
}

TEST(Hostile, ASubscriberThatDoesNotReadCostsBoundedMemory) {
    const RunningServer server(plain_options());
    RawClient deaf(server.port());
    deaf.join({.client_id = "deaf"});
    mqtt::Subscribe subscribe{.packet_id = 1};
    subscribe.subscriptions = {{.filter = "flood", .qos = mqtt::Qos::AtLeastOnce}};
    deaf.send(subscribe, Version::V311);
    deaf.receive(5);
    const std::size_t before = held_octets();
    RawClient writer(server.port());
    writer.join({.client_id = "writer"});
    const std::string payload(100'000, 'x');
    constexpr std::uint16_t kMessages = 2000;  // 200 MB
    for (std::uint16_t id = 1; id <= kMessages; ++id) {
        const bool acknowledged = id % 2 == 0;
        writer.send(
            mqtt::Publish{.topic = "flood",
                          .payload = payload,
                          .packet_id = acknowledged ? id : std::uint16_t{0},
                          .qos = acknowledged ? mqtt::Qos::AtLeastOnce : mqtt::Qos::AtMostOnce},
            Version::V311);
        if (acknowledged) writer.receive(4);
    }
    const core::Settings settings;
    // A margin for what malloc keeps and the decoder buffers.
    const std::size_t bound = settings.held_limit + 2 * settings.output_limit + (8u << 20);
    EXPECT_LT(held_octets(), before + bound);
    expect_service(server);
}

TEST(Hostile, AClientThatAsksAndDoesNotReadIsReadNoMore) {
    const RunningServer server(plain_options());
    RawClient deaf(server.port(), 4096);
    deaf.join({.client_id = "deaf"});
    const std::size_t before = held_octets();
    std::string pings;
    for (int i = 0; i < 1000; ++i) pings.append("\xc0\x00", 2);
    deaf.give_up_sending_after(1);
    for (int i = 0; i < 20'000 && deaf.send(pings); ++i) {
    }
    EXPECT_LT(held_octets(), before + (16u << 20));
    expect_service(server);
}

// Its own fault is that it is slow; it says that it is there.
TEST(Hostile, ASubscriberThatDoesNotReadStaysWhileItPings) {
    ServerOptions options = plain_options();
    options.settings.output_limit = 1 << 16;
    const RunningServer server(options);
    RawClient slow(server.port(), 4096);
    slow.join({.keep_alive = 1, .client_id = "slow"});
    mqtt::Subscribe subscribe{.packet_id = 1};
    subscribe.subscriptions = {{.filter = "flood"}};
    slow.send(subscribe, Version::V311);
    slow.receive(5);
    RawClient writer(server.port());
    writer.join({.client_id = "writer"});
    const std::string payload(10'000, 'x');
    for (int i = 0; i < 2000; ++i) {  // far more than the sockets between them hold
        writer.send(mqtt::Publish{.topic = "flood", .payload = payload}, Version::V311);
    }
    for (int i = 0; i < 12; ++i) {  // twice what silence may last
        EXPECT_TRUE(slow.send(mqtt::Pingreq{}, Version::V311));
        usleep(250'000);
    }
    subscribe.packet_id = 2;
    slow.send(subscribe, Version::V311);
    slow.send(mqtt::Disconnect{}, Version::V311);
    EXPECT_TRUE(
        slow.receive(std::size_t{64} << 20).ends_with(std::string("\x90\x03\x00\x02\x00", 5)));
}

TEST(Hostile, NoiseOnPortsWithHandshakesHarmsNobodyElse) {
    const Certificates certificates;
    ServerOptions options = plain_options();
    options.ports.push_back({Carrier::Tls, 0});
    options.ports.push_back({Carrier::WebSocket, 0});
    options.tls = TlsOptions{certificates.certificate("server"), certificates.key("server"), ""};
    const RunningServer server(options);
    std::minstd_rand draw(20261123);
    for (int i = 0; i < 200; ++i) {
        RawClient noise(server.port(i % 2 == 0 ? Carrier::Tls : Carrier::WebSocket));
        // What looks like a beginning gets further in.
        std::string bytes = i % 2 == 0 ? "\x16\x03\x01\x02" : "GET /mqtt HTTP/1.1\r\nupgrade:";
        for (std::size_t size = draw() % 300 + 1; size > 0; --size) {
            bytes.push_back(static_cast<char>(draw() % 256));
        }
        noise.send(bytes);
    }
    expect_service(server);
}

TEST(Hostile, NoiseHarmsNobodyElse) {
    const RunningServer server(plain_options());
    RawClient calm(server.port());
    calm.join({.version = Version::V5, .client_id = "calm"});
    std::minstd_rand draw(20261123);
    for (int i = 0; i < 300; ++i) {
        RawClient noise(server.port());
        if (i % 2 == 0) noise.join({.client_id = "noise"});
        std::string bytes(draw() % 200 + 1, '\0');
        for (char& octet : bytes) octet = static_cast<char>(draw() % 256);
        noise.send(bytes);
    }
    calm.send(mqtt::Pingreq{}, Version::V5);
    EXPECT_EQ(calm.receive(2), std::string("\xd0\x00", 2));
    expect_service(server);
}

}  // namespace

}  // namespace fleetsim::broker::net
