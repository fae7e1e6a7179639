#include "models/cloud/job.hpp"

#include <algorithm>

#include "sim/check.hpp"

namespace fleetsim::cloud {

Job::Job(const JobRules& rules, std::int64_t targets, sim::Time start)
    : rules_(rules), targets_(targets), per_minute_(rules.per_minute), next_(start) {
    FLEET_CHECK(rules.per_minute > 0, "a job releases at least one execution a minute");
    settle();
}

sim::Time Job::next_release() const {
    const bool has_more = status_ == Status::InProgress && released_ < targets_;
    return has_more ? next_ : sim::Time::never();
}

std::int64_t Job::release(sim::Time now) {
    std::int64_t count = 0;
    while (next_release() <= now) {
        has_ended_.push_back(false);
        ++released_;
        ++count;
        adapt_rate();
        next_ += sim::Duration::from_seconds(60.0 / per_minute_);
    }
    return count;
}

void Job::adapt_rate() {
    if (!rules_.rise) return;
    const JobRules::Rise& rise = *rules_.rise;
    const std::int64_t reached =
        rise.of == JobRules::Rise::Of::Notified ? released_ : count(ExecutionOutcome::Succeeded);
    for (; risen_ < reached / rise.each; ++risen_) {
        per_minute_ = std::min(per_minute_ * rise.factor, rules_.most_per_minute);
    }
}

void Job::report(std::int64_t number, ExecutionOutcome outcome) {
    FLEET_CHECK(number >= 0 && number < released_, "an execution ends after its release");
    const auto index = static_cast<std::size_t>(number);
    if (has_ended_[index]) return;
    has_ended_[index] = true;
    ++ended_;
    ++outcomes_[static_cast<std::size_t>(outcome)];
    adapt_rate();
    settle();
}

void Job::cancel() {
    if (status_ == Status::InProgress) status_ = Status::Canceled;
}

/// Whether the job is over, or has failed too often to go on.
void Job::settle() {
    if (status_ != Status::InProgress) return;
    for (const JobRules::Abort& abort : rules_.aborts) {
        const auto bad = static_cast<double>(count(abort.on));
        const bool is_enough = ended_ >= std::max<std::int64_t>(1, abort.after_at_least);
        if (is_enough && bad >= abort.threshold * static_cast<double>(ended_)) {
            status_ = Status::Canceled;
            return;
        }
    }
    if (ended_ == targets_) status_ = Status::Completed;
}

}  // namespace fleetsim::cloud
