// Receiving over HTTPS: GETs that a server answers with one message, at once or when there is one.
//
//   Asking --message--> Asking again                          long polling: always one is out
//   Asking --nothing--> Waiting for the next round            polling at intervals
//   Asking --no answer, connection gone--> Waiting, backed off
#include <algorithm>
#include <utility>

#include "models/device/behaviour.hpp"
#include "models/device/link.hpp"

namespace fleetsim::device {

namespace {

bool asks_always(const Turn& turn) { return turn.type.polls->every == sim::Duration{}; }

/// One appointment counts; those set before it come and find that they do not.
void arm(Turn& turn, sim::Time at) {
    turn.poll->timer = at;
    turn.set_timer(kPoll, at);
}

void close_poll(Turn& turn) {
    turn.poll->is_open = false;
    close_for_requests(turn);
}

sim::Time deadline(const Turn& turn) {
    return turn.poll->asked + turn.type.polls->wait + turn.type.response_timeout;
}

/// What comes shows that the server let it in.
void count_opening(Turn& turn) {
    if (!std::exchange(turn.poll->is_opening, false)) return;
    ++turn.cell.connects;
    if (turn.poll->opens_resumed) ++turn.cell.resumed;
    turn.row.flags |= kHasTicket;
}

void request(Turn& turn) {
    PollState& poll = *turn.poll;
    const bool opens = !poll.is_open;
    const wire::Opening kind = turn.next_opening();
    wire::Traffic up = turn.type.costs.poll_empty.up;
    std::optional<Opened> opened;
    if (opens) {
        poll.is_open = true;
        opened = open_for_requests(turn, kind);
        up += opened->up;
    }
    ++poll.generation;
    poll.phase = PollPhase::Asking;
    poll.asked = turn.now;
    poll.is_opening = opens;
    poll.opens_resumed = opens && kind == wire::Opening::Resumed;
    // An appointment under way looks again; so long polling sets one timer, not one a request.
    if (poll.timer <= turn.now) arm(turn, deadline(turn));

    const Transmission out = transmit_request(turn, up, opened);
    if (out.fate == Fate::Lost) return;
    if (opens) receive(turn, turn.type.costs.opening(kind).down);
    sim::Parcel parcel = turn.parcel(mqtt::ParcelKind::HttpPoll, out.arrives);
    mqtt::pack(mqtt::Poll{.generation = poll.generation,
                          .opens = opens,
                          .resumed = poll.opens_resumed,
                          .wait = turn.type.polls->wait},
               parcel);
    turn.outbox.send(parcel);
}

void begin_round(Turn& turn) {
    turn.poll->round = turn.now;
    request(turn);
}

void wait_until(Turn& turn, sim::Time due) {
    PollState& poll = *turn.poll;
    if (due <= turn.now) return begin_round(turn);
    poll.phase = PollPhase::Waiting;
    poll.round = due;
    const sim::Time quiet = turn.now + turn.type.idle_timeout;
    arm(turn, poll.is_open ? std::min(due, quiet) : due);
}

void back_off_poll(Turn& turn) {
    PollState& poll = *turn.poll;
    poll.is_open = false;
    --turn.cell.connected;
    if (poll.failures < UINT8_MAX) ++poll.failures;
    const double uniform = turn.draw(Purpose::BackOff).uniform();
    wait_until(turn, turn.now + turn.type.back_off.delay(poll.failures, uniform));
}

/// What an answer tells of the queue behind it.
enum class Queue { MayHoldMore, IsEmpty };

void answered(Turn& turn, Queue queue) {
    turn.poll->failures = 0;
    if (turn.type.idle_timeout == sim::Duration{}) close_poll(turn);
    if (asks_always(turn) || queue == Queue::MayHoldMore) return request(turn);
    wait_until(turn, turn.poll->round + turn.type.polls->every);
}

bool is_awaited(const Turn& turn, std::uint8_t generation) {
    const PollState& poll = *turn.poll;
    return poll.phase == PollPhase::Asking &&
           (poll.generation & mqtt::kGenerationMask) == generation;
}

void on_message(Turn& turn, const mqtt::Message& message) {
    if (!is_awaited(turn, message.generation)) {
        ++turn.cell.stale;
        return;
    }
    count_opening(turn);
    const wire::Exchange cost = turn.type.costs.poll(message.payload_bytes);
    const sim::Duration paging = receive(turn, cost.down);
    ++turn.cell.received;
    turn.cell.delivery_latency.record((turn.now + paging - message.published).count());
    if (turn.type.reacts) react_to(turn, message);
    answered(turn, Queue::MayHoldMore);
}

}  // namespace

void begin_polling(Turn& turn) { begin_round(turn); }

void on_poll_timer(Turn& turn) {
    PollState& poll = *turn.poll;
    if (poll.phase == PollPhase::Off || turn.now != poll.timer) return;
    poll.timer = sim::Time::zero();
    if (poll.phase == PollPhase::Waiting) {
        if (turn.now >= poll.round) return begin_round(turn);
        if (poll.is_open) close_poll(turn);
        return arm(turn, poll.round);
    }
    if (turn.now < deadline(turn)) return arm(turn, deadline(turn));
    ++turn.cell.connect_failures;
    back_off_poll(turn);
}

void on_poll_answer(Turn& turn, const sim::Parcel& parcel) {
    if (mqtt::kind_of(parcel) == mqtt::ParcelKind::Publish)
        return on_message(turn, mqtt::unpack_message(parcel));
    const mqtt::Signal signal = mqtt::unpack_signal(parcel);
    if (!is_awaited(turn, signal.generation)) return;
    if (mqtt::kind_of(parcel) == mqtt::ParcelKind::ConnectionLost) {
        // Its bytes and energy are those of a whole opening, whoever refused it.
        const bool is_let_in = !signal.refused && signal.code != mqtt::kServerUnavailable;
        if (is_let_in) count_opening(turn);
        ++(turn.poll->is_opening ? turn.cell.connect_failures : turn.cell.connections_lost);
        return back_off_poll(turn);
    }
    count_opening(turn);
    receive(turn, turn.type.costs.poll_empty.down);
    answered(turn, Queue::IsEmpty);
}

void stop_polling(Turn& turn) {
    if (turn.poll->is_open) --turn.cell.connected;
    *turn.poll = {};
}

}  // namespace fleetsim::device
