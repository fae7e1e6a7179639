#include "sim/stats/histogram.hpp"

#include <algorithm>
#include <cmath>

namespace fleetsim::sim {

std::int64_t Histogram::lower_edge(std::size_t index) {
    if (index < 2 * kLinear) return static_cast<std::int64_t>(index);
    const std::uint64_t shift = index / kLinear - 1;
    const std::uint64_t edge = (index % kLinear + kLinear) << shift;
    return static_cast<std::int64_t>(std::min<std::uint64_t>(edge, INT64_MAX));
}

void Histogram::merge(const Histogram& other) {
    if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
    for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
    count_ += other.count_;
    sum_ += other.sum_;
    least_ = std::min(least_, other.least_);
    most_ = std::max(most_, other.most_);
}

Histogram Histogram::since(const Histogram& earlier) const {
    Histogram rest;
    rest.counts_ = counts_;
    for (std::size_t i = 0; i < earlier.counts_.size(); ++i) rest.counts_[i] -= earlier.counts_[i];
    rest.count_ = count_ - earlier.count_;
    rest.sum_ = sum_ - earlier.sum_;
    const std::vector<Bucket> filled = rest.buckets();
    if (filled.empty()) return rest;
    rest.least_ = std::max(least_, filled.front().lower);
    rest.most_ = std::min(most_, filled.back().upper - 1);
    return rest;
}

std::int64_t Histogram::quantile(double p) const {
    if (count_ == 0) return 0;
    const auto rank = static_cast<std::int64_t>(std::ceil(p * static_cast<double>(count_)));
    std::int64_t below = 0;
    for (const Bucket& bucket : buckets()) {
        below += bucket.count;
        if (below < rank) continue;
        const std::int64_t middle = bucket.lower + (bucket.upper - 1 - bucket.lower) / 2;
        return std::clamp(middle, least_, most_);
    }
    return most_;
}

std::vector<Histogram::Bucket> Histogram::buckets() const {
    std::vector<Bucket> result;
    for (std::size_t i = 0; i < counts_.size(); ++i)
        if (counts_[i] != 0)
            result.push_back(
                {.lower = lower_edge(i), .upper = lower_edge(i + 1), .count = counts_[i]});
    return result;
}

}  // namespace fleetsim::sim
