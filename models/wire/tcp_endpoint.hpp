// TcpEndpoint: one end of a TCP connection as Linux runs it, packet by packet.
// Models     segmentation to the MSS, Nagle's algorithm with Minshall's change, slow start from
//            the initial window, and when a receiver acknowledges: at once (quick mode), with every
//            second full segment, with the application's read, on the back of a reply (interactive
//            mode) or when the delayed-acknowledgement timer fires.
//            A client may run lwIP instead: every second segment and a FIN at once, others late.
//            lwIP has few bytes under way, sent or received.
// Leaves out loss and what follows from it (loss.hpp), Linux's receive window, SACK blocks, ECN;
//            that lwIP cuts a segment where its send buffer ends.
// Source     RFC 9293, 5681, 6928, 1122 4.2.3.2; the acknowledgement rules are those of Linux 6
//            (net/ipv4/tcp_input.c, tcp_output.c, tcp_timer.c) in their terms: quick acks,
//            ping-pong mode, ato, rcv_mss. lwIP 2.1: tcp_ack and TCP_FAST_INTERVAL
//            (tcp_priv.h), tcp_in.c.
// Error      docs/models/wire.md: data segments exact, acknowledgements within one; of messages of
//            more than a dozen segments up to a half of the acknowledgements.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "models/wire/exchange.hpp"
#include "models/wire/stack.hpp"
#include "sim/time.hpp"

namespace fleetsim::wire {

/// A TCP segment. Offsets count the bytes of its sender's stream from zero; a FIN takes one.
struct Segment {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::int64_t acknowledged = 0;  ///< of the receiver's stream, all before this
    bool syn = false;
    bool fin = false;
    bool push = false;

    std::int64_t payload() const { return end - begin; }
    bool is_pure_ack() const { return end == begin && !syn && !fin; }
};

/// When a receiver that is not in quick mode acknowledges a burst of full segments.
enum class BurstAcks : std::uint8_t {
    EverySecond,  ///< RFC 1122; while the receive window still opens
    OnRead,       ///< once it has reached its ceiling Linux waits for the application's read
};

class TcpEndpoint {
  public:
    TcpEndpoint(const Stack& stack, Side side, BurstAcks burst_acks);

    void connect(sim::Time now);
    void write(std::int64_t bytes, sim::Time now);
    void close(sim::Time now);
    void receive(const Segment& segment, sim::Time now);
    /// The application reads all there is.
    void read(sim::Time now);
    /// Call at deadline(), if it has not moved.
    void acknowledge_late(sim::Time now);
    std::optional<sim::Time> deadline() const { return deadline_; }

    std::int64_t received() const { return received_; }
    bool has_received_fin() const { return fin_received_; }
    /// What has been sent since the last call.
    std::vector<Segment> take_output();

  private:
    void send_what_may_go(sim::Time now);
    bool may_send(std::int64_t length) const;
    void send(Segment segment, sim::Time now);
    void send_pure_ack(sim::Time now);
    void note_acknowledged(std::int64_t acknowledged);
    void note_received(const Segment& segment, sim::Time now);
    void measure_peer_segment(const Segment& segment);
    void refill_quick_acks();
    void acknowledge_or_wait(sim::Time now);
    bool in_quick_mode() const { return quick_acks_ > 0 && !interactive_; }
    std::int64_t expected() const { return received_ + (fin_received_ ? 1 : 0); }

    std::int64_t mss_;
    std::int64_t header_;
    bool is_lwip_;
    bool nagle_;
    BurstAcks burst_acks_;
    std::vector<Segment> output_;

    // sending
    std::int64_t written_ = 0;
    std::int64_t sent_ = 0;
    std::int64_t acknowledged_ = 0;
    std::int64_t last_small_end_ = 0;  ///< end of the last segment shorter than the MSS
    std::deque<std::int64_t> in_flight_;
    std::int64_t initial_window_;
    std::int64_t window_;          ///< congestion window in segments
    std::int64_t most_under_way_;  ///< bytes that the ends' buffers allow
    sim::Time last_sent_;          ///< data
    bool established_ = false;
    bool closing_ = false;
    bool fin_sent_ = false;

    // receiving
    std::int64_t received_ = 0;
    std::int64_t read_ = 0;
    std::int64_t last_acknowledged_ = 0;  ///< what the last segment sent told the peer
    bool fin_received_ = false;
    bool ack_due_ = false;
    bool small_segment_waits_ = false;
    bool two_small_segments_wait_ = false;
    bool interactive_ = false;  ///< ping-pong mode: replies carry the acknowledgements
    std::int64_t quick_acks_ = 0;
    std::int64_t peer_segment_;  ///< estimate of the peer's segment size
    std::int64_t previous_size_ = 0;
    sim::Duration timeout_;  ///< ato; zero before the first segment
    sim::Time last_received_;
    std::optional<sim::Time> deadline_;
};

}  // namespace fleetsim::wire
