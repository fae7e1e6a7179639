#include "scenarios/compose/cloud_tap.hpp"

#include <algorithm>

#include "models/broker/pattern_relation.hpp"
#include "models/rules/calls.hpp"
#include "scenarios/compose/cloud_builder.hpp"
#include "sim/event_hash.hpp"

namespace fleetsim::scenarios::compose {

namespace {

constexpr int kDeepest = 10;  ///< services that answer one another, before a loop is cut
constexpr std::uint8_t kServiceQos = 1;

/// The text that a JSON text stands for, if it holds no escapes; names of things and models do not.
std::string_view unquoted(std::string_view json) {
    const bool is_text = json.size() >= 2 && json.front() == '"' && json.back() == '"';
    return is_text ? json.substr(1, json.size() - 2) : std::string_view{};
}

}  // namespace

bool CloudTap::is_needed(const Scenario& scenario, const mqtt::PatternList& patterns) {
    if (!scenario.rules.empty() || !scenario.jobs.empty()) return true;
    return std::any_of(patterns.all().begin(), patterns.all().end(),
                       [](const mqtt::TopicPattern& pattern) {
                           return cloud::read_shadow_topic(pattern.text(0)).has_value();
                       });
}

CloudTap::CloudTap(const Scenario& scenario, cloud::RuleStage stage, MessageTexts texts)
    : scenario_(&scenario),
      stage_(std::move(stage)),
      texts_(texts),
      rollouts_(build_rollouts(scenario)),
      learning_(build_learning(scenario)) {
    stage_.set_external(this);
    stage_.set_listener(this);
    find_roles(scenario);
    looks_up_things_ = std::any_of(
        stage_.rules().begin(), stage_.rules().end(),
        [](const auto& rule) { return rules::calls(rule.statement, "get_registry_data"); });
    if (!learning_.empty()) find_failures();
}

void CloudTap::find_roles(const Scenario& scenario) {
    const auto all = texts_.patterns().all();
    roles_.resize(all.size());
    for (std::size_t p = 0; p < all.size(); ++p) {
        if (cloud::read_shadow_topic(all[p].text(0))) roles_[p].kind = Role::Kind::Shadow;
        for (std::size_t j = 0; j < scenario.jobs.size(); ++j) {
            const RolloutJob& job = scenario.jobs[j];
            const Fleet& fleet = scenario.fleet(job.fleet);
            if (all[p] == thing_topic(fleet, kNextJobPath))
                roles_[p] = {.kind = Role::Kind::NextJob,
                             .fleet = static_cast<std::size_t>(job.fleet)};
            if (all[p] == thing_topic(fleet, job_path(job)))
                roles_[p] = {.kind = Role::Kind::JobUpdate, .job = j};
        }
        for (const Fleet& fleet : scenario.fleets)
            if (fleet.shadow && fleet.shadow->is_versioned &&
                all[p] == thing_topic(fleet, shadow_path(*fleet.shadow) + "/update"))
                roles_[p].versioned = cloud::ShadowService::Versioned::Yes;
    }
    has_shadows_ = std::any_of(roles_.begin(), roles_.end(),
                               [](const Role& role) { return role.kind == Role::Kind::Shadow; });
}

void CloudTap::find_failures() {
    const device::Population& population = texts_.population();
    for (std::uint32_t d = 0; d < population.count(); ++d) {
        if (!population.classes()[population.row(d).class_id].failure) continue;
        const device::Life life = population.life_of(d, population.start_of(d));
        failing_.push({life.fails, d, life});
    }
}

bool CloudTap::wants(std::uint16_t pattern) const {
    if (role_of(pattern).kind != Role::Kind::None) return true;
    return std::any_of(stage_.rules().begin(), stage_.rules().end(), [&](const auto& rule) {
        if (texts_.patterns()[pattern].before.starts_with("$aws/rules/" + rule.name + "/"))
            return true;  // Basic Ingest
        if (!rule.statement.filter) return false;
        const mqtt::TopicPattern filter{.before = std::string(*rule.statement.filter)};
        return broker::relate(filter, texts_.patterns()[pattern]).kind !=
               broker::PatternRelation::Kind::Never;
    });
}

std::string CloudTap::answer_text(const mqtt::Message& message) const {
    const mqtt::Echo echo = mqtt::Echo::of(message.ordinal);
    const Role role = role_of(message.pattern);
    switch (role.kind) {
        case Role::Kind::NextJob:
            return "{}";
        case Role::Kind::JobUpdate:
            return cloud::update_text(static_cast<cloud::ExecutionStatus>(echo.code));
        case Role::Kind::Shadow: {
            const std::string text = texts_.topic(message);
            const auto topic = cloud::read_shadow_topic(text);
            if (topic->request != cloud::ShadowTopic::Request::Update) return {};
            return shadows_.report(topic->thing, topic->name, echo.key, role.versioned);
        }
        case Role::Kind::None:
            break;
    }
    return {};
}

std::string CloudTap::payload_of(const mqtt::Message& message, sim::EntityId source) const {
    if (texts_.is_answer(message, source)) return answer_text(message);
    const bool is_read =
        stage_.reads_payload() || role_of(message.pattern).kind != Role::Kind::None;
    return is_read ? texts_.payload(message, source) : std::string(message.payload_bytes, ' ');
}

void CloudTap::move_to(sim::Time now) {
    now_ = std::max(now_, now);
    while (!failing_.empty() && failing_.top().at <= now_) {
        const Failing first = failing_.top();
        failing_.pop();
        ++failures_;
        for (cloud::LearningService& model : learning_) {
            model.advance(first.at);
            model.failure(first.device, first.at);
        }
        const device::Population& population = texts_.population();
        const device::FailureMode& mode =
            *population.classes()[population.row(first.device).class_id].failure;
        const device::Life next = device::next_life(
            mode, scenario_->seed, sim::EntityId::device(first.device), first.life);
        failing_.push({next.fails, first.device, next});
    }
    for (cloud::LearningService& model : learning_) model.advance(now_);
}

void CloudTap::on_publish(const mqtt::Message& message, sim::EntityId source, sim::Time at,
                          std::vector<mqtt::Message>& republished) {
    move_to(at);
    sent_at_ = at;
    const std::uint64_t key = (std::uint64_t{source.value} << 32) | message.ordinal;
    cloud::PublishedText text{.topic = texts_.topic(message),
                              .payload = payload_of(message, source),
                              .client_id = texts_.client_id(source),
                              .at = at,
                              .draw_key = sim::mix64(key ^ scenario_->seed)};
    if (!source.is_service()) text.device = source.device_index();
    hear(text, 0, republished);
    const Role role = role_of(message.pattern);
    if (role.kind == Role::Kind::NextJob || role.kind == Role::Kind::JobUpdate)
        if (texts_.is_answer(message, source)) tell_jobs(role, message, republished);
}

void CloudTap::hear(const cloud::PublishedText& message, int depth, Out& out) {
    if (depth >= kDeepest) return;
    tell_rules(message, depth, out);
    tell_shadows(message.topic, message.payload, depth, out);
}

void CloudTap::tell_rules(const cloud::PublishedText& message, int depth, Out& out) {
    if (stage_.rules().empty()) return;
    std::vector<cloud::RepublishedText> republished;
    stage_.on_publish(message, republished);
    for (const cloud::RepublishedText& text : republished) {
        send({.topic = text.topic, .payload = text.payload}, text.qos, out);
        tell_shadows(text.topic, text.payload, depth + 1, out);
    }
}

void CloudTap::tell_shadows(std::string_view topic, std::string_view payload, int depth, Out& out) {
    const auto request = cloud::read_shadow_topic(topic);
    if (!request) return;
    if (depth >= kDeepest) {
        ++sent_.looped;
        return;
    }
    std::vector<cloud::ServiceMessage> answers;
    shadows_.on_request(*request, payload, now_, answers);
    if (watch_ != nullptr)
        watch_->shadow_operation(sim::Bytes{
            static_cast<std::int64_t>(std::max(payload.size(), answers.front().payload.size()))});
    for (const cloud::ServiceMessage& answer : answers) {
        send(answer, kServiceQos, out);
        tell_rules({.topic = answer.topic,
                    .payload = answer.payload,
                    .at = now_,
                    .draw_key = static_cast<std::uint64_t>(shadows_.counts().requests())},
                   depth + 1, out);
    }
}

void CloudTap::tell_jobs(const Role& role, const mqtt::Message& message, Out& out) {
    std::vector<cloud::ThingMessage> answers;
    if (role.kind == Role::Kind::JobUpdate) {
        const mqtt::Echo echo = mqtt::Echo::of(message.ordinal);
        rollouts_[role.job].on_update(
            message.number, static_cast<cloud::ExecutionStatus>(echo.code), now_, answers);
        return send_to_things(role.job, answers, out);
    }
    if (role.kind != Role::Kind::NextJob) return;
    // The first job that has something for it; if none has, the first of all says so.
    std::optional<std::size_t> chosen;
    for (std::size_t j = 0; j < rollouts_.size(); ++j) {
        if (static_cast<std::size_t>(scenario_->jobs[j].fleet) != role.fleet) continue;
        std::vector<cloud::ThingMessage> one;
        rollouts_[j].on_get(message.number, now_, one);
        const bool has_work = one.front().message.key != 0;
        if (!chosen || has_work) {
            chosen = j;
            answers = std::move(one);
        }
        if (has_work) break;
    }
    if (chosen) send_to_things(*chosen, answers, out);
}

void CloudTap::send_to_things(std::size_t job, std::vector<cloud::ThingMessage>& messages,
                              Out& out) {
    const Fleet& fleet = scenario_->fleet(scenario_->jobs[job].fleet);
    const std::string update = job_path(scenario_->jobs[job]);
    for (cloud::ThingMessage& one : messages) {
        using enum cloud::ThingMessage::Topic;
        const std::string rest = one.topic == NotifyNext ? std::string(kNotifyPath)
                                 : one.topic == GetAccepted
                                     ? std::string(kNextJobPath) + "/accepted"
                                 : one.topic == UpdateAccepted ? update + "/accepted"
                                                               : update + "/rejected";
        if (one.topic == NotifyNext && watch_ != nullptr) watch_->remote_action();
        one.message.topic = thing_topic(fleet, rest).text(one.number);
        if (one.message.key != 0) one.message.code = static_cast<std::uint32_t>(job) + 1;
        send(one.message, kServiceQos, out);
        tell_rules({.topic = one.message.topic, .payload = one.message.payload, .at = now_}, 1,
                   out);
    }
}

void CloudTap::send(const cloud::ServiceMessage& message, std::uint8_t qos, Out& out) {
    ++sent_.all;
    auto again = texts_.message(message.topic, message.payload.size(), qos, sent_at_);
    if (!again) {
        ++sent_.unroutable;
        return;
    }
    again->ordinal = mqtt::Echo{message.key, message.code}.ordinal();
    out.push_back(*again);
}

sim::Time CloudTap::next_due() const {
    sim::Time due = sim::Time::never();
    for (const cloud::Rollout& rollout : rollouts_) due = std::min(due, rollout.next_due());
    return due;
}

void CloudTap::on_due(sim::Time at, std::vector<mqtt::Message>& published) {
    move_to(at);
    sent_at_ = at;
    for (std::size_t j = 0; j < rollouts_.size(); ++j) {
        std::vector<cloud::ThingMessage> messages;
        rollouts_[j].advance(now_, messages);
        send_to_things(j, messages, published);
    }
}

std::optional<std::string> CloudTap::call(rules::ExternalFunction function,
                                          std::span<const std::string> arguments) {
    const std::string_view first = unquoted(arguments.front());
    switch (function) {
        case rules::ExternalFunction::GetThingShadow: {
            const std::string_view name =
                arguments.size() == 3 ? unquoted(arguments[1]) : std::string_view{};
            return shadows_.document(first, name, now_);
        }
        case rules::ExternalFunction::MachineLearningPredict:
            for (cloud::LearningService& model : learning_)
                if (model.spec().name == first) return model.predict(arguments.back());
            return std::nullopt;
        case rules::ExternalFunction::AwsLambda: {
            // A simulated function gives back what it was given.
            const auto took = stage_.call_function(first.substr(first.rfind(':') + 1));
            return took ? std::optional(arguments.back()) : std::nullopt;
        }
        case rules::ExternalFunction::GetRegistryRecord:
            return look_up_thing(first, unquoted(arguments[1]));
        case rules::ExternalFunction::GetDynamoDb:
            return read_item(arguments);
        case rules::ExternalFunction::GetSecret:
            return read_secret(arguments);
    }
    return std::nullopt;
}

std::optional<std::string> CloudTap::look_up_thing(std::string_view operation,
                                                   std::string_view thing) {
    const auto query = cloud::read_registry_query(operation);
    if (registry_ == nullptr || !query) return std::nullopt;
    auto answer = registry_->answer(*query, thing, now_);
    ++registry_lookups_.all;
    if (!answer) ++registry_lookups_.missed;
    if (watch_ != nullptr)
        watch_->shadow_operation(
            sim::Bytes{answer ? static_cast<std::int64_t>(answer->size()) : 0});
    return answer;
}

/// (table, key, value [, sort key, value], role)
std::optional<std::string> CloudTap::read_item(std::span<const std::string> arguments) {
    cloud::ItemTable* table = stage_.table_named(unquoted(arguments.front()));
    if (table == nullptr || arguments.size() % 2 != 0) return std::nullopt;
    std::vector<cloud::ItemTable::KeyPart> keys;
    for (std::size_t i = 1; i + 1 < arguments.size(); i += 2)
        keys.push_back({.name = unquoted(arguments[i]), .value = arguments[i + 1]});
    return table->get(keys);
}

/// (secret, type [, member], role)
std::optional<std::string> CloudTap::read_secret(std::span<const std::string> arguments) const {
    const cloud::Secret* secret = cloud::find_secret(scenario_->secrets, unquoted(arguments[0]));
    if (secret == nullptr) return std::nullopt;
    std::optional<std::string_view> member;
    if (arguments.size() == 4) member = unquoted(arguments[2]);
    return cloud::read_secret(*secret, unquoted(arguments[1]), member);
}

void CloudTap::on_action(const cloud::RuleAction& action, std::string_view result,
                         const cloud::PublishedText& message) {
    if (!message.device) return;  // only what a device said can be judged by its failures
    cloud::LearningService& model = learning_[*action.model];
    if (action.kind == "alarm")
        model.alarm(*message.device, now_);
    else
        model.example(*message.device, result, now_);
}

void CloudTap::catch_up(sim::Time now) {
    move_to(now);
    stage_.run_until(now);
}

void CloudTap::settle(sim::Time end) {
    catch_up(end);
    for (cloud::LearningService& model : learning_) model.close(end);
}

}  // namespace fleetsim::scenarios::compose
