// The fast engine: conservative windows. Inside a window entities cannot affect one another, so the
// order between them is free: events are handled in batches by kind, on any number of threads, with
// one barrier a window. The result does not depend on any of it (docs/kernel.md).
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "sim/engine.hpp"
#include "sim/shard.hpp"

namespace fleetsim::sim {

class WindowEngine final : public Engine, private Outbox::Sink {
  public:
    WindowEngine(Model& model, const EngineOptions& options);

    Outbox& outbox() override { return outside_; }
    RunOutcome run_until(Time end, const std::atomic<bool>* stop) override;
    Time now() const override { return now_; }
    std::uint64_t events() const override;
    std::uint64_t pending() const override;
    std::uint64_t event_digest() const override;
    unsigned shards() const override { return partition_.shards(); }
    Duration window() const override {
        return Duration::nanoseconds(std::int64_t{1} << window_bits_);
    }
    EngineKind kind() const override { return EngineKind::Window; }

  private:
    /// What the threads of one run_until share.
    struct Round;

    void take(Timer timer) override;
    void take(const Parcel& parcel) override;
    RunOutcome run_alone(Time end, const std::atomic<bool>* stop);
    RunOutcome run_together(Time end, const std::atomic<bool>* stop);
    void work(unsigned shard, Round& round);
    void run_share(unsigned shard, std::int64_t window, unsigned parity, Round& round);
    /// This window and those after it while they have few events, on the first thread alone.
    void run_for_all(std::int64_t window, unsigned parity, Round& round);
    std::int64_t earliest() const;
    void collect_mail(unsigned shard, unsigned parity);

    Model& model_;
    unsigned window_bits_;
    std::uint64_t share_from_;
    Partition partition_;
    std::vector<std::unique_ptr<Shard>> shards_;
    Outbox outside_;
    Time now_;
};

}  // namespace fleetsim::sim
