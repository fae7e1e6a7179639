#include "models/wire/conversation.hpp"

#include <algorithm>
#include <queue>

#include "sim/check.hpp"

namespace fleetsim::wire {

namespace {

using sim::Time;

enum class Kind : std::uint8_t { Arrival, Read, Timer, Step };

struct Event {
    Time at;
    std::uint64_t order = 0;
    Kind kind = Kind::Arrival;
    Side side = Side::Client;
    Segment segment{};
    std::size_t step = 0;
    bool operator>(const Event& o) const { return at != o.at ? at > o.at : order > o.order; }
};

enum class Progress : std::uint8_t { Waiting, Scheduled, Written, Read };

class Player {
  public:
    Player(const Stack& stack, const Habits& habits, const std::vector<Step>& script)
        : stack_(stack),
          habits_(habits),
          script_(script),
          client_(stack, Side::Client, habits.client_burst_acks),
          server_(stack, Side::Server, habits.server_burst_acks),
          progress_(script.size(), Progress::Waiting),
          end_(script.size(), 0) {
        std::size_t phases = 1;
        for (const Step& step : script) phases = std::max(phases, step.phase + 1);
        result_.phases.resize(phases);
        result_.latencies.resize(phases);
        began_.resize(phases);
    }

    Conversation play() {
        if (!script_.empty()) schedule_step(0, Time::zero());
        do {
            while (!events_.empty()) {
                const Event event = events_.top();
                events_.pop();
                now_ = event.at;
                carry_out(event);
            }
        } while (start_quiet_step());
        for (const Progress progress : progress_) {
            FLEET_CHECK(progress >= Progress::Written, "every step of a script is reached");
        }
        return std::move(result_);
    }

  private:
    TcpEndpoint& end_of(Side side) { return side == Side::Client ? client_ : server_; }

    void carry_out(const Event& event) {
        TcpEndpoint& end = end_of(event.side);
        switch (event.kind) {
            case Kind::Arrival:
                end.receive(event.segment, now_);
                if (event.segment.syn && event.side == Side::Client) finish_opening();
                if (event.segment.payload() > 0 || event.segment.fin) {
                    push(now_ + habits_.pace.wake_up, event_of(Kind::Read, event.side));
                }
                break;
            case Kind::Read:
                end.read(now_);
                note_read(event.side);
                break;
            case Kind::Timer:
                if (end.deadline() == now_) end.acknowledge_late(now_);
                break;
            case Kind::Step:
                begin(event.step);
                break;
        }
        transmit(Side::Client);
        transmit(Side::Server);
    }

    static Event event_of(Kind kind, Side side) {
        Event event;
        event.kind = kind;
        event.side = side;
        return event;
    }
    void push(Time at, Event event) {
        event.at = at;
        event.order = next_order_++;
        events_.push(event);
    }
    void schedule_step(std::size_t index, Time at) {
        progress_[index] = Progress::Scheduled;
        Event event = event_of(Kind::Step, script_[index].side);
        event.step = index;
        push(at, event);
    }

    void begin(std::size_t index) {
        const Step& step = script_[index];
        TcpEndpoint& end = end_of(step.side);
        if (step.phase != phase_) began_[step.phase] = now_;
        phase_ = step.phase;
        progress_[index] = Progress::Written;
        if (step.action == Action::Open) return end.connect(now_);
        if (step.action == Action::Close) {
            end.close(now_);
        } else {
            std::int64_t bytes = 0;
            for (const Piece& piece : step.pieces) bytes += book(step.side, piece);
            end_[index] = stream_end(step.side);
            end.write(bytes, now_);
        }
        wake_steps(index, When::Written);
    }

    std::int64_t& stream_end(Side side) { return side == Side::Client ? up_end_ : down_end_; }

    std::int64_t book(Side side, const Piece& piece) {
        Traffic& traffic = result_.phases[phase_].from(side);
        traffic.payload += sim::Bytes{piece.payload};
        traffic.application += sim::Bytes{piece.application};
        traffic.tls += sim::Bytes{piece.tls};
        stream_end(side) += piece.bytes();
        pieces_.push_back({side, stream_end(side) - piece.bytes(), stream_end(side), &piece});
        return piece.bytes();
    }

