// Findings: what the figures of a run come to, in sentences, where the scenario's question asks for
// more than a total: how a storm ended, what a message costs, what became of a published claim.
// Models     each finding is drawn from the results file alone; one that the run has no figures for
//            is absent.
// Leaves out goals and totals (results/overview.hpp), several runs (results/compare.hpp).
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
    double lost = 0;                          ///< of them
    std::optional<sim::Duration> nearly_all;  ///< until 99 % were back; nothing: they were not
    std::optional<sim::Duration> all;
    std::optional<double> connects_peak;  ///< the most connects per second meanwhile, a mean
    sim::Duration sampled_every{};        ///< of so long
};

/// From the series of the broker's connections, or of a fleet's where its devices lost clearly
/// more, or lost them before: a broker that nobody reaches misses its clients only after their
/// keep alive, and not at all who is back before. A loss is sudden where more than a tenth goes
/// from one column of the series to the next, and more than chance would take; what had fallen
/// since the fault before it belongs to it. What came back before the next sample after a fault
/// is found in what the fleets lost. Times are as exact as the sampling interval.
std::optional<Storm> find_storm(const Query& query, RunId run);
std::string storm_sentence(const Storm& storm);

/// How many connections the devices lost in the run; empty where it is less than one of ten
/// devices, or not much more than the storm that is told.
std::string losses_sentence(const Overview& overview, const std::optional<Storm>& storm);

/// What one message, sent or received, costs a fleet, with everything that keeps it connected.
struct MessageCost {
    double messages = 0;
    std::optional<double> bytes;  ///< of IP packets, both directions
    std::optional<double> joules;
};
/// Nothing for a fleet that carried no messages.
std::optional<MessageCost> message_cost(const FleetOverview& fleet);
/// Of all fleets; two are set against each other.
std::string message_cost_sentence(const Overview& overview);

/// What share of the devices' messages they dropped themselves, and why; empty where none was.
std::string unsent_sentence(const Overview& overview);

/// What share of the messages that arrived at the broker it did not take, and why; empty where it
/// took all.
std::string not_taken_sentence(const Overview& overview);

/// What share of the copies for subscribers the broker dropped, and why; empty where none was.
std::string drops_sentence(const Overview& overview);

/// How often each rule fired, of more than a few the sum; whether an action, an error action or a
/// call of a function failed, or rules went round in a loop.
std::string rules_sentence(const Overview& overview);

/// "93x faster throughput: published 93, simulated 88: reproduces".
std::string claim_sentence(const Claim& claim);

}  // namespace fleetsim::results
