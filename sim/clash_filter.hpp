// ClashFilter: finds the devices that occur more than once among a window's events.
// Models     a bitmap of 32 to 64 bits an event. An event whose bit another one took is a suspect:
//            a few are so by chance, and SuspectDevices tells which of them really share their
//            device.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fleetsim::sim {

class ClashFilter {
  public:
    /// The bits, to be held in registers through a loop over the events. Stands until reset().
    class Bits {
      public:
        void see(std::uint32_t device) const {
            const std::size_t bit = hash(device);
            const std::uint64_t mask = std::uint64_t{1} << (bit % 64);
            std::uint64_t& seen = seen_[bit / 64];
            if ((seen & mask) != 0) [[unlikely]]
                clashed_[bit / 64] |= mask;
            seen |= mask;
        }
        /// May be true for a device that occurs once, never false for one that occurs twice.
        bool suspects(std::uint32_t device) const {
            const std::size_t bit = hash(device);
            return (clashed_[bit / 64] >> (bit % 64) & 1) != 0;
        }

      private:
        friend class ClashFilter;
        std::size_t hash(std::uint32_t device) const {
            return static_cast<std::size_t>((device * 0x9E37'79B9'7F4A'7C15u) >> shift_);
        }
        std::uint64_t* seen_ = nullptr;
        std::uint64_t* clashed_ = nullptr;
        unsigned shift_ = 0;
    };

    /// Empty, for a window of so many events.
    Bits reset(std::size_t events);

  private:
    std::vector<std::uint64_t> seen_;
    std::vector<std::uint64_t> clashed_;
};

/// The devices of the suspected events; one for each event.
class SuspectDevices {
  public:
    void add(std::uint32_t device) { devices_.push_back(device); }
    bool empty() const { return devices_.empty(); }
    void clear() { devices_.clear(); }
    /// After the last add(), before the first occurs_twice().
    void sort();
    bool occurs_twice(std::uint32_t device) const;

  private:
    std::vector<std::uint32_t> devices_;
};

}  // namespace fleetsim::sim
