// Job: one operation on many devices, rolled out at a rate and stopped when too much fails.
// Models     AWS IoT Jobs: a rate of executions a minute, constant or rising exponentially as
//            devices are notified or succeed; abort criteria; cancellation.
// Leaves out scheduled windows; executions' states, time-outs and retries (rollout.hpp).
// Source     AWS IoT developer guide, "Job rollout and abort configuration". Rates 1 to 1000 a
//            minute.
// Error      none. Executions are released evenly within a minute; the service does not say how.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/time.hpp"

namespace fleetsim::cloud {

enum class ExecutionOutcome : std::uint8_t { Succeeded, Failed, Rejected, TimedOut };

struct JobRules {
    /// The rate is multiplied each time so many devices have been notified, or have succeeded.
    struct Rise {
        enum class Of : std::uint8_t { Notified, Succeeded };
        double factor = 2;
        Of of = Of::Succeeded;
        std::int64_t each = 1000;
    };
    struct Abort {
        ExecutionOutcome on = ExecutionOutcome::Failed;
        double threshold = 0.1;           ///< share of the executions that ended
        std::int64_t after_at_least = 1;  ///< checked once this many have ended
    };
    double per_minute = 1000;  ///< at the start
    double most_per_minute = 1000;
    std::optional<Rise> rise;
    std::vector<Abort> aborts;
    std::optional<sim::Duration> time_out;  ///< of an execution, from when it is in progress
};

class Job {
  public:
    enum class Status : std::uint8_t { InProgress, Completed, Canceled };

    Job(const JobRules& rules, std::int64_t targets, sim::Time start);

    /// When the next execution is released; never() if none is left.
    sim::Time next_release() const;
    /// Releases those due by `now` and gives their number. Executions are numbered in this order.
    std::int64_t release(sim::Time now);
    /// The outcome of execution `number`. One that has ended already changes nothing.
    void report(std::int64_t number, ExecutionOutcome outcome);
    void cancel();

    Status status() const { return status_; }
    std::int64_t released() const { return released_; }
    std::int64_t ended() const { return ended_; }
    std::int64_t count(ExecutionOutcome outcome) const {
        return outcomes_[static_cast<std::size_t>(outcome)];
    }

  private:
    void adapt_rate();
    void settle();

    JobRules rules_;
    std::int64_t targets_;
    Status status_ = Status::InProgress;
    double per_minute_;
    std::int64_t risen_ = 0;  ///< how many times the rate was raised
    sim::Time next_;
    std::int64_t released_ = 0;
    std::int64_t ended_ = 0;
    std::int64_t outcomes_[4] = {};
    std::vector<bool> has_ended_;
};

}  // namespace fleetsim::cloud
