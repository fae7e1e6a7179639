// Findings: what the figures of a run come to, in sentences, where the scenario's question asks for
// more than a total: how a storm ended, what a message costs, what became of a published claim.
// Models     each finding is drawn from the results file alone; one that the run has no figures for
//            is absent.
// Leaves out goals and totals (results/answer.hpp), several runs (results/compare.hpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "results/query.hpp"

namespace fleetsim::results {

struct FleetOverview;
struct Overview;

/// The greatest sudden loss of connections, and how they came back.
struct Storm {
    std::string fleet;                        ///< whose; empty: the broker's, of all clients
    sim::Time at;                             ///< of the last sample before the loss
    double before = 0;                        ///< connections
    double lost = 0;                          ///< connections lost, of those before
    bool shows = true;                        ///< in the level: it fell by half of that or more
    std::optional<sim::Duration> nearly_all;  ///< until 99 % were back; absent: they never were
    std::optional<sim::Duration> all;
    std::optional<double> connects_peak;  ///< most connects a second until all were back
    sim::Duration sampled_every{};        ///< what connects_peak is a mean over
};

/// Looks at the broker's connections over time. Where a network is gone the broker misses its
/// clients only after their keep-alive, and never misses those that are back before it is over. So
/// a fleet's own series is taken instead where its devices lost clearly more, or lost them earlier,
/// or where the broker's does not show the loss, and so not when they were back.
/// A loss is sudden if from one sample to the next more than a tenth of the connections end, and
/// more than chance explains; what ended earlier, since the fault before that sample, is counted
/// with it. Connections that were lost and back between two samples are added from the fleets'
/// counters. Times are exact to within a sampling interval.
std::optional<Storm> find_storm(const Query& query, RunId run);
std::string storm_sentence(const Storm& storm);

/// How many connections the devices lost in the run. Empty where that is fewer than one for ten
/// devices, or at most half as many again as in `storm`, which has a sentence of its own.
std::string losses_sentence(const Overview& overview, const std::optional<Storm>& storm);

/// What one message, sent or received, costs a fleet, with everything that keeps it connected.
struct MessageCost {
    double messages = 0;
    std::optional<double> bytes;  ///< of IP packets, both directions
    std::optional<double> joules;
};
/// Nothing for a fleet that carried no messages.
std::optional<MessageCost> message_cost(const FleetOverview& fleet);
/// One sentence for all fleets; where there are two, how many times one costs the other.
std::string message_cost_sentence(const Overview& overview);

/// What share of the devices' messages they dropped themselves, and why; empty where none was.
std::string unsent_sentence(const Overview& overview);

/// What share of the messages that arrived at the broker it did not take, and why; empty where it
/// took all.
std::string not_taken_sentence(const Overview& overview);

/// What share of the copies for subscribers the broker dropped, and why; empty where none was.
std::string drops_sentence(const Overview& overview);

/// How often each rule fired (where there are many rules: all of them together), and whether
/// actions, error actions or calls of functions failed, or rules went round in a loop.
std::string rules_sentence(const Overview& overview);

/// "93x faster throughput: published 93, simulated 88: reproduces".
std::string claim_sentence(const Claim& claim);

}  // namespace fleetsim::results
