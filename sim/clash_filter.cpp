#include "sim/clash_filter.hpp"

#include <algorithm>
#include <bit>

namespace fleetsim::sim {

ClashFilter::Bits ClashFilter::reset(std::size_t events) {
    const std::size_t bits = std::bit_ceil(std::max<std::size_t>(events * 32, 512));
    seen_.assign(bits / 64, 0);
    clashed_.assign(bits / 512, 0);
    Bits empty;
    empty.seen_ = seen_.data();
    empty.clashed_ = clashed_.data();
    empty.factor_ = static_cast<std::uint64_t>(factor_);
    empty.shift_ = 64 - static_cast<unsigned>(std::countr_zero(bits));
    return empty;
}

}  // namespace fleetsim::sim
