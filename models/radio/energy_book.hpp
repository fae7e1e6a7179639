// EnergyBook: where a device's energy is written down, twice, as the same integer.
// Models     double entry: a consumer's total (a cell of statistics, shared by the devices of one
//            shard) and the device's own drawn total. Since both take the same nanojoules, the
//            ledger closes exactly, whatever the order of the additions.
// Leaves out who owns the cells: the caller does, and keeps them alive.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/check.hpp"
#include "sim/units.hpp"

namespace fleetsim::radio {

class EnergyBook {
  public:
    /// `by_consumer` points at the cell of consumer 0; both are in nanojoules.
    EnergyBook(sim::WideSum* by_consumer, std::int64_t* drawn)
        : by_consumer_(by_consumer), drawn_(drawn) {}

    void book(std::size_t consumer, sim::Joules energy) {
        FLEET_ASSERT(energy.count() >= 0, "a consumer cannot give energy back");
        by_consumer_[consumer] += energy.count();
        *drawn_ += energy.count();
    }

    /// The same book with consumers numbered from `first`: a radio's come after the processor's.
    EnergyBook from(std::size_t first) const { return {by_consumer_ + first, drawn_}; }

  private:
    sim::WideSum* by_consumer_;
    std::int64_t* drawn_;
};

}  // namespace fleetsim::radio
