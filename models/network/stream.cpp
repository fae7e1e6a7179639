#include "models/network/stream.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace fleetsim::network {

namespace {
/// What a late packet held back is handed over so much after it: parcels of one instant come in the
/// order they were handed over, which need not be that of departures.
constexpr sim::Duration kBehind = sim::Duration::microseconds(1);
}  // namespace

sim::Time Stream::in_order(sim::Time now, Packet drawn, sim::Duration least) {
    const auto left = std::ranges::upper_bound(ahead_, now, {}, &Packet::departs);
    if (left != ahead_.begin()) last_arrival_ = std::prev(left)->arrives;
    ahead_.erase(ahead_.begin(), left);
    const auto next = std::ranges::upper_bound(ahead_, drawn.departs, {}, &Packet::departs);
    const sim::Time before = next == ahead_.begin() ? last_arrival_ : std::prev(next)->arrives;
    sim::Duration step = kBehind;
    if (next != ahead_.end()) {
        step = std::min(step, next->arrives - before) / 2;
        if (drawn.arrives >= next->arrives)
            drawn.arrives = std::max(drawn.departs + least, next->arrives - step);
    }
    if (drawn.arrives < before) drawn.arrives = before + step;
    if (drawn.departs <= now)
        last_arrival_ = drawn.arrives;
    else
        ahead_.insert(next, drawn);
    return drawn.arrives;
}

Stream& Streams::of(std::uint32_t client, std::uint8_t connection, sim::Time now) {
    if (used_ * 2 >= table_.size()) make_room(now);
    Connection& found = place_of(client);
    if (found.client == kNobody) {
        ++used_;
        found.client = client;
    }
    if (found.number != connection) {
        found.number = connection;
        found.stream = {};
    }
    return found.stream;
}

Streams::Connection& Streams::place_of(std::uint32_t client) {
    constexpr std::uint32_t kSpread = 2'654'435'769;  // 2^32 over the golden ratio: Knuth 6.4
    const std::size_t mask = table_.size() - 1;
    std::size_t place = client * kSpread >> 8 & mask;
    while (table_[place].client != kNobody && table_[place].client != client)
        place = (place + 1) & mask;
    return table_[place];
}

/// Forgets those that are idle, and leaves the others a quarter of the table.
void Streams::make_room(sim::Time now) {
    std::vector<Connection> before = std::exchange(table_, {});
    std::erase_if(before, [&](const Connection& one) {
        return one.client == kNobody || one.stream.is_idle(now);
    });
    used_ = before.size();
    table_.resize(std::max(kFewest, std::bit_ceil(used_ * 4)));
    for (Connection& one : before) place_of(one.client) = std::move(one);
}

}  // namespace fleetsim::network
