// What outlives a server: killed, stopped, or run again by somebody else.
#include <SQLiteCpp/Database.h>
#include <csignal>

#include "models/broker/net/store.hpp"
#include "sim/error.hpp"
#include "tests/models/broker/net_fixture.hpp"
#include "tests/models/broker/net_raw_client.hpp"

namespace fleetsim::broker::net {

namespace {

using mqtt::Connect;
using mqtt::Publish;
using mqtt::Qos;
using mqtt::Version;

ServerOptions options_with(const std::string& store) {
    ServerOptions options;
    options.ports = {{Carrier::Tcp, 0}};
    options.store_file = store;
    return options;
}

/// A server in a process of its own, which can be killed.
class ForkedServer {
  public:
    explicit ForkedServer(const ServerOptions& options) {
        int ports[2];
        EXPECT_EQ(pipe(ports), 0);
        child_ = fork();
        if (child_ == 0) {
            Server server(options);
            const std::uint16_t port = server.port(Carrier::Tcp);
            const bool is_told = write(ports[1], &port, sizeof(port)) == sizeof(port);
            if (is_told) server.run();
            _exit(is_told ? 0 : 1);
        }
        EXPECT_EQ(read(ports[0], &port_, sizeof(port_)), static_cast<ssize_t>(sizeof(port_)));
        close(ports[0]);
        close(ports[1]);
    }
    ~ForkedServer() {
        if (child_ != 0) end(SIGKILL);
    }
    ForkedServer(const ForkedServer&) = delete;
    ForkedServer& operator=(const ForkedServer&) = delete;

