#include "sim/service_order.hpp"

#include <algorithm>
#include <bit>

namespace fleetsim::sim {

/// Into about one slot an entry, each a span of places, in order.
void ServiceOrder::distribute(std::span<const Entry> unsorted, std::uint64_t places) {
    sorted_.resize(unsorted.size());
    const int spare_bits = static_cast<int>(std::bit_width(places)) -
                           static_cast<int>(std::bit_width(unsorted.size()));
    const int shift = std::max(spare_bits, 0);
    slot_ends_.assign((places >> shift) + 1, 0);
    std::uint32_t* const slots = slot_ends_.data();
    for (const Entry& entry : unsorted) ++slots[entry.place >> shift];
    std::uint32_t total = 0;
    for (std::uint32_t& slot : slot_ends_) slot = total += slot;
    Entry* const sorted = sorted_.data();
    for (const Entry& entry : unsorted) sorted[--slots[entry.place >> shift]] = entry;
}

/// Of two parcels to one service at one instant.
bool ServiceOrder::comes_before_at_once(const Entry& a, const Entry& b) const {
    Parcel first;
    Parcel second;
    unpack(a, first);
    unpack(b, second);
    return comes_before(first, second);
}

void ServiceOrder::sort(std::span<const Entry> unsorted, std::uint64_t places) {
    distribute(unsorted, places);
    const auto is_before = [this](const Entry& a, const Entry& b) { return before(a, b); };
    // Many parcels in few slots move far: then a sort is better.
    std::size_t moves_left = 8 * sorted_.size();
    for (std::size_t at = 1; at < sorted_.size(); ++at) {
        if (!before(sorted_[at], sorted_[at - 1])) continue;
        const Entry entry = sorted_[at];
        std::size_t to = at;
        do {
            sorted_[to] = sorted_[to - 1];
            --to;
        } while (to > 0 && before(entry, sorted_[to - 1]));
        sorted_[to] = entry;
        if (at - to > moves_left) return std::sort(sorted_.begin(), sorted_.end(), is_before);
        moves_left -= at - to;
    }
}

}  // namespace fleetsim::sim
