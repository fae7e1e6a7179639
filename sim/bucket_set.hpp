// BucketSet: which of the 4096 buckets of a ring are occupied.
//
//   words_    64 words of a bit a bucket
//   summary_  one word of a bit a word that is not zero
//
// So the next occupied bucket is found with two looks, however far it is.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace fleetsim::sim {

class BucketSet {
  public:
    static constexpr unsigned kBits = 12;
    static constexpr std::size_t kBuckets = std::size_t{1} << kBits;

    bool has(std::size_t bucket) const { return (words_[bucket / 64] >> (bucket % 64) & 1) != 0; }
    void set(std::size_t bucket) {
        words_[bucket / 64] |= bit(bucket);
        summary_ |= bit(bucket / 64);
    }
    void clear(std::size_t bucket) {
        words_[bucket / 64] &= ~bit(bucket);
        if (words_[bucket / 64] == 0) summary_ &= ~bit(bucket / 64);
    }

    /// How many buckets after `bucket` the next one of the set lies, going round; 0 if it is
    /// itself; kBuckets if the set is empty.
    std::size_t distance_from(std::size_t bucket) const {
        if (summary_ == 0) return kBuckets;
        const std::size_t word = bucket / 64;
        const std::uint64_t rest = words_[word] >> (bucket % 64);
        if (rest != 0) return lowest(rest);
        // The words after this one, going round; this one, with its buckets before `bucket`, last.
        const std::size_t words_on =
            1 + lowest(std::rotr(summary_, static_cast<int>((word + 1) % 64)));
        const std::size_t at = (word + words_on) % 64;
        return words_on * 64 + lowest(words_[at]) - bucket % 64;
    }

  private:
    static std::uint64_t bit(std::size_t number) { return std::uint64_t{1} << (number % 64); }
    static std::size_t lowest(std::uint64_t bits) {
        return static_cast<std::size_t>(std::countr_zero(bits));
    }

    std::array<std::uint64_t, kBuckets / 64> words_{};
    std::uint64_t summary_ = 0;
};

}  // namespace fleetsim::sim
