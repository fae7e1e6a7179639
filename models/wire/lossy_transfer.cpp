#include "models/wire/lossy_transfer.hpp"

#include <algorithm>
#include <optional>
#include <queue>

namespace fleetsim::wire::lossy {

namespace {

using sim::Time;

constexpr std::size_t kNoSegment = SIZE_MAX;

struct Event {
    Time at;
    std::uint64_t order = 0;
    bool is_timer = false;
    Side side = Side::Client;          ///< whose timer, or who receives
    std::size_t segment = kNoSegment;  ///< of the other side's stream
    std::vector<bool> acknowledged{};  ///< what the other side has of this side's stream
    bool operator>(const Event& o) const { return at != o.at ? at > o.at : order > o.order; }
};

/// One end: its sender and what it has received.
struct End {
    explicit End(const SenderSettings& settings) : sender(settings) {}
    LossySender sender;
    std::vector<bool> received{};
    std::size_t in_order = 0;
    bool owes_ack = false;
    Sent sent{};
};

class Play {
  public:
    Play(const std::vector<Leg>& legs, const PathSettings& settings, const Fate& fate)
        : legs_(legs),
          one_way_(settings.client.round_trip / 2),
          mss_(settings.maximum_segment),
          fate_(fate),
          client_(settings.client),
          server_(settings.server) {}

    Transfer run() {
        start_legs(legs_.empty() ? Side::Client : legs_[0].from);
        while (!events_.empty() && !transfer_.failed) {
            const Event event = events_.top();
            events_.pop();
            now_ = event.at;
            if (event.is_timer) {
                fire(event.side);
            } else {
                arrive(event);
            }
        }
        transfer_.failed = transfer_.failed || next_leg_ < legs_.size() || !all_delivered_;
        transfer_.up = client_.sent;
        transfer_.down = server_.sent;
        return transfer_;
    }

  private:
    End& end_of(Side side) { return side == Side::Client ? client_ : server_; }

    /// Enqueues the legs that `side` may write now.
    void start_legs(Side side) {
        while (next_leg_ < legs_.size() && legs_[next_leg_].from == side) {
            const Leg& leg = legs_[next_leg_++];
            std::int64_t rest = leg.bytes;
            do {
                end_of(side).sender.enqueue(std::min(rest, mss_), leg.kind);
                rest -= mss_;
            } while (rest > 0);
        }
        transmit(side);
    }

    void transmit(Side side) {
        End& end = end_of(side);
        for (const std::size_t index : end.sender.take_sends(now_)) {
            const Outstanding& segment = end.sender.segment(index);
            if (segment.transmissions > 1) {
                ++end.sent.resent;
                end.sent.resent_bytes += segment.bytes;
            }
            launch(side, index);
        }
        set_timer(side);
        if (end.sender.has_given_up()) transfer_.failed = true;
    }

    void launch(Side side, std::size_t segment) {
        End& end = end_of(side);
        end.owes_ack = false;
        if (fate_(side)) return;
        Event event;
        event.at = now_ + one_way_;
        event.side = peer(side);
        event.segment = segment;
        event.acknowledged = end.received;
        push(std::move(event));
    }
    void send_ack(Side side) {
        ++end_of(side).sent.acks;
        launch(side, kNoSegment);
    }

    void set_timer(Side side) {
        const std::optional<Time> timer = end_of(side).sender.timer();
        if (!timer) return;
        Event event;
        event.at = *timer;
        event.is_timer = true;
        event.side = side;
        push(std::move(event));
    }
    void fire(Side side) {
        if (end_of(side).sender.timer() != now_) return;  // it has moved
        end_of(side).sender.on_timer(now_);
        transmit(side);
    }
    void push(Event event) {
        event.order = next_order_++;
        events_.push(std::move(event));
    }

    void arrive(const Event& event) {
        End& end = end_of(event.side);
        end.sender.acknowledge(event.acknowledged, now_);
        if (event.segment != kNoSegment) receive(event.side, event.segment);
        transmit(event.side);
        acknowledge_if_due(event);
    }

    void receive(Side side, std::size_t segment) {
        End& end = end_of(side);
        if (end.received.size() <= segment) end.received.resize(segment + 1);
        const bool again = end.received[segment];
        end.received[segment] = true;
        while (end.in_order < end.received.size() && end.received[end.in_order]) ++end.in_order;
        end.owes_ack = true;
        const LossySender& other = end_of(peer(side)).sender;
        if (again) {
            // A second SYN means that the answer to the first was lost.
            const bool is_syn = other.segment(segment).kind == Kind::Syn;
            if (is_syn && side == Side::Server) end.sender.send_again(0);
            return;
        }
        if (end.in_order < other.size()) return;
        if (next_leg_ < legs_.size()) {
            start_legs(side);
        } else if (!all_delivered_) {
            all_delivered_ = true;
            transfer_.delivered = now_;
        }
    }

    /// What has not ridden on a segment goes by itself, at once: Linux is in quick mode for the
    /// first sixteen segments after a pause.
    void acknowledge_if_due(const Event& event) {
        if (event.segment != kNoSegment && end_of(event.side).owes_ack) send_ack(event.side);
    }

    const std::vector<Leg>& legs_;
    sim::Duration one_way_;
    std::int64_t mss_;
    const Fate& fate_;
    End client_;
    End server_;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
    std::uint64_t next_order_ = 0;
    std::size_t next_leg_ = 0;
    bool all_delivered_ = false;
    Time now_;
    Transfer transfer_;
};

}  // namespace

Transfer play(const std::vector<Leg>& legs, const PathSettings& settings, const Fate& fate) {
    return Play(legs, settings, fate).run();
}

}  // namespace fleetsim::wire::lossy
