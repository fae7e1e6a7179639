// Sink: a service behind a rule that takes only so much.
// Models     a stream's shards, a table's write units, a queue, a store, a notification, an HTTP
//            endpoint and a function: records and bytes a second as token buckets (of each shard,
//            by key), a number of requests served at once, a queue before them, latency, cold
//            starts, a time-out of the caller's.
// Leaves out what is done with a record, and failures that load does not explain.
// Source     each kind's figures are its profile's. Queueing is exact: first come, first served.
// Error      the order of offers is the order of service; a request that timed out
//            keeps its worker to its end.
#pragma once

#include <cstdint>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "models/cloud/token_bucket.hpp"
#include "sim/random/distribution.hpp"
#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::cloud {

struct SinkLimits {
    int shards = 1;
    std::int64_t records_per_second = 0;  ///< of a shard; zero: no limit
    std::int64_t bytes_per_second = 0;    ///< of a shard; zero: no limit
    std::int64_t concurrency = 0;         ///< requests at once; zero: no limit
    std::int64_t queue = 0;               ///< requests that may wait for one of these
    sim::Distribution latency;            ///< seconds a request takes
    sim::Distribution cold_start;         ///< seconds more, where no warm worker is free
    sim::Duration time_out;  ///< a request that takes longer has failed; zero: none does
    sim::Duration warm_for;  ///< a worker without work goes cold after this; zero: never
};

struct Record {
    sim::Bytes size;
    std::uint64_t key = 0;  ///< decides the shard
};

struct Offer {
    enum class Fate : std::uint8_t { Accepted, Throttled, QueueFull, TimedOut };
    Fate fate = Fate::Accepted;
    sim::Time done_at;  ///< when accepted or timed out
    bool is_cold = false;
};

class Sink {
  public:
    Sink(std::string name, const SinkLimits& limits);

    /// `draws` is used for the latency. Offers come in the order of time.
    Offer offer(const Record& record, sim::Time now, sim::Philox4x32& draws);

    const std::string& name() const { return name_; }
    std::int64_t accepted() const { return accepted_; }
    std::int64_t throttled() const { return throttled_; }
    std::int64_t timed_out() const { return timed_out_; }
    std::size_t shard_of(const Record& record) const { return record.key % shards_.size(); }
    std::size_t shards() const { return shards_.size(); }
    std::int64_t refused() const { return refused_; }
    std::int64_t cold_starts() const { return cold_starts_; }
    /// Requests that wait or are served at `now`.
    std::int64_t in_progress(sim::Time now);

  private:
    struct Shard {
        std::optional<TokenBucket> records;
        std::optional<TokenBucket> bytes;
    };
    struct Worker {
        sim::Time free_at;
        bool operator>(const Worker& other) const { return free_at > other.free_at; }
    };

    sim::Time admission(Shard& shard, const Record& record, sim::Time now) const;
    sim::Time worker_for(sim::Time now, bool& is_cold);

    std::string name_;
    SinkLimits limits_;
    std::vector<Shard> shards_;
    /// Workers by when they are free, first to be free on top.
    std::priority_queue<Worker, std::vector<Worker>, std::greater<>> workers_;
    std::priority_queue<Worker, std::vector<Worker>, std::greater<>> unfinished_;
    std::int64_t accepted_ = 0;
    std::int64_t throttled_ = 0;
    std::int64_t refused_ = 0;
    std::int64_t timed_out_ = 0;
    std::int64_t cold_starts_ = 0;
};

/// What a rule's action does when its sink does not take a record: so many more tries, each after
/// twice the pause, then the error action.
struct RetryPolicy {
    int tries = 3;
    sim::Duration first_pause = sim::Duration::milliseconds(100);

    /// The pause before try `number` (the first retry is 1); nothing: give up.
    std::optional<sim::Duration> pause_before(int number) const {
        if (number > tries) return std::nullopt;
        return first_pause * (std::int64_t{1} << (number - 1));
    }
};

}  // namespace fleetsim::cloud
