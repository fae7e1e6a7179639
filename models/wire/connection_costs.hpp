// ConnectionCosts: the exchanges of one class of connections, each worked out once.
// Models     opening (TCP, TLS full or resumed, the greeting), any pattern of messages on an open
//            and idle connection, closing; by playing the packets (conversation.hpp).
// Leaves out loss: loss.hpp tells what it adds to an exchange.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "models/wire/exchange.hpp"
#include "models/wire/stack.hpp"

namespace fleetsim::wire {

/// One application packet: an MQTT control packet, an HTTP request or response.
struct Message {
    Side from = Side::Client;
    sim::Bytes size;                    ///< encoded by its own protocol
    sim::Bytes payload{};               ///< the part that is the application's content
    std::string_view name = "message";  ///< for tables of packets
    sim::Duration hold{};               ///< how long the sender holds it back (a held answer)
};

/// An exchange in which one message varies in size: a publish, a delivery, a request.
class SizedExchange {
  public:
    SizedExchange() = default;

    /// The exchange with a varying message of `size`, of which `payload` is what the application
    /// wants to say: a few additions, for the hot loop.
    Exchange one(sim::Bytes size, sim::Bytes payload) const;

  private:
    friend class ConnectionCosts;
    /// What the varying message adds.
    struct Varied {
        std::int64_t records;
        std::int64_t segments;
        std::int64_t acks;     ///< beyond those of a one-segment message
        std::int64_t padding;  ///< bytes the link adds beyond its first frame's
    };
    Varied varied_by(std::int64_t size) const {
        const std::int64_t records = record_overhead_ > 0 ? 1 : 0;
        const std::int64_t bytes = size + record_overhead_;
        if (bytes > short_limit_) return varied_by_long(size);
        const std::int64_t short_of = least_payload_ - bytes;
        return {records, 1, 0, short_of > 0 ? short_of : 0};
    }
    Varied varied_by_long(std::int64_t size) const;
    void add_write(Varied& varied, std::int64_t bytes, std::int64_t count) const;
    void remove_sample(sim::Bytes size);

    std::int64_t mss_ = 1;
    std::int64_t record_overhead_ = 0;  ///< 0 without TLS
    std::int64_t least_payload_ = 0;    ///< TCP payload below which the link pads
    std::int64_t tcp_header_ = 0;
    std::int64_t ip_header_ = 0;
    std::int64_t short_limit_ = 1;  ///< bytes of which one frame around one segment is sure
    Framing framing_;
    Side varying_ = Side::Client;
    Exchange fixed_;  ///< all but the varying message
    /// Acknowledgements of a message in this many segments beyond those of a one-segment message.
    std::array<std::int64_t, 9> more_acks_{};
};

class ConnectionCosts {
  public:
    explicit ConnectionCosts(const Stack& stack) : stack_(stack) {}

    /// SYN to the last message of the greeting (CONNECT, CONNACK) and its acknowledgement.
    Exchange open(Opening opening, std::span<const Message> greeting) const;
    /// Messages one after another, each sent when the one before has arrived, on a connection that
    /// was idle and has carried the same pattern before.
    Exchange exchange(std::span<const Message> messages) const;
    /// The same in closed form, with messages[varying] of any size.
    SizedExchange sized(std::span<const Message> messages, std::size_t varying) const;
    /// From a farewell (DISCONNECT, or none) to the last FIN's acknowledgement.
    Exchange close(std::span<const Message> farewell) const;
    /// SYN to last FIN without pauses: one connection for these messages alone.
    Exchange whole(Opening opening, std::span<const Message> messages) const;

    const Stack& stack() const { return stack_; }

  private:
    Stack stack_;
};

}  // namespace fleetsim::wire
