// ServiceOrder: puts one window's parcels to services in the order the services must see them:
// by service, time, source, sequence.
// Models     one distribution pass on the leading bits of (service, time in the window), then an
//            insertion sort: linear where parcels are spread over the window, and never worse than
//            a sort. Places are moved, not parcels: these are read once, when their turn comes.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/packed_event.hpp"

namespace fleetsim::sim {

class ServiceOrder {
  public:
    explicit ServiceOrder(unsigned window_bits) : window_bits_(window_bits) {}

    /// Empty again, for the window that starts there.
    void clear(Time window_start) {
        window_start_ = window_start;
        unsorted_.clear();
        highest_ = 0;
    }
    /// The parcel must stay where it is until the next clear().
    void add(const PackedParcel& parcel) { add(parcel, Form::Packed); }
    void add(const WholeParcel& parcel) { add(parcel, Form::Whole); }

    /// Calls `visit(parcels)` with all of them, some at a time.
    template <class Visit>
    void for_each_run(Visit visit) {
        sort();
        std::size_t gathered = 0;
        for (const Entry& entry : sorted_) {
            unpack(entry, run_[gathered++]);
            if (gathered < run_.size()) continue;
            visit(std::span<const Parcel>(run_));
            gathered = 0;
        }
        if (gathered > 0) visit(std::span<const Parcel>(run_.data(), gathered));
    }

  private:
    enum class Form : std::uintptr_t { Packed = 0, Whole = 1 };
    struct Entry {
        std::uint64_t place;   ///< service, then time in the window
        std::uintptr_t where;  ///< the waiting parcel, its form in the lowest bit
    };

    template <class Waiting>
    void add(const Waiting& parcel, Form form) {
        const std::uint64_t service = parcel.target().service_index();
        const Duration offset = parcel.time(window_start_) - window_start_;
        const std::uint64_t place =
            service << window_bits_ | static_cast<std::uint64_t>(offset.count());
        highest_ = std::max(highest_, place);
        unsorted_.push_back(
            {place, reinterpret_cast<std::uintptr_t>(&parcel) | static_cast<std::uintptr_t>(form)});
    }
    void unpack(const Entry& entry, Parcel& to) const {
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
    void sort();
    void distribute();

    unsigned window_bits_;
    Time window_start_;
    std::uint64_t highest_ = 0;
    std::vector<Entry> unsorted_;
    std::vector<Entry> sorted_;
    std::vector<std::uint32_t> slot_ends_;
    std::array<Parcel, 128> run_;
};

}  // namespace fleetsim::sim
