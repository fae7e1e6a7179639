#include "models/wire/tcp_endpoint.hpp"

#include <algorithm>
#include <utility>

namespace fleetsim::wire {

namespace {

using sim::Duration;

constexpr Duration kShortestTimeout = Duration::milliseconds(40);  // TCP_ATO_MIN, TCP_DELACK_MIN
constexpr Duration kLwIpTimer = Duration::milliseconds(250);       // at the latest; any phase
constexpr Duration kRetransmission = Duration::milliseconds(200);  // RTO of a short path
constexpr std::int64_t kMostQuickAcks = 16;                        // TCP_MAX_QUICKACKS
constexpr std::int64_t kFirstSegmentGuess = 536;                   // TCP_MSS_DEFAULT
constexpr std::int64_t kSmallestSegment = 88;                      // TCP_MIN_MSS
constexpr std::int64_t kFixedHeader = 20;

}  // namespace

TcpEndpoint::TcpEndpoint(const Stack& stack, Side side, BurstAcks burst_acks)
    : mss_(maximum_segment(stack)),
      header_(tcp_header(stack)),
      is_lwip_(side == Side::Client && stack.tcp.client == TcpKind::LwIp),
      nagle_((side == Side::Client ? stack.tcp.client_nagle : stack.tcp.server_nagle) == Nagle::On),
      burst_acks_(burst_acks),
      initial_window_(stack.tcp.initial_window),
      window_(stack.tcp.initial_window),
      most_under_way_(stack.tcp.client == TcpKind::LwIp ? kLwIpWindow : INT64_MAX),
      peer_segment_(std::min(kFirstSegmentGuess, mss_)) {}

std::vector<Segment> TcpEndpoint::take_output() { return std::exchange(output_, {}); }

void TcpEndpoint::connect(sim::Time now) {
    Segment syn;
    syn.syn = true;
    last_received_ = now;
    output_.push_back(syn);
}

void TcpEndpoint::write(std::int64_t bytes, sim::Time now) {
    // Slow start after idle: the window halves for each time-out gone by (RFC 2861).
    for (Duration idle = now - last_sent_;
         in_flight_.empty() && idle > kRetransmission && window_ > initial_window_;
         idle -= kRetransmission) {
        window_ = std::max(initial_window_, window_ / 2);
    }
    written_ += bytes;
    send_what_may_go(now);
}

void TcpEndpoint::close(sim::Time now) {
    closing_ = true;
    send_what_may_go(now);
}

bool TcpEndpoint::may_send(std::int64_t length) const {
    if (static_cast<std::int64_t>(in_flight_.size()) >= window_) return false;
    if (sent_ - acknowledged_ + length > most_under_way_) return false;
    const bool small = length < mss_;
    const bool small_in_flight = last_small_end_ > acknowledged_;
    return !(small && nagle_ && !closing_ && small_in_flight);
}

void TcpEndpoint::send_what_may_go(sim::Time now) {
    while (sent_ < written_) {
        const std::int64_t length = std::min(mss_, written_ - sent_);
        if (!may_send(length)) return;
        Segment segment;
        segment.begin = sent_;
        segment.end = sent_ + length;
        segment.push = segment.end == written_;
        segment.fin = closing_ && segment.push;
        if (length < mss_) last_small_end_ = segment.end;
        fin_sent_ = fin_sent_ || segment.fin;
        sent_ = segment.end;
        in_flight_.push_back(segment.end);
        send(segment, now);
    }
    if (!closing_ || fin_sent_) return;
    fin_sent_ = true;
    Segment fin;
    fin.begin = fin.end = sent_;
    fin.fin = true;
    send(fin, now);
}

void TcpEndpoint::send(Segment segment, sim::Time now) {
    segment.acknowledged = expected();
    if (quick_acks_ > 0 && ack_due_) {
        --quick_acks_;
        if (quick_acks_ == 0) timeout_ = kShortestTimeout;
    }
    last_acknowledged_ = segment.acknowledged;
    ack_due_ = small_segment_waits_ = two_small_segments_wait_ = false;
    deadline_.reset();
    const bool is_reply = segment.payload() > 0 && now - last_received_ < timeout_;
    if (is_reply) interactive_ = true;
    if (segment.payload() > 0) last_sent_ = now;
    output_.push_back(segment);
}

void TcpEndpoint::send_pure_ack(sim::Time now) {
    Segment ack;
    ack.begin = ack.end = sent_ + (fin_sent_ ? 1 : 0);
    send(ack, now);
}

void TcpEndpoint::receive(const Segment& segment, sim::Time now) {
    if (segment.syn) {
        established_ = true;
        last_received_ = now;
        const bool is_answer = segment.acknowledged > 0;
        Segment reply;
        reply.syn = !is_answer;
        reply.acknowledged = is_answer ? 0 : 1;
        output_.push_back(reply);
        return;
    }
    note_acknowledged(segment.acknowledged);
    const bool news = segment.payload() > 0 || segment.fin;
    bool at_once = false;
    if (segment.payload() > 0) note_received(segment, now);
    if (segment.fin) {
        fin_received_ = true;
        ack_due_ = true;
        interactive_ = true;
        at_once = fin_sent_ || is_lwip_;  // in FIN-WAIT there is nothing left to ride on
    }
    send_what_may_go(now);
    if (!news || !ack_due_) return;
    if (at_once) return send_pure_ack(now);
    acknowledge_or_wait(now);
}

void TcpEndpoint::note_acknowledged(std::int64_t acknowledged) {
    const bool was_full = static_cast<std::int64_t>(in_flight_.size()) >= window_;
    std::int64_t segments = 0;
    while (!in_flight_.empty() && in_flight_.front() <= acknowledged) {
        in_flight_.pop_front();
        ++segments;
    }
    if (was_full) window_ += segments;  // slow start
    acknowledged_ = std::max(acknowledged_, std::min(acknowledged, sent_));
}

void TcpEndpoint::note_received(const Segment& segment, sim::Time now) {
    received_ = segment.end;
    ack_due_ = true;
    measure_peer_segment(segment);
    const Duration gap = now - last_received_;
    if (timeout_ == Duration{}) {
        refill_quick_acks();
        timeout_ = kShortestTimeout;
    } else if (gap <= kShortestTimeout / 2) {
        timeout_ = timeout_ / 2 + kShortestTimeout / 2;
    } else if (gap < timeout_) {
        timeout_ = std::min(timeout_ / 2 + gap, kRetransmission);
    } else if (gap > kRetransmission) {
        refill_quick_acks();
    }
    last_received_ = now;
}

void TcpEndpoint::measure_peer_segment(const Segment& segment) {
    const std::int64_t previous = std::exchange(previous_size_, 0);
    const std::int64_t length = segment.payload();
    if (length >= peer_segment_) {
        peer_segment_ = std::min(length, mss_);
        if (segment.push) small_segment_waits_ = true;
        return;
    }
    const bool large = length + header_ >= kFirstSegmentGuess + kFixedHeader;
    const bool unpushed = length + header_ >= kSmallestSegment + kFixedHeader && !segment.push;
    if (large || unpushed) {
        previous_size_ = length;
        if (length == previous) {
            peer_segment_ = length;
            return;
        }
    }
    two_small_segments_wait_ = small_segment_waits_;
    small_segment_waits_ = true;
}

void TcpEndpoint::refill_quick_acks() { quick_acks_ = std::max(quick_acks_, kMostQuickAcks); }

void TcpEndpoint::acknowledge_or_wait(sim::Time now) {
    if (is_lwip_) {
        if (deadline_) return send_pure_ack(now);  // this is the second segment
        deadline_ = now + kLwIpTimer;
        return;
    }
    const bool burst =
        burst_acks_ == BurstAcks::EverySecond && expected() - last_acknowledged_ > peer_segment_;
    if (burst || in_quick_mode()) return send_pure_ack(now);
    const sim::Time due = now + timeout_;
    if (!deadline_ || due < *deadline_) deadline_ = due;
}

void TcpEndpoint::read(sim::Time now) {
    const bool copied = received_ > read_;
    read_ = received_;
    if (!ack_due_ || is_lwip_) return;
    const bool burst = received_ - last_acknowledged_ > peer_segment_;
    const bool small =
        copied && (two_small_segments_wait_ || (small_segment_waits_ && !interactive_));
    if (burst || small) send_pure_ack(now);
}

void TcpEndpoint::acknowledge_late(sim::Time now) {
    deadline_.reset();
    if (!ack_due_) return;
    timeout_ = interactive_ ? kShortestTimeout : std::min(timeout_ * 2, kRetransmission);
    interactive_ = false;
    send_pure_ack(now);
}

}  // namespace fleetsim::wire
