// What the benchmarks of the kernel have in common: a model that starts itself and can be digested,
// and the measured run of it.
#pragma once

#include "cli/bench.hpp"
#include "sim/model.hpp"

namespace fleetsim::cli {

class BenchModel : public sim::Model {
  public:
    /// Puts the first events.
    virtual void begin(sim::Outbox& outbox) = 0;
    /// A model without state leaves the digest to the kernel, which hashes every event for it.
    virtual bool has_state() const { return true; }
    /// Of the state of every entity; the order of its events shows in it.
    virtual std::uint64_t state_digest() const = 0;
};

/// Makes the model with `make` and runs it; memory is counted from before it is made.
/// `events_per_second`, of all entities and virtual time, sets the default length of the run.
BenchAnswer run_kernel_bench(const BenchOptions& options, sim::Duration window,
                             double events_per_second,
                             const std::function<std::unique_ptr<BenchModel>()>& make);

}  // namespace fleetsim::cli
