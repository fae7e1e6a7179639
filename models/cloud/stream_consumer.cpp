#include "models/cloud/stream_consumer.hpp"

#include <algorithm>

#include "sim/ids.hpp"
#include "sim/random/draw.hpp"

namespace fleetsim::cloud {

sim::Time StreamConsumer::next_begin(const Shard& shard) const {
    if (shard.waiting.empty()) return sim::Time::never();
    sim::Time ready = shard.waiting.front() + spec_.window;
    if (shard.waiting.size() >= spec_.batch)
        ready = std::min(ready, shard.waiting[spec_.batch - 1]);
    return std::max(ready, shard.free_at);
}

void StreamConsumer::advance(sim::Time now) {
    for (std::size_t number = 0; number < shards_.size(); ++number) {
        Shard& shard = shards_[number];
        for (sim::Time begin = next_begin(shard); begin <= now; begin = next_begin(shard)) {
            // Numbered within its shard: which shard is first depends on who looks when.
            const std::size_t draw =
                static_cast<std::size_t>(shard.batches++) * shards_.size() + number;
            sim::DrawEngine draws = sim::draw(seed_, sim::EntityId::service(0), number_,
                                              static_cast<std::uint32_t>(draw));
            std::size_t taken = 0;
            while (taken < spec_.batch && !shard.waiting.empty() &&
                   shard.waiting.front() <= begin) {
                age_.record((begin - shard.waiting.front()).count());
                shard.waiting.pop_front();
                ++taken;
            }
            records_ += static_cast<std::int64_t>(taken);
            shard.free_at = begin + spec_.takes.sample(draws);
        }
    }
}

std::int64_t StreamConsumer::batches() const {
    std::int64_t batches = 0;
    for (const Shard& shard : shards_) batches += shard.batches;
    return batches;
}

std::int64_t StreamConsumer::waiting() const {
    std::size_t count = 0;
    for (const Shard& shard : shards_) count += shard.waiting.size();
    return static_cast<std::int64_t>(count);
}

sim::Duration StreamConsumer::lag(sim::Time now) const {
    sim::Duration most{};
    for (const Shard& shard : shards_)
        if (!shard.waiting.empty()) most = std::max(most, now - shard.waiting.front());
    return most;
}

}  // namespace fleetsim::cloud
