// A TCP client that sends whatever octets a test wants, and reads with patience but not for ever.
#pragma once

#include <arpa/inet.h>
#include <cerrno>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "models/mqtt/codec.hpp"

namespace fleetsim::broker::net {

class RawClient {
  public:
    /// With a small `receive_buffer` little is under way to a client that does not read.
    explicit RawClient(std::uint16_t port, int receive_buffer = 0)
        : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        if (receive_buffer != 0) {
            setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
        }
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{20, 0};
        setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    }
    ~RawClient() { ::close(socket_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    void give_up_sending_after(int seconds) {
        const timeval patience{seconds, 0};
        setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    }
    /// False if the server has closed or takes no more.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    bool send(const mqtt::Packet& packet, mqtt::Version version) {
        std::string bytes;
        mqtt::encode(packet, version, bytes);
        return send(bytes);
    }
    /// Up to `size` octets; fewer if the server closes.
    std::string receive(std::size_t size) {
        std::string bytes(size, '\0');
        std::size_t count = 0;
        while (count < size) {
            const ssize_t received = ::recv(socket_, bytes.data() + count, size - count, 0);
            if (received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
                ADD_FAILURE() << "the server neither answers nor closes";
            }
            if (received <= 0) break;
            count += static_cast<std::size_t>(received);
        }
        bytes.resize(count);
        return bytes;
    }
    /// All that comes until the server closes.
    std::string receive_all() { return receive(std::size_t{1} << 16); }
    /// CONNECT and its answer.
    mqtt::ReasonCode join(const mqtt::Connect& connect) {
        send(connect, connect.version);
        return connack(connect.version).reason;
    }
    /// CONNECT and the first octet of what comes then.
    std::string receive_after_connect() {
        send(mqtt::Connect{.client_id = "next"}, mqtt::Version::V311);
        return receive(1);
    }
    mqtt::Connack connack(mqtt::Version version) {
        packet_ = receive(2);
        if (packet_.size() == 2) packet_ += receive(static_cast<unsigned char>(packet_[1]));
        const auto decoded = mqtt::decode(packet_, {mqtt::Sender::Server, version});
        const auto* answer = std::get_if<mqtt::Connack>(&decoded.packet);
        EXPECT_NE(answer, nullptr) << "no CONNACK";
        return answer == nullptr ? mqtt::Connack{} : *answer;
    }

  private:
    int socket_;
    std::string packet_;
};

}  // namespace fleetsim::broker::net
