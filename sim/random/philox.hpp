// Philox4x32: a counter-based generator. Its output is a function of (key, counter) and nothing
// else, so any draw of any entity can be made at any time, in any order, on any thread.
// Models     Philox4x32-10: four 32-bit numbers for each of 2^128 counters and 2^64 keys.
// Leaves out cryptographic strength.
// Source     Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
// Satisfies  the uniform random bit generator of C++, and the random number engine of Boost.Random
//            but for its stream operators, which its distributions do not need.
#pragma once

#include <array>
#include <cstdint>

namespace fleetsim::sim {

class Philox4x32 {
  public:
    using result_type = std::uint32_t;
    using Counter = std::array<std::uint32_t, 4>;
    using Key = std::array<std::uint32_t, 2>;

    constexpr Philox4x32() = default;
    constexpr Philox4x32(Key key, Counter counter) : key_(key), counter_(counter) {}
    explicit constexpr Philox4x32(std::uint64_t key) { seed(key); }
    /// Back to counter zero of `key`.
    constexpr void seed(std::uint64_t key = 0) {
        *this = Philox4x32({static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)},
                           {});
    }

    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return UINT32_MAX; }

    constexpr result_type operator()() {
        if (used_ == block_.size()) {
            block_ = block(key_, counter_);
            used_ = 0;
            advance(1);
        }
        return block_[used_++];
    }
    constexpr void discard(std::uint64_t outputs) {
        const std::uint64_t left = block_.size() - used_;
        if (outputs < left) {
            used_ += static_cast<std::uint32_t>(outputs);
            return;
        }
        used_ = 4;
        advance((outputs - left) / block_.size());
        for (std::uint64_t rest = (outputs - left) % block_.size(); rest > 0; --rest) (*this)();
    }

    /// Evenly in [0, 1), all 53 bits of it.
    constexpr double uniform() {
        const std::uint64_t high = (*this)();
        const std::uint64_t bits = (high << 32) | (*this)();
        return static_cast<double>(bits >> 11) * 0x1p-53;
    }
    /// Evenly in [0, count), but for a bias below count / 2^32. `count` is at least 1.
    constexpr std::uint32_t below(std::uint32_t count) {
        return static_cast<std::uint32_t>((std::uint64_t{(*this)()} * count) >> 32);
    }

    /// Equal engines give the same numbers from here on; the block follows from the rest.
    constexpr bool operator==(const Philox4x32& other) const {
        return key_ == other.key_ && counter_ == other.counter_ && used_ == other.used_;
    }

    /// The four outputs of one counter.
    static constexpr Counter block(Key key, Counter counter) {
        for (int round = 0; round < 10; ++round) {
            const std::uint64_t a = std::uint64_t{0xD2511F53u} * counter[0];
            const std::uint64_t b = std::uint64_t{0xCD9E8D57u} * counter[2];
            counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0],
                       static_cast<std::uint32_t>(b),
                       static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1],
                       static_cast<std::uint32_t>(a)};
            key[0] += 0x9E3779B9u;
            key[1] += 0xBB67AE85u;
        }
        return counter;
    }

  private:
    /// Adds `blocks` to the counter, least significant word first.
    constexpr void advance(std::uint64_t blocks) {
        std::uint64_t carry = blocks;
        for (std::uint32_t& word : counter_) {
            const std::uint64_t sum = word + (carry & UINT32_MAX);
            word = static_cast<std::uint32_t>(sum);
            carry = (carry >> 32) + (sum >> 32);
        }
    }

    Key key_{};
    Counter counter_{};
    Counter block_{};
    std::uint32_t used_ = 4;
};

}  // namespace fleetsim::sim
