// ServiceOrder: puts one window's parcels to services in the order the services must see them:
// by service, time, source, sequence.
// Models     one distribution pass on the leading bits of (service, time in the window), then an
//            insertion sort: linear where parcels are spread over the window, and never worse than
//            a sort. Places are moved, not parcels: these stay where they wait, are looked at twice
//            for their places, and are unpacked when their turn comes.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/packed_event.hpp"

namespace fleetsim::sim {

class ServiceOrder {
    enum class Form : std::uintptr_t { Packed = 0, Whole = 1 };
    struct Entry {
        std::uint64_t place;   ///< service, then time in the window
        std::uintptr_t where;  ///< the waiting parcel, its form in the lowest bit
    };

  public:
    ServiceOrder(unsigned window_bits, std::uint16_t services)
        : window_bits_(window_bits), all_places_(std::uint64_t{services} << window_bits) {}

    /// Calls `visit(parcels)` with the parcels of a window in order, some at a time. There are at
    /// most `parcels` of them. `for_each(see)` calls `see(waiting)` with each, packed or whole, in
    /// any order; it is used twice, and they must stay where they are until all were visited.
    template <class ForEach, class Visit>
    void for_each_run(Time window_start, std::size_t parcels, ForEach for_each, Visit visit) {
        if (parcels == 0) return;
        window_start_ = window_start;
        begin_slots(parcels);
        for_each([ bits = window_bits_, shift = slot_shift_,
                   slots = slot_ends_.data() ](const auto& waiting)
                     __attribute__((always_inline)) { ++slots[place_of(waiting, bits) >> shift]; });
        end_slots();
        for_each([
            bits = window_bits_, shift = slot_shift_, slots = slot_ends_.data(),
            sorted = sorted_.data()
        ](const auto& waiting) __attribute__((always_inline)) {
            const std::uint64_t place = place_of(waiting, bits);
            sorted[--slots[place >> shift]] = {place, where_is(waiting)};
        });
        sort_within_slots();
        gather(visit);
    }

  private:
    template <class Waiting>
    [[gnu::always_inline]] static std::uint64_t place_of(const Waiting& parcel, unsigned bits) {
        return std::uint64_t{parcel.target().service_index()} << bits | parcel.offset(bits);
    }
    static std::uintptr_t where_is(const PackedParcel& parcel) {
        return reinterpret_cast<std::uintptr_t>(&parcel);
    }
    static std::uintptr_t where_is(const WholeParcel& parcel) {
        return reinterpret_cast<std::uintptr_t>(&parcel) | static_cast<std::uintptr_t>(Form::Whole);
    }
    template <class Visit>
    void gather(Visit visit) {
        std::size_t gathered = 0;
        for (std::size_t at = 0; at < count_; ++at) {
            // In large windows the parcels have left the nearest cache since they were looked at.
            __builtin_prefetch(reinterpret_cast<const void*>(sorted_[at + kAhead].where));
            unpack(sorted_[at], run_[gathered++]);
            if (gathered < run_.size()) continue;
            visit(std::span<const Parcel>(run_));
            gathered = 0;
        }
        if (gathered > 0) visit(std::span<const Parcel>(run_.data(), gathered));
    }
    [[gnu::always_inline]] void unpack(const Entry& entry, Parcel& to) const {
        constexpr auto kWhole = static_cast<std::uintptr_t>(Form::Whole);
        if ((entry.where & kWhole) != 0)
            reinterpret_cast<const WholeParcel*>(entry.where & ~kWhole)->unpack(window_start_, to);
        else
            reinterpret_cast<const PackedParcel*>(entry.where)->unpack(window_start_, to);
    }
    bool before(const Entry& a, const Entry& b) const {
        return a.place != b.place ? a.place < b.place : comes_before_at_once(a, b);
    }
    bool comes_before_at_once(const Entry& a, const Entry& b) const;
    void begin_slots(std::size_t parcels);
    void end_slots();
    void sort_within_slots();

    static constexpr std::size_t kAhead = 24;  ///< parcels

    unsigned window_bits_;
    std::uint64_t all_places_;  ///< no place lies at or after it
    Time window_start_;
    unsigned slot_shift_ = 0;  ///< a place without so many of its bits is its slot
    std::vector<std::uint32_t> slot_ends_;
    std::vector<Entry> sorted_;  ///< only ever grows; some more, so that gather() may look ahead
    std::size_t count_ = 0;      ///< the window's entries in it
    std::array<Parcel, 128> run_;
};

}  // namespace fleetsim::sim
