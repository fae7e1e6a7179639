// Overview: the figures of a run that a planner asks for first, gathered by name.
// Models     what the terminal summary, the report's first page and the desktop application's
//            overview show; a figure the run did not store is absent, never zero.
// Leaves out series, and everything results/names.hpp does not name.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "results/account.hpp"
#include "results/goals.hpp"
#include "results/query.hpp"

namespace fleetsim::results {

struct Percentiles {
    std::string component;
    Metric metric;
    std::int64_t count = 0;
    double mean = 0;
    double p50 = 0;
    double p95 = 0;
    double p99 = 0;
    double p999 = 0;
    double most = 0;
    double p5 = 0;
};

struct LayerBytes {
    std::string layer;
    double up = 0;
    double down = 0;
};

struct ConsumerEnergy {
    std::string consumer;
    double joules = 0;
};

using Reasons =
    std::vector<std::pair<std::string, double>>;  ///< reason and count; none with a count of zero

struct FleetOverview {
    std::string name;
    std::optional<double> devices;     ///< the fleet's size
    std::optional<double> devices_on;  ///< at the end
    std::optional<double> empty_batteries;
    std::optional<double> without_power;  ///< at the end, after a cut of the mains
    std::optional<double> connections_peak;
    std::optional<double> connections_mean;
    double connections_lost = 0;  ///< without those that its own devices closed
    std::optional<double> publishes;
    std::optional<double> given_up;  ///< publishes by HTTPS without a good answer to the last try
    Reasons dropped;                 ///< publishes by MQTT that its devices never sent
    std::optional<double> received;
    std::vector<LayerBytes> layers;  ///< innermost first
    std::optional<LayerBytes> link;  ///< bytes with the framing of the link
    std::optional<LayerBytes> packets;
    std::vector<ConsumerEnergy> consumers;        ///< greatest first
    std::optional<double> joules_per_device_day;  ///< while it is on
    std::optional<Percentiles> life_days;

    /// Devices that were on at some time of the run.
    double switched_on() const;
    double bytes_up() const;
    double bytes_down() const;
    double joules() const;
};

struct AppOverview {
    std::string name;
    std::optional<double> publishes;
    std::optional<double> received;
};

struct RuleOverview {
    std::string name;
    double evaluated = 0;
    double fired = 0;
    double failed_actions = 0;
    double failed_error_actions = 0;
    double looped = 0;  ///< messages it would have republished into a loop
};

struct BrokerOverview {
    std::optional<double> connections_peak;
    std::optional<double> connections_mean;
    std::optional<double> messages_in;
    std::optional<double> messages_out;
    double moved = 0;   ///< connections closed to balance its machines
    Reasons not_taken;  ///< messages that arrived
    Reasons dropped;    ///< copies for subscribers
    Reasons refused;    ///< connections
    struct Unanswered {
        std::string why;
        std::string_view metric;  ///< the broker's metric that holds the count
        double count = 0;
    };
    std::vector<Unanswered> unanswered;  ///< attempts to connect that got no answer
};

struct Overview {
    Run run;
    std::string connections_are;  ///< what the broker's count is of: "MQTT connections"
    sim::Duration measured{};     ///< simulated, without the warm-up
    std::vector<FleetOverview> fleets;
    std::vector<AppOverview> apps;
    std::vector<RuleOverview> rules;
    double function_calls = 0;  ///< of all rules' statements
    double failed_function_calls = 0;
    double looped_requests = 0;  ///< to shadows, of rules that hear their answers
    BrokerOverview broker;
    std::vector<Percentiles> latencies;  ///< the broker's first
    std::vector<BookCosts> costs;
    std::vector<QuotaUse> quotas;  ///< least margin first
    std::vector<Refusal> refusals;
    std::vector<Goal> goals;
    std::vector<Ledger> ledgers;
    std::vector<Claim> claims;       ///< those stated as a whole
    std::vector<LogEntry> warnings;  ///< and errors

    std::size_t goals_missed() const;
    std::size_t goals_unknown() const;
    /// False where one does not close, and then nothing else may be trusted.
    bool are_ledgers_closed() const;
};

/// Throws sim::InputError where the file has no such run.
Overview overview(const Query& query, RunId run);

}  // namespace fleetsim::results
