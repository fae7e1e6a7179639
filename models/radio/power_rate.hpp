// PowerRate: a constant power as an integer, so that energy does not depend on who looks when.
// Models     the energy used up to an instant t is floor(rate * t); an interval's energy is the
//            difference of two such values. Intervals therefore add up exactly: settling a device
//            a thousand times books the same nanojoules as settling it once.
// Error      resolution 2^-40 W (0.9 pW); the largest power is 4 MW.
#pragma once

#include <cstdint>

#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::radio {

class PowerRate {
  public:
    constexpr PowerRate() = default;
    explicit PowerRate(sim::Watts power);

    sim::Watts watts() const;
    constexpr bool is_zero() const { return rate_ == 0; }

    /// Energy drawn between two instants, `from` <= `until`.
    constexpr sim::Joules between(sim::Time from, sim::Time until) const {
        return sim::nanojoules(used_until(until) - used_until(from));
    }

  private:
    static constexpr int kFractionBits = 40;
    constexpr std::int64_t used_until(sim::Time t) const {
        const auto product = static_cast<sim::detail::Int128>(rate_) * t.nanoseconds();
        return static_cast<std::int64_t>(product >> kFractionBits);
    }
    std::int64_t rate_ = 0;  // nJ/ns * 2^40
};

}  // namespace fleetsim::radio
