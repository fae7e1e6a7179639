// StreamConsumer: a function that reads a stream, shard by shard, in batches.
// Models     of each shard one batch at a time, in order: it begins when enough records wait, or
//            when the first has waited for the batch window, and when the batch before is done; the
//            age of a record when its batch begins (iterator age), and how far the reader is
//            behind.
// Leaves out failed batches and their retries, several readers of one shard, the polls' own time.
// Source     AWS Lambda developer guide, "Event source mappings": BatchSize,
//            MaximumBatchingWindowInSeconds, one invocation a shard at a time.
// Error      none beside those: a queue worked off in closed form whenever somebody looks.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "sim/random/distribution.hpp"
#include "sim/stats/histogram.hpp"
#include "sim/time.hpp"

namespace fleetsim::cloud {

struct ConsumerSpec {
    std::string name;
    std::size_t batch = 100;          ///< records at most
    sim::Duration window;             ///< the first record waits for others at most this long
    sim::DurationDistribution takes;  ///< one batch
};

class StreamConsumer {
  public:
    StreamConsumer(ConsumerSpec spec, std::size_t shards, std::uint64_t seed, std::uint32_t number)
        : spec_(std::move(spec)), shards_(shards), seed_(seed), number_(number) {}

    /// Records of one shard arrive in the order of time.
    void add(std::size_t shard, sim::Time arrives) { shards_[shard].waiting.push_back(arrives); }
    /// Begins every batch that is due by `now`. What comes of it does not depend on how often this
    /// is called.
    void advance(sim::Time now);

    const ConsumerSpec& spec() const { return spec_; }
    std::int64_t records() const { return records_; }
    std::int64_t batches() const;
    std::int64_t waiting() const;
    /// Of the oldest record that waits.
    sim::Duration lag(sim::Time now) const;
    const sim::Histogram& age() const { return age_; }  ///< ns, of each record at its batch's begin

  private:
    struct Shard {
        std::deque<sim::Time> waiting;
        sim::Time free_at;
        std::int64_t batches = 0;
    };
    /// When the shard's next batch begins; never() while nothing says so.
    sim::Time next_begin(const Shard& shard) const;

    ConsumerSpec spec_;
    std::vector<Shard> shards_;
    std::uint64_t seed_;
    std::uint32_t number_;
    std::int64_t records_ = 0;
    sim::Histogram age_;
};

}  // namespace fleetsim::cloud
