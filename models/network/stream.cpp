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

sim::Time Streams::last_arrival(std::uint32_t client, std::uint8_t number) {
    const Connection& connection = place_of(client);
    return connection.number == number ? connection.last_arrival : sim::Time{};
}

void Streams::add(std::uint32_t client, std::uint8_t number, sim::Time now, sim::Time arrives) {
    if (used_ * 2 >= table_.size()) make_room(now);
    Connection& connection = place_of(client);
    if (connection.client == kNobody) ++used_;
    connection = {.client = client, .number = number, .last_arrival = arrives};
}

Streams::Connection& Streams::place_of(std::uint32_t client) {
    std::size_t place = first_place_of(client);
    while (table_[place].client != kNobody && table_[place].client != client)
        place = (place + 1) & (table_.size() - 1);
    return table_[place];
}

/// Forgets those that are idle, and leaves the others a quarter of the table. The table before is
/// kept for the next time: memory that is new again and again costs more than all of the rest.
void Streams::make_room(sim::Time now) {
    std::swap(table_, before_);
    const auto is_busy = [now](const Connection& one) {
        return one.client != kNobody && one.last_arrival > now;
    };
    used_ = static_cast<std::size_t>(std::ranges::count_if(before_, is_busy));
    table_.assign(std::max(kFewest, std::bit_ceil(used_ * 4)), {});
    for (const Connection& one : before_)
        if (is_busy(one)) place_of(one.client) = one;
}

}  // namespace fleetsim::network
