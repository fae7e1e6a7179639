// The engine that proves the contract: inside each window the entities take turns in a random
// order, each running through all its own events of the window. A model whose entities touch each
// other's state, or share a random stream, gives another digest here than in the reference.
// Leaves out speed.
#pragma once

#include "sim/contract.hpp"
#include "sim/engine.hpp"
#include "sim/event_queue.hpp"

namespace fleetsim::sim {

class ShuffledEngine final : public Engine, private Outbox::Sink {
  public:
    ShuffledEngine(Model& model, const EngineOptions& options);

    Outbox& outbox() override { return outbox_; }
    RunOutcome run_until(Time end, const std::atomic<bool>* stop) override;
    Time now() const override { return now_; }
    std::uint64_t events() const override { return events_; }
    std::uint64_t pending() const override { return later_.size(); }
    std::uint64_t event_digest() const override { return digest_; }
    unsigned shards() const override { return 1; }
    Duration window() const override {
        return Duration::nanoseconds(std::int64_t{1} << window_bits_);
    }
    EngineKind kind() const override { return EngineKind::Shuffled; }

  private:
    void take(Timer timer) override;
    void take(const Parcel& parcel) override;
    void run_window(Time limit);
    void run_entity(StandardQueue events);

    Model* model_;
    unsigned window_bits_;
    EventDigest with_digest_;
    std::uint64_t seed_;
    ContractGuard guard_;
    Outbox outbox_;
    StandardQueue later_;
    StandardQueue* entity_events_ = nullptr;  ///< of the entity whose turn it is
    Time limit_;                              ///< timers before it belong to the turn
    Time now_;
    std::uint64_t events_ = 0;
    std::uint64_t digest_ = 0;
};

}  // namespace fleetsim::sim
