// ConnectionCosts: the exchanges of one class of connections, each worked out once.
// Models     opening (TCP, TLS full or resumed, the greeting), any pattern of messages on an open
//            and idle connection, closing; by playing the packets (conversation.hpp).
// Leaves out loss: loss.hpp tells what it adds to an exchange.
// A SizedSum holds many exchanges of one SizedExchange in seven integers. Runs do not use it: each
// exchange is expanded to all its layers by one() (models/device/exchange_costs.hpp).
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
    sim::Bytes payload{};               ///< of that, what the application wants to say
    std::string_view name = "message";  ///< for tables of packets
    sim::Duration hold{};               ///< it leaves this much later than it could: a held answer
};

/// What a run of exchanges of one SizedExchange has added up to: seven integers that merge by
/// addition, enough for SizedExchange::total() to give every layer.
struct SizedSum {
    std::int64_t exchanges = 0;
    std::int64_t size = 0;  ///< of the varying messages, bytes
    std::int64_t payload = 0;
    std::int64_t records = 0;
    std::int64_t segments = 0;
    std::int64_t acks = 0;     ///< beyond those of one-segment messages
    std::int64_t padding = 0;  ///< bytes the link adds beyond its first frame's

    constexpr SizedSum& operator+=(const SizedSum& o) {
        exchanges += o.exchanges;
        size += o.size;
        payload += o.payload;
        records += o.records;
        segments += o.segments;
        acks += o.acks;
        padding += o.padding;
        return *this;
    }
    constexpr bool operator==(const SizedSum&) const = default;
};

/// IP bytes each way of one exchange: what a radio has to carry.
struct IpLoad {
    sim::Bytes up;
    sim::Bytes down;
};

/// An exchange in which one message varies in size: a publish, a delivery, a request.
class SizedExchange {
  public:
    SizedExchange() = default;

    /// Counts an exchange whose varying message has this size: a few additions.
    void count(SizedSum& sum, sim::Bytes size, sim::Bytes payload) const {
        const Varied varied = varied_by(size.count());
        sum.exchanges += 1;
        sum.size += size.count();
        sum.payload += payload.count();
        sum.records += varied.records;
        sum.segments += varied.segments;
        sum.acks += varied.acks;
        sum.padding += varied.padding;
    }
    IpLoad ip_load(sim::Bytes size) const {
        const Varied varied = varied_by(size.count());
        const std::int64_t header = ip_header_ + tcp_header_;
        const std::int64_t there = size.count() + varied.records * record_overhead_ +
                                   varied.segments * header + fixed_there_;
        const std::int64_t back = varied.acks * header + fixed_back_;
        const bool up = varying_ == Side::Client;
        return {sim::Bytes{up ? there : back}, sim::Bytes{up ? back : there}};
    }
    /// Everything that `sum` counted, layer by layer.
    Exchange total(const SizedSum& sum) const;
    /// One exchange, layer by layer. Where there are many, count() them instead.
    Exchange one(sim::Bytes size, sim::Bytes payload) const;

  private:
    friend class ConnectionCosts;
    struct Varied {
        std::int64_t records;
        std::int64_t segments;
        std::int64_t acks;
        std::int64_t padding;
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
    Exchange with_varying(const Exchange& fixed, const SizedSum& sum) const;

    std::int64_t mss_ = 1;
    std::int64_t record_overhead_ = 0;  ///< 0 without TLS
    std::int64_t least_payload_ = 0;    ///< TCP payload below which the link pads
    std::int64_t tcp_header_ = 0;
    std::int64_t ip_header_ = 0;
    std::int64_t short_limit_ = 1;  ///< bytes of which one frame around one segment is sure
    Framing framing_;
    std::int64_t fixed_there_ = 0;  ///< IP bytes of fixed_ in the direction that varies
    std::int64_t fixed_back_ = 0;
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