    void finish_opening() {
        for (std::size_t i = 0; i < script_.size(); ++i) {
            if (script_[i].action == Action::Open) wake_steps(i, When::Written);
        }
    }

    void note_read(Side reader) {
        const TcpEndpoint& end = end_of(reader);
        for (std::size_t i = 0; i < script_.size(); ++i) {
            const Step& step = script_[i];
            if (progress_[i] != Progress::Written || step.side == reader) continue;
            const bool done = step.action == Action::Write   ? end.received() >= end_[i]
                              : step.action == Action::Close ? end.has_received_fin()
                                                             : false;
            if (!done) continue;
            progress_[i] = Progress::Read;
            if (step.action == Action::Write) {
                result_.latencies[step.phase] = now_ - began_[step.phase];
            }
            wake_steps(i, When::Read);
        }
    }

    void wake_steps(std::size_t awaited, When when) {
        for (std::size_t i = 1; i < script_.size(); ++i) {
            const Step& step = script_[i];
            if (progress_[i] != Progress::Waiting) continue;
            if (step.after == awaited && step.when == when) schedule_step(i, now_ + step.delay);
        }
    }

    /// The first step that waits for quiet, once nothing else happens.
    bool start_quiet_step() {
        for (std::size_t i = 1; i < script_.size(); ++i) {
            if (progress_[i] != Progress::Waiting || script_[i].when != When::Quiet) continue;
            schedule_step(i, now_ + script_[i].delay);
            return true;
        }
        return false;
    }

    void transmit(Side side) {
        TcpEndpoint& end = end_of(side);
        for (const Segment& segment : end.take_output()) {
            record(side, segment);
            Event event = event_of(Kind::Arrival, peer(side));
            event.segment = segment;
            push(now_ + habits_.pace.one_way, event);
        }
        if (end.deadline()) push(*end.deadline(), event_of(Kind::Timer, side));
    }

    void record(Side side, const Segment& segment) {
        Packet packet;
        packet.sent = now_;
        packet.from = side;
        packet.segment = segment;
        packet.phase = phase_;
        packet.tcp_header = segment.syn ? syn_header(stack_) : tcp_header(stack_);
        packet.ip_header = ip_header(stack_);
        packet.link_header = stack_.framing.around(packet.ip_bytes());
        packet.content = content_of(side, segment);

        Traffic& traffic = result_.phases[phase_].from(side);
        traffic.segments += 1;
        traffic.data_segments += segment.payload() > 0 ? 1 : 0;
        traffic.pure_acks += segment.is_pure_ack() ? 1 : 0;
        traffic.tcp += sim::Bytes{packet.tcp_header};
        traffic.ip += sim::Bytes{packet.ip_header};
        traffic.link += sim::Bytes{packet.link_header};
        result_.packets.push_back(std::move(packet));
    }

    std::string content_of(Side side, const Segment& segment) const {
        std::string content;
        for (const Placed& placed : pieces_) {
            const bool inside = placed.side == side && placed.begin < segment.end &&
                                placed.end > segment.begin && segment.payload() > 0;
            if (!inside) continue;
            if (!content.empty()) content += ", ";
            content += placed.piece->name;
            const bool whole = placed.begin >= segment.begin && placed.end <= segment.end;
            if (!whole) content += " (part)";
        }
        return content;
    }

    struct Placed {
        Side side;
        std::int64_t begin;
        std::int64_t end;
        const Piece* piece;
    };

    const Stack& stack_;
    const Habits& habits_;
    const std::vector<Step>& script_;
    TcpEndpoint client_;
    TcpEndpoint server_;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
    std::uint64_t next_order_ = 0;
    std::vector<Progress> progress_;
    std::vector<std::int64_t> end_;  ///< of each written step, in its sender's stream
    std::vector<Placed> pieces_;
    std::vector<Time> began_;
    std::int64_t up_end_ = 0;
    std::int64_t down_end_ = 0;
    std::size_t phase_ = 0;
    Time now_;
    Conversation result_;
};

}  // namespace

Conversation play(const Stack& stack, const Habits& habits, const std::vector<Step>& script) {
    return Player(stack, habits, script).play();
}

}  // namespace fleetsim::wire
