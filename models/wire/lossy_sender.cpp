#include "models/wire/lossy_sender.hpp"

#include <algorithm>

namespace fleetsim::wire::lossy {

namespace {

using sim::Duration;
using sim::Time;

constexpr Duration kSynTimeout = Duration::seconds(1);              // RFC 6298 2.1
constexpr Duration kLongestTimeout = Duration::seconds(120);        // TCP_RTO_MAX
constexpr Duration kShortestTimeout = Duration::milliseconds(200);  // TCP_RTO_MIN
constexpr Duration kProbeSlack = Duration::milliseconds(2);         // TCP_TIMEOUT_MIN
constexpr int kMostSyns = 7;
constexpr int kMostTransmissions = 16;  // tcp_retries2 of 15
constexpr std::size_t kDuplicateThreshold = 3;
constexpr double kCubicReduction = 0.7;  // RFC 9438 4.6
constexpr double kSmallestWindow = 2;

}  // namespace

void LossySender::enqueue(std::int64_t bytes, Kind kind) {
    Outstanding segment;
    segment.bytes = bytes;
    segment.kind = kind;
    segments_.push_back(segment);
}

std::int64_t LossySender::in_flight() const {
    std::int64_t count = 0;
    for (std::size_t i = first_open_; i < next_; ++i) {
        count += !segments_[i].delivered && !segments_[i].lost ? 1 : 0;
    }
    return count;
}

std::size_t LossySender::selectively_delivered() const {
    std::size_t count = 0;
    for (std::size_t i = first_open_; i < next_; ++i) count += segments_[i].delivered ? 1 : 0;
    return count;
}

Duration LossySender::timeout_of(std::size_t index) const {
    const bool is_syn = segments_[index].kind == Kind::Syn;
    Duration timeout = is_syn ? kSynTimeout : settings_.timeout;
    for (int i = 0; i < back_off_ && timeout < kLongestTimeout; ++i) timeout = timeout * 2;
    return std::min(timeout, kLongestTimeout);
}

void LossySender::acknowledge(const std::vector<bool>& delivered, Time now) {
    double newly = 0;
    for (std::size_t i = first_open_; i < std::min(delivered.size(), next_); ++i) {
        Outstanding& segment = segments_[i];
        if (!delivered[i] || segment.delivered) continue;
        segment.delivered = true;
        segment.lost = false;
        latest_delivered_ = std::max(latest_delivered_, segment.serial);
        newly += 1;
    }
    const std::size_t before = first_open_;
    while (first_open_ < next_ && segments_[first_open_].delivered) ++first_open_;
    if (first_open_ > before) {
        back_off_ = 0;
        probed_ = false;
        timeout_from_ = now;
        if (state_ != State::Open && first_open_ >= recovery_end_) state_ = State::Open;
    }
    if (state_ != State::Recovery) {
        window_ += window_ < threshold_ ? newly : newly / window_;
    }
    detect_losses(now);
    arm(now);
}

/// RACK: a segment sent before one that has arrived is lost once it is a reordering window late.
void LossySender::detect_losses(Time now) {
    timer_.reset();
    const bool no_patience =
        state_ != State::Open || selectively_delivered() >= kDuplicateThreshold;
    const Duration patience = no_patience ? Duration{} : settings_.round_trip / 4;
    std::optional<Time> earliest;
    for (std::size_t i = first_open_; i < next_; ++i) {
        const Outstanding& segment = segments_[i];
        const bool overtaken = segment.serial < latest_delivered_;
        if (segment.delivered || segment.lost || !overtaken) continue;
        const Time due = segment.sent + settings_.round_trip + patience;
        if (due <= now) {
            note_lost(i);
        } else if (!earliest || due < *earliest) {
            earliest = due;
        }
    }
    if (!earliest) return;
    timer_ = earliest;
    timer_kind_ = Timer::Reorder;
}

void LossySender::note_lost(std::size_t index) {
    segments_[index].lost = true;
    if (state_ != State::Open) return;
    state_ = State::Recovery;
    recovery_end_ = next_;
    threshold_ = std::max(kSmallestWindow, window_ * kCubicReduction);
    window_ = threshold_;
}

void LossySender::on_timer(Time now) {
    timer_.reset();
    switch (timer_kind_) {
        case Timer::Reorder:
            detect_losses(now);
            break;
        case Timer::Probe:
            probe();
            timeout_from_ = now;
            break;
        case Timer::Timeout:
            time_out();
            timeout_from_ = now;
            break;
    }
    arm(now);
}

/// Tail loss probe: the next new segment, or the last one again.
void LossySender::probe() {
    probed_ = true;
    if (next_ < segments_.size()) {
        window_ = std::max(window_, static_cast<double>(in_flight() + 1));
        return;
    }
    for (std::size_t i = next_; i > first_open_; --i) {
        if (segments_[i - 1].delivered) continue;
        at_once_.push_back(i - 1);
        return;
    }
}

void LossySender::time_out() {
    if (state_ != State::Loss) threshold_ = std::max(kSmallestWindow, window_ * kCubicReduction);
    window_ = 1;
    state_ = State::Loss;
    recovery_end_ = next_;
    for (std::size_t i = first_open_; i < next_; ++i) {
        if (!segments_[i].delivered) segments_[i].lost = true;
    }
    ++back_off_;
    const Outstanding& first = segments_[first_open_];
    const int most = first.kind == Kind::Syn ? kMostSyns : kMostTransmissions;
    given_up_ = given_up_ || first.transmissions >= most;
}

void LossySender::send_again(std::size_t index) {
    if (index < next_) at_once_.push_back(index);
}

std::vector<std::size_t> LossySender::take_sends(Time now) {
    if (given_up_) return {};
    std::vector<std::size_t> sends = std::move(at_once_);
    at_once_.clear();
    const bool was_idle = first_open_ == next_;
    std::int64_t flying = in_flight();
    const auto room = [&] { return static_cast<double>(flying) + 1 <= window_; };
    for (std::size_t i = first_open_; i < next_ && room(); ++i) {
        if (!segments_[i].lost) continue;
        segments_[i].lost = false;
        sends.push_back(i);
        ++flying;
    }
    while (next_ < segments_.size() && room()) {
        sends.push_back(next_++);
        ++flying;
    }
    for (const std::size_t index : sends) {
        segments_[index].sent = now;
        segments_[index].serial = next_serial_++;
        ++segments_[index].transmissions;
    }
    if (sends.empty()) return sends;
    if (was_idle) timeout_from_ = now;
    arm(now);
    return sends;
}

void LossySender::arm(Time now) {
    const bool waits_for_reordering = timer_ && timer_kind_ == Timer::Reorder;
    if (waits_for_reordering && *timer_ > now) return;
    timer_.reset();
    if (first_open_ == next_ || given_up_) return;
    const Time timeout = timeout_from_ + timeout_of(first_open_);
    timer_ = std::max(timeout, now);
    timer_kind_ = Timer::Timeout;
    const bool may_probe = state_ == State::Open && !probed_ && back_off_ == 0 &&
                           segments_[first_open_].kind == Kind::Segment &&
                           selectively_delivered() == 0;
    if (!may_probe) return;
    Duration wait = settings_.round_trip * 2;
    wait += next_ - first_open_ == 1 ? kShortestTimeout : kProbeSlack;
    const Time probe = segments_[next_ - 1].sent + wait;
    timer_ = std::max(now, std::min(probe, timeout));
    timer_kind_ = Timer::Probe;
}

}  // namespace fleetsim::wire::lossy
