#include "models/radio/power_rate.hpp"

#include <cmath>

#include "sim/check.hpp"

namespace fleetsim::radio {

namespace {
constexpr double kScale = 1099511627776.0;  // 2^40
}

PowerRate::PowerRate(sim::Watts power) : rate_(std::llround(power.count() * kScale)) {
    FLEET_CHECK(power.count() >= 0 && power.count() < 4e6, "a power is out of range");
}

sim::Watts PowerRate::watts() const { return sim::Watts{static_cast<double>(rate_) / kScale}; }

}  // namespace fleetsim::radio
