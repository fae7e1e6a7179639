#include "sim/service_order.hpp"

#include <algorithm>
#include <bit>

namespace fleetsim::sim {

/// One to two slots a parcel, each a span of places: with fewer the sort moves more entries, at
/// random, which the processor cannot foresee; with more there is more to clear and to add up.
void ServiceOrder::begin_slots(std::size_t parcels) {
    const int spare_bits = static_cast<int>(std::bit_width(all_places_)) -
                           static_cast<int>(std::bit_width(2 * parcels));
    slot_shift_ = static_cast<unsigned>(std::max(spare_bits, 0));
    slot_ends_.assign((all_places_ >> slot_shift_) + 1, 0);
    if (sorted_.size() < parcels + kAhead) sorted_.resize(parcels + kAhead);
}

/// From how many each slot holds to where its entries end.
void ServiceOrder::end_slots() {
    std::uint32_t total = 0;
    for (std::uint32_t& slot : slot_ends_) slot = total += slot;
    count_ = total;
}

/// Of two parcels to one service at one instant.
bool ServiceOrder::comes_before_at_once(const Entry& a, const Entry& b) const {
    Parcel first;
    Parcel second;
    unpack(a, first);
    unpack(b, second);
    return comes_before(first, second);
}

void ServiceOrder::sort_within_slots() {
    const std::span entries(sorted_.data(), count_);
    const auto is_before = [this](const Entry& a, const Entry& b) { return before(a, b); };
    // Many parcels in few slots move far: then a sort is better.
    std::size_t moves_left = 8 * entries.size();
    for (std::size_t at = 1; at < entries.size(); ++at) {
        if (!before(entries[at], entries[at - 1])) continue;
        const Entry entry = entries[at];
        std::size_t to = at;
        do {
            entries[to] = entries[to - 1];
            --to;
        } while (to > 0 && before(entry, entries[to - 1]));
        entries[to] = entry;
        if (at - to > moves_left) return std::sort(entries.begin(), entries.end(), is_before);
        moves_left -= at - to;
    }
}

}  // namespace fleetsim::sim
