#include "scenarios/compose/observe_cloud.hpp"

namespace fleetsim::scenarios::compose {

namespace {

void add_rules(const cloud::RuleStage& stage, FigureList& list) {
    for (std::size_t i = 0; i < stage.rules().size(); ++i) {
        const cloud::RuleCounts& counts = stage.counts(i);
        list.in("rule/" + stage.rules()[i].name);
        list.counter("evaluated_total", "1", counts.evaluated);
        list.counter("throttled_total", "1", counts.throttled);
        list.counter("fired_total", "1", counts.fired);
        list.counter("actions_total", "1", counts.actions);
        list.counter("failed_actions_total", "1", counts.failed);
        list.counter("error_actions_total", "1", counts.error_actions);
        list.counter("failed_error_actions_total", "1", counts.failed_error_actions);
        list.counter("dropped_loop_total", "1", counts.looped);
    }
    if (stage.rules().empty()) return;
    list.in("rules");
    list.counter("function_calls_total", "1", stage.calls());
    list.counter("failed_function_calls_total", "1", stage.failed_calls());
}

void add_sinks(const cloud::RuleStage& stage, sim::Time now, FigureList& list) {
    for (std::size_t i = 0; i < stage.sink_count(); ++i) {
        const cloud::Sink& sink = stage.sink(i);
        const cloud::SinkCounts& counts = stage.sink_counts(i);
        list.in("sink/" + sink.name());
        list.counter("records_total", "1", sink.accepted());
        list.counter("payload_bytes_total", "B", counts.bytes);
        list.counter("throttled_total", "1", sink.throttled());
        list.counter("refused_total", "1", sink.refused());
        list.counter("timed_out_total", "1", sink.timed_out());
        list.counter("retries_total", "1", counts.retries);
        list.counter("cold_starts_total", "1", sink.cold_starts());
    }
    for (const auto& [sink, buffer] : stage.buffers()) {
        list.in("sink/" + stage.sink(sink).name());
        list.counter("objects_total", "1", buffer.objects());
        list.counter("written_bytes_total", "B", buffer.written().count());
        list.gauge("waiting_records", "1", buffer.waiting());
    }
    for (const auto& [sink, table] : stage.tables()) {
        list.in("table/" + table.spec().name);
        list.gauge("items", "1", table.count());
        list.counter("reads_total", "1", table.reads());
        list.counter("missed_reads_total", "1", table.missed());
    }
    for (const auto& [sink, consumer] : stage.consumers()) {
        list.in("reader/" + consumer.spec().name);
        list.counter("records_total", "1", consumer.records());
        list.counter("batches_total", "1", consumer.batches());
        list.gauge("waiting_records", "1", consumer.waiting());
        list.seconds("lag_seconds", consumer.lag(now));
    }
}

void add_shadows(const cloud::ShadowService& service, FigureList& list) {
    const cloud::ShadowCounts& counts = service.counts();
    list.in("shadow");
    list.gauge("shadows", "1", service.count());
    list.gauge("diverged", "1", counts.diverged);
    list.counter("gets_total", "1", counts.gets);
    list.counter("updates_total", "1", counts.updates);
    list.counter("deletes_total", "1", counts.deletes);
    list.counter("accepted_total", "1", counts.accepted);
    list.counter("rejected_total", "1", counts.rejected);
    list.counter("version_conflicts_total", "1", counts.conflicts);
    list.counter("deltas_total", "1", counts.deltas);
    list.counter("documents_total", "1", counts.documents);
    list.counter("answers_total", "1", counts.answers());
    list.ratio("answers_per_request_ratio", counts.requests() == 0
                                                ? 0
                                                : static_cast<double>(counts.answers()) /
                                                      static_cast<double>(counts.requests()));
}

void add_rollout(const cloud::Rollout& rollout, FigureList& list) {
    using enum cloud::ExecutionStatus;
    list.in("job/" + rollout.spec().name);
    list.gauge("unreleased", "1", rollout.count(Unreleased));
    list.gauge("queued", "1", rollout.count(Queued));
    list.gauge("in_progress", "1", rollout.count(InProgress));
    list.gauge("succeeded", "1", rollout.count(Succeeded));
    list.gauge("failed", "1", rollout.count(Failed));
    list.gauge("timed_out", "1", rollout.count(TimedOut));
    list.gauge("canceled", "1", rollout.count(Canceled));
    list.gauge("aborted", "1", rollout.status() == cloud::Job::Status::Canceled ? 1 : 0);
    list.counter("notifications_total", "1", rollout.notifications());
    list.counter("retries_total", "1", rollout.retried());
}

/// One training's figures; all zero before it has happened.
void add_training(const std::string& component, const cloud::Training* training, FigureList& list) {
    list.in(component);
    const cloud::AlarmTally none{{}};
    const cloud::AlarmTally& tally = training != nullptr ? training->tally : none;
    list.gauge("deployed", "1", training != nullptr && training->is_deployed ? 1 : 0);
    list.gauge("healthy_examples", "1", training != nullptr ? training->healthy : 0);
    list.gauge("failing_examples", "1", training != nullptr ? training->failing : 0);
    list.gauge("right_alarms", "1", tally.right());
    list.gauge("wrong_alarms", "1", tally.wrong());
    list.gauge("failures", "1", tally.failures());
    list.gauge("foreseen_failures", "1", tally.foreseen());
    list.ratio("precision_ratio", tally.precision().value_or(0));
    list.ratio("recall_ratio", tally.recall().value_or(0));
    list.seconds("lead_time_seconds", tally.lead_time().value_or(sim::Duration{}));
}

void add_model(const cloud::LearningService& model, const Scenario& scenario, FigureList& list) {
    const std::string name = "model/" + model.spec().name;
    const auto& trainings = model.trainings();
    list.in(name);
    list.gauge("examples", "1", model.examples());
    list.gauge("trainings", "1", static_cast<std::int64_t>(trainings.size()));
    list.counter("malformed_examples_total", "1", model.malformed());
    list.counter("predictions_total", "1", model.predictions());
    list.counter("refused_predictions_total", "1", model.unlike_examples());
    const sim::Time end = sim::Time::at(scenario.duration);
    std::size_t number = 0;
    for (sim::Time at = model.spec().first; at < end; at += model.spec().every, ++number)
        add_training(name + "/training-" + std::to_string(number + 1),
                     number < trainings.size() ? &trainings[number] : nullptr, list);
}

}  // namespace

void add_cloud(const World& world, sim::Time now, FigureList& list) {
    const CloudTap& cloud = *world.cloud();
    add_rules(cloud.stage(), list);
    add_sinks(cloud.stage(), now, list);
    list.in("services");
    list.counter("messages_total", "1", cloud.sent().all);
    list.counter("unroutable_messages_total", "1", cloud.sent().unroutable);
    list.counter("dropped_loop_total", "1", cloud.sent().looped);
    if (cloud.has_shadows()) add_shadows(cloud.shadows(), list);
    if (cloud.looks_up_things()) {
        list.in("registry");
        list.counter("lookups_total", "1", cloud.registry_lookups().all);
        list.counter("missed_lookups_total", "1", cloud.registry_lookups().missed);
    }
    for (const cloud::Rollout& rollout : cloud.rollouts()) add_rollout(rollout, list);
    for (const cloud::LearningService& model : cloud.learning())
        add_model(model, world.scenario(), list);
}

void add_cloud_distributions(const CloudTap& cloud, std::vector<Distribution>& all) {
    const auto add = [&](std::string component, std::string metric,
                         const sim::Histogram& nanoseconds) {
        all.push_back({std::move(component), std::move(metric), "s", kNanosecond, nanoseconds});
    };
    const cloud::RuleStage& stage = cloud.stage();
    for (std::size_t i = 0; i < stage.sink_count(); ++i)
        add("sink/" + stage.sink(i).name(), "latency_seconds", stage.sink_counts(i).latency);
    for (const auto& [sink, buffer] : stage.buffers())
        add("sink/" + stage.sink(sink).name(), "buffer_wait_seconds", buffer.wait());
    for (const auto& [sink, consumer] : stage.consumers())
        add("reader/" + consumer.spec().name, "iterator_age_seconds", consumer.age());
    if (cloud.has_shadows())
        add("shadow", "converge_time_seconds", cloud.shadows().counts().converge_time);
    for (const cloud::Rollout& rollout : cloud.rollouts())
        add("job/" + rollout.spec().name, "time_to_succeed_seconds", rollout.time_to_succeed());
}

std::vector<Figure> rollout_times(const CloudTap& cloud, Unmeasured unmeasured) {
    const bool all = unmeasured == Unmeasured::Included;
    FigureList list;
    for (const cloud::Rollout& rollout : cloud.rollouts()) {
        list.in("job/" + rollout.spec().name);
        const auto begun = rollout.first_begun();
        const auto done = rollout.last_succeeded();
        const sim::Time begin = begun.value_or(sim::Time::zero());
        const sim::Time end = done.value_or(begin);
        if (begun || all) list.seconds("first_started_at_seconds", begin.since_start());
        if (done || all) list.seconds("last_succeeded_at_seconds", end.since_start());
        if ((begun && done) || all) list.seconds("took_seconds", end - begin);
    }
    return list.take();
}

}  // namespace fleetsim::scenarios::compose