    /// The exit code, or -1 where the signal killed it.
    int end(int signal) {
        int status = 0;
        kill(child_, signal);
        waitpid(child_, &status, 0);
        child_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    std::uint16_t port() const { return port_; }
    std::string address() const { return " -h 127.0.0.1 -p " + std::to_string(port_) + " "; }

  private:
    pid_t child_ = 0;
    std::uint16_t port_ = 0;
};

TEST(Persistence, WhatWasAcknowledgedSurvivesAKill) {
    const Folder folder;
    const ServerOptions options = options_with(folder / "store");
    {
        ForkedServer server(options);
        output_of("mosquitto_sub" + server.address() + "-i reader -c -q 2 -t 'a/+' -E");
        output_of("mosquitto_pub" + server.address() + "-q 1 -t a/b -m one");
        output_of("mosquitto_pub" + server.address() + "-q 2 -t a/b -m two");
        output_of("mosquitto_pub" + server.address() + "-q 1 -t kept -m retained -r");
        EXPECT_EQ(server.end(SIGKILL), -1);
    }
    ForkedServer server(options);
    EXPECT_EQ(
        output_of("mosquitto_sub" + server.address() + "-i reader -c -q 2 -t 'a/+' -C 2 -W 20"),
        "one\ntwo\n");
    EXPECT_EQ(output_of("mosquitto_sub" + server.address() + "-t kept -C 1 -W 20"), "retained\n");
}

TEST(Persistence, WhatWasDeliveredDoesNotComeBack) {
    const Folder folder;
    const ServerOptions options = options_with(folder / "store");
    for (int run = 0; run < 2; ++run) {
        ForkedServer server(options);
        const std::string reader =
            "mosquitto_sub" + server.address() + "-i reader -c -q 1 -t a -W 20 ";
        if (run == 0) output_of(reader + "-E");
        output_of("mosquitto_pub" + server.address() + "-q 1 -t a -m " + std::to_string(run));
        EXPECT_EQ(output_of(reader + "-C 1"), std::to_string(run) + "\n");
        // The reader left without waiting for anything: its PUBACK may still lie before the server.
        output_of("mosquitto_pub" + server.address() + "-q 1 -t nobody -m asks");
        server.end(SIGKILL);
    }
    SQLite::Database store(folder / "store");
    EXPECT_EQ(store.execAndGet("SELECT count(*) FROM delivery").getInt(), 0);
    EXPECT_EQ(store.execAndGet("SELECT count(*) FROM message").getInt(), 0);
}

TEST(Persistence, ADeliveryInFlightComesAgainAsDuplicate) {
    const Folder folder;
    const ServerOptions options = options_with(folder / "store");
    const Connect connect{.version = Version::V311, .clean_start = false, .client_id = "reader"};
    std::string publish;
    mqtt::encode(Publish{.topic = "a", .payload = "x", .packet_id = 1, .qos = Qos::AtLeastOnce},
                 Version::V311, publish);
    {
        ForkedServer server(options);
        RawClient reader(server.port());
        reader.join(connect);
        mqtt::Subscribe subscribe{.packet_id = 1};
        subscribe.subscriptions = {{.filter = "a", .qos = Qos::AtLeastOnce}};
        reader.send(subscribe, Version::V311);
        reader.receive(5);
        output_of("mosquitto_pub" + server.address() + "-q 1 -t a -m x");
        EXPECT_EQ(reader.receive(publish.size()), publish);
        server.end(SIGKILL);
    }
    ForkedServer server(options);
    RawClient reader(server.port());
    reader.send(connect, Version::V311);
    EXPECT_TRUE(reader.connack(Version::V311).session_present);
    publish[0] |= 0x08;  // DUP
    EXPECT_EQ(reader.receive(publish.size()), publish);
}

TEST(Persistence, PropertiesOfAMessageSurvive) {
    const Folder folder;
    const ServerOptions options = options_with(folder / "store");
    {
        ForkedServer server(options);
        output_of("mosquitto_pub" + server.address() +
                  "-V mqttv5 -q 1 -r -t a -m x -D publish content-type text/plain"
                  " -D publish user-property colour blue -D publish message-expiry-interval 100");
        server.end(SIGKILL);
    }
    ForkedServer server(options);
    EXPECT_EQ(
        output_of("mosquitto_sub" + server.address() + "-V mqttv5 -t a -C 1 -W 20 -F '%C %P %p'"),
        "text/plain colour:blue x\n");
}

TEST(Persistence, AnEmptyRetainedMessageRemovesTheStoredOne) {
    const Folder folder;
    const ServerOptions options = options_with(folder / "store");
    {
        ForkedServer server(options);
        output_of("mosquitto_pub" + server.address() + "-q 1 -r -t a -m x");
        output_of("mosquitto_pub" + server.address() + "-q 1 -r -t a -n");
        server.end(SIGKILL);
    }
    SQLite::Database store(folder / "store");
    EXPECT_EQ(store.execAndGet("SELECT count(*) FROM retained").getInt(), 0);
    EXPECT_EQ(store.execAndGet("SELECT count(*) FROM message").getInt(), 0);
}

TEST(Persistence, AWillThatWaitsIsPublishedByTheNextServer) {
    const Folder folder;
    const ServerOptions options = options_with(folder / "store");
    {
        ForkedServer server(options);
        Connect connect{.version = Version::V5, .clean_start = false, .client_id = "dying"};
        connect.properties.session_expiry = 100;
        connect.will = mqtt::Will{.topic = "will", .payload = "gone"};
        connect.will->properties.will_delay = 2;
        connect.will->properties.message_expiry = 77;
        RawClient client(server.port());
        client.join(connect);
        server.end(SIGKILL);
    }
    ForkedServer server(options);
    EXPECT_EQ(
        output_of("mosquitto_sub" + server.address() + "-V mqttv5 -t will -C 1 -W 20 -F '%E %p'"),
        "77 gone\n");
}

TEST(Shutdown, SaysGoodbyeOnSignalsAndEndsWell) {
    for (const int signal : {SIGINT, SIGTERM}) {
        const Folder folder;
        ForkedServer server(options_with(folder / "store"));
        RawClient client(server.port());
        client.join({.version = Version::V5, .client_id = "c"});
        RawClient old(server.port());
        old.join({.version = Version::V311, .client_id = "o"});
        std::thread ending([&] { EXPECT_EQ(server.end(signal), 0); });
        EXPECT_EQ(client.receive_all(), "\xe0\x01\x8b");
        EXPECT_EQ(old.receive_all(), "");
        ending.join();
    }
}

sim::Diagnostic mistake_of(const std::string& file) {
    try {
        const Store store(file);
    } catch (const sim::InputError& error) {
        return error.diagnostics().front();
    }
    ADD_FAILURE() << "accepted";
    return {};
}

TEST(StoreFile, OneThatIsNoStoreIsLeftAsItIs) {
    const Folder folder;
    const std::string text = folder.write("text", "this is a text of somebody, and no database\n");
    EXPECT_EQ(mistake_of(text).code, "not-a-store");
    EXPECT_EQ(output_of("cat " + text), "this is a text of somebody, and no database\n");
    const std::string foreign = folder / "foreign";
    SQLite::Database(foreign, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec("CREATE TABLE mine (x)");
    EXPECT_EQ(mistake_of(foreign).code, "not-a-store");
}

TEST(StoreFile, ANewerOneIsRefused) {
    const Folder folder;
    const std::string file = folder / "store";
    { const Store store(file); }
    SQLite::Database(file, SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
    EXPECT_EQ(mistake_of(file).code, "not-a-store");
}

TEST(StoreFile, HasNoRowsOfARetainedMessageThatHasExpired) {
    const Folder folder;
    const core::Message message{.number = 1, .topic = "a", .payload = "x", .retain = true};
    {
        Store store(folder / "store");
        store.on_retained(message);
        store.commit();
        store.on_retained_expired(message);
        store.commit();
    }
    SQLite::Database store(folder / "store");
    EXPECT_EQ(store.execAndGet("SELECT count(*) FROM retained").getInt(), 0);
    EXPECT_EQ(store.execAndGet("SELECT count(*) FROM message").getInt(), 0);
}

TEST(StoreFile, ServesOneServerAtATime) {
    const Folder folder;
    const Store store(folder / "store");
    EXPECT_THROW(Store(folder / "store"), sim::SystemError);
}

TEST(StoreFile, AFolderThatIsNotThereIsSaid) {
    EXPECT_THROW(Store("/no/such/folder/store"), sim::SystemError);
}

}  // namespace

}  // namespace fleetsim::broker::net
