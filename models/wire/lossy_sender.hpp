// LossySender: what the sending half of Linux TCP does about packets that are not acknowledged.
// Internal to the loss model; loss.hpp says what it models and leaves out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/time.hpp"

namespace fleetsim::wire::lossy {

enum class Kind : std::uint8_t {
    Syn,  ///< SYN or SYN-ACK: no estimate of the round trip yet
    Segment,
};

/// One segment of the stream, from its first transmission to its acknowledgement.
struct Outstanding {
    std::int64_t bytes = 0;
    Kind kind = Kind::Segment;
    int transmissions = 0;
    bool delivered = false;  ///< acknowledged, selectively or not
    bool lost = false;       ///< taken for lost and not yet sent again
    sim::Time sent;
    std::int64_t serial = 0;  ///< of its last transmission, in the order of sending
};

struct SenderSettings {
    sim::Duration round_trip;
    sim::Duration timeout;  ///< RTO once there is an estimate
    std::int64_t initial_window = 10;
};

class LossySender {
  public:
    explicit LossySender(const SenderSettings& settings)
        : settings_(settings), window_(static_cast<double>(settings.initial_window)) {}

    void enqueue(std::int64_t bytes, Kind kind);
    /// `delivered[i]` for all segments the receiver has; shorter than the stream is fine.
    void acknowledge(const std::vector<bool>& delivered, sim::Time now);
    void on_timer(sim::Time now);
    /// A peer that asks again (a second SYN) gets the segment at once.
    void send_again(std::size_t index);

    /// The segments that may go now, marked as sent.
    std::vector<std::size_t> take_sends(sim::Time now);
    std::optional<sim::Time> timer() const { return timer_; }
    const Outstanding& segment(std::size_t index) const { return segments_[index]; }
    std::size_t size() const { return segments_.size(); }
    bool is_done() const { return first_open_ == segments_.size(); }
    bool has_given_up() const { return given_up_; }

  private:
    enum class Timer : std::uint8_t { Timeout, Probe, Reorder };
    enum class State : std::uint8_t { Open, Recovery, Loss };

    void detect_losses(sim::Time now);
    void note_lost(std::size_t index);
    void probe();
    void time_out();
    void arm(sim::Time now);
    std::int64_t in_flight() const;
    std::size_t selectively_delivered() const;
    sim::Duration timeout_of(std::size_t index) const;

    SenderSettings settings_;
    std::vector<Outstanding> segments_;
    std::size_t first_open_ = 0;  ///< all before it are acknowledged
    std::size_t next_ = 0;        ///< first never sent
    std::vector<std::size_t> at_once_;
    std::int64_t next_serial_ = 1;
    std::int64_t latest_delivered_ = 0;  ///< serial of the transmission sent last that has arrived
    double window_;
    double threshold_ = 1e9;
    State state_ = State::Open;
    std::size_t recovery_end_ = 0;
    int back_off_ = 0;
    bool probed_ = false;
    bool given_up_ = false;
    sim::Time timeout_from_;  ///< when the retransmission timer was last restarted
    std::optional<sim::Time> timer_;
    Timer timer_kind_ = Timer::Timeout;
};

}  // namespace fleetsim::wire::lossy
