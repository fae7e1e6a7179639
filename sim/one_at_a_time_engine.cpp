#include "sim/one_at_a_time_engine.hpp"

#include <variant>

#include "sim/deliver.hpp"
#include "sim/event_hash.hpp"

namespace fleetsim::sim {

template <class Queue>
OneAtATimeEngine<Queue>::OneAtATimeEngine(EngineKind kind, Model& model,
                                          const EngineOptions& options)
    : kind_(kind),
      model_(&model),
      window_bits_(window_bits_for(options.window)),
      with_digest_(options.event_digest),
      guard_(model, window_bits_),
      outbox_(*this, 0) {}

template <class Queue>
RunOutcome OneAtATimeEngine<Queue>::run_until(Time end, const std::atomic<bool>* stop) {
    constexpr std::uint64_t kLookEvery = 4096;  // events between two looks at the stop flag
    while (!queue_.empty() && queue_.next_time() < end) {
        if (stop != nullptr && events_ % kLookEvery == 0 && stop->load(std::memory_order_relaxed)) {
            now_ = queue_.next_time();
            guard_.leave(now_);
            return RunOutcome::Stopped;
        }
        deliver(queue_.pop());
    }
    now_ = std::max(now_, end);
    guard_.leave(now_);
    return RunOutcome::ReachedEnd;
}

template <class Queue>
void OneAtATimeEngine<Queue>::deliver(const Event& event) {
    guard_.enter(target_of(event), time_of(event));
    if (with_digest_ == EventDigest::On) digest_ += hash_of(event);
    ++events_;
    sim::deliver(*model_, event, outbox_);
}

template <class Queue>
void OneAtATimeEngine<Queue>::take(Timer timer) {
    if (timer.time == Time::never()) return;
    guard_.check(timer);
    queue_.push(timer);
}

template <class Queue>
void OneAtATimeEngine<Queue>::take(const Parcel& parcel) {
    if (parcel.time == Time::never()) return;
    guard_.check(parcel);
    queue_.push(parcel);
}

template class OneAtATimeEngine<StandardQueue>;
template class OneAtATimeEngine<QuaternaryQueue>;

}  // namespace fleetsim::sim
