// RunRecord: carries what a world says of itself into a results file while it runs.
// Models     the last step of docs/architecture.md, world -> results: names and numbers on one
//            side, plain values on the other; results/ never sees a model, scenarios/ never sees a
//            file.
#pragma once

#include <filesystem>
#include <vector>

#include "results/recorder.hpp"
#include "scenarios/compose/fingerprint.hpp"
#include "scenarios/compose/goal_check.hpp"
#include "scenarios/compose/history.hpp"
#include "scenarios/compose/observe.hpp"
#include "scenarios/compose/observe_account.hpp"
#include "scenarios/language/loader.hpp"

namespace fleetsim::cli {

/// A figure of a profile as a results file keeps it; the source says if it is unverified.
results::Assumption assumption_of(const profile::Figure& figure);

class RunRecord {
  public:
    RunRecord(const std::filesystem::path& file, const results::RunDescription& description,
              const language::Loaded& loaded, const scenarios::compose::World& world);

    /// Stores the figures at `now`.
    void sample(sim::Time now, const scenarios::compose::World& world);
    /// What was counted so far is left out of the figures, though not of the ledgers.
    void end_warm_up(sim::Time now, const scenarios::compose::World& world);
    /// Stores what is known at the end. Returns whether every goal was met.
    enum class Goals { Met, Missed };
    Goals conclude(const scenarios::compose::World& world,
                   const std::vector<scenarios::compose::Ledger>& ledgers);
    void commit(sim::Time now) { recorder_.commit(now); }
    void finish(const results::Outcome& outcome) { recorder_.finish(outcome); }

    results::RunId run() const { return recorder_.run(); }

  private:
    void log_faults(sim::Time now);
    void store_scalars(const std::vector<scenarios::compose::Figure>& totals);
    void store_distributions(const std::vector<scenarios::compose::Distribution>& distributions);
    void store_ledgers(const std::vector<scenarios::compose::Ledger>& ledgers);
    Goals store_goals(const scenarios::compose::Findings& findings);

    const scenarios::Scenario& scenario_;
    results::Recorder recorder_;
    scenarios::compose::History history_;
    /// As they were when the warm-up ended; empty without one.
    std::vector<scenarios::compose::Figure> totals_before_;
    std::vector<scenarios::compose::Distribution> distributions_before_;
    std::vector<results::SeriesId> series_;  ///< by line of the history
    std::vector<scenarios::Fault> faults_;   ///< in the order of their times
    std::size_t faults_logged_ = 0;
};

}  // namespace fleetsim::cli
