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
                      .depth = depth};
    // All targets first: evaluations of republished messages would overwrite the variables.
    std::vector<std::string> targets;
    for (const RuleAction& action : rule.actions)
        targets.emplace_back(evaluator_.expand(action.target, rule.statement, message, context));
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
    ++counts.actions;
    if (fired.depth >= kMostRepublishes) {
        ++counts.looped;
        return;
    }
    // A reserved topic is written $$aws/... in an action.
    const std::string topic = target.starts_with("$$") ? target.substr(1) : target;
    republished.push_back({topic, fired.payload, action.qos});
    evaluate_all({.topic = topic,
                  .payload = fired.payload,
                  .at = fired.message.at,
                  .draw_key = fired.message.draw_key + 1},
                 fired.depth + 1, republished);
}

RuleStage::Delivery RuleStage::make_delivery(const Fired& fired, const RuleAction& action,
                                             std::string_view target) {
    Delivery delivery{.at = fired.answered,
                      .number = made_++,
                      .rule = fired.rule,
                      .action = &action,
                      .record = {.size = size_of(fired.payload), .key = key_of(target)},
                      .fired_at = fired.message.at};
    if (const ItemTable* table = table_behind(*action.sink))
        delivery.item = table->read(fired.payload);
    if (!rules_[fired.rule].error_action.empty())
        delivery.failure = failure_message(rules_[fired.rule], delivery, fired.message);
    return delivery;
}

std::string RuleStage::failure_message(const RuleSpec& rule, const Delivery& delivery,
                                       const PublishedText& published) {
    const bool lacks_key = table_behind(*delivery.action->sink) != nullptr && !delivery.item;
    const rules::ActionFailure failure{.action = delivery.action->kind,
                                       .resource = sinks_[*delivery.action->sink].name(),
                                       .reason = lacks_key
                                                     ? "a key of the table is missing in the item"
                                                     : "not taken after the last retry"};
    return rules::error_action_message(rule.name, message_of(published), {&failure, 1});
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
    const std::size_t index = *delivery.action->sink;
    ItemTable* const table = table_behind(index);
    if (table != nullptr && !delivery.item) return give_up(delivery);  // refused at once
    sim::DrawEngine draws =
        sim::draw(seed_, sim::EntityId::service(0), static_cast<std::uint32_t>(index),
                  static_cast<std::uint32_t>(delivery.number));
    const Offer answer = sinks_[index].offer(delivery.record, delivery.at, draws);
    SinkCounts& counts = sink_counts_[index];
    if (answer.fate == Offer::Fate::Accepted) {
        counts.bytes += delivery.record.size.count();
        counts.latency.record((answer.done_at - delivery.fired_at).count());
        RuleCounts& rule = rule_counts_[delivery.rule];
        ++(delivery.is_error ? rule.error_actions : rule.actions);
        if (table != nullptr) table->put(*std::move(delivery.item));
        return pass_on(delivery);
    }
    if (answer.fate == Offer::Fate::TimedOut) delivery.at = answer.done_at;
    const auto pause = retry_.pause_before(++delivery.tries);
    if (!pause) return give_up(delivery);
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

void RuleStage::give_up(const Delivery& delivery) {
    ++rule_counts_[delivery.rule].failed;
    const std::vector<RuleAction>& error = rules_[delivery.rule].error_action;
    if (delivery.is_error || error.empty() || !error.front().sink) return;
    if (watch_ != nullptr) watch_->executed(size_of(delivery.failure), delivery.at);
    Delivery last{.at = delivery.at,
                  .number = made_++,
                  .rule = delivery.rule,
                  .action = &error.front(),
                  .record = {.size = size_of(delivery.failure), .key = key_of(delivery.failure)},
                  .fired_at = delivery.fired_at,
                  .is_error = true};
    if (const ItemTable* table = table_behind(*last.action->sink))
        last.item = table->read(delivery.failure);
    offer(std::move(last));
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
