// The server on a real port, with clients nobody here wrote: mosquitto_pub and mosquitto_sub.
#include <csignal>

#include "sim/error.hpp"
#include "tests/models/broker/net_fixture.hpp"
#include "tests/models/broker/net_raw_client.hpp"

namespace fleetsim::broker::net {

namespace {

class ServerTest : public testing::Test {
  protected:
    std::uint16_t port() const { return server_.port(); }
    std::string address() const { return server_.address(); }

  private:
    static ServerOptions any_port() {
        ServerOptions options;
        options.ports = {{Carrier::Tcp, 0}};
        return options;
    }
    RunningServer server_{any_port()};
};

TEST_F(ServerTest, ServesMosquittosClientsInBothVersionsAndAllQos) {
    for (const std::string version : {"mqttv311", "mqttv5"}) {
        for (const std::string qos : {"0", "1", "2"}) {
            const std::string common = address() + " -V " + version + " -q " + qos + " -t a/b ";
            output_of("mosquitto_pub" + common + "-r -m kept" + qos);
            EXPECT_EQ(output_of("mosquitto_sub" + common + "-C 1 -W 20"), "kept" + qos + "\n");
        }
    }
}

TEST(UnixSocket, ServesMosquittosClientsAndLeavesNoFile) {
    const Folder folder;
    const std::string path = folder / "broker";
    {
        const RunningServer server({.ports = {}, .unix_path = path});
        const std::string common = " --unix " + path + " -q 1 -t a/b ";
        output_of("mosquitto_pub" + common + "-r -m kept");
        EXPECT_EQ(output_of("mosquitto_sub" + common + "-C 1 -W 20"), "kept\n");
        EXPECT_THROW(Server({.ports = {}, .unix_path = path}), sim::SystemError)
            << "somebody listens there";
    }
    EXPECT_FALSE(std::filesystem::exists(path));
    const std::string file = folder.write("file", "not a socket");
    EXPECT_THROW(Server({.ports = {}, .unix_path = file}), sim::SystemError);
}

TEST(AssignedNames, OfAnEarlierServerAreNotGivenToOthers) {
    const auto assigned = [] {
        const RunningServer server({.ports = {{Carrier::Tcp, 0}}});
        RawClient client(server.port());
        client.send(mqtt::Connect{.version = mqtt::Version::V5}, mqtt::Version::V5);
        const auto name = client.connack(mqtt::Version::V5).properties.assigned_client_id;
        return std::string(name.value_or(""));
    };
    const std::string first = assigned();
    EXPECT_TRUE(first.starts_with("fleetsim-")) << first;
    EXPECT_NE(assigned(), first);
}

/// Resets the connection while the server writes answers and more octets lie ready.
void ask_and_vanish(std::uint16_t port) {
    namespace asio = boost::asio;
    asio::io_context context;
    asio::ip::tcp::socket socket(context);
    socket.connect({asio::ip::address_v4::loopback(), port});
    std::string bytes("\x10\x0d\x00\x04MQTT\x04\x02\x00\x00\x00\x01v", 15);
    for (int ping = 0; ping < 10'000; ++ping) bytes.append("\xc0\x00", 2);
    boost::system::error_code refused;
    asio::write(socket, asio::buffer(bytes), refused);
    socket.set_option(asio::socket_base::linger(true, 0), refused);
}

TEST(ServerSignals, OneThatComesBeforeItRunsEndsItAsAnyOtherDoes) {
    Server server({.ports = {{Carrier::Tcp, 0}}});
    ASSERT_NE(server.port(Carrier::Tcp), 0);  // who is told it may end the server
    std::raise(SIGTERM);
    server.run();
}

TEST_F(ServerTest, SurvivesClientsThatVanishWhileItAnswers) {
    for (int client = 0; client < 100; ++client) ask_and_vanish(port());
    output_of("mosquitto_pub" + address() + " -q 1 -t alive -m yes");
}

TEST_F(ServerTest, ABurstOfQos0ReachesAReaderThatIsSlowerThanItsWriter) {
    RawClient reader(port());
    reader.join({.client_id = "reader"});
    mqtt::Subscribe subscribe{.packet_id = 1};
    subscribe.subscriptions = {{.filter = "a"}};
    reader.send(subscribe, mqtt::Version::V311);
    reader.receive(5);
    constexpr std::size_t kMessages = 200;
    std::string one;
    const std::string payload(100'000, 'x');
    mqtt::encode(mqtt::Publish{.topic = "a", .payload = payload}, mqtt::Version::V311, one);
    std::thread writing([&] {
        RawClient writer(port());
        writer.join({.client_id = "writer"});
        for (std::size_t i = 0; i < kMessages; ++i) writer.send(one);
    });
    std::size_t received = 0;
    for (; received < kMessages && reader.receive(one.size()) == one; ++received) usleep(1000);
    writing.join();
    EXPECT_EQ(received, kMessages);
}

TEST_F(ServerTest, KeepsMessagesForAPersistentSession) {
    const std::string reader = "mosquitto_sub" + address() + " -i reader -c -q 1 -t later ";
    output_of(reader + "-E");
    output_of("mosquitto_pub" + address() + " -q 1 -t later -m one");
    output_of("mosquitto_pub" + address() + " -q 1 -t later -m two");
    EXPECT_EQ(output_of(reader + "-C 2 -W 20"), "one\ntwo\n");
}

}  // namespace

}  // namespace fleetsim::broker::net
