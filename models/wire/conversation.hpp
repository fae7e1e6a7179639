// Conversation: a script of writes, read and answered by two TCP ends, played packet by packet.
// Models     an application at each end that reads what arrives, and writes a step of the script
//            when the step it waits for is written, read, or the line has gone quiet.
// Leaves out loss (loss.hpp) and bandwidth: a packet arrives one_way after it was sent.
// Deterministic: the same script gives the same packets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/wire/exchange.hpp"
#include "models/wire/stack.hpp"
#include "models/wire/tcp_endpoint.hpp"
#include "sim/time.hpp"

namespace fleetsim::wire {

/// A record, message or part of one inside a write, by layer.
struct Piece {
    std::string name;
    std::int64_t payload = 0;
    std::int64_t application = 0;
    std::int64_t tls = 0;
    std::int64_t bytes() const { return payload + application + tls; }
};

enum class Action : std::uint8_t { Open, Write, Close };
enum class When : std::uint8_t {
    Written,  ///< the awaited step has been carried out (Open: the client is connected)
    Read,     ///< its bytes, or its FIN, have been read at the other end
    Quiet,    ///< nothing is under way any more, timers included
};

struct Step {
    Action action = Action::Write;
    Side side = Side::Client;
    std::size_t after = 0;  ///< index of the awaited step; the first step awaits nothing
    When when = When::Read;
    sim::Duration delay;
    std::vector<Piece> pieces{};
    std::size_t phase = 0;
};

struct Pace {
    sim::Duration one_way = sim::Duration::microseconds(50);
    sim::Duration wake_up = sim::Duration::microseconds(20);  ///< arrival to the reader's read
};

struct Habits {
    Pace pace;
    BurstAcks client_burst_acks = BurstAcks::EverySecond;
    BurstAcks server_burst_acks = BurstAcks::EverySecond;
};

struct Packet {
    sim::Time sent;
    Side from = Side::Client;
    Segment segment;
    std::size_t phase = 0;
    std::string content;  ///< the pieces it carries, whole or in part
    std::int64_t tcp_header = 0;
    std::int64_t ip_header = 0;
    std::int64_t link_header = 0;  ///< framing and padding
    std::int64_t ip_bytes() const { return ip_header + tcp_header + segment.payload(); }
};

struct Conversation {
    std::vector<Packet> packets;
    /// Of each phase: segments, acknowledgements and the bytes of each layer, both ways.
    std::vector<Exchange> phases;
    /// When the last byte of each phase's writes was read, since the phase began.
    std::vector<sim::Duration> latencies;
};

Conversation play(const Stack& stack, const Habits& habits, const std::vector<Step>& script);

}  // namespace fleetsim::wire
