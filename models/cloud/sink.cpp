#include "models/cloud/sink.hpp"

#include <algorithm>

#include "sim/check.hpp"

namespace fleetsim::cloud {

Sink::Sink(std::string name, const SinkLimits& limits) : name_(std::move(name)), limits_(limits) {
    FLEET_CHECK(limits.shards > 0, "a sink has at least one shard");
    const auto bucket = [](std::int64_t rate) {
        return rate > 0 ? std::optional<TokenBucket>(std::in_place, rate, rate) : std::nullopt;
    };
    for (int i = 0; i < limits.shards; ++i) {
        shards_.push_back({bucket(limits.records_per_second), bucket(limits.bytes_per_second)});
    }
}

/// When the shard would take the record.
sim::Time Sink::admission(Shard& shard, const Record& record, sim::Time now) const {
    sim::Time at = now;
    if (shard.records) at = std::max(at, shard.records->ready_at(1, now));
    if (shard.bytes) at = std::max(at, shard.bytes->ready_at(record.size.count(), now));
    return at;
}

/// The start of service, on the worker that is free first; workers are made up to the concurrency.
sim::Time Sink::worker_for(sim::Time now, bool& is_cold) {
    const auto count = static_cast<std::int64_t>(workers_.size());
    const bool none_free = workers_.empty() || workers_.top().free_at > now;
    if (none_free && count < limits_.concurrency) {
        is_cold = true;
        return now;
    }
    const sim::Time free_at = workers_.top().free_at;
    workers_.pop();
    const bool expires = limits_.warm_for > sim::Duration{};
    is_cold = expires && free_at < now && now - free_at > limits_.warm_for;
    return std::max(free_at, now);
}

std::int64_t Sink::in_progress(sim::Time now) {
    while (!unfinished_.empty() && unfinished_.top().free_at <= now) unfinished_.pop();
    return static_cast<std::int64_t>(unfinished_.size());
}

Offer Sink::offer(const Record& record, sim::Time now, sim::Philox4x32& draws) {
    Shard& shard = shards_[shard_of(record)];
    if (admission(shard, record, now) > now) {
        ++throttled_;
        return {.fate = Offer::Fate::Throttled};
    }
    const bool is_bounded = limits_.concurrency > 0;
    if (is_bounded && in_progress(now) >= limits_.concurrency + limits_.queue) {
        ++refused_;
        return {.fate = Offer::Fate::QueueFull};
    }
    if (shard.records) shard.records->take(1, now);
    if (shard.bytes) shard.bytes->take(record.size.count(), now);
    Offer offer;
    sim::Time start = now;
    if (is_bounded) start = worker_for(now, offer.is_cold);
    double seconds = limits_.latency.sample(draws);
    if (offer.is_cold) {
        ++cold_starts_;
        seconds += limits_.cold_start.sample(draws);
    }
    offer.done_at = sim::later(start, sim::Duration::from_seconds(std::max(0.0, seconds)));
    if (is_bounded) {
        workers_.push({offer.done_at});
        unfinished_.push({offer.done_at});
    }
    if (limits_.time_out > sim::Duration{} && offer.done_at - now > limits_.time_out) {
        ++timed_out_;
        offer.fate = Offer::Fate::TimedOut;
        offer.done_at = now + limits_.time_out;
        return offer;
    }
    ++accepted_;
    return offer;
}

}  // namespace fleetsim::cloud
