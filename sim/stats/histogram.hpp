// Histogram: how often each magnitude of an integer occurred, in buckets of equal relative width.
// Models     a log-linear histogram (the layout of HdrHistogram): exact below 128, then 128 buckets
//            to each doubling. Counts, the sum, the least and the greatest value are exact.
// Leaves out negative values, which count as zero.
// Error      a quantile is off by less than 1/128 of itself, by construction.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace fleetsim::sim {

class Histogram {
  public:
    static constexpr int kLinearBits = 7;

    void record(std::int64_t value) { record(value, 1); }
    void record(std::int64_t value, std::int64_t times) {
        const std::uint64_t v = value < 0 ? 0 : static_cast<std::uint64_t>(value);
        const std::size_t index = index_of(v);
        if (index >= counts_.size()) [[unlikely]]
            counts_.resize(index + 1);
        counts_[index] += times;
        count_ += times;
        sum_ += static_cast<__int128>(v) * times;
        if (static_cast<std::int64_t>(v) < least_) least_ = static_cast<std::int64_t>(v);
        if (static_cast<std::int64_t>(v) > most_) most_ = static_cast<std::int64_t>(v);
    }
    void merge(const Histogram& other);
    /// What was recorded since this one was `earlier`; minimum and maximum to a bucket.
    Histogram since(const Histogram& earlier) const;

    std::int64_t count() const { return count_; }
    __int128 sum() const { return sum_; }
    double mean() const {
        return count_ == 0 ? 0 : static_cast<double>(sum_) / static_cast<double>(count_);
    }
    std::int64_t minimum() const { return count_ == 0 ? 0 : least_; }
    std::int64_t maximum() const { return most_; }
    /// The value that a share `p` of the recorded ones does not exceed: the middle of its bucket,
    /// never outside [minimum(), maximum()]. Zero for an empty histogram.
    std::int64_t quantile(double p) const;

    /// A bucket holds the values in [lower, upper); the last one INT64_MAX too.
    struct Bucket {
        std::int64_t lower = 0;
        std::int64_t upper = 0;
        std::int64_t count = 0;
    };
    /// Those that are not empty, in rising order.
    std::vector<Bucket> buckets() const;

  private:
    static constexpr std::uint64_t kLinear = std::uint64_t{1} << kLinearBits;

    static std::size_t index_of(std::uint64_t value) {
        if (value < kLinear) return static_cast<std::size_t>(value);
        const int shift = static_cast<int>(std::bit_width(value)) - 1 - kLinearBits;
        return static_cast<std::size_t>(static_cast<std::uint64_t>(shift) * kLinear +
                                        (value >> shift));
    }
    static std::int64_t lower_edge(std::size_t index);

    std::vector<std::int64_t> counts_;
    std::int64_t count_ = 0;
    __int128 sum_ = 0;
    std::int64_t least_ = INT64_MAX;
    std::int64_t most_ = 0;
};

}  // namespace fleetsim::sim
