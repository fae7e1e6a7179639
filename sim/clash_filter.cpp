#include "sim/clash_filter.hpp"

#include <algorithm>
#include <bit>

namespace fleetsim::sim {

void ClashFilter::reset(std::size_t events) {
    const std::size_t bits = std::bit_ceil(std::max<std::size_t>(events * 16, 64));
    shift_ = 64 - static_cast<unsigned>(std::countr_zero(bits));
    seen_.assign(bits / 64, 0);
    clashed_.assign(bits / 64, 0);
}

void SuspectDevices::sort() { std::sort(devices_.begin(), devices_.end()); }

bool SuspectDevices::occurs_twice(std::uint32_t device) const {
    const auto first = std::lower_bound(devices_.begin(), devices_.end(), device);
    return devices_.end() - first > 1 && first[1] == device;
}

}  // namespace fleetsim::sim
