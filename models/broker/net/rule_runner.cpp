#include "models/broker/net/rule_runner.hpp"

#include <fmt/format.h>

#include "models/broker/net/refusal.hpp"
#include "models/broker/net/seldom.hpp"
#include "models/mqtt/topic.hpp"
#include "models/mqtt/utf8.hpp"
#include "models/rules/error_action.hpp"

namespace fleetsim::broker::net {

namespace {

std::string words_of(const RuleAction& action) {
    return action.target.empty() ? action.kind
                                 : fmt::format("{} \"{}\"", action.kind, action.target);
}

}  // namespace

RuleRunner::RuleRunner(std::vector<BrokerRule> rules, core::Profile profile, Log log)
    : rules_(std::move(rules)),
      counts_(rules_.size()),
      profile_(profile == core::Profile::Aws ? rules::TopicProfile::Aws
                                             : rules::TopicProfile::Mqtt),
      log_(std::move(log)) {}

rules::Context RuleRunner::context(const BrokerRule& rule, sim::Time now) const {
    rules::Context context;
    context.now_ms = now.nanoseconds() / 1'000'000;
    context.rule_name = rule.name;
    context.profile = profile_;
    return context;
}

void RuleRunner::on_published(const core::Message& message, std::string_view client_id,
                              sim::Time now) {
    for (std::size_t index = 0; index < rules_.size(); ++index) {
        const BrokerRule& rule = rules_[index];
        if (!rules::reaches(rule.statement, message.topic, context(rule, now))) continue;
        if (hops_ >= kMaximumHops) {
            return count(index, fmt::format("not run: republished {} times already", hops_));
        }
        pending_.push_back({message, std::string(client_id), hops_});
        return;
    }
}

void RuleRunner::run(core::Broker& broker, sim::Time now) {
    while (!pending_.empty()) {
        const Pending pending = std::move(pending_.front());
        pending_.pop_front();
        hops_ = pending.hops + 1;
        for (std::size_t index = 0; index < rules_.size(); ++index) {
            evaluate(index, pending, broker, now);
        }
    }
    hops_ = 0;
}

void RuleRunner::evaluate(std::size_t index, const Pending& pending, core::Broker& broker,
                          sim::Time now) {
    const BrokerRule& rule = rules_[index];
    const core::Message& published = pending.message;
    rules::MqttProperties properties;
    properties.is_utf8 = published.payload_is_text;
    properties.content_type = published.content_type;
    properties.response_topic = published.response_topic;
    properties.correlation_bytes = published.correlation;
    const std::vector<std::pair<std::string_view, std::string_view>> user(published.user.begin(),
                                                                          published.user.end());
    properties.user_properties = user;
    rules::Message message{.topic = published.topic, .payload = published.payload};
    if (!pending.client_id.empty()) message.client_id = pending.client_id;
    message.trace_key = published.number;
    message.properties = &properties;
    rules::Context world = context(rule, now);
    world.draw_key = published.number;
    const auto result = evaluator_.evaluate(rule.statement, message, world);
    if (!result) return;
    ++counts_[index].fired;
    const std::string payload(*result);
    std::vector<std::string> reasons;
    std::vector<rules::ActionFailure> failures;
    reasons.reserve(rule.actions.size());  // `failures` points into it
    for (const RuleAction& action : rule.actions) {
        if (!action.topic) {
            count(index, words_of(action) + " not carried out: a real port has no such sink");
            continue;
        }
        std::string reason = republish(rule, action, message, payload, broker, now);
        count(index, words_of(action) + (reason.empty() ? "" : " failed: " + reason));
        if (reason.empty()) continue;
        reasons.push_back(std::move(reason));
        failures.push_back({"RepublishAction", action.target, reasons.back()});
    }
    if (failures.empty() || !rule.error_action) return;
    count(index, "error action " + words_of(*rule.error_action));
    if (!rule.error_action->topic) return;
    republish(rule, *rule.error_action, message,
              rules::error_action_message(rule.name, message, failures), broker, now);
}

std::string RuleRunner::republish(const BrokerRule& rule, const RuleAction& action,
                                  const rules::Message& message, std::string payload,
                                  core::Broker& broker, sim::Time now) {
    core::Message result;
    result.topic = evaluator_.expand_after_evaluate(*action.topic, message, context(rule, now));
    // "$$" keeps the text after it from being read as a variable of the service.
    if (result.topic.starts_with("$$")) result.topic.erase(0, 1);
    if (const auto fault = mqtt::check_topic_name(result.topic); fault != mqtt::TopicFault::None) {
        return fmt::format("the topic {}", mqtt::describe(fault));
    }
    if (mqtt::check_utf8(result.topic) != mqtt::Utf8Fault::None) return "the topic is not UTF-8";
    result.payload = std::move(payload);
    result.qos = action.qos;
    const mqtt::ReasonCode outcome = broker.publish(std::move(result), now);
    return outcome == mqtt::ReasonCode::Success ? std::string() : refusal_text(outcome);
}

void RuleRunner::count(std::size_t index, const std::string& what) {
    const std::uint64_t times = ++counts_[index].actions[what];
    const bool is_republished = what.starts_with("republish") && what.ends_with('"');
    if (is_republished || !is_told(times)) return;
    log_(fmt::format("rule {}: {} ({} so far)", rules_[index].name, what, times));
}

void RuleRunner::report() const {
    for (std::size_t index = 0; index < rules_.size(); ++index) {
        log_(fmt::format("rule {}: fired {} times", rules_[index].name, counts_[index].fired));
        for (const auto& [what, times] : counts_[index].actions) {
            log_(fmt::format("  {} times: {}", times, what));
        }
    }
}

}  // namespace fleetsim::broker::net
