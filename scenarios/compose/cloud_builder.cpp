#include "scenarios/compose/cloud_builder.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "models/cloud/shadow_service.hpp"
#include "models/device/messages.hpp"
#include "scenarios/compose/values.hpp"

namespace fleetsim::scenarios::compose {

namespace {

using device::Reaction;

void append(mqtt::TopicPattern& topic, const std::string& text) {
    (topic.numbered ? topic.after : topic.before) += text;
}

/// The same in the words of a scenario.
TopicPattern written_topic(const Fleet& fleet, const std::string& rest) {
    TopicPattern topic;
    topic.parts.push_back({TopicPart::Kind::Literal, "$aws/things/", std::nullopt});
    for (const TopicPart& part : fleet.client_id.parts) topic.parts.push_back(part);
    topic.parts.push_back({TopicPart::Kind::Literal, rest, std::nullopt});
    topic.written = "$aws/things/" + fleet.client_id.written + rest;
    return topic;
}

std::vector<std::string> shadow_subscriptions(const ShadowClient& shadow) {
    const std::string path = shadow_path(shadow);
    std::vector<std::string> topics = {path + "/update/delta", path + "/get/accepted",
                                       path + "/get/rejected"};
    if (shadow.confirms) {
        topics.push_back(path + "/update/accepted");
        topics.push_back(path + "/update/rejected");
    }
    return topics;
}

std::vector<const RolloutJob*> jobs_of(const Fleet& fleet, const Scenario& scenario) {
    std::vector<const RolloutJob*> jobs;
    for (const RolloutJob& job : scenario.jobs)
        if (scenario.fleet(job.fleet).name == fleet.name) jobs.push_back(&job);
    return jobs;
}

class ReactionBuilder {
  public:
    ReactionBuilder(const Fleet& fleet, const wire::Stack& stack, FleetContext& context,
                    device::DeviceClass& type)
        : fleet_(fleet), stack_(stack), context_(context), type_(type) {}

    void add_shadow(const ShadowClient& shadow) {
        const std::string path = shadow_path(shadow);
        const auto qos = static_cast<std::uint8_t>(shadow.qos);
        Reaction get{.when_connected = true};
        if (shadow.is_versioned) get.to.push_back(pattern(path + "/update/rejected"));
        add(path + "/get", qos, get);
        const auto versioned = shadow.is_versioned ? cloud::ShadowService::Versioned::Yes
                                                   : cloud::ShadowService::Versioned::No;
        add(path + "/update", qos,
            {.to = {pattern(path + "/update/delta"), pattern(path + "/get/accepted")},
             .after = shadow.apply_after,
             .says = {.payload_bytes = cloud::ShadowService::report_bytes(versioned),
                      .repeats_document = true,
                      .repeats_key = shadow.is_versioned}});
    }

    void add_jobs(const std::vector<const RolloutJob*>& jobs) {
        if (jobs.empty()) return;
        add(kNextJobPath, kJobQos, {.when_connected = true, .says = {.payload_bytes = 2}});
        for (const RolloutJob* job : jobs) add_job(*job);
    }

  private:
    static constexpr std::uint8_t kJobQos = 1;

    static Reaction::Says says(cloud::ExecutionStatus status) {
        return {.code = static_cast<std::uint32_t>(status),
                .payload_bytes = static_cast<std::uint32_t>(cloud::update_text(status).size())};
    }

    void add_job(const RolloutJob& job) {
        const auto number = static_cast<std::uint32_t>(&job - context_.scenario.jobs.data());
        add(job_path(job), kJobQos,
            {.to = {pattern(kNotifyPath), pattern(std::string(kNextJobPath) + "/accepted")},
             .only_code = number + 1,
             .after = job.reacts_after,
             .begins_task = true,
             .says = says(cloud::ExecutionStatus::InProgress)});
        Reaction done{.follows = type_.programs.size() - 1,
                      .after = job.takes,
                      .ends_task = true,
                      .says = says(cloud::ExecutionStatus::Succeeded),
                      .fails = job.fails,
                      .says_failed = says(cloud::ExecutionStatus::Failed)};
        if (job.download) done.download = file_of(*job.download);
        add(job_path(job), kJobQos, std::move(done));
        // And asks whether there is more to do, such as another try of the same.
        add(kNextJobPath, kJobQos,
            {.follows = type_.programs.size() - 1, .says = {.payload_bytes = 2}});
    }

    /// A GET on a connection of its own, with a full handshake, from the broker's neighbourhood.
    wire::Exchange file_of(sim::Bytes size) const {
        const std::string host = fleet_.tls ? fleet_.tls->server_name : "";
        const wire::ConnectionCosts costs(stack_);
        return costs.whole(wire::Opening::Full,
                           device::poll_messages(host, "/firmware", size.count()));
    }

    std::uint16_t pattern(const std::string& rest) {
        return context_.patterns.number_of(thing_topic(fleet_, rest));
    }

    void add(const std::string& rest, std::uint8_t qos, Reaction reaction) {
        const mqtt::TopicPattern topic = thing_topic(fleet_, rest);
        type_.reacts = true;
        type_.programs.push_back(
            {.pattern = context_.patterns.number_of(topic, patterns_of(type_)),
             .topic = topic,
             .number = topic.numbered ? device::TopicNumber::OwnId : device::TopicNumber::None,
             .qos = qos,
             .reaction = std::move(reaction)});
    }

