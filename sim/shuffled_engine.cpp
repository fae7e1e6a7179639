#include "sim/shuffled_engine.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/deliver.hpp"
#include "sim/event_hash.hpp"

namespace fleetsim::sim {

ShuffledEngine::ShuffledEngine(Model& model, const EngineOptions& options)
    : model_(&model),
      window_bits_(window_bits_for(options.window)),
      with_digest_(options.event_digest),
      seed_(options.shuffle_seed),
      guard_(model, window_bits_),
      outbox_(*this, 0) {}

RunOutcome ShuffledEngine::run_until(Time end, const std::atomic<bool>* stop) {
    while (!later_.empty() && later_.next_time() < end) {
        const std::int64_t window = window_of(later_.next_time(), window_bits_);
        if (stop != nullptr && stop->load(std::memory_order_relaxed)) {
            now_ = later_.next_time();
            guard_.leave(now_);
            return RunOutcome::Stopped;
        }
        run_window(std::min(end, start_of_window(window + 1, window_bits_)));
    }
    now_ = std::max(now_, end);
    guard_.leave(now_);
    return RunOutcome::ReachedEnd;
}

void ShuffledEngine::run_window(Time limit) {
    limit_ = limit;
    std::unordered_map<std::uint32_t, StandardQueue> by_entity;
    while (!later_.empty() && later_.next_time() < limit) {
        const Event event = later_.pop();
        by_entity[target_of(event).value].push(event);
    }
    std::vector<std::pair<std::uint64_t, std::uint32_t>> turns;
    for (const auto& [entity, events] : by_entity) {
        const auto salt = seed_ + static_cast<std::uint64_t>(limit.nanoseconds());
        turns.emplace_back(mix64(mix64(salt) + entity), entity);
    }
    std::sort(turns.begin(), turns.end());
    for (const auto& [rank, entity] : turns) run_entity(std::move(by_entity[entity]));
}

void ShuffledEngine::run_entity(StandardQueue events) {
    entity_events_ = &events;
    while (!events.empty()) {
        const Event event = events.pop();
        guard_.enter(target_of(event), time_of(event));
        if (with_digest_ == EventDigest::On) digest_ += hash_of(event);
        ++events_;
        deliver(*model_, event, outbox_);
    }
    entity_events_ = nullptr;
}

void ShuffledEngine::take(Timer timer) {
    if (timer.time == Time::never()) return;
    guard_.check(timer);
    const bool in_this_turn = entity_events_ != nullptr && timer.time < limit_;
    (in_this_turn ? *entity_events_ : later_).push(timer);
}

void ShuffledEngine::take(const Parcel& parcel) {
    if (parcel.time == Time::never()) return;
    guard_.check(parcel);
    later_.push(parcel);
}

}  // namespace fleetsim::sim
