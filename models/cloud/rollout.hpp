// Rollout: one job on the things of a fleet, behind its topics.
//
//   $aws/things/THING/jobs/$next/get        a thing asks what to do, when it comes on line
//   $aws/things/THING/jobs/JOB/update       and says how far it is
//   $aws/things/THING/jobs/notify-next      the service calls it
//
// Models     one execution a thing, released at the job's rate, notified, in progress, ended; a
//            time-out that begins with the progress; failed and timed-out executions queued again
//            so many times; an aborted job, which takes back what has not begun.
// Leaves out several jobs queued for one thing: each job has its own turn; jobs/get, describe.
// Source     AWS IoT developer guide, "Jobs MQTT API", "Job execution states".     Error none.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/cloud/job.hpp"
#include "models/cloud/service_message.hpp"
#include "sim/stats/histogram.hpp"
#include "sim/time.hpp"

namespace fleetsim::cloud {

enum class ExecutionStatus : std::uint8_t {
    Unreleased,
    Queued,
    InProgress,
    Succeeded,
    Failed,
    TimedOut,
    Rejected,
    Canceled,
};
inline constexpr std::size_t kExecutionStatuses = 8;
std::string_view to_text(ExecutionStatus status);

struct RolloutSpec {
    std::string name;
    JobRules rules;
    sim::Time start;
    std::uint32_t things = 0;
    std::string document = "{}";  ///< what the things are to do, JSON
    int retries = 0;              ///< of an execution that failed or timed out
};

/// A message for thing `number`.
struct ThingMessage {
    std::uint32_t number = 0;
    enum class Topic : std::uint8_t { NotifyNext, GetAccepted, UpdateAccepted, UpdateRejected };
    Topic topic = Topic::NotifyNext;
    ServiceMessage message;  ///< without its topic, which needs the thing's name
};

class Rollout {
  public:
    explicit Rollout(RolloutSpec spec);

    /// When it next does something of its own accord; never() if not.
    sim::Time next_due() const;
    /// Releases and times out what is due.
    void advance(sim::Time now, std::vector<ThingMessage>& messages);

    /// A thing asks for its next execution.
    void on_get(std::uint32_t number, sim::Time now, std::vector<ThingMessage>& messages);
    /// A thing reports; only InProgress, Succeeded, Failed and Rejected can be reported.
    void on_update(std::uint32_t number, ExecutionStatus status, sim::Time now,
                   std::vector<ThingMessage>& messages);

    const RolloutSpec& spec() const { return spec_; }
    Job::Status status() const { return job_.status(); }
    std::int64_t count(ExecutionStatus status) const {
        return counts_[static_cast<std::size_t>(status)];
    }
    std::int64_t retried() const { return retried_; }
    std::int64_t notifications() const { return notifications_; }
    /// ns from an execution's release to its success, those that failed before it included.
    const sim::Histogram& time_to_succeed() const { return time_to_succeed_; }
    /// When the first thing began, and when the last one succeeded so far.
    std::optional<sim::Time> first_begun() const { return first_begun_; }
    std::optional<sim::Time> last_succeeded() const { return last_succeeded_; }

  private:
    struct Execution {
        ExecutionStatus status = ExecutionStatus::Unreleased;
        std::uint8_t tries = 0;
        sim::Time released_at;
        sim::Time queued_at;  ///< the last time
        sim::Time started_at;
    };

    void move(std::uint32_t number, ExecutionStatus to);
    void queue(std::uint32_t number, sim::Time now, std::vector<ThingMessage>& messages);
    void end(std::uint32_t number, ExecutionStatus how, sim::Time now,
             std::vector<ThingMessage>& messages);
    void take_back_if_aborted();
    ThingMessage describing(std::uint32_t number, ThingMessage::Topic topic, sim::Time now) const;

    RolloutSpec spec_;
    Job job_;
    std::vector<Execution> executions_;
    std::array<std::int64_t, kExecutionStatuses> counts_{};
    /// Executions in the order they began, the first to time out in front.
    struct Begun {
        std::uint32_t number;
        sim::Time at;
    };
    std::deque<Begun> begun_;
    bool is_taken_back_ = false;
    std::int64_t retried_ = 0;
    std::int64_t notifications_ = 0;
    sim::Histogram time_to_succeed_;
    std::optional<sim::Time> first_begun_;
    std::optional<sim::Time> last_succeeded_;
};

/// The text of a thing's update, and the status such a text names; Queued for any other.
std::string update_text(ExecutionStatus status);

}  // namespace fleetsim::cloud