    const Fleet& fleet_;
    const wire::Stack& stack_;
    FleetContext& context_;
    device::DeviceClass& type_;
};

cloud::ExecutionOutcome outcome_of(RolloutJob::On on) {
    switch (on) {
        case RolloutJob::On::TimedOut:
            return cloud::ExecutionOutcome::TimedOut;
        case RolloutJob::On::Rejected:
            return cloud::ExecutionOutcome::Rejected;
        case RolloutJob::On::Failed:
            break;
    }
    return cloud::ExecutionOutcome::Failed;
}

}  // namespace

mqtt::TopicPattern thing_topic(const Fleet& fleet, const std::string& rest) {
    return build_topic(written_topic(fleet, rest));
}

std::string shadow_path(const ShadowClient& shadow) {
    return shadow.name.empty() ? "/shadow" : "/shadow/name/" + shadow.name;
}

std::string job_path(const RolloutJob& job) { return "/jobs/" + job.name + "/update"; }

void add_service_subscriptions(Scenario& scenario) {
    for (Fleet& fleet : scenario.fleets) {
        std::vector<std::string> topics;
        Qos qos = Qos::AtLeastOnce;
        if (fleet.shadow) {
            topics = shadow_subscriptions(*fleet.shadow);
            qos = fleet.shadow->qos;
        }
        for (const std::string& rest : topics)
            fleet.subscribe.push_back({.filter = written_topic(fleet, rest), .qos = qos});
        const auto jobs = jobs_of(fleet, scenario);
        topics.clear();
        if (!jobs.empty()) topics = {kNotifyPath, std::string(kNextJobPath) + "/accepted"};
        for (const RolloutJob* job : jobs) {
            topics.push_back(job_path(*job) + "/accepted");
            topics.push_back(job_path(*job) + "/rejected");
        }
        for (const std::string& rest : topics)
            fleet.subscribe.push_back(
                {.filter = written_topic(fleet, rest), .qos = Qos::AtLeastOnce});
    }
}

void add_reactions(const Fleet& fleet, const wire::Stack& stack, FleetContext& context,
                   device::DeviceClass& type) {
    ReactionBuilder builder(fleet, stack, context, type);
    if (fleet.shadow) builder.add_shadow(*fleet.shadow);
    builder.add_jobs(jobs_of(fleet, context.scenario));
}

void add_answer_topics(const Scenario& scenario, mqtt::PatternList& patterns) {
    const std::vector<mqtt::TopicPattern> before(patterns.all().begin(), patterns.all().end());
    for (const mqtt::TopicPattern& topic : before) {
        const std::string sample = topic.text(0);
        if (!cloud::read_shadow_topic(sample)) continue;
        for (const std::string& answer : cloud::shadow_answers(sample)) {
            mqtt::TopicPattern pattern = topic;
            append(pattern, answer.substr(sample.size()));
            patterns.number_of(pattern);
        }
    }
    for (const RolloutJob& job : scenario.jobs) {
        const Fleet& fleet = scenario.fleet(job.fleet);
        patterns.number_of(thing_topic(fleet, kNotifyPath));
        patterns.number_of(thing_topic(fleet, std::string(kNextJobPath) + "/accepted"));
        for (const char* end : {"/accepted", "/rejected"})
            patterns.number_of(thing_topic(fleet, job_path(job) + end));
    }
}

std::vector<cloud::Rollout> build_rollouts(const Scenario& scenario) {
    std::vector<cloud::Rollout> rollouts;
    for (const RolloutJob& job : scenario.jobs) {
        cloud::JobRules rules{.per_minute = job.per_minute,
                              .most_per_minute = job.most_per_minute,
                              .time_out = job.time_out};
        if (job.factor > 1)
            rules.rise = cloud::JobRules::Rise{.factor = job.factor,
                                               .of = job.of == RolloutJob::Of::Notified
                                                         ? cloud::JobRules::Rise::Of::Notified
                                                         : cloud::JobRules::Rise::Of::Succeeded,
                                               .each = job.each};
        for (const RolloutJob::Abort& abort : job.aborts)
            rules.aborts.push_back({.on = outcome_of(abort.on),
                                    .threshold = abort.share,
                                    .after_at_least = abort.at_least});
        const std::string document =
            job.download
                ? fmt::format(R"({{"operation":"{}","bytes":{}}})", job.name, job.download->count())
                : fmt::format(R"({{"operation":"{}"}})", job.name);
        rollouts.emplace_back(cloud::RolloutSpec{.name = job.name,
                                                 .rules = std::move(rules),
                                                 .start = job.at,
                                                 .things = scenario.fleet(job.fleet).count,
                                                 .document = document,
                                                 .retries = static_cast<int>(job.retries)});
    }
    return rollouts;
}

std::vector<cloud::LearningService> build_learning(const Scenario& scenario) {
    std::vector<cloud::LearningService> services;
    for (const FailurePredictor& from : scenario.predictors)
        services.emplace_back(cloud::LearningSpec{.name = from.name,
                                                  .horizon = from.horizon,
                                                  .first = sim::Time::at(from.train_first),
                                                  .every = from.train_every,
                                                  .most_examples = from.most_examples});
    return services;
}

}  // namespace fleetsim::scenarios::compose
