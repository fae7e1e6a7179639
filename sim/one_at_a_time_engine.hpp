// The plain engine: take the earliest event, handle it, repeat. With StandardQueue it is the
// reference that every other engine is compared with; with QuaternaryQueue the engine of small
// fleets.
// Leaves out windows (except as the contract's rule for parcels), batches, threads.
#pragma once

#include "sim/contract.hpp"
#include "sim/engine.hpp"
#include "sim/event_queue.hpp"

namespace fleetsim::sim {

template <class Queue>
class OneAtATimeEngine final : public Engine, private Outbox::Sink {
  public:
    OneAtATimeEngine(EngineKind kind, Model& model, const EngineOptions& options);

    Outbox& outbox() override { return outbox_; }
    RunOutcome run_until(Time end, const std::atomic<bool>* stop) override;
    Time now() const override { return now_; }
    std::uint64_t events() const override { return events_; }
    std::uint64_t pending() const override { return queue_.size(); }
    std::uint64_t event_digest() const override { return digest_; }
    unsigned shards() const override { return 1; }
    Duration window() const override {
        return Duration::nanoseconds(std::int64_t{1} << window_bits_);
    }
    EngineKind kind() const override { return kind_; }

  private:
    void take(Timer timer) override;
    void take(const Parcel& parcel) override;
    void deliver(const Event& event);

    EngineKind kind_;
    Model* model_;
    unsigned window_bits_;
    EventDigest with_digest_;
    ContractGuard guard_;
    Outbox outbox_;
    Queue queue_;
    Time now_;
    std::uint64_t events_ = 0;
    std::uint64_t digest_ = 0;
};

extern template class OneAtATimeEngine<StandardQueue>;
extern template class OneAtATimeEngine<QuaternaryQueue>;

}  // namespace fleetsim::sim
