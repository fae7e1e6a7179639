#include "models/wire/connection_costs.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/wire/conversation.hpp"
#include "models/wire/script.hpp"
#include "models/wire/tls_handshake.hpp"
#include "models/wire/tls_sizes.hpp"

namespace fleetsim::wire {

namespace {

using sim::Bytes;
using sim::Duration;

/// Longer than any retransmission time-out: the receiver's quick acknowledgements are refilled.
constexpr Duration kIdle = Duration::seconds(1);
/// So long that everything else in a conversation takes no time beside it.
constexpr Duration kLongTrip = Duration::seconds(10'000);

/// Round trips of a phase, in halves, from the time it takes over a very long line.
double round_trips(const Stack& stack, const std::vector<Step>& script, std::size_t phase) {
    Habits habits;
    habits.pace.one_way = kLongTrip;
    const Conversation conversation = play(stack, habits, script);
    const double halves = conversation.latencies[phase].to_seconds() / kLongTrip.to_seconds();
    return std::round(halves) / 2;
}

void add_sealed(const Stack& stack, std::span<const Message> messages, Exchange& exchange) {
    if (!stack.tls) return;
    for (const Message& message : messages) {
        exchange.client.sealed += message.size;
        exchange.server.sealed += message.size;
    }
}

void add_handshake_work(const Stack& stack, Opening opening, Exchange& exchange) {
    if (!stack.tls) return;
    const tls::Handshake handshake = tls::handshake(*stack.tls, opening);
    exchange.client += handshake.client;
    exchange.server += handshake.server;
}

Exchange counted(const Stack& stack, const ScriptWriter& script) {
    const std::size_t last = script.phases() - 1;
    Exchange exchange = play(stack, Habits{}, script.steps()).phases[last];
    exchange.round_trips = round_trips(stack, script.steps(), last);
    return exchange;
}

ScriptWriter repetitions(const Stack& stack, std::span<const Message> messages, int count) {
    ScriptWriter script(stack);
    script.open();
    for (int i = 0; i < count; ++i) {
        script.begin_phase(kIdle);
        for (const Message& message : messages) script.send(message);
    }
    return script;
}

Exchange repeated(const Stack& stack, std::span<const Message> messages) {
    constexpr int kSettled = 3;  // by then the ends acknowledge as they go on doing
    const ScriptWriter settled = repetitions(stack, messages, kSettled);
    Exchange exchange = play(stack, Habits{}, settled.steps()).phases[kSettled];
    // A single one, as the very long line leaves no idle time for the window to shrink again.
    exchange.round_trips = round_trips(stack, repetitions(stack, messages, 1).steps(), 1);
    return exchange;
}

std::int64_t parts(std::int64_t bytes, std::int64_t largest) {
    return std::max<std::int64_t>(1, (bytes + largest - 1) / largest);
}

}  // namespace

Exchange ConnectionCosts::open(Opening opening, std::span<const Message> greeting) const {
    ScriptWriter script(stack_);
    script.open();
    script.shake_hands(opening);
    for (const Message& message : greeting) script.send(message);
    Exchange exchange = counted(stack_, script);
    add_handshake_work(stack_, opening, exchange);
    add_sealed(stack_, greeting, exchange);
    return exchange;
}

Exchange ConnectionCosts::exchange(std::span<const Message> messages) const {
    Exchange exchange = repeated(stack_, messages);
    add_sealed(stack_, messages, exchange);
    return exchange;
}

Exchange ConnectionCosts::close(std::span<const Message> farewell) const {
    ScriptWriter script(stack_);
    script.open();
    script.begin_phase(kIdle);
    for (const Message& message : farewell) script.send(message);
    if (farewell.empty()) {
        script.close_by_client();
    } else {
        script.close_by_server(FirstFin::Client);
    }
    Exchange exchange = counted(stack_, script);
    add_sealed(stack_, farewell, exchange);
    return exchange;
}

Exchange ConnectionCosts::whole(Opening opening, std::span<const Message> messages) const {
    ScriptWriter script(stack_);
    script.open();
    script.shake_hands(opening);
    for (const Message& message : messages) script.send(message);
    if (!messages.empty() && messages.back().from == Side::Client) {
        script.close_by_server(FirstFin::Client);
    } else {
        script.close_by_client();
    }
    Exchange exchange = counted(stack_, script);
    add_handshake_work(stack_, opening, exchange);
    add_sealed(stack_, messages, exchange);
    return exchange;
}

SizedExchange ConnectionCosts::sized(std::span<const Message> messages, std::size_t varying) const {
    SizedExchange sized;
    sized.varying_ = messages[varying].from;
    sized.mss_ = maximum_segment(stack_);
    sized.tcp_header_ = tcp_header(stack_);
    sized.ip_header_ = ip_header(stack_);
    sized.framing_ = stack_.framing;
    sized.least_payload_ = stack_.framing.smallest_packet - sized.tcp_header_ - sized.ip_header_;
    sized.short_limit_ = stack_.framing.is_fragmenting() ? -1 : sized.mss_;
    if (stack_.tls) sized.record_overhead_ = tls::record_overhead(*stack_.tls);

    std::vector<Message> sample(messages.begin(), messages.end());
    const auto played = [&](std::int64_t segments) {
        sample[varying].size = Bytes{segments * (sized.mss_ - sized.record_overhead_)};
        sample[varying].payload = {};
        return repeated(stack_, sample);
    };
    const Exchange one = played(1);
    sized.fixed_ = one;
    sized.remove_sample(sample[varying].size);
    for (std::size_t i = 1; i < sized.more_acks_.size(); ++i) {
        const Exchange more = played(static_cast<std::int64_t>(i));
        const Side other = peer(sized.varying_);
        sized.more_acks_[i] = more.from(other).pure_acks - one.from(other).pure_acks;
    }
    sample.erase(sample.begin() + static_cast<std::ptrdiff_t>(varying));
    add_sealed(stack_, sample, sized.fixed_);
    return sized;
}

/// Leaves in fixed_ the exchange without its varying message, which fills one segment.
void SizedExchange::remove_sample(Bytes size) {
    Traffic& traffic = fixed_.from(varying_);
    traffic.segments -= 1;
    traffic.data_segments -= 1;
    traffic.application -= size;
    traffic.tls -= Bytes{record_overhead_};
    traffic.tcp -= Bytes{tcp_header_};
    traffic.ip -= Bytes{ip_header_};
    traffic.link -= Bytes{framing_.around(mss_ + tcp_header_ + ip_header_)};
}

SizedExchange::Varied SizedExchange::varied_by_long(std::int64_t size) const {
    Varied varied{};
    if (record_overhead_ == 0) {
        add_write(varied, size, 1);
    } else {
        // Each record is written by itself: see ScriptWriter::send.
        const std::int64_t whole = parts(size, tls::kLargestRecord) - 1;
        add_write(varied, tls::kLargestRecord + record_overhead_, whole);
        add_write(varied, size - whole * tls::kLargestRecord + record_overhead_, 1);
        varied.records = whole + 1;
    }
    const auto known = static_cast<std::int64_t>(more_acks_.size()) - 1;
    varied.acks = more_acks_[static_cast<std::size_t>(std::min(varied.segments, known))] +
                  std::max<std::int64_t>(0, varied.segments - known) / 2;
    return varied;
}

/// `count` writes of as many bytes, each in segments of its own.
void SizedExchange::add_write(Varied& varied, std::int64_t bytes, std::int64_t count) const {
    const std::int64_t segments = parts(bytes, mss_);
    const std::int64_t last = bytes - (segments - 1) * mss_;
    const std::int64_t headers = tcp_header_ + ip_header_;
    const auto beyond = [&](std::int64_t payload) {
        return framing_.around(payload + headers) - framing_.bytes_per_packet;
    };
    varied.segments += count * segments;
    varied.padding += count * ((segments - 1) * beyond(mss_) + beyond(last));
}

/// Each member is written once and not read again: what was stored in pieces and is then loaded
/// whole makes the processor wait.
Exchange SizedExchange::one(Bytes size, Bytes payload) const {
    const Varied varied = varied_by(size.count());
    Exchange all;
    const Traffic& there = fixed_.from(varying_);
    all.from(varying_) = {
        .segments = there.segments + varied.segments,
        .data_segments = there.data_segments + varied.segments,
        .pure_acks = there.pure_acks,
        .payload = there.payload + payload,
        .application = there.application + size - payload,
        .tls = there.tls + Bytes{varied.records * record_overhead_},
        .tcp = there.tcp + Bytes{varied.segments * tcp_header_},
        .ip = there.ip + Bytes{varied.segments * ip_header_},
        .link = there.link + Bytes{varied.segments * framing_.bytes_per_packet + varied.padding}};
    const Traffic& back = fixed_.from(peer(varying_));
    all.from(peer(varying_)) = {
        .segments = back.segments + varied.acks,
        .data_segments = back.data_segments,
        .pure_acks = back.pure_acks + varied.acks,
        .payload = back.payload,
        .application = back.application,
        .tls = back.tls,
        .tcp = back.tcp + Bytes{varied.acks * tcp_header_},
        .ip = back.ip + Bytes{varied.acks * ip_header_},
        .link = back.link + Bytes{varied.acks * framing_.around(tcp_header_ + ip_header_)}};
    all.round_trips = fixed_.round_trips;
    const Bytes sealed = varied.records > 0 ? size : Bytes{};
    all.client = fixed_.client;
    all.client.sealed = fixed_.client.sealed + sealed;
    all.server = fixed_.server;
    all.server.sealed = fixed_.server.sealed + sealed;
    return all;
}

}  // namespace fleetsim::wire
