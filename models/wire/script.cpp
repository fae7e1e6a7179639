#include "models/wire/script.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "models/wire/tls_handshake.hpp"
#include "models/wire/tls_sizes.hpp"

namespace fleetsim::wire {

namespace {

using sim::Duration;

// Processing of the programs at the ends. Only their order matters: a server's tickets are there
// before the client's first request, and both before a delayed acknowledgement is due.
constexpr Duration kService = Duration::microseconds(200);
constexpr Duration kThink = Duration::milliseconds(1);

std::vector<Piece> pieces_of(const tls::Flight& flight) {
    std::vector<Piece> pieces;
    for (const tls::Record& record : flight.records) {
        Piece piece;
        piece.name = record.name;
        piece.tls = record.bytes;
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

/// The message as OpenSSL writes it: record by record, so that none shares a segment with the one
/// before unless that still waits to be sent.
std::vector<Piece> records_of(const Stack& stack, const Message& message) {
    const std::int64_t size = message.size.count();
    const std::int64_t header = size - message.payload.count();
    const std::int64_t largest = stack.tls ? tls::kLargestRecord : std::max<std::int64_t>(size, 1);
    std::vector<Piece> records;
    for (std::int64_t at = 0; at == 0 || at < size; at += largest) {
        const std::int64_t bytes = std::min(largest, size - at);
        Piece piece;
        piece.name = message.name;
        piece.application = std::clamp<std::int64_t>(header - at, 0, bytes);
        piece.payload = bytes - piece.application;
        if (stack.tls) piece.tls = tls::record_overhead(*stack.tls);
        records.push_back(std::move(piece));
    }
    return records;
}

}  // namespace

void ScriptWriter::begin_phase(Duration gap) {
    if (steps_.empty()) return;
    ++phase_;
    gap_ = gap;
}

std::size_t ScriptWriter::add(Step step) {
    step.phase = phase_;
    if (gap_) {
        step.when = When::Quiet;
        step.delay = *gap_;
        gap_.reset();
    }
    steps_.push_back(std::move(step));
    return steps_.size() - 1;
}

std::size_t ScriptWriter::follow(Side side, Action action, std::vector<Piece> pieces) {
    Step step;
    step.action = action;
    step.side = side;
    step.after = last_;
    const bool own = !steps_.empty() && steps_[last_].side == side;
    step.when = own ? When::Written : last_when_;
    step.delay = kService;
    step.pieces = std::move(pieces);
    last_ = add(std::move(step));
    last_when_ = When::Read;
    return last_;
}

void ScriptWriter::open() {
    Step step;
    step.action = Action::Open;
    last_ = add(std::move(step));
    last_when_ = When::Written;
}

void ScriptWriter::shake_hands(Opening opening) {
    if (!stack_.tls) return;
    const tls::Handshake handshake = tls::handshake(*stack_.tls, opening);
    std::size_t ready = last_;
    for (std::size_t i = 0; i < handshake.flights.size(); ++i) {
        const tls::Flight& flight = handshake.flights[i];
        const std::size_t step = follow(flight.from, Action::Write, pieces_of(flight));
        if (i + 1 == handshake.flights_before_client) ready = step;
    }
    last_ = ready;  // tickets that come later hold nobody up
}

void ScriptWriter::send(const Message& message) {
    const std::vector<Piece> records = records_of(stack_, message);
    const bool after_own_handshake = !steps_.empty() && steps_[last_].side == message.from;
    const std::size_t step = follow(message.from, Action::Write, {records.front()});
    if (after_own_handshake && steps_[step].when == When::Written) steps_[step].delay = kThink;
    steps_[step].delay += std::exchange(hold_, {}) + message.hold;
    for (std::size_t i = 1; i < records.size(); ++i)
        follow(message.from, Action::Write, {records[i]});
}

void ScriptWriter::close_by_server(FirstFin first) {
    if (!stack_.tls) {
        follow(Side::Server, Action::Close, {});
        follow(Side::Client, Action::Close, {});
        return;
    }
    const tls::Record notify = tls::close_notify(*stack_.tls);
    Piece piece;
    piece.name = notify.name;
    piece.tls = notify.bytes;
    const std::size_t notified = follow(Side::Server, Action::Write, {std::move(piece)});

    Step server;
    server.action = Action::Close;
    server.side = Side::Server;
    server.after = notified;
    server.when = When::Written;
    server.delay = first == FirstFin::Server ? Duration{} : kThink;
    add(std::move(server));

    Step client;
    client.action = Action::Close;
    client.side = Side::Client;
    client.after = notified;
    client.when = When::Read;
    client.delay = kService;
    last_ = add(std::move(client));
}

void ScriptWriter::close_by_client() {
    if (stack_.tls) {
        const tls::Record notify = tls::close_notify(*stack_.tls);
        Piece piece;
        piece.name = notify.name;
        piece.tls = notify.bytes;
        follow(Side::Client, Action::Write, {std::move(piece)});
        follow(Side::Server, Action::Close, {});
        follow(Side::Client, Action::Close, {});
        return;
    }
    follow(Side::Client, Action::Close, {});
    follow(Side::Server, Action::Close, {});
}

}  // namespace fleetsim::wire
