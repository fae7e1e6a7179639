#include "models/cloud/rule_stage.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "sim/event_hash.hpp"
#include "sim/random/draw.hpp"

namespace fleetsim::cloud {

namespace {

constexpr int kMostRepublishes = 10;                ///< in a row, before a loop is cut
constexpr std::uint32_t kCallPurpose = UINT32_MAX;  ///< of draws; others are numbers of sinks

rules::Message message_of(const PublishedText& published) {
    return {.topic = published.topic,
            .payload = published.payload,
            .client_id = published.client_id.empty()
                             ? std::nullopt
                             : std::optional<std::string_view>(published.client_id),
            .trace_key = published.draw_key};
}

sim::Bytes size_of(std::string_view text) {
    return sim::Bytes{static_cast<std::int64_t>(text.size())};
}

std::uint64_t key_of(std::string_view text) {
    std::uint64_t key = text.size();
    for (const char c : text) key = sim::mix64(key ^ static_cast<unsigned char>(c));
    return key;
}

}  // namespace

RuleStage::RuleStage(std::vector<RuleSpec> rules, std::vector<Sink> sinks, std::uint64_t seed)
    : rules_(std::move(rules)),
      sinks_(std::move(sinks)),
      rule_counts_(rules_.size()),
      sink_counts_(sinks_.size()),
      seed_(seed) {}

bool RuleStage::reads_payload() const {
    return std::any_of(rules_.begin(), rules_.end(),
                       [](const RuleSpec& rule) { return rule.statement.reads_payload; });
}

void RuleStage::on_publish(const PublishedText& message,
                           std::vector<RepublishedText>& republished) {
    if (message.at >= now_) {
        run_until(message.at);
        return evaluate_all(message, 0, republished);
    }
    PublishedText later = message;
    later.at = now_;
    evaluate_all(later, 0, republished);
}

void RuleStage::evaluate_all(const PublishedText& message, int depth,
                             std::vector<RepublishedText>& republished) {
    for (std::size_t rule = 0; rule < rules_.size(); ++rule)
        apply(rule, message, depth, republished);
}

void RuleStage::apply(std::size_t index, const PublishedText& published, int depth,
                      std::vector<RepublishedText>& republished) {
    const RuleSpec& rule = rules_[index];
    RuleCounts& counts = rule_counts_[index];
    const rules::Message message = message_of(published);
    const rules::Context context{.now_ms = published.at.nanoseconds() / 1'000'000,
                                 .rule_name = rule.name,
                                 .draw_key = published.draw_key + index,
                                 .external = external_};
    if (!rules::reaches(rule.statement, published.topic, context)) return;
    if (watch_ != nullptr) {
        if (!watch_->may_evaluate(published.at)) {
            ++counts.throttled;
            return;
        }
        watch_->evaluated(size_of(published.payload), published.at);
    }
    ++counts.evaluated;
    call_time_ = {};
    const auto output = evaluator_.evaluate_routed(rule.statement, message, context);
    if (!output) return;
    ++counts.fired;
    const Fired fired{.rule = index,
                      .message = published,
                      .payload = std::string(*output),  // the evaluator's next call overwrites it
                      .answered = published.at + call_time_,
                      .depth = depth,
                      .outcome = expect_outcome(rule, published, context)};
    // All targets first: evaluations of republished messages would overwrite the variables.
    std::vector<std::string> targets;
    for (const RuleAction& action : rule.actions)
        targets.emplace_back(evaluator_.expand_after_evaluate(action.target, message, context));
    for (std::size_t i = 0; i < rule.actions.size(); ++i)
        carry_out(fired, rule.actions[i], targets[i], republished);
}

void RuleStage::carry_out(const Fired& fired, const RuleAction& action, const std::string& target,
                          std::vector<RepublishedText>& republished) {
    if (watch_ != nullptr) watch_->executed(size_of(fired.payload), fired.message.at);
    if (action.model) {
        ++rule_counts_[fired.rule].actions;
        if (listener_ != nullptr) listener_->on_action(action, fired.payload, fired.message);
    } else if (action.sink) {
        Delivery delivery = make_delivery(fired, action, target);
        if (delivery.at > fired.message.at)
            waiting_.push(std::move(delivery));
        else
            offer(std::move(delivery));
    } else {
        republish(fired, action, target, republished);
    }
}

void RuleStage::republish(const Fired& fired, const RuleAction& action, const std::string& target,
                          std::vector<RepublishedText>& republished) {
    RuleCounts& counts = rule_counts_[fired.rule];
    if (fired.depth >= kMostRepublishes) {
        ++counts.looped;
        return;
    }
    ++counts.actions;
    // A reserved topic is written $$aws/... in an action.
    const std::string topic = target.starts_with("$$") ? target.substr(1) : target;
    republished.push_back({topic, fired.payload, action.qos});
    evaluate_all({.topic = topic,
                  .payload = fired.payload,
                  .at = fired.message.at,
                  .draw_key = fired.message.draw_key + 1,
                  .device = fired.message.device},
                 fired.depth + 1, republished);
}

RuleStage::Delivery RuleStage::make_delivery(const Fired& fired, const RuleAction& action,
                                             std::string_view target) {
    Delivery delivery{.at = fired.answered,
                      .number = made_++,
                      .rule = fired.rule,
                      .action = &action,
                      .record = {.size = size_of(fired.payload), .key = key_of(target)},
                      .fired_at = fired.message.at,
                      .outcome = fired.outcome};
    if (const ItemTable* table = table_behind(*action.sink))
        delivery.item = table->read(fired.payload);
    return delivery;
}

/// Nothing where there is no error action, or no action that could fail.
std::shared_ptr<RuleStage::Outcome> RuleStage::expect_outcome(const RuleSpec& rule,
                                                              const PublishedText& message,
                                                              const rules::Context& context) {
    const auto sinks = std::count_if(rule.actions.begin(), rule.actions.end(),
                                     [](const RuleAction& one) { return one.sink.has_value(); });
    if (rule.error_action.empty() || sinks == 0) return nullptr;
    const std::string_view key = evaluator_.expand_after_evaluate(rule.error_action.front().target,
                                                                  message_of(message), context);
    return std::make_shared<Outcome>(Outcome{.message = message,
                                             .error_key = key_of(key),
                                             .open = static_cast<std::size_t>(sinks),
                                             .failures = {}});
}

ItemTable* RuleStage::table_behind(std::size_t sink) {
    for (Kept& kept : tables_)
        if (kept.sink == sink) return &kept.table;
    return nullptr;
}

ItemTable* RuleStage::table_named(std::string_view name) {
    for (Kept& kept : tables_)
        if (kept.table.spec().name == name) return &kept.table;
    return nullptr;
}

std::optional<sim::Duration> RuleStage::call_function(std::string_view name) {
    constexpr sim::Duration kLimit = sim::Duration::seconds(2);  // "aws_lambda", execution limit
    ++calls_;
    const auto sink = std::find_if(sinks_.begin(), sinks_.end(), [&](const Sink& one) {
        return one.name().starts_with("function/") && one.name().substr(9) == name;
    });
    if (sink == sinks_.end()) {
        ++failed_calls_;
        return std::nullopt;
    }
    sim::DrawEngine draws = sim::draw(seed_, sim::EntityId::service(0), kCallPurpose,
                                      static_cast<std::uint32_t>(calls_));
    const Offer answer = sink->offer({}, now_, draws);
    const sim::Duration took = answer.done_at - now_;
    if (answer.fate == Offer::Fate::Accepted) ++taken_calls_;
    if (answer.fate != Offer::Fate::Accepted || took > kLimit) {
        ++failed_calls_;
        // A refusal comes at once; a late answer is awaited to the limit.
        if (took > kLimit) call_time_ += kLimit;
        return std::nullopt;
    }
    call_time_ += took;
    return took;
}

void RuleStage::offer(Delivery delivery) {
    const sim::Time now = delivery.at;
    const std::size_t index = *delivery.action->sink;
    ItemTable* const table = table_behind(index);
    if (table != nullptr && !delivery.item)  // refused at once
        return give_up(delivery, "a key of the table is missing in the item", now);
    sim::DrawEngine draws =
        sim::draw(seed_, sim::EntityId::service(0), static_cast<std::uint32_t>(index),
                  static_cast<std::uint32_t>(delivery.number));
    const Offer answer = sinks_[index].offer(delivery.record, now, draws);
    SinkCounts& counts = sink_counts_[index];
    if (answer.fate == Offer::Fate::Accepted) {
        counts.bytes += delivery.record.size.count();
        counts.latency.record((answer.done_at - delivery.fired_at).count());
        RuleCounts& rule = rule_counts_[delivery.rule];
        ++(delivery.is_error ? rule.error_actions : rule.actions);
        if (table != nullptr) table->put(*std::move(delivery.item));
        pass_on(delivery);
        return end_action(delivery, now);
    }
    if (answer.fate == Offer::Fate::TimedOut) delivery.at = answer.done_at;
    const auto pause = retry_.pause_before(++delivery.tries);
    if (!pause) return give_up(delivery, "not taken after the last retry", now);
    ++counts.retries;
    delivery.at += *pause;
    waiting_.push(std::move(delivery));
}

/// To who reads the stream, or into the firehose's next object.
void RuleStage::pass_on(const Delivery& delivery) {
    const std::size_t index = *delivery.action->sink;
    for (auto& [sink, consumer] : consumers_) {
        if (sink != index) continue;
        consumer.advance(delivery.at);
        consumer.add(sinks_[index].shard_of(delivery.record), delivery.at);
    }
    for (auto& [sink, buffer] : buffers_) {
        if (sink != index) continue;
        buffer.advance(delivery.at);
        buffer.add(delivery.record.size, delivery.at);
    }
}

/// At `delivery.at`, which is later than `now` where the last try has to time out first.
void RuleStage::give_up(const Delivery& delivery, std::string_view reason, sim::Time now) {
    RuleCounts& counts = rule_counts_[delivery.rule];
    ++(delivery.is_error ? counts.failed_error_actions : counts.failed);
    if (!delivery.outcome) return;
    Outcome& outcome = *delivery.outcome;
    const std::string_view sink = sinks_[*delivery.action->sink].name();  // "stream/alerts"
    outcome.failures.push_back({.action = delivery.action->kind,
                                .resource = sink.substr(sink.find('/') + 1),
                                .reason = reason});
    outcome.last_failure = std::max(outcome.last_failure, delivery.at);
    end_action(delivery, now);
}

void RuleStage::end_action(const Delivery& delivery, sim::Time now) {
    if (!delivery.outcome || --delivery.outcome->open > 0) return;
    if (!delivery.outcome->failures.empty()) tell_error_action(delivery, now);
}

void RuleStage::tell_error_action(const Delivery& last, sim::Time now) {
    const RuleSpec& rule = rules_[last.rule];
    const Outcome& outcome = *last.outcome;
    const std::string text =
        rules::error_action_message(rule.name, message_of(outcome.message), outcome.failures);
    const sim::Time at = std::max(now, outcome.last_failure);
    if (watch_ != nullptr) watch_->executed(size_of(text), at);
    Delivery error{.at = at,
                   .number = made_++,
                   .rule = last.rule,
                   .action = &rule.error_action.front(),
                   .record = {.size = size_of(text), .key = outcome.error_key},
                   .fired_at = last.fired_at,
                   .is_error = true};
    if (const ItemTable* table = table_behind(*error.action->sink)) error.item = table->read(text);
    if (at > now)
        waiting_.push(std::move(error));  // a sink is offered things in the order of time
    else
        offer(std::move(error));
}

void RuleStage::run_until(sim::Time end) {
    now_ = std::max(now_, end);
    while (!waiting_.empty() && waiting_.top().at <= end) {
        Delivery next = waiting_.top();
        waiting_.pop();
        offer(std::move(next));
    }
    for (auto& [sink, consumer] : consumers_) consumer.advance(now_);
    for (auto& [sink, buffer] : buffers_) buffer.advance(now_);
}

}  // namespace fleetsim::cloud
