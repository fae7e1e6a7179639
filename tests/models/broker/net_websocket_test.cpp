// MQTT over WebSocket, with Paho and with frames made by hand.
#include "models/broker/net/beast.hpp"
#include "models/mqtt/codec.hpp"
#include "tests/models/broker/net_fixture.hpp"

namespace fleetsim::broker::net {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

ServerOptions websocket_options() {
    ServerOptions options;
    options.ports = {{Carrier::WebSocket, 0}, {Carrier::Tcp, 0}};
    return options;
}

class WebSocket : public testing::Test {
  protected:
    /// Connected and upgraded, for the sub-protocols given.
    void shake_hands(const std::string& protocols, error_code& error) {
        beast::get_lowest_layer(stream_).connect(
            {asio::ip::address_v4::loopback(), server_.port(Carrier::WebSocket)});
        stream_.set_option(websocket::stream_base::decorator([=](websocket::request_type& request) {
            if (!protocols.empty()) {
                request.set(beast::http::field::sec_websocket_protocol, protocols);
            }
        }));
        stream_.binary(true);
        stream_.handshake(response_, "localhost", "/mqtt", error);
    }
    void shake_hands() {
        error_code error;
        shake_hands("mqtt", error);
        ASSERT_FALSE(error) << error.message();
    }
    static std::string octets(const mqtt::Packet& packet) {
        std::string bytes;
        mqtt::encode(packet, mqtt::Version::V311, bytes);
        return bytes;
    }
    static std::string connect() { return octets(mqtt::Connect{.client_id = "hand-made"}); }
    void send(const std::string& frame) { stream_.write(asio::buffer(frame)); }
    /// As many octets of what the server sends.
    std::string receive(std::size_t size) {
        while (received_.size() < size) stream_.read(received_);
        const std::string text = beast::buffers_to_string(received_.data()).substr(0, size);
        received_.consume(size);
        return text;
    }
    /// The error that reading ends with.
    error_code end() {
        error_code error;
        while (!error) stream_.read(received_, error);
        return error;
    }

    RunningServer server_{websocket_options()};
    asio::io_context context_;
    websocket::stream<tcp::socket> stream_{context_};
    websocket::response_type response_;
    beast::flat_buffer received_;
};

const std::string kConnack("\x20\x02\x00\x00", 4);

TEST_F(WebSocket, ServesPaho) {
    const Folder folder;
    const std::string script = folder.write("publish.py", R"(
import sys
import paho.mqtt.client as paho
client = paho.Client(transport="websockets")
client.on_connect = lambda client, *_: client.subscribe("a/b", qos=2)
client.on_subscribe = lambda client, *_: client.publish("a/b", "x" * 100000, qos=2)
def on_message(client, _, message):
    print(message.topic, len(message.payload), message.qos)
    client.disconnect()
client.on_message = on_message
client.connect("127.0.0.1", int(sys.argv[1]))
client.loop_forever()
)");
    const std::string port = std::to_string(server_.port(Carrier::WebSocket));
    EXPECT_EQ(output_of("timeout 20 /usr/bin/python3 " + script + " " + port), "a/b 100000 2\n");
}

TEST_F(WebSocket, SelectsTheSubProtocolMqtt) {  // MQTT-6.0.0-4
    error_code error;
    shake_hands("chat, mqtt", error);
    EXPECT_FALSE(error);
    EXPECT_EQ(response_[beast::http::field::sec_websocket_protocol], "mqtt");
}

TEST_F(WebSocket, RefusesClientsThatDoNotOfferMqtt) {  // MQTT-6.0.0-3
    const std::string port = std::to_string(server_.port(Carrier::WebSocket));
    const std::string upgrade =
        "curl -s -w '%{http_code}' -H 'Connection: Upgrade' -H 'Upgrade: websocket'"
        " -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: c29tZSByYW5kb20ga2V5IQ=='"
        " http://127.0.0.1:" +
        port + "/mqtt";
    const std::string refusal = "the WebSocket sub-protocol must be \"mqtt\"\n400";
    EXPECT_EQ(output_of(upgrade), refusal);
    EXPECT_EQ(output_of(upgrade + " -H 'Sec-WebSocket-Protocol: chat, mqttish'"), refusal);
}

TEST_F(WebSocket, TakesPacketsThatStraddleFrames) {  // MQTT-6.0.0-2
    shake_hands();
    for (const char octet : connect()) send(std::string(1, octet));
    EXPECT_EQ(receive(4), kConnack);
}

TEST_F(WebSocket, TakesSeveralPacketsInOneFrame) {
    shake_hands();
    send(connect() + octets(mqtt::Pingreq{}) + octets(mqtt::Pingreq{}));
    EXPECT_EQ(receive(8), kConnack + octets(mqtt::Pingresp{}) + octets(mqtt::Pingresp{}));
}

TEST_F(WebSocket, TakesEmptyFrames) {
    shake_hands();
    send("");
    send(connect());
    EXPECT_EQ(receive(4), kConnack);
}

TEST_F(WebSocket, SendsBinaryFrames) {
    shake_hands();
    send(connect());
    receive(4);
    EXPECT_TRUE(stream_.got_binary());
}

TEST_F(WebSocket, EndsTheConnectionAtATextFrame) {  // MQTT-6.0.0-1
    shake_hands();
    stream_.text(true);
    send(connect());
    EXPECT_TRUE(end());
    EXPECT_EQ(received_.size(), 0u);
}

TEST_F(WebSocket, SaysGoodbyeInWebSocketsWay) {
    shake_hands();
    send(connect());
    receive(4);
    send(octets(mqtt::Disconnect{}));
    EXPECT_EQ(end(), websocket::error::closed);
    EXPECT_EQ(stream_.reason().code, websocket::close_code::normal);
}

TEST_F(WebSocket, AnswersOtherHttpRequestsWithWords) {
    const std::string port = std::to_string(server_.port(Carrier::WebSocket));
    EXPECT_EQ(output_of("curl -s -w '%{http_code}' http://127.0.0.1:" + port + "/"),
              "this port speaks MQTT over WebSocket only\n400");
}

TEST_F(WebSocket, SharesTheBrokerWithOtherPorts) {
    shake_hands();
    mqtt::Subscribe subscribe{.packet_id = 1};
    subscribe.subscriptions = {{.filter = "a"}};
    send(connect() + octets(subscribe));
    receive(4 + 5);
    output_of("mosquitto_pub" + server_.address() + "-t a -m hi");
    const std::string publish = octets(mqtt::Publish{.topic = "a", .payload = "hi"});
    EXPECT_EQ(receive(publish.size()), publish);
}

TEST(WebSocketTls, ServesPaho) {
    const Certificates certificates;
    ServerOptions options;
    options.ports = {{Carrier::WebSocketTls, 0}};
    options.tls = TlsOptions{certificates.certificate("server"), certificates.key("server"), ""};
    const RunningServer server(options);
    const std::string script = certificates.folder().write("connect.py", R"(
import sys
import paho.mqtt.client as paho
client = paho.Client(transport="websockets", protocol=paho.MQTTv5)
client.tls_set(sys.argv[2])
def on_connect(client, data, flags, reason, properties):
    print(reason)
    client.disconnect()
client.on_connect = on_connect
client.connect("localhost", int(sys.argv[1]))
client.loop_forever()
)");
    EXPECT_EQ(output_of("timeout 20 /usr/bin/python3 " + script + " " +
                        std::to_string(server.port(Carrier::WebSocketTls)) + " " +
                        certificates.certificate("ca")),
              "Success\n");
}

}  // namespace

}  // namespace fleetsim::broker::net
