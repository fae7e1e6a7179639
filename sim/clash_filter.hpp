// ClashFilter: finds the devices that occur more than once among a window's events.
// Models     a bitmap of 32 to 64 bits an event, and one of an eighth of that, a bit for eight: an
//            event is a suspect if one of its eight was taken twice. A few are so by chance, of
//            which a second filter, with another factor, clears nearly all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fleetsim::sim {

class ClashFilter {
  public:
    /// Filters of different factors do not take the same devices for one another.
    enum class Factor : std::uint64_t {
        First = 0x9E37'79B9'7F4A'7C15,   // the golden ratio
        Second = 0xBF58'476D'1CE4'E5B9,  // SplitMix64's first
    };
    explicit ClashFilter(Factor factor) : factor_(factor) {}

    /// The bits, to be held in registers through a loop over the events. Stands until reset().
    class Bits {
      public:
        void see(std::uint32_t device) const {
            const std::size_t bit = hash(device);
            const std::uint64_t mask = std::uint64_t{1} << (bit % 64);
            std::uint64_t& seen = seen_[bit / 64];
            if ((seen & mask) != 0) [[unlikely]]
                clashed_[bit / 512] |= std::uint64_t{1} << (bit / 8 % 64);
            seen |= mask;
        }
        /// May be true for a device that occurs once, never false for one that occurs twice.
        bool suspects(std::uint32_t device) const {
            const std::size_t bit = hash(device);
            return (clashed_[bit / 512] >> (bit / 8 % 64) & 1) != 0;
        }

      private:
        friend class ClashFilter;
        std::size_t hash(std::uint32_t device) const {
            return static_cast<std::size_t>((device * factor_) >> shift_);
        }
        std::uint64_t* seen_ = nullptr;
        std::uint64_t* clashed_ = nullptr;
        std::uint64_t factor_ = 0;
        unsigned shift_ = 0;
    };

    /// Empty, for a window of so many events.
    Bits reset(std::size_t events);

  private:
    Factor factor_;
    std::vector<std::uint64_t> seen_;
    std::vector<std::uint64_t> clashed_;
};

}  // namespace fleetsim::sim
