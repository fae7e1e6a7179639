// ServiceOrder: puts one window's parcels to services in the order the services must see them:
// by service, time, source, sequence.
// Models     one distribution pass on the leading bits of (service, time in the window), then an
//            insertion sort: linear where parcels are spread over the window, and never worse than
//            a sort. Places are moved, not parcels: these are read once, when their turn comes.
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
    explicit ServiceOrder(unsigned window_bits) : window_bits_(window_bits) {}

    /// Takes the parcels of a window, in any order; to be held in registers meanwhile.
    class Intake {
      public:
        /// The parcel must stay where it is until they have all been visited.
        void add(const PackedParcel& parcel) { add(parcel, Form::Packed); }
        void add(const WholeParcel& parcel) { add(parcel, Form::Whole); }

      private:
        friend class ServiceOrder;
        template <class Waiting>
        void add(const Waiting& parcel, Form form) {
            const std::uint64_t service = parcel.target().service_index();
            const std::uint64_t place = service << window_bits_ | parcel.offset(window_bits_);
            places_ |= place;
            *end_++ = {place, reinterpret_cast<std::uintptr_t>(&parcel) |
                                  static_cast<std::uintptr_t>(form)};
        }
        Entry* end_ = nullptr;
        std::uint64_t places_ = 0;  ///< the bits that occur in any
        unsigned window_bits_ = 0;
    };
    /// For the window that starts there, in which at most so many parcels arrive.
    Intake begin(Time window_start, std::size_t parcels) {
        window_start_ = window_start;
        if (unsorted_.size() < parcels) unsorted_.resize(parcels);
        Intake intake;
        intake.end_ = unsorted_.data();
        intake.window_bits_ = window_bits_;
        return intake;
    }

    /// Calls `visit(parcels)` with all that were taken in, in order, some at a time.
    template <class Visit>
    void for_each_run(const Intake& intake, Visit visit) {
        sort({unsorted_.data(), intake.end_}, intake.places_);
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
    void sort(std::span<const Entry> unsorted, std::uint64_t places);
    void distribute(std::span<const Entry> unsorted, std::uint64_t places);

    unsigned window_bits_;
    Time window_start_;
    std::vector<Entry> unsorted_;  ///< only ever grows
    std::vector<Entry> sorted_;
    std::vector<std::uint32_t> slot_ends_;
    std::array<Parcel, 128> run_;
};

}  // namespace fleetsim::sim
