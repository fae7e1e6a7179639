#include "models/cloud/rollout.hpp"

#include <fmt/format.h>

namespace fleetsim::cloud {

namespace {

bool has_ended(ExecutionStatus status) { return status >= ExecutionStatus::Succeeded; }

ExecutionOutcome outcome_of(ExecutionStatus status) {
    switch (status) {
        case ExecutionStatus::Succeeded:
            return ExecutionOutcome::Succeeded;
        case ExecutionStatus::Rejected:
            return ExecutionOutcome::Rejected;
        case ExecutionStatus::TimedOut:
            return ExecutionOutcome::TimedOut;
        default:
            return ExecutionOutcome::Failed;
    }
}

}  // namespace

std::string_view to_text(ExecutionStatus status) {
    constexpr std::array<std::string_view, kExecutionStatuses> kTexts = {
        "UNRELEASED", "QUEUED",    "IN_PROGRESS", "SUCCEEDED",
        "FAILED",     "TIMED_OUT", "REJECTED",    "CANCELED"};
    return kTexts[static_cast<std::size_t>(status)];
}

std::string update_text(ExecutionStatus status) {
    return fmt::format(R"({{"status":"{}"}})", to_text(status));
}

Rollout::Rollout(RolloutSpec spec)
    : spec_(std::move(spec)),
      job_(spec_.rules, spec_.things, spec_.start),
      executions_(spec_.things) {
    counts_[0] = spec_.things;
}

sim::Time Rollout::next_due() const {
    sim::Time due = job_.next_release();
    if (spec_.rules.time_out && !begun_.empty())
        due = std::min(due, begun_.front().at + *spec_.rules.time_out);
    return due;
}

void Rollout::move(std::uint32_t number, ExecutionStatus to) {
    Execution& execution = executions_[number];
    --counts_[static_cast<std::size_t>(execution.status)];
    ++counts_[static_cast<std::size_t>(to)];
    execution.status = to;
}

ThingMessage Rollout::describing(std::uint32_t number, ThingMessage::Topic topic,
                                 sim::Time now) const {
    const Execution& execution = executions_[number];
    ThingMessage out{.number = number, .topic = topic, .message = {}};
    if (execution.status != ExecutionStatus::Queued &&
        execution.status != ExecutionStatus::InProgress) {
        out.message.payload = fmt::format(R"({{"timestamp":{}}})", seconds_of(now));
        return out;
    }
    out.message.payload = fmt::format(
        R"({{"timestamp":{},"execution":{{"jobId":"{}","status":"{}","queuedAt":{},)"
        R"("lastUpdatedAt":{},"versionNumber":1,"executionNumber":{},"jobDocument":{}}}}})",
        seconds_of(now), spec_.name, to_text(execution.status), seconds_of(execution.queued_at),
        seconds_of(execution.queued_at), execution.tries + 1, spec_.document);
    out.message.key = execution.tries + 1u;
    return out;
}

void Rollout::queue(std::uint32_t number, sim::Time now, std::vector<ThingMessage>& messages) {
    move(number, ExecutionStatus::Queued);
    executions_[number].queued_at = now;
    ++notifications_;
    messages.push_back(describing(number, ThingMessage::Topic::NotifyNext, now));
}

void Rollout::advance(sim::Time now, std::vector<ThingMessage>& messages) {
    while (spec_.rules.time_out && !begun_.empty() &&
           begun_.front().at + *spec_.rules.time_out <= now) {
        const Begun first = begun_.front();
        begun_.pop_front();
        const Execution& execution = executions_[first.number];
        const bool is_current =
            execution.status == ExecutionStatus::InProgress && execution.started_at == first.at;
        if (is_current) end(first.number, ExecutionStatus::TimedOut, now, messages);
    }
    const auto first = static_cast<std::uint32_t>(job_.released());
    job_.release(now);
    for (std::uint32_t number = first; number < job_.released(); ++number) {
        executions_[number].released_at = now;
        queue(number, now, messages);
    }
}

void Rollout::on_get(std::uint32_t number, sim::Time now, std::vector<ThingMessage>& messages) {
    messages.push_back(describing(number, ThingMessage::Topic::GetAccepted, now));
}

void Rollout::on_update(std::uint32_t number, ExecutionStatus status, sim::Time now,
                        std::vector<ThingMessage>& messages) {
    Execution& execution = executions_[number];
    const bool begins =
        status == ExecutionStatus::InProgress && execution.status == ExecutionStatus::Queued;
    const bool ends = has_ended(status) && (execution.status == ExecutionStatus::InProgress ||
                                            execution.status == ExecutionStatus::Queued);
    if (!begins && !ends) {
        // Too late, or twice: the execution is in another state by now.
        messages.push_back({.number = number,
                            .topic = ThingMessage::Topic::UpdateRejected,
                            .message = {.payload = fmt::format(
                                            R"({{"code":"InvalidStateTransition","timestamp":{}}})",
                                            seconds_of(now))}});
        return;
    }
    if (begins) {
        move(number, status);
        execution.started_at = now;
        begun_.push_back({number, now});
        if (!first_begun_) first_begun_ = now;
    }
    messages.push_back(
        {.number = number,
         .topic = ThingMessage::Topic::UpdateAccepted,
         .message = {.payload = fmt::format(R"({{"timestamp":{}}})", seconds_of(now))}});
    if (ends) end(number, status, now, messages);
}

void Rollout::end(std::uint32_t number, ExecutionStatus how, sim::Time now,
                  std::vector<ThingMessage>& messages) {
    Execution& execution = executions_[number];
    const bool may_retry = how == ExecutionStatus::Failed || how == ExecutionStatus::TimedOut;
    if (may_retry && execution.tries < spec_.retries && job_.status() == Job::Status::InProgress) {
        ++execution.tries;
        ++retried_;
        return queue(number, now, messages);
    }
    move(number, how);
    if (how == ExecutionStatus::Succeeded) {
        time_to_succeed_.record((now - execution.released_at).count());
        last_succeeded_ = now;
    }
    job_.report(number, outcome_of(how));
    take_back_if_aborted();
}

void Rollout::take_back_if_aborted() {
    if (is_taken_back_ || job_.status() != Job::Status::Canceled) return;
    is_taken_back_ = true;
    for (std::uint32_t number = 0; number < executions_.size(); ++number) {
        const ExecutionStatus status = executions_[number].status;
        if (status == ExecutionStatus::Queued) move(number, ExecutionStatus::Canceled);
    }
}

}  // namespace fleetsim::cloud
