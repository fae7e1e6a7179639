// DeviceRows: where the hot rows of the devices lie, so that they are fetched before their events
// are handled.
#pragma once

#include <cstdint>

#include "sim/model.hpp"

namespace fleetsim::sim {

class DeviceRows {
  public:
    explicit DeviceRows(const RowLayouts& layouts) : first_(layouts[0]), second_(layouts[1]) {
        // No first layout without a base: then there is nothing to ask before its prefetch.
        static const char nothing = 0;
        if (first_.base == nullptr) first_ = {&nothing, 0};
    }

    /// Inlined always: g++ 12 takes a function that only prefetches for one without effect, and
    /// drops the calls.
    [[gnu::always_inline]] void prefetch(std::uint32_t device) const {
        __builtin_prefetch(static_cast<const char*>(first_.base) + device * first_.stride, 1);
        if (second_.base == nullptr) return;
        __builtin_prefetch(static_cast<const char*>(second_.base) + device * second_.stride, 1);
    }

  private:
    RowLayout first_;
    RowLayout second_;
};

}  // namespace fleetsim::sim
